"""Whether somebody is fed up with this assistant; complaints about people are another wish."""

from __future__ import annotations

import re

from bot.understanding.fold import canonical

_ANGRY = re.compile(
    r"\b(?:(?:khong|chang) (?:ra|tra loi|noi|giup) (?:\w+ )?(?:duoc )?gi(?: het| dau| ca|\b)"
    r"|tra loi gi (?:dau|ky|vay|ma)|(?:may|bot) (?:tra loi|noi) (?:gi|cu)|long vong|lon xon|noi dai|phien qua"
    r"|chan (?:qua|ghe)|buc (?:qua|minh)|vo dung|vo duyen|lam an kieu gi|noi hoai|hoi hoai|dai du vay|do qua|te qua"
    r"|dot qua|ngu qua|useless|not helpful|stupid)\b"
)


def is_angry(text: str) -> bool:
    """Return whether somebody is fed up with this assistant."""
    return _ANGRY.search(canonical(text)) is not None
