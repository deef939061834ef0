"""What an answer of the booking service means to staff."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from booking_client import (
    AsOfNotAllowed,
    BookingError,
    BookingNotActive,
    BookingNotFound,
    BookingNotToday,
    BookingPast,
    BookingUnavailable,
    CapacityBelowBooked,
    ClosureNotFound,
    CodeMistyped,
    HoldExpired,
    InvalidRequest,
    NotAuthenticated,
    OpeningClosed,
    OpeningFull,
    OpeningInUse,
    OpeningNotFound,
    OpeningPast,
    PersonalLimit,
    ProcedureNotReceived,
    SameOpening,
    SelectionChanged,
    TooManyDossiers,
    TooManyTries,
    UnitNotFound,
    UnitNotValid,
)
from booking_client import NotAllowed as TokenNotAllowed
from bot.staff.errors import Away, NotAllowed, Refused, StaffError
from bot.staff.words import day_words, until_words

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what the booking service's client raises inside the block into a sentence for staff.

    Raises:
        StaffError: see ``sentence_for``.
    """
    try:
        yield
    except BookingError as error:
        raise sentence_for(error) from error


def sentence_for(error: BookingError) -> StaffError:
    """Return what staff are told about an error of the booking service's client."""
    if isinstance(error, BookingUnavailable):
        return Away(_unavailable(error))
    if isinstance(error, (NotAuthenticated, TokenNotAllowed)):
        return NotAllowed(
            "Dịch vụ đặt lịch không nhận mã của phía cán bộ. Nhờ quản trị kiểm tra MOTCUA_BOOKING_STAFF_TOKEN"
            f" ({error})."
        )
    return Refused(_refusal(error))


def _unavailable(error: BookingUnavailable) -> str:
    if error.outcome_unknown:
        return (
            "Dịch vụ đặt lịch không trả lời kịp nên chưa rõ việc đã xong hay chưa. Tra lại ('operator find', 'unit"
            " today') trước khi làm lại."
        )
    return "Dịch vụ đặt lịch đang không dùng được, chưa có gì thay đổi. Chờ ít phút rồi gõ lại lệnh này."


def _refusal(error: BookingError) -> str:  # noqa: C901, PLR0911, PLR0912 - one sentence for each documented refusal
    match error:
        case OpeningFull():
            if error.limit == "people":
                return "Buổi này không còn khung giờ nào đủ chỗ cho bấy nhiêu người cùng lúc."
            return f"Buổi này chỉ còn nhận {error.places_left} hồ sơ."
        case OpeningClosed():
            until = f" đến {until_words(error.ends_at)}" if error.ends_at else ""
            return f"Buổi này đang đóng{until}: {error.reason or 'không ghi lý do'}."
        case OpeningPast():
            return "Buổi này đã qua, hoặc không còn khung giờ nào."
        case OpeningNotFound():
            return "Buổi này không còn nữa: bộ phận một cửa đã bỏ."
        case OpeningInUse():
            return _in_use(error)
        case CapacityBelowBooked():
            return (
                f"Đã có {error.taken} hồ sơ đặt hoặc đang giữ chỗ, khung đông nhất {error.people} người;"
                " không hạ xuống thấp hơn được. Đổi hoặc hủy bớt lịch trước."
            )
        case TooManyDossiers():
            return f"Một lần đặt nhiều nhất {error.most} {'người' if error.limit == 'people' else 'hồ sơ'}."
        case PersonalLimit():
            return _personal(error)
        case ProcedureNotReceived():
            return "Bộ phận một cửa này không nhận thủ tục đó."
        case UnitNotValid():
            return "Bộ phận một cửa này không còn (hoặc chưa có) vào ngày đó."
        case UnitNotFound():
            return "Dịch vụ đặt lịch chưa biết bộ phận một cửa này; mở buổi nhận hồ sơ cho nơi đó trước ('unit open')."
        case BookingNotFound():
            return "Không có lịch hẹn nào mang mã đó. Kiểm tra lại mã (dạng CM-7K3P9QX)."
        case CodeMistyped():
            return "Mã này gõ nhầm: không mã lịch hẹn nào viết như vậy. Đọc lại từng chữ (dạng CM-7K3P9QX)."
        case TooManyTries():
            until = f" đến {until_words(error.retry_at)}" if error.retry_at else ""
            return f"Vừa có nhiều lần tra sai nên tạm không tra được{until}. Chờ rồi gõ lại."
        case SelectionChanged():
            return "Các lịch đã khác đi từ lúc xem trước nên chưa hủy lịch nào. Xem trước lại rồi xác nhận bằng mã mới."
        case ClosureNotFound():
            return "Dịch vụ đặt lịch không biết lần đóng cửa này (đã mở lại, hoặc chưa ghi vào)."
        case BookingNotActive():
            done = "đã được điểm danh" if error.booking_status == "checked_in" else "đã hủy"
            return f"Lịch hẹn này {done} rồi."
        case BookingNotToday():
            day = f" Lịch hẹn này là {day_words(error.date)}." if error.date else ""
            return f"Chỉ điểm danh được trong ngày hẹn.{day}"
        case BookingPast():
            return "Buổi hẹn này đã qua nên không đổi, không hủy được nữa."
        case SameOpening():
            return "Lịch hẹn đang ở đúng buổi đó rồi."
        case HoldExpired():
            return "Chỗ giữ đã hết hạn; gõ lại lệnh này."
        case InvalidRequest():
            fields = ", ".join(".".join(str(part) for part in item["loc"]) for item in error.extra.get("errors", ()))
            return f"Dịch vụ đặt lịch không nhận dữ liệu này ({fields or error.detail}). Kiểm tra lại rồi gõ lại."
        case AsOfNotAllowed():
            return (
                "Dịch vụ đặt lịch này chạy theo ngày thật, không nhận ngày giả định: bỏ MOTCUA_AS_OF rồi gõ lại lệnh."
            )
        case _:
            slug = getattr(error, "slug", "") or type(error).__name__
            return f"Dịch vụ đặt lịch không làm việc này. Gõ lại lệnh; vẫn vậy thì báo quản trị, kèm chữ “{slug}”."


def _personal(error: PersonalLimit) -> str:
    has = (
        f"có {error.taken} lịch hẹn sắp tới"
        if error.limit == "bookings"
        else f"đặt {error.taken} hồ sơ trong {error.days} ngày"
    )
    return (
        f"Số điện thoại này đã {has}, nhiều nhất là {error.most}. Hủy bớt lịch không cần nữa ('operator find',"
        " 'operator cancel'), hoặc nhờ quản trị nới mức này (MOTCUA_BOOKING_CALLER_MOST_…)."
    )


def _in_use(error: OpeningInUse) -> str:
    parts = []
    if error.codes:
        parts.append(f"đã có {len(error.codes)} lịch hẹn: {', '.join(error.codes)}")
    if error.held:
        parts.append(f"có {error.held} hồ sơ đang giữ chỗ (tự hết trong 10 phút)")
    return (
        f"Không đóng được: {'; '.join(parts) or 'đang có người đặt'}. Đổi hoặc hủy các lịch đó trước"
        " ('operator move', 'operator cancel') rồi gõ lại."
    )
