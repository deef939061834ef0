"""The words of ``alarms`` about a child that somebody left and somebody else found: patterns over canonical text."""

from __future__ import annotations

import re

_INFANT = (
    r"(?:(?:dua|em) (?:nho|be|tre|con nit)|con nit|chau (?:be|nho)|tre (?:so sinh|em)|be (?:gai|trai|so sinh)|so sinh)"
)
_LEFT = (
    r"(?:bo(?: (?:roi|lai|no))?|de lai) (?:lai )?"
    r"(?:truoc|ngoai|o|trong|ben|duoi|tai|day|giua|cho|san|cong|cua|ven)\b"
)
_SOMEBODY = r"(?:ai|nguoi ta|nguoi nao|ke nao)"
LEFT_BEHIND = re.compile(
    rf"\b{_INFANT}(?: (?!ba|ma|me|cha|tia|chong|vo)\w+){{0,3}}? (?:{_SOMEBODY}|bi)(?: (?:do|nao|dem|ta))? {_LEFT}"
    rf"|\b(?:be|tre)(?: \w+){{0,3}}? bi {_LEFT}"
    rf"|\b{_SOMEBODY}(?: (?:do|nao|dem|nua dem)){{0,2}} bo(?: roi)? (?:\w+ )?{_INFANT}\b"
    rf"|\b(?:luom|nhat)(?: (?:duoc|mot|1|lai|ve)){{0,3}} {_INFANT}\b"
    r"|\bfound (?:a|an|this) (?:newborn|baby|infant)\b"
    r"|\b(?:baby|newborn|infant) (?:was |is )?(?:left|abandoned) (?:at|in|on|by)\b"
)
REPORTED = re.compile(
    r"\bbien ban\b|\b(?:trai|trung tam|mai am|co so)(?: \w+){0,3} (?:nuoi|tre|mo coi)\b"
    r"|\b(?:nuoi|gio|den gio|toi gio|nay)(?: (?:no|be|duoc|da|cung)){0,3}"
    r" (?:\d+|may|hai|ba|bon|nam) (?:nam|tuoi)\b"
    r"|\b(?:hoi|nam) (?:nam|xua|do|truoc|ngoai|(?:19|20)\d\d)\b"
    r"|\b(?:da|moi) (?:bao|trinh bao|khai)(?: voi| cho)? (?:cong an|xa)\b"
)
"""It was reported, or is long ago."""
TO_REPORT = re.compile(
    r"\b(?:bao|trinh|khai|noi|goi)(?: bao)?(?: voi| cho| ra| len)? "
    r"(?:cong an|uy ban|xa|phuong|nha nuoc|chinh quyen|ai)\b"
)
"""Whether, and to whom, something is to be reported."""
