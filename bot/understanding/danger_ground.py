"""Ground that gives way under a house, or water that takes it: it goes on though what it took was told of last night.

Who asks what is paid for it, what becomes of the land's papers, or tells of long ago is in no danger by these words.
"""

from __future__ import annotations

import re

from bot.understanding.fold import canonical

_HOUSE = (
    r"(?:(?:nua |het |ca |nguyen |mot |may |cai |can |cay |goc ){0,4}(?:nha(?! (?:nuoc|truong|tro|lau|may|cao|don)\b)"
    r"|bep|nen nha|hang ba|vach|cot nha|mai hien|hien nha|san nha|he nha|tuong|chai|chuong heo|nha (?:bep|sau|truoc)))"
)
_TAKES = r"(?:mat|cuon|rot|troi|nuot|nut|sap|sup|lo|keo)"
_GIVES_WAY = re.compile(
    rf"\b(?:sat lo|sat dat|lo dat|lo bo|bo song|song lo|dat lo|nuoc cuon)(?: \w+){{0,4}}? {_TAKES}"
    rf"(?: \w+){{0,3}}? {_HOUSE}\b"
    rf"|\b(?:sat|lo|nuoc|song|kinh|rach) (?:\w+ )?(?:cuon|nuot|keo)(?: \w+){{0,3}}? {_HOUSE}\b"
    rf"|\b(?:sat lo|lo) (?:\w+ ){{0,3}}?(?:toi|sat|gan toi|vo toi|an vo|vo sat)(?: \w+){{0,2}}? {_HOUSE}\b"
    rf"|\b{_HOUSE}(?: (?:toi|em|con|minh|ngoai|noi|cua|ba|ong|chi|anh|no|hang xom|bi|dang|sap|moi|vua|da|lai)){{0,5}}"
    r" (?:sat lo|sat xuong|lo xuong|sut xuong|sup xuong|tuot xuong|rot xuong (?:song|kinh|rach|bien)"
    r"|troi (?:xuong|theo|ra|mat|roi|luon|het|song)(?!(?: \w+){0,2} (?:giay|do|cai|tu|so|may|tien|xe|ghe)\b)|troi$)"
    rf"|\b{_HOUSE}(?: \w+){{0,4}}? sat lo\b(?=.*\b(?:dang|roi|dem qua|hoi hom|sang nay|toi nay|cuu|sap|sup|luon)\b)"
    rf"|\bsat lo(?: \w+){{0,3}}? (?:mat|sap|sup|bay)(?: \w+){{0,3}}? {_HOUSE}\b"
)
_LONG_OVER = re.compile(
    r"\b(?:(?:nam|thang|tuan|mua)(?: \w+)? (?:truoc|ngoai|qua|roi|vua roi)|(?:\d+|may|hai|ba|mot) (?:nam|thang|tuan)"
    r"|hoi (?:nam|thang|xua|do|truoc)|nam (?:19|20)?\d\d|hoi bao|bao so"
    r"|cach day|lau roi|ngay xua|hom (?:truoc|no)|bua (?:truoc|no))\b"
)
_ASKS_FOR_MONEY = re.compile(
    r"\b(?:ho tro|boi thuong|den bu|tai dinh cu|nen (?:moi|tai)|so do|so hong|cap lai|giay to|thu tuc|ho so|tien|don"
    r"|xin|dang ky|neu|lo (?:ma|nhu))\b"
)
_NOW = re.compile(
    r"\b(?:dem qua|toi qua|hoi hom|hom qua|hoi toi|khuya|sang nay|trua nay|chieu nay|toi nay|hom nay|dang|bay gio"
    r"|gio nay|vua|moi|sap|nua dem|hoi (?:sang|trua|chieu|khuya)|cuu|ngay luc nay)\b"
)


def gives_way(text: str) -> bool:
    """Return whether a message tells that a house is taken by the ground or the water beside it, and not long ago."""
    plain = canonical(text)
    if not plain or _LONG_OVER.search(plain) or _GIVES_WAY.search(plain) is None:
        return False
    return _NOW.search(plain) is not None or _ASKS_FOR_MONEY.search(plain) is None
