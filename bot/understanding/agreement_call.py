"""A number that is given to be called at, where consent to keep it was asked: "ừ, 0900 …", "số tui 09…, gọi gấp dùm".

A closed grammar: besides the number a message may have a yes, the wish to be called, a name that is told, and words
around a number; anything else commits to nothing. A number alone is none: it is kept until consent is given.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from bot.understanding.fold import canonical
from bot.understanding.phones import find_phones, in_digits

_ME = r"(?:toi|em|con|minh|chau|anh|chi|co|chu|bac|ba|ong|no|me|ma|cha|tia|vo|chong|nha)"
_TAIL = rf"(?: (?:nha|nhe|nghe|nghen|nhen|a|ah|ad|oi|do|ne|di|luon|voi|{_ME}))*"
_SOON = "(?:lien|ngay|gap|som|gium|giup|dum)"
_YES = (
    r"(?:(?:da|thi|roi) )*(?:u|uh|um|o|ok|oke|okay|vang|duoc|dong y|yes)(?: (?:u|uh|ok|oke|duoc|dong y|roi))*"
    rf"{_TAIL}"
)
_CALL = (
    r"(?:(?:co gi|vay|thi|roi|nho|lam on|xin|cu|can bo|da|u|uh|ok|yes|please) )*"
    rf"(?:goi|dien|alo|lien he|lien lac|please call|call)(?: (?:lai|gap|lien|som|ngay|dum|giup|gium|di|cho {_ME}|me"
    rf"|{_ME}|vo|vao|qua|so nay|so do|so|theo|lien lac|truoc|cang som cang tot|voi|now|back|at|please))*{_TAIL}"
)
_NUMBER = (
    rf"(?:(?:da|day|thi|la|cua|{_ME}|so|sdt|dt|dien thoai|so dien thoai|so dt|zalo|nay|do|ne) )*"
    rf"(?:so|sdt|dt|dien thoai|zalo|la|nay|do|ne|day|my number is|number){_TAIL}"
)
_NAME = rf"(?:(?:da|thi) )?(?:{_ME} )?(?:ho )?(?:ten|la|my name is)(?: {_ME})?(?: la)? (?:\w+ ){{0,4}}\w+"
_NOTHING = rf"(?:cam on|thanks|thank you|da|thi|nha|nhe|nghe|nghen|nhen|a|ah|ad|oi|do|ne|di|luon|voi|{_SOON}|{_ME})"
_ASIDE = rf"{_NOTHING}(?: {_SOON})*{_TAIL}"
_PART = re.compile(rf"^(?:(?P<yes>{_YES})|(?P<call>{_CALL})|{_NUMBER}|{_ASIDE}|(?P<name>{_NAME}))$")
_BEGINS = re.compile(rf" (?=(?:{_ME} )?ten\b|(?:so|sdt)\b)")
"""Where a name or a number is told without a sign before it."""
_HOLDS_BACK = re.compile(
    r"\b(?:khong|chua|dung|khoi|thoi|neu|moi|tru|nhung|sao|hay|(?<!co )gi|nao|hong|hok|not|don t|if)\b|^ma\b"
    r"|^da (?:goi|dien|alo|lien)\b(?!.*\b(?:di|gium|giup|dum|nha|nhe)\b)"
    r"|^(?:lien he|lien lac|alo)(?: (?:so|qua|vao|theo))*$"
)
"""What takes a part back, or is none of their wish: a call that was made ("đã gọi"), a sign ("Liên hệ …")."""
_TONES = re.compile(r"\b(?:đã|à|ủa|ơ|ô|ồ|hả|mà|để)\b|\d[^\w]*chi\W*$", re.IGNORECASE)
"""Words that doubt, or tell of what was done, and without their tones are others ("dạ", "ạ", "ờ", "má", "chị")."""
_CHI = re.compile(r"\bchi\b", re.IGNORECASE)
"""What for, in a text with tones."""
_SAID_SO = ((re.compile(r"\bdạ(?=,? *(?:gọi|điện|alo|liên)\b)", re.IGNORECASE), "ok"), (re.compile(r"\bừa\b"), "ừ"))
_NO_NAME = re.compile(r"\b(?:khong|chua|dung|khoi|thoi|neu|dong y|goi|so|cua|sao|de|coi|xem|hoi|suy|lai|roi|ma|biet)\b")
"""Words that no name has behind "tên"."""
_DIGITS = re.compile(r"\+?\d(?:[\d .\-()]*\d)?")
_CLAUSE = re.compile(r"[^,.;!\n]+")
_HONG = re.compile(r"\bhồng\b", re.IGNORECASE)
"""A name, which is folded into "không"; what is told of it does not matter here."""
_LONGEST = 200
_OF_OFFICES = "02"
"""Of a landline it is not told whether they ask to be called there, or will call an office."""


class Called(StrEnum):
    """How a number is given."""

    WISHES = "wishes"
    """With the wish to be called at it."""
    AGREES = "agrees"
    """With a yes."""
    NONE = "none"


def gives_to_call(text: str) -> Called:
    """Return whether a message gives one number to be called at, and says nothing else."""
    typed = unicodedata.normalize("NFC", text)
    doubts = "?" in typed or _TONES.search(typed) or (not typed.isascii() and _CHI.search(typed))
    phones = find_phones(typed) if len(typed) <= _LONGEST and not doubts else []
    said, times = _DIGITS.subn(",", in_digits(typed) if len(phones) == 1 else "")
    if times != 1 or phones[0].number.startswith(_OF_OFFICES):
        return Called.NONE
    said = _HONG.sub("Hoa", said)
    for sounds, means in _SAID_SO:
        said = sounds.sub(means, said)
    clauses = [part for clause in _CLAUSE.findall(said) for part in _BEGINS.split(canonical(clause))]
    parts = [part for clause in clauses if (part := clause.strip())]
    found = [_PART.fullmatch(part) for part in parts]
    if not all(found) or any(_holds_back(one) for one in found if one is not None):
        return Called.NONE
    if any(one is not None and one["call"] for one in found):
        return Called.WISHES
    return Called.AGREES if any(one is not None and one["yes"] for one in found) else Called.NONE


def _holds_back(part: re.Match[str]) -> bool:
    """Return whether a part takes something back; a name may sound like it ("Hồng")."""
    return (_NO_NAME if part["name"] else _HOLDS_BACK).search(part.string) is not None
