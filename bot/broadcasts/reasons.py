"""Why somebody was not reached: kinds of what platforms and people said, in words for staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "blocked": "đã chặn hoặc không còn nhắn được",
    "opted_out": "đã ngừng nhận thông báo",
    "zalo_window": "quá thời hạn Zalo cho nhắn (lâu chưa nhắn cho trợ lý)",
    "erased": "đã xóa dữ liệu của mình",
    "cancelled": "thông báo bị hủy trước khi gửi tới",
    "platform_off": "nền tảng này chưa được kết nối",
    "unknown": "không rõ đã tới hay chưa (đứt kết nối lúc gửi)",
    "dropped": "cán bộ bỏ tin đang chờ",
    "too_old": "thử nhiều lần không được",
    "refused": "nền tảng từ chối tin",
    "sms_only": "không dùng nền tảng nào, hay không tin nào tới được: phải nhắn SMS",
}
"""Why somebody was not reached, in words for staff."""


def reason_of(status: str, reason: str | None) -> str:
    """Return the kind of reason that a recipient's row tells of."""
    text = reason or ""
    if text in REASONS:
        return text
    if status == "unknown":
        return "unknown"
    if status in ("waiting", "queued"):
        return "cancelled"
    kinds = {
        "opted out": "opted_out",
        "ContactGone": "blocked",
        "the person stopped following": "blocked",
        "WindowClosed": "zalo_window",
        "dropped by": "dropped",
    }
    if text.endswith("(given up: too old)"):
        return "too_old"
    return next((kind for start, kind in kinds.items() if text.startswith(start)), "refused")
