"""What a message mentions besides its wish: obstacles, the things people fear, numbers of people.

Read from the canonical text (no diacritics, abbreviations written out). A mention never decides what a person wants;
it picks which of the known sentences about that wish are told.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.guidance.channels import Channel
from bot.guidance.text import composed
from bot.understanding.clauses.offline import cannot_be_online
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

_HAVE = r"(?:(?:co|biet|ranh|xai|dung|vao|vo|rua|bat|lam|nop|qua|gi|duoc|cai|ket noi|su dung) )*"
_NET = r"(?:mang|internet|intenet|wifi|4g|3g|truc tuyen|smartphone|dien thoai thong minh|may tinh|may vi tinh)"

_OBSTACLES: Mapping[Channel, re.Pattern[str]] = MappingProxyType(
    {
        Channel.ONLINE: re.compile(
            rf"\b(?:khong|hong|chua|chang|mu|deo) {_HAVE}{_NET}\b"
            r"|\bmang (?:yeu|cham|rot|chap chon|khong co|bi cat|dut)\b"
            r"|\b(?:dien thoai (?:cui|ban phim|cuc gach|do))\b"
            r"|\bkhong (?:ranh|biet) (?:may moc|cong nghe|vi tinh|chu)\b"
            r"|\bmu (?:chu|cong nghe|vi tinh)\b"
            r"|\bkhong (?:nop|lam|khai) (?:qua |tren )?mang duoc\b"
            r"|\bno internet\b"
        ),
        Channel.POSTAL: re.compile(
            r"(?<!ra )(?<!tai )(?<!den )(?<!toi )(?<!gui )(?<!qua )(?<!o )\bbuu dien"
            r" (?:(?!xa)[a-z]+ ){0,3}xa\b(?! (?:duoc|co|nhan|minh|em|toi|gan|nao))"
            r"|\bbuu dien (?:[a-z]+ ){0,3}(?:dong cua|khong nhan|khong co|nghi|khong toi|khong den|khong lam)\b"
            r"|\b(?:xa|cach) (?:[a-z0-9]+ ){0,2}buu dien\b"
            r"|\bbuu dien (?:[a-z]+ ){0,3}(?:tuot|mai tan|mai ngoai|o tan|tan (?:ngoai|tren|duoi))\b"
            r"|\b(?:khong|chua) (?:co|toi|den|ra|di|gui|qua|duoc| )*buu dien\b"
            r"|\bbuu dien (?:[a-z]+ ){0,3}(?:khong di|di khong) duoc\b"
            r"|\bkhong gui (?:qua )?buu dien duoc\b"
            r"|\bbuu dien (?:\w+ ){0,2}cach (?:\w+ ){0,5}(?:cay so|cay|km|kilomet)\b"
            r"|\bpost office (?:is )?(?:too )?far\b"
        ),
    }
)

_COMMUNE = re.compile(r"\bxã\b", re.IGNORECASE)
"""Typed with its tone it is no "xa": "bưu điện xã" is near, "bưu điện xa" is far."""

_SHOP = re.compile(r"\btiệm\b", re.IGNORECASE)
"""A shop typed with its tone: no "tiêm", which is a vaccination."""

_BOTH = re.compile(
    r"\b(?:khong (?:nop|lam|gui|di) (?:duoc )?(?:cach nao|ca hai|cai nao)|ca hai (?:cach )?(?:deu )?khong)\b"
)

_TOPICS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "tests": re.compile(r"\b(?:xet nghiem|test|am tinh|pcr|ngoay mui|que thu)\b"),
        "vaccination": re.compile(
            r"\b(?:vac ?xin|vaccine?|tiem(?! (?:cam do|vang|toc|bac|sua xe|net|bida|hot toc|uon|tap hoa|photo|hinh|banh"
            r"|com))|chich|mui (?:1|2|3|4|mot|hai|ba)|the (?:xanh|vang))\b"
        ),
        "penalty": re.compile(r"\b(?:phat|xu ly gi|bi bat)\b"),
        "hours": re.compile(r"\b(?:gio (?:lam|mo|nghi|hanh chinh)|may gio|mo cua|lam viec toi|gio giac)\b"),
        "half_day": re.compile(r"\b(?:mot|1) buoi\b|\bbuoi la\b"),
        "end_date": re.compile(
            r"\b(?:den|toi) (?:ngay|khi|bao|chung) (?:nao|gio)\b|\bhet (?:han|hieu luc|ap dung)\b|\bcon hieu luc\b"
            r"|\bcon (?:ap dung|xai|dung)\b|\bbao gio (?:thi )?het\b|\bbo (?:chua|roi|lau)\b"
        ),
        "authorise": re.compile(
            r"\b(?:lam|nop|di|ky|nhan|lay|rut|khai|toi|ra)\b(?: (?!the\b)[a-z]+){0,4}"
            r" (?:thay|gium|giup|dum)\b(?! the\b)"
            r"|\bnho (?:nguoi|con|chau|vo|chong|em|anh|chi|ba|me|ma|hang xom)\b"
            r"|\b(?:uy quyen|di the|nguoi khac|gui nguoi|thay (?:mat|cho))\b"
        ),
        "booking_hold": re.compile(r"\b(?:toi|den|tre) tre\b|\btre (?:hen|gio)\b|\bgiu (?:cho|so|lich)\b"),
        "emergency": re.compile(r"\b(?:khan cap|can gap|gap lam|gap qua)\b"),
        "five_k_items": re.compile(r"\b5 ?k\b"),
    }
)

_SUBJECTS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "unemployment": re.compile(r"\bthat nghiep\b"),
        "lockdown": re.compile(r"\bphong toa\b"),
        "5k": re.compile(r"\b5 ?k\b|\bkhau trang\b"),
        "crowd": re.compile(r"\b(?:tu tap|dong nguoi|bao nhieu nguoi|10 nguoi|chen lan)\b"),
        "capacity": re.compile(r"\b(?:mot|moi) buoi\b|\bso luong ho so\b"),
        "payment": re.compile(r"\b(?:thanh toan|dong tien|chuyen khoan)\b"),
        "postal": re.compile(r"\b(?:buu dien|buu chinh)\b"),
        "must_appear": re.compile(r"\b(?:phai|bat buoc) (?:den|toi|co mat|di)\b"),
        "appointment": re.compile(r"\b(?:hen|dat lich|lich hen|hen gio)\b"),
        "hotline": re.compile(r"\b(?:tong dai|1022)\b"),
        "online": re.compile(r"\b(?:qua mang|tren mang|truc tuyen|online)\b"),
        "in_person": re.compile(r"\btruc tiep\b"),
        "sms": re.compile(r"\b(?:nhan tin|sms)\b"),
    }
)
_POINT = re.compile(r"\b(?:muc|diem|khoan) (\d(?:\.\d)?)\b")

_APPOINTMENT = re.compile(r"\b(?:hen|dat lich|lich|dat cho|lay so|so thu tu|goi truoc|tong dai|1022)\b")
_DISTRICT = re.compile(r"\b(?:huyen|cap huyen|thi xa)\b")
_ANOTHER_PLACE = re.compile(
    r"\b(?:xa|phuong|noi|cho|huyen) khac\b|\bkhac (?:xa|phuong|noi|huyen)\b|\btrai tuyen\b|\bdia gioi\b"
)
_HOTLINE_2021 = re.compile(r"\b(?:08[. ]?27[. ]?27[. ]?1022|0827271022|(?<!0290[. ])(?<!0290)1022)\b")
"""The province's line for questions, 0290 1022, ends like it and is another one."""
_INSIDE = re.compile(
    r"\b(?:(?:nguoi|dan|ba con|o|song|nha|dang) (?:o )?)?trong (?:khu |vung |khu vuc |noi )?(?:bi )?phong toa\b"
    r"|\b(?:bi|dang) phong toa (?:roi |ma )?(?:thi |ma )?(?:lam|nop|di|phai)\b"
)
_PEOPLE = re.compile(
    r"\b(\d{1,3}) (?:nguoi|dua|mang)\b"
    r"(?! (?:nay |thi |deu |cung )*(?:khai|ky|ghi|dung ten|lam|xin|chung|mot|1|2|hai|lon|nho)\b)"
)
"""Who come together; of how many a paper is made ("2 người khai 1 tờ") is another number."""
_PHONE_LINE = re.compile(r"0827271022|08\.27\.27\.1022")


_TRAVELS = re.compile(
    r"\b(?:cach ly|ve que|chay xe (?:ve|qua|xuong)|qua (?:\w+ )?chot|vung dich|giay di duong|luong xanh|di lai"
    r"|(?:o|tai|cai|cac) chot\b(?! don)|chot (?:kiem|duong|cau|chan|gac)|(?:xe|giay|ma|the|cap) qr|qr (?:xe|het|cua|ai)"
    r"|test (?:\w+ ){0,2}?(?:tai xe|am tinh|ngay)|tai xe (?:\w+ ){0,3}?(?:test|xet nghiem))\b"
)
_LOCKED = re.compile(r"\b(?:phong toa|giang day|rao (?:lai|duong)|khoanh vung|lockdown)\b")


_LODGED = re.compile(
    r"\b(?:khieu nai|to cao|khoi kien|khieu kien)\b(?=.*\b(?:quyet dinh|thong bao|thu hoi|boi thuong|den bu|bien ban"
    r"|o dau|noi nao|ai|may ngay|bao nhieu ngay|han|don)\b)"
    r"|\b(?:don|viet don|nop don) (?:khieu nai|to cao|khieu kien)\b"
)


def lodges(text: str) -> bool:
    """Return whether a text speaks of a complaint that the law knows, and not of displeasure with the assistant."""
    return _LODGED.search(canonical(text)) is not None


def gets_a_jab(text: str) -> bool:
    """Return whether a text asks for a vaccination itself, and not whether one has to have had it."""
    return _GETS_A_JAB.search(canonical(text)) is not None


_GETS_A_JAB = re.compile(
    r"\b(?:duoc|di|cho|muon|xin|dang ky) (?:(?!nop\b|lam\b|vao\b|vo\b)\w{1,9} ){0,2}?(?:chich|tiem)\b"
    r"|\b(?:chich|tiem)(?: ngua| chung| vac ?xin)? (?:bu|o dau|cho nao)\b"
)


def travels(text: str) -> bool:
    """Return whether a text asks about the way or quarantine, and not whether a place is locked down."""
    plain = canonical(text)
    return _TRAVELS.search(plain) is not None and _LOCKED.search(plain) is None


_AT_COUNTER = re.compile(
    r"\b(?:quay|uy ban|ubnd|mot cua|trung tam (?:phuc vu|hanh chinh|tiep nhan)|nop (?:ho so|truc tiep|giay)"
    r"|lam (?:giay|ho so)|(?:ra|len|den|toi|vo) (?:xa|phuong|tinh|tru so|co quan|day|do)|5 ?k|khau trang"
    r"|counter|office)\b"
)


_EPIDEMIC = re.compile(
    r"\b(?:5 ?k|khau trang|mask|test\w{0,3}|xet nghiem|pcr|ngoay mui|chich|tiem|mui|vac ?xin|vac xin|vaccin\w{0,5}|dich"
    r"|covid\w{0,3}|cum|cach ly|gian cach|phong toa|chi thi|ct ?1[56]|khai bao|khai y te|y te|qr"
    r"|(?:the|luong) (?:xanh|vang)"
    r"|am tinh|duong tinh|tu tap|khoang cach|cach nhau|sot|benh|rua tay|khu trung|khu khuan|sat khuan|do nhiet"
    r"|nhiet do|bit mat|giot ban|f ?[0-3]|vung (?:do|xanh|cam|vang)|di duong|chot|cho ngoi|dong nguoi|gioi han"
    r"|(?:may|bao nhieu|toi da|\d{1,3}) nguoi|quarantine|epidemic|pandemic|distanc\w{0,4}|fever)\b"
)


def of_an_epidemic(text: str) -> bool:
    """Return whether a text has a word that speaks of an epidemic, or of how many may be in a room."""
    return _EPIDEMIC.search(canonical(text)) is not None


def at_counter(text: str) -> bool:
    """Return whether a text speaks of coming to an office."""
    return _AT_COUNTER.search(canonical(text)) is not None


def obstacles(text: str) -> frozenset[Channel]:
    """Return the ways of submission that somebody says they cannot use ("không có mạng", "bưu điện xa")."""
    plain = canonical(_COMMUNE.sub("phường", composed(text)))
    if _BOTH.search(plain):
        return frozenset({Channel.ONLINE, Channel.POSTAL})
    found = {channel for channel, pattern in _OBSTACLES.items() if pattern.search(plain)}
    return frozenset(found | {Channel.ONLINE} if cannot_be_online(plain) else found)


def topics(text: str) -> tuple[str, ...]:
    """Return the topics of the rulebook that are mentioned, in a fixed order."""
    plain = canonical(_SHOP.sub("quán", composed(text)))
    return tuple(topic for topic, pattern in _TOPICS.items() if pattern.search(plain))


def subjects(text: str) -> tuple[str, ...]:
    """Return the topics of rules that a question about a document is after."""
    plain = canonical(text)
    return tuple(topic for topic, pattern in _SUBJECTS.items() if pattern.search(plain))


def point(text: str) -> str | None:
    """Return the point of a document that is mentioned ("mục 3"), or None."""
    found = _POINT.search(canonical(text))
    return found[1] if found else None


def appointment(text: str) -> bool:
    """Return whether appointments or the booking line are mentioned."""
    return _APPOINTMENT.search(canonical(text)) is not None


def another_place(text: str) -> bool:
    """Return whether somebody speaks of handing in elsewhere than where they live ("nộp ở xã khác")."""
    return _ANOTHER_PLACE.search(canonical(text)) is not None


def district(text: str) -> bool:
    """Return whether the district level is mentioned."""
    return _DISTRICT.search(canonical(text)) is not None


def old_hotline(text: str) -> bool:
    """Return whether the letter's hotline is mentioned by its number."""
    return _HOTLINE_2021.search(canonical(text)) is not None or _PHONE_LINE.search(text) is not None


def inside_lockdown(text: str) -> bool:
    """Return whether people inside a locked-down area are spoken of, not whether a place is one."""
    return _INSIDE.search(canonical(text)) is not None


def people(text: str) -> int | None:
    """Return the number of people that is mentioned, or None."""
    found = _PEOPLE.search(canonical(text))
    return int(found[1]) if found else None
