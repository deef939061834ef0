"""Whether somebody is fed up with this assistant; complaints about people are another wish."""

from __future__ import annotations

import re

from bot.understanding.fold import canonical

_ANGRY = re.compile(
    r"\b(?:(?:khong|chang) (?:ra|tra loi|noi|giup) (?:\w+ )?(?:duoc )?gi(?: het| dau| ca|\b)"
    r"|tra loi gi (?:dau|ky|vay|ma)|(?:may|bot) (?:tra loi|noi) (?:gi|cu)|long vong|lon xon"
    r"|noi dai(?! (?:la|luon|di|cho|ten|khong))|phien qua"
    r"|chan (?:qua|ghe)|buc (?:qua|minh)|vo dung|vo duyen|lam an kieu gi|noi hoai"
    r"|(?<!\bba con )(?<!\bho )(?<!\bno )(?<!\bnguoi ta )(?<!\bong cu )(?<!\bba )(?<!\bme )(?<!\bchong )(?<!\bvo )"
    r"hoi hoai"
    r"(?! (?:toi|em|con|minh) )|dai du vay|do qua|te qua"
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


_WEARY = re.compile(
    r"(?<=\w) (?:qua|ghe)(?: di| troi| luon| a)?$|^troi (?:oi|dat)\b|\b(?:bo tay|het noi noi|do khung|ky cuc|do ec"
    r"|mat thoi gian|noi toi noi lui|(?:toi|tui|em) buc|annoying|tired of|waste of time|fed up)\b"
)


def is_weary(text: str) -> bool:
    """Return whether a message only sighs or scolds, so that it is no name and no place: "mệt quá", "trời ơi"."""
    return is_angry(text) or _WEARY.search(canonical(text)) is not None
