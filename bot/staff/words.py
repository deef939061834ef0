"""How days, half-days, windows, phones and numbers are written for staff."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from booking_client import HalfDay
from bot.guidance.moments import VIETNAM

if TYPE_CHECKING:
    from booking_client import Window

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_SHOWN_DIGITS = 3


def day_words(day: date) -> str:
    """Return a day: "thứ Hai 23/8/2021"."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day}/{day.month}/{day.year}"


def half_words(half: HalfDay) -> str:
    """Return "sáng" or "chiều"."""
    return "sáng" if half is HalfDay.MORNING else "chiều"


def half_day_words(day: date, half: HalfDay) -> str:
    """Return a half-day: "sáng thứ Hai 23/8/2021"."""
    return f"{half_words(half)} {day_words(day)}"


def clock_words(moment: datetime) -> str:
    """Return the time of day in Việt Nam: "7:30"."""
    local = moment.astimezone(VIETNAM)
    return f"{local.hour}:{local.minute:02d}"


def window_words(window: Window) -> str:
    """Return a window: "7:00–7:30"."""
    return f"{clock_words(window.start)}–{clock_words(window.end)}"


def moment_words(moment: datetime) -> str:
    """Return a moment: "7:30 ngày 23/8/2021"."""
    local = moment.astimezone(VIETNAM)
    return f"{clock_words(local)} ngày {local.day}/{local.month}/{local.year}"


def until_words(end: datetime) -> str:
    """Return the end of an interval as people say it: "hết ngày 23/8/2021" for the first instant of the 24th."""
    local = end.astimezone(VIETNAM)
    if local.time() != time(0):
        return moment_words(local)
    last = local.date() - timedelta(days=1)
    return f"hết ngày {last.day}/{last.month}/{last.year}"


def masked_phone(phone: str) -> str:
    """Return a phone with only its last digits: "•••••••111"."""
    return "•" * max(0, len(phone) - _SHOWN_DIGITS) + phone[-_SHOWN_DIGITS:]


def number_words(number: int) -> str:
    """Return a whole number as it is written in Vietnamese: "1.442"."""
    return f"{number:,}".replace(",", ".")


def share_words(share: float) -> str:
    """Return a share (0-1) in per cent: "95,0 %"."""
    return f"{share * 100:.1f} %".replace(".", ",")
