"""Whole messages whose meaning is certain. They are read before Rasa, so they work in any state and without it.

A keyword never matches a part of a message: "xã ngừng nhận hồ sơ hả" unsubscribes nobody, "thôi việc" ends nothing.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.understanding.fold import canonical, fold

if TYPE_CHECKING:
    from collections.abc import Mapping

NEWS = (
    "có gì mới",
    "có gì mới không",
    "có gì mới không vậy",
    "có gì mới từ lần trước",
    "có gì mới từ lần trước không",
    "từ lần trước tới giờ có gì mới",
    "từ bữa giờ có gì mới",
    "quy định có gì mới",
    "quy định có gì mới không",
    "có quy định mới không",
    "có quy định gì mới không",
    "what is new",
    "anything new",
)
"""What asks for what changed since last time: news that somebody fetches instead of having them sent."""

# Canonical forms (folded, abbreviations written out); a line of each language people write in.
_MESSAGES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "privacy_request": (
            "dữ liệu của tôi",
            "dữ liệu của tui",
            "xem dữ liệu của tôi",
            "xóa dữ liệu",
            "xoá dữ liệu",
            "xóa dữ liệu của tôi",
            "xóa hết dữ liệu",
            "xóa thông tin",
            "xóa thông tin của tôi",
            "xóa hết thông tin",
            "thông tin của tôi",
            "rút lại đồng ý",
            "withdraw my consent",
            "đồng ý xóa",
            "tôi đồng ý xóa",
            "đồng ý xóa dữ liệu",
            "xác nhận xóa",
            "liên kết",
            "liên kết tài khoản",
            "lấy mã liên kết",
            "mã liên kết",
            "hủy liên kết",
            "bỏ liên kết",
            "xóa liên kết",
            "link account",
            "unlink",
            "i agree to erase",
            "delete my data",
            "my data",
        ),
        "manage_notifications": (
            *NEWS,
            "stop",
            "ngừng nhận",
            "ngừng nhận tin",
            "ngừng nhận thông báo",
            "ngưng nhận",
            "ngưng nhận tin",
            "ngưng nhận thông báo",
            "dừng nhận tin",
            "dừng nhận thông báo",
            "không nhận tin nữa",
            "không nhận thông báo nữa",
            "hủy nhận tin",
            "tắt thông báo",
            "thông báo của tôi",
            "thông báo của tui",
            "my notifications",
            "nhắc tôi",
            "nhắc tui",
            "remind me",
            "unsubscribe",
        ),
        "greet": ("xin chào", "chào", "chào bạn", "alo", "a lô", "hello", "hi", "hey", "chào em", "chào shop", "start"),
        "thank_bye": ("cảm ơn", "cám ơn", "cảm ơn nhiều", "cảm ơn nha", "tạm biệt", "bye", "thanks", "thank you"),
        "affirm": (
            "dạ",
            "vâng",
            "ừ",
            "ừm",
            "ờ",
            "ok",
            "oke",
            "okie",
            "oki",
            "được",
            "dạ được",
            "đúng",
            "đúng rồi",
            "dạ đúng rồi",
            "đồng ý",
            "dạ đồng ý",
            "tôi đồng ý",
            "chốt",
            "yes",
            "phải",
            "dạ phải",
            "có",
            "👍",
        ),
        "deny": (
            "không",
            "dạ không",
            "thôi",
            "thôi khỏi",
            "khỏi",
            "khỏi đi",
            "dẹp",
            "không đồng ý",
            "không cần",
            "không phải",
            "bỏ đi",
            "bỏ qua",
            "no",
            "dừng lại",
            "thoát",
            "thôi không đặt nữa",
            "thôi không làm nữa",
            "👎",
        ),
        "talk_to_human": (
            "gặp cán bộ",
            "gặp người thật",
            "nói chuyện với cán bộ",
            "gặp nhân viên",
            "gặp tổng đài",
            "talk to a person",
        ),
        "check_appointment": ("lịch của tôi", "lịch hẹn của tôi", "xem lịch hẹn", "lịch của tui", "my booking"),
        "cancel_appointment": (
            "hủy",
            "hủy lịch",
            "hủy hẹn",
            "hủy lịch hẹn",
            "cancel appointment",
            "huỷ",
            "huỷ lịch",
            "huỷ lịch hẹn",
        ),
        "change_appointment": (
            "đổi lịch",
            "đổi lịch hẹn",
            "change appointment",
            "đổi ngày khác",
            "đổi ngày",
            "dời lịch",
            "dời ngày",
            "đổi giờ",
            "dời lịch hẹn",
        ),
        "book_appointment": ("đặt lịch", "đặt hẹn", "đặt lịch hẹn", "lấy số", "lấy số thứ tự", "book"),
        "emergency": ("cứu", "cứu với", "cứu tôi với", "cấp cứu", "cháy", "cháy nhà", "cháy rồi", "help me", "sos"),
        "switch_language": ("english", "tiếng anh", "tiếng việt", "speak english"),
        "find_procedure": ("tìm thủ tục", "thủ tục"),
        "ask_epidemic_rules": ("5k", "5k là gì", "5k la gi"),
        "ask_hotline": ("số điện thoại", "số tổng đài", "tổng đài", "hotline"),
    }
)

AGREE = frozenset(
    canonical(text)
    for text in (
        "đúng rồi",
        "dạ đúng rồi",
        "đúng rồi đó",
        "đồng ý",
        "dạ đồng ý",
        "tôi đồng ý",
        "tui đồng ý",
        "chốt",
        "chốt lịch",
        "xác nhận",
        "tôi xác nhận",
        "đặt đi",
        "đặt luôn",
        "đặt luôn đi",
        "i agree",
        "confirm",
    )
)
"""Plain words that confirm a read-back. Politeness ("dạ", "ừm", "ok") is not among them."""

LEAVE = frozenset(
    canonical(text)
    for text in (
        "thôi",
        "thôi khỏi",
        "khỏi",
        "khỏi đi",
        "thôi khỏi đi",
        "dẹp",
        "dẹp đi",
        "bỏ đi",
        "bỏ qua",
        "thoát",
        "dừng",
        "dừng lại",
        "thôi không đặt nữa",
        "thôi không làm nữa",
        "không đặt nữa",
        "không làm nữa",
        "thôi bỏ đi",
        "thôi dẹp",
        "khỏi đặt",
        "khỏi đặt nữa",
        "để khi khác",
        "để bữa khác",
        "để hôm khác",
        "hủy bỏ",
        "cancel",
        "stop it",
        "quit",
        "exit",
    )
)
"""Whole messages that give up the dialogue under way."""

_CODE = r"(?:\d ?){4,8}|[a-z0-9]{4} ?[a-z0-9]{4}"
_LINK_CODE = re.compile(
    rf"(?:da )?(?:ma )?(?:lien ket|link)(?: (?:ma|so|voi ma|tai khoan))? ({_CODE})(?: (?:nhe|nha|a|di|giup))?"
)
"""Whatever could be meant for a code, so that a wrong one is told to be wrong; a word has no digit in it."""
_SIGNS = re.compile(r"[\W_]+")
_BARE_CODE = re.compile(r"(?:da )?(?:ma )?((?:\d ?){6}|[2-9bcfghjkmnpqrstvxz]{4} ?[2-9bcfghjkmnpqrstvxz]{4})")
"""A code alone, of its own letters only: few words have no vowel."""

_LINK_WISH = re.compile(
    r"(?:(?:toi|em|minh) )?(?:(?:muon|can|cach|lam sao) )?(?:lien ket|ket noi)(?: tai khoan)?(?: nay)?"
    r"(?: (?:voi|qua|sang))? (?:zalo|telegram|trang web|web|ung dung khac|noi khac)"
    r"(?: (?:voi|va|qua|sang) (?:zalo|telegram|trang web|web))?(?: cua (?:toi|em|minh))?(?: (?:nhe|nha|a|di|giup))?"
)
"""The wish to link, said with the platform's name."""

_BY_TEXT: Mapping[str, str] = MappingProxyType(
    {canonical(text): intent for intent, texts in _MESSAGES.items() for text in texts}
)


_NEWS = frozenset(canonical(text) for text in NEWS)


def asks_news(text: str) -> bool:
    """Return whether a whole message asks what is new since last time."""
    return canonical(text) in _NEWS


_A_PERSON = re.compile(
    r"(?:(?:thoi|vay|da|roi) )*(?:(?:cho|de|muon|can|xin|doi|nho) )+(?:(?:toi|em|minh|con|chau|anh|chi) )?"
    r"(?:(?:duoc|noi) )*"
    r"(?:gap|noi chuyen voi|chuyen qua)(?: (?:mot|may|anh|chi))* (?:can bo|nguoi that|nhan vien|tong dai)"
    r"(?: (?:di|nha|nhe|voi|giup|a|luon|thoi|cho roi|cho le))*"
)
"""The wish for a person, said at the end of a message: whatever else stands before it, that is what is wanted now."""
_PARTS = re.compile(r"[.,;:!?…\n]+")
_LONGEST_END = 80
"""Characters at the end of a message in which that wish stands."""


def keyword_intent(text: str) -> str | None:
    """Return the intent of a message that is a keyword as a whole, or ends with the wish for a person, or None."""
    plain = canonical(text)
    if _LINK_WISH.fullmatch(plain) or any(_LINK_CODE.fullmatch(reading) for reading in _readings(text)):
        return "privacy_request"
    if not plain:
        return _BY_TEXT.get(text.strip())
    found = _BY_TEXT.get(plain)
    return "talk_to_human" if found is None and _ends_with_a_person(text, plain) else found


def _ends_with_a_person(text: str, plain: str) -> bool:
    if "gap" not in plain and "chuyen" not in plain:
        return False
    parts = [part for part in _PARTS.split(text[-_LONGEST_END:]) if part.strip()]
    return bool(parts) and _A_PERSON.fullmatch(canonical(parts[-1])) is not None


def link_code(text: str) -> str | None:
    """Return the code of a message that is "liên kết" and a code as a whole, in upper case, or None."""
    return _code_in(_LINK_CODE, text)


def bare_link_code(text: str) -> str | None:
    """Return what could be a code and is the whole message, in upper case, or None."""
    return _code_in(_BARE_CODE, text)


def _code_in(pattern: re.Pattern[str], text: str) -> str | None:
    found = next(filter(None, map(pattern.fullmatch, _readings(text))), None)
    code = found[1].replace(" ", "").upper() if found else ""
    return code if any(character.isdigit() for character in code) else None


def _readings(text: str) -> tuple[str, str]:
    """Return a message letter by letter first: with words written out, "6743-8JG8" parts and "PHG9" is a ward."""
    return " ".join(_SIGNS.sub(" ", fold(text)).split()), canonical(text)


def wants_link(text: str) -> bool:
    """Return whether a whole message is the wish to link another platform, by its name."""
    return _LINK_WISH.fullmatch(canonical(text)) is not None


def agrees(text: str) -> bool:
    """Return whether a whole message says yes in plain words, as a read-back demands."""
    return canonical(text) in AGREE


def leaves(text: str) -> bool:
    """Return whether a whole message gives up the dialogue under way."""
    return canonical(text) in LEAVE
