"""How the report of difficulties names things, in Vietnamese."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, timedelta

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "online.no_network": "Không có mạng, mạng yếu",
        "online.no_device": "Không có máy, điện thoại dùng được",
        "online.no_skill": "Không biết làm trên mạng",
        "online.no_account": "Vướng tài khoản, đăng nhập",
        "online.no_payment": "Không trả tiền qua mạng được",
        "online.said": "Không nộp qua mạng được, không nói vì sao",
        "online.not_offered": "Thủ tục không nhận qua mạng",
        "online.unknown": "Chưa biết thủ tục có nhận qua mạng không",
        "online.error": "Cổng dịch vụ công báo lỗi",
        "postal.far": "Bưu điện xa",
        "postal.closed": "Bưu điện đóng cửa, không nhận",
        "postal.said": "Không gửi bưu điện được, không nói vì sao",
        "postal.not_offered": "Thủ tục không nhận qua bưu điện",
        "postal.unknown": "Chưa biết thủ tục có nhận qua bưu điện không",
        "both.must_come": "Thủ tục buộc người làm phải đến",
        "complaint": "Góp ý, phản ánh",
    }
)
WAYS: Mapping[str, str] = MappingProxyType(
    {
        "online": "Nộp qua mạng",
        "postal": "Gửi bưu điện",
        "in_person": "Đến quầy theo hẹn",
        "callback": "Cán bộ gọi lại",
    }
)
DESKS: Mapping[str, str] = MappingProxyType(
    {"hotline": "Tổng đài", "labour": "Bên lao động (trợ cấp thất nghiệp)", "unit": "Bộ phận một cửa"}
)
CANNOT: Mapping[str, str] = MappingProxyType(
    {
        "both": "Không dùng được cả mạng lẫn bưu điện",
        "online": "Không nộp qua mạng được",
        "postal": "Không gửi bưu điện được",
        "other": "Việc khác (hỏi, góp ý, trợ cấp thất nghiệp …)",
    }
)
"""Why somebody asked to be called back."""
UNKNOWN = "chưa rõ"
REST = "Còn lại (mỗi nhóm ít người, không tách)"


@dataclass(frozen=True, slots=True)
class Names:
    """What procedures and areas are called; an id that nothing knows stands for itself."""

    procedure: Callable[[str], str]
    area: Callable[[str], str]


def day_words(day: date) -> str:
    """Return a day: 23/8/2021."""
    return f"{day.day}/{day.month}/{day.year}"


def wait_words(wait: timedelta | None) -> str:
    """Return a wait as people say it: "45 phút", "3 giờ 20 phút", "2 ngày 4 giờ"."""
    if wait is None:
        return "chưa đủ 5 yêu cầu để nói"
    minutes = round(wait.total_seconds() / 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    if days:
        return f"{days} ngày {hours} giờ" if hours else f"{days} ngày"
    if hours:
        return f"{hours} giờ {left} phút" if left else f"{hours} giờ"
    return f"{left} phút"


def share_words(part: int, whole: int) -> str:
    """Return a share: "37,5%"; empty where there is no whole."""
    if not whole:
        return ""
    return f"{100 * part / whole:.1f}".replace(".", ",") + "%"
