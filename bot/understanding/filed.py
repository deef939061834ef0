"""Whether a text tells that a dossier was handed in: what helps then is where it is and whom to ask, not the way in."""

from __future__ import annotations

import re

from bot.guidance.text import composed
from bot.understanding.fold import canonical

PARTS = re.compile(r"[,.;!?…\n]{1,9}(?:\s{1,9}|$)")
"""Where one part of a text ends; a date has no blank behind its signs."""
_SENT = re.compile(r"\bgởi\b", re.IGNORECASE)
"""Sends; without its accents it is "goi", which mostly calls."""
_IN = r"(?:nop|gui)"
_DOSSIER = r"(?:ho so|don|giay to|giay|to khai)"
_BEFORE = (
    r"(?:hom bua|(?:hom|bua|tuan|thang|nam|dot|hoi|lan) (?:truoc|qua|roi|kia|no|ngoai)|hom (?:thu )?\w{1,3}|qua gio"
    r"|hoi (?:sang|trua|chieu|thang|dau|nam|hom|tuan)"
    r"|(?:tu|hom|hoi|ngay|bua) (?:hom |hoi |thang |ngay )?\d{1,2}(?:[/-]\d{1,4}){0,2}"
    r"|(?:may|ca|hon|gan) (?:\w{1,4} )?(?:ngay|bua|tuan|thang|nam) (?:roi|nay|troi|qua)|lau roi)"
)
"""A moment that is over."""
_WORD = r"(?: (?!khong\b|chua\b|hay\b|nop\b|gui\b)\S{1,12})"
_DID = re.compile(
    rf"\b{_IN}{_WORD}{{0,12}}? roi\b(?! (?:thi|moi)\b| chua(?: \w{{1,4}})?$)|\bda (?:co )?{_IN}\b"
    rf"|\b{_IN}{_WORD}{{0,9}}? {_BEFORE}(?= |$)"
    rf"|\bgoi (?:\S{{1,9}} )?{_DOSSIER}{_WORD}{{0,9}}? roi\b(?! (?:thi|moi)\b| chua(?: \w{{1,4}})?$)"
)
_RECEIPT = re.compile(
    r"\b(?:giay|phieu) hen(?: (?:la|ghi|tra|lay|ngay|hom|toi|den)){0,3} \d{1,2}[/-]\d"
    r"|\b(?:qua|tre) (?:ngay )?hen\b(?: \S{1,12}){0,6}? ho so\b"
    r"|\bho so\b(?: \S{1,12}){0,6}? (?:qua|tre) (?:ngay )?hen\b"
)
"""A receipt with its day, or a dossier whose day is over."""
_AT_AN_OFFICE = re.compile(
    rf"\b(?:{_DOSSIER}|dang ky|qua mang|tren mang|online|truc tuyen|cong|buu dien|vneid|xa|phuong|ap|khom|trung tam"
    r"|mot cua|van phong)\b"
)
"""Without one of these what is sent may be a picture or a message."""
_NOT_DONE = re.compile(
    r"\b(?:chua|khong|khoi|dung|muon|dinh|tinh|se|sap|dang|neu|lo|khi|phai|can|de|hay|co the|nho|keu|bieu|bat|doi|kip"
    rf"|gio|cho|cach) (?:(?!da\b)\w{{1,9}} )?{_IN}\b"
    rf"|\b{_IN} (?:chua|khong|hoai|lai|sao|the nao|cach nao|o dau|kieu gi)\b"
    r"|\b(?:neu|gia su|(?:thang|tuan|nam|bua) (?:sau|toi)|ngay mai)\b"
)
"""Did not, will, or may do it; it failed; it is supposed."""
_ELSE = re.compile(
    rf"\b{_IN}(?: \w{{1,9}}){{0,3}}? (?:tien|thue|phi|phat|bao hiem|hoc phi|coc|tin nhan|tin|hinh|anh|cccd"
    r"|don (?:ly hon|ly di|kien|khoi kien|thua)|(?:vo|vao|cho) (?:truong|cong ty)|nhap hoc|xin viec"
    r"|giay (?:goi|moi|trieu tap)|(?:cho|ra|len|o) toa|cho (?:ba|no|chu (?:tro|nha)))\b|\bho so vay\b"
)
"""Hands in money, or something else than a dossier with an office."""
_ENGLISH = re.compile(
    r"\b(?:i|we|have|already|was|were|has been)(?: already)? (?:submitted|filed|applied for|sent in"
    r"|handed (?:it |them )?in)\b"
)
_MAY_DO = re.compile(rf"^(?:(?:vay|ma|roi|da|the|a) ){{0,2}}co {_IN}\b|\bduoc khong$")
"""Asks whether it may be done so ("có nộp online rồi hai đứa ký sau được không")."""
_STANDS = re.compile(r"\broi (?:ma|gio|do|nay|nha|hen|bua)\b")
"""Behind this it is done, whatever is asked next."""
_NEW_WISH = re.compile(
    r"\b(?:gio|nay|con|bay gio)(?: \w{1,9}){0,2} (?:muon|tinh|dinh|can|xin)"
    r" (?:lam|xin|doi|dang ky|nhap|sang|mo|cap|tach)\b"
)
"""Wants the next thing done."""


def tells_filed(text: str) -> bool:
    """Return whether a text tells that a dossier was handed in, and wants no other one made."""
    if _NEW_WISH.search(canonical(text)):
        return False
    return any(_tells(canonical(part)) for part in PARTS.split(_SENT.sub("gửi", composed(text))))


def _tells(plain: str) -> bool:
    """Return whether a part of a text, in plain form, tells it."""
    if _RECEIPT.search(plain) or _ENGLISH.search(plain):
        return True
    if not _DID.search(plain) or _NOT_DONE.search(plain) or _ELSE.search(plain):
        return False
    if _MAY_DO.search(plain) and not _STANDS.search(plain):
        return False
    return "nop" in plain.split() or _AT_AN_OFFICE.search(plain) is not None
