"""Who wants to be called says so in passing: when, at whose number, and whom not to call."""

from __future__ import annotations

import re

from bot.handlers.callback.carrying import hour_in
from bot.understanding.fold import canonical
from bot.understanding.phones import find_phones

_ME = "(?:toi|em|e|con|minh|chau|anh|chi|co|chu|bac|ba|ong)"
_KIN = (
    r"(?:vo|chong|con (?:gai|trai|dau|re|lon|ut)?|me|ma|ba|cha|tia|anh (?:hai|ba|tu)?|chi (?:hai|ba|tu)?"
    r"|em (?:gai|trai)?|ong xa|ba xa|nguoi nha|dua con|thang \w{1,9})"
)
_LEAD = (
    r"(?:(?:da|a|u|ua|uh|um|o|ok|oke|thoi|roi|vay|thi|duoc|co gi|co gi thi|co tin gi|khi nao co|neu duoc|nho|lam on|xin"
    rf"|cu|ad|ai ranh|{_ME} oi) ){{0,5}}"
)
_SOMEBODY = (
    r"(?:(?:cho|de|nho|keu|noi) (?:can bo|nguoi|ai|nguoi ta|ho)"
    r"(?: (?:chinh sach|chanh sach|tu phap|ho tich|phu trach|do|nao))? )?"
)
_GOI = (
    r"(?:goi|(?:goi )?dien(?! thoai)|(?:goi )?dien thoai(?= (?:cho|qua|lai|gium|giup) )|alo|lien he|lien lac)"
    r"(?: (?:lai|gium|giup|dum|luon))*"
)
_CALLS_ME = re.compile(rf"^{_LEAD}{_SOMEBODY}{_GOI}(?: (?:cho|qua|vo|vao))? {_ME}\b")
_CALLS_THEM = re.compile(
    rf"^{_LEAD}{_SOMEBODY}(?:(?:goi|dien) thi )?{_GOI}(?: (?:cho|qua|vo|vao))* "
    rf"(?:so (?:may |dien thoai )?(?:cua )?(?:{_KIN}|no|nha)\b"
    rf"|{_KIN} {_ME}(?: (?:gium|giup|dum|di|nha|nhe|nghe|nghen|thoi|cho|luc|buoi|sau|truoc)\b|$))"
)
_NEWS_TO = re.compile(
    rf"^(?:(?:da|ok|oke|thoi|roi|vay|{_ME} oi) ){{0,4}}(?:co gi|co tin gi|co ket qua|khi nao co)(?: thi)?"
    rf" (?:goi|bao|dien|nhan|keu|alo|lien he|noi)(?: (?:tin|lai|cho|gium|giup|qua))* {_ME}\b"
)
"""Wants to hear when there is something, which a number beside it makes a wish to be called."""
_WHENEVER = re.compile(r"\b(?:luc|khi|chung|hoi|bao) (?:nao|gio)\b")
"""No hour: "lúc nào mở cửa thì gọi" asks for news."""
PART = re.compile(r"[^,.;!?\n]+[?]?")
"""What stands between two signs of a message, with its question mark."""


def wants_a_call(text: str) -> bool:
    """Return whether somebody says when they want to be called, or at whose number; a number alone is none of it."""
    parts = PART.findall(text)
    numbered = bool(find_phones(text))
    return any(_wants(part, canonical(part), numbered=numbered) for part in parts)


def awaits_news(text: str) -> bool:
    """Return whether somebody wants to hear as soon as there is something ("có gì báo em nha")."""
    return any(_NEWS_TO.match(canonical(part)) is not None for part in PART.findall(text))


def whose_number(plain: str) -> bool:
    """Return whether a clause, in plain form, says at whose number to call instead of their own."""
    return _CALLS_THEM.match(plain) is not None


def _wants(part: str, plain: str, *, numbered: bool) -> bool:
    if "?" in part or plain.endswith(("khong", "chua", "sao", "gi")):
        return False
    if _CALLS_THEM.match(plain) or (numbered and _NEWS_TO.match(plain)):
        return True
    suits = _CALLS_ME.match(plain) is not None and _WHENEVER.search(plain) is None
    return suits and hour_in(part) is not None
