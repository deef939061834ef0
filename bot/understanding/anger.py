"""Whether somebody is fed up with this assistant; complaints about people are another wish."""

from __future__ import annotations

import re

from bot.understanding.fold import canonical

_ANGRY = re.compile(
    r"\b(?:(?:khong|chang) (?:ra|tra loi|noi|giup) (?:\w+ )?(?:duoc )?gi(?: het| dau| ca|\b)"
    r"|tra loi gi (?:dau|ky|vay|ma)|(?:may|bot) (?:tra loi|noi) (?:gi|cu)|long vong|lon xon|noi dai|phien qua"
    r"|chan (?:qua|ghe)|buc (?:qua|minh)|vo dung|vo duyen|lam an kieu gi|noi hoai|hoi hoai|dai du vay|do qua|te qua"
    r"|dot qua|ngu qua|do ngu|may (?:moc )?gi (?:ma )?(?:ngu|dot|ky)|mot dang (?:\w+ ){1,3}mot neo"
    r"|hoi (?:cai )?nay (?:ma )?(?:cu )?(?:tra loi|noi) (?:cai )?(?:kia|khac)|tra loi (?:duoc )?cau nao dau"
    r"|cu (?:lap|noi|hoi) (?:di )?(?:lap )?lai (?:hoai|mai)|lap di lap lai"
    r"|hoi may (?:cung )?nhu khong|noi voi may (?:chan|met|uong)"
    r"|tuc (?:qua|ghe|minh)|chan thiet|khong hieu (?:toi|em|tui) (?:dang )?noi gi|lam an nhu"
    r"|(?:chu|cho|ma|sao) sao (?:lai )?hoi (?:dan|nguoc)|sao (?:lai )?hoi nguoc"
    r"|hoi (?:nay gio|hoai|hoai ma|mai) (?:ma )?(?:\w+ )?(?:khong|chua|chang) (?:ra|duoc|xong|thay)"
    r"|useless|not helpful|stupid)\b"
)


def is_angry(text: str) -> bool:
    """Return whether somebody is fed up with this assistant."""
    return _ANGRY.search(canonical(text)) is not None
