"""Who cannot use the internet, and why: no network, no telephone that has it, not used to it, bad eyes, no letters."""

from __future__ import annotations

import re

NO = r"(?:khong|ko|k|hk|hok|hong|hog|hg|hem|kg|kh|khg|chua|chang|cha|dau)"
_NET = r"(?:mang|internet|in ?to ?net|wifi|3g|4g|5g)"
_SMART = r"(?:thong minh|cam ung|xin|doi moi|luot)"
_PHONE = r"(?:dien thoai|dt|dthoai|smart ?phone)"
_BRICK = (
    r"(?:cuc gach|ban phim|bam phim|den trang|cui(?: bap)?|nut bam|bam nut|nut nhan|doi cu|co lo|nap gap|phim bam|bam"
    r"|nokia|nghe goi)"
)
_KNOWS = r"(?:biet|bit|ranh|quen|hieu)"
_USES = r"(?:xai|su dung|dung|choi|vo|vao|len|lam|nop|bam|rua|luot|coi|xem|gi(?: ve)?)"
_KIN = r"(?:con|chau|vo|chong|ck|vk|anh|chi|em|di|chu|co|bac|cau|hang xom|nguoi nha|nguoi quen|ban)"
_WHOSE = r"(?: (?:toi|tui|em|minh|con|trai|gai|nho|lon|ut|dau|re|ruot|noi|ngoai|ba|hai|nam|no|ben canh))*"

_WHY: tuple[tuple[str, str], ...] = (
    (
        "phone",
        (
            rf"\b{_PHONE} (?:\w+ )?{_BRICK}\b|\bmay (?:bam(?! so)|ban phim|cuc gach|den trang|cui bap)\b"
            rf"|\b(?:xai|dung|co|cam|toan|con|cai|cuc) (?:moi |toan |cai |con |may |{_PHONE} )*cuc gach\b"
            rf"|\b{NO} (?:co |xai |dung )+(?:cai |con )?(?:smart ?phone|{_PHONE} {_SMART})\b"
            r"|\b(?:no|don'?t have(?: a)?|without a) smart ?phone\b"
            rf"|\b{NO} co (?:cai |con )?{_PHONE}"
            r"(?=$|[^\w ]| (?:de|ma|nen|thi|luon|gi|nao|het|a|em|chi|anh|sao|vay|gio)\b)"
        ),
    ),
    (
        "net",
        (
            rf"\b{NO} (?:co |bat |gan |vo |vao |mo )+(?:duoc |dc |noi )?(?:cai )?{_NET}\b"
            rf"|\b{_NET} (?:o day |nha toi |nha tui )?(?:{NO} (?:co|vo duoc|toi)|bi cat|cat mat)\b|\bno internet\b"
        ),
    ),
    (
        "skill",
        (
            rf"\b{NO} {_KNOWS} (?:{_USES} )*(?:may |cai |ba cai |mo |do )*"
            rf"(?:{_PHONE}|{_NET}|online|may (?:tinh|moc|vi tinh)|vi tinh|cong nghe|truc tuyen)\b"
            r"|\bmu (?:cong nghe|vi tinh|mang)\b|\bcan'?t use (?:the internet|a computer|a smart ?phone)\b"
        ),
    ),
    (
        "sight",
        (
            rf"\bmat (?:\w+ )?(?:mo|kem|yeu|loa|keo may|duc)\b"
            rf"(?= (?:\w+ ){{0,4}}{NO} (?:\w+ )?(?:coi|doc|thay|nhin|bam|xai))"
            rf"|\b{NO} (?:coi|doc|nhin|thay) (?:duoc|dc|noi|ro) (?:chu|dien thoai|man hinh|mang)\b"
            rf"|\bmat (?:\w+ ){{0,2}}{NO} (?:coi|doc|nhin|thay) (?:duoc|dc|noi|ro|chu|duong)\b"
        ),
    ),
    ("letters", rf"\b{NO} biet (?:doc |viet )?chu\b|\b{NO} biet doc(?: biet)? viet\b|\bmu chu\b|\bdot chu\b"),
)
CANNOT = "|".join(pattern for _, pattern in _WHY)
"""Somebody cannot; of a text's bare letters."""
CAN_AGAIN = (
    rf"(?<!khong )(?<!hong )(?<!ko )\b{_KIN}{_WHOSE} (?:no |cung |thi |lai |van |thi lai )*"
    rf"(?:co(?: san)?|{_KNOWS}(?: {_USES})+|{_KNOWS}|xai|cho (?:toi |tui |em |con )?muon) (?:cai |may )?"
    rf"(?:{_PHONE}(?! (?:\w+ )?{_BRICK})|{_NET}|may tinh|laptop)\b(?! (?:khong|ko|hong|hok|k|chua|ban)\b)"
    rf"|\b(?:muon|nho) (?:duoc |dc |cai )*(?:{_PHONE}|may) (?:cua )?(?:duoc|dc|roi|{_KIN})\b"
    rf"|(?<!khong )(?<!hong )(?<!ko )(?<!chua )\b(?:nha|toi|tui|em|minh|con) (?:cung |van |lai |moi )*co "
    rf"(?:{_NET}|smart ?phone|{_PHONE} {_SMART})\b(?! (?:khong|ko|hong|hok|k|chua|dau)\b)"
    rf"|(?<!khong )(?<!hong )(?<!ko )(?<!chua )\b(?:co|bat|gan|noi|mua|sam)(?: duoc| lai)? "
    rf"(?:{_NET}|smart ?phone|{_PHONE}(?: {_SMART})?) (?:roi|lai roi|lai)\b"
    rf"|\b(?:vo|vao) {_NET} (?:duoc|dc) (?:roi|lai)\b"
    r"|(?<!khong )(?<!hong )(?<!ko )(?<!chua )\b(?:toi|tui|em|con|minh|chau) (?:thi |van )?biet (?:doc )?chu\b"
    r"(?! (?:khong|ko|hong|hok|k|chua|dau)\b)|\bbiet chu chu (?:con|toi|tui|em|minh|chau) (?:thi )?biet\b"
)
"""They can, or somebody whose telephone they may use."""
_CANNOT = tuple((why, re.compile(pattern)) for why, pattern in _WHY)


def cannot_be_online(bare: str) -> str | None:
    """Return why somebody cannot use the internet, as its bare letters say; None where they do not say so."""
    return next((why for why, pattern in _CANNOT if pattern.search(bare)), None)
