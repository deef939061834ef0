"""Days, half-days, windows and phones in words, in the person's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from booking_client import HalfDay
from bot.guidance.moments import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from booking_client import Booking, Opening
    from bot.conversation.speech import Speaker
    from bot.handlers.booking.halfdays import Wish


def day_words(speaker: Speaker, day: date) -> str:
    """Return a date: "thứ Hai 23/8"; with its year where that is not the present one."""
    name = speaker.words("booking.weekdays").split("|")[day.weekday()]
    number = f"{day.day}/{day.month}" if day.year == speaker.moment.year else f"{day.day}/{day.month}/{day.year}"
    return f"{name} {number}"


def apart_words(speaker: Speaker, days: Sequence[date]) -> str:
    """Return that a date and the weekday beside it are two days: "thứ Tư là 2/12, còn thứ Năm là 3/12"."""
    names = speaker.words("booking.weekdays").split("|")
    (first, day), (second, other) = ((names[one.weekday()], f"{one.day}/{one.month}") for one in days)
    return speaker.words("booking.day_apart", first=first, day=day, second=second, other=other)


def half_words(speaker: Speaker, half: HalfDay) -> str:
    """Return "sáng" or "chiều"."""
    return speaker.words("booking.morning" if half is HalfDay.MORNING else "booking.afternoon")


def half_day_words(speaker: Speaker, half: HalfDay, day: date) -> str:
    """Return a half-day: "sáng thứ Hai 23/8"."""
    return speaker.words("booking.half_day", half=half_words(speaker, half), day=day_words(speaker, day))


def window_words(start: datetime, end: datetime) -> str:
    """Return a window in Việt Nam's time: "7:00–7:30"."""
    first, last = start.astimezone(VIETNAM), end.astimezone(VIETNAM)
    return f"{first.hour}:{first.minute:02d}–{last.hour}:{last.minute:02d}"


def phone_words(phone: str) -> str:
    """Return a phone number in groups, for reading back: "0912 000 111"."""
    return f"{phone[:4]} {phone[4:7]} {phone[7:]}" if phone.isdigit() else phone


def capital(text: str) -> str:
    """Return ``text`` with its first letter in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Return ``text`` with its first letter in lower case, the rest as it is."""
    return text[:1].lower() + text[1:]


def without_opening(text: str) -> str:
    """Return ``text`` without "Dạ, " at its beginning: once in a message is polite, twice is a parrot."""
    return capital(text.removeprefix("Dạ, "))


def opening_label(speaker: Speaker, opening: Opening, *, with_unit: bool = False) -> str:
    """Return an opening as a choice: "Sáng thứ Hai 23/8 (còn 4 hồ sơ)", with its unit where several are offered."""
    half_day = capital(half_day_words(speaker, opening.half_day, opening.date))
    key = "booking.opening_elsewhere" if with_unit else "booking.opening_here"
    return speaker.words(key, half_day=half_day, places=opening.places_left, unit=opening.unit_name)


def booking_label(speaker: Speaker, booking: Booking) -> str:
    """Return a booking as a choice: "CM-7K3P9: sáng thứ Hai 23/8"."""
    return f"{booking.code}: {half_day_words(speaker, booking.half_day, booking.date)}"


def wish_words(speaker: Speaker, wish: Wish) -> str:
    """Return a wish in words: "sáng thứ Hai 23/8", "ngày 23/8", "những ngày đó", "buổi đó"."""
    if len(wish.days) == 1:
        day = wish.days[0]
        if wish.half is not None:
            return half_day_words(speaker, wish.half, day)
        return speaker.words("booking.that_day", day=f"{day.day}/{day.month}")
    return speaker.words("booking.those_days" if wish.days else "booking.that_half")
