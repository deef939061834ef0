"""Codes of appointments as people type them, and which appointments are still to come."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from booking_client import BookingStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from booking_client import Booking
    from bot.conversation.turn import Turn

_CODE = re.compile(
    r"\b[A-Za-z]{2}-[0-9A-Za-z]{5,8}\b"
    r"|\b[Cc][Mm] ?(?:(?=[A-Za-z]*\d)[0-9A-Za-z]{5,8}|[A-HJKMNP-TV-Z]{7}|[A-HJKMNP-TV-Z]{5})\b"
)
"""Seven characters, five in codes of before; what is mistyped may have one more or less.

Without its hyphen one has a digit or is in capitals: in "lich o cm chieu mai" the cm is the city."""
_TYPED = re.compile(r"[0-9A-Za-z][0-9A-Za-z -]{4,14}")


def code_in(turn: Turn) -> str | None:
    """Return the appointment's code in the message, as typed, or None."""
    marked = turn.understanding.first("appointment_code")
    if marked is not None and _TYPED.fullmatch(marked.strip()):
        return marked.strip()
    found = _CODE.search(turn.text)
    return found.group() if found else None


def upcoming(turn: Turn, bookings: Iterable[Booking]) -> list[Booking]:
    """Return the bookings that are still to come, the next one first."""
    open_ones = (b for b in bookings if b.status is BookingStatus.BOOKED and b.window.end > turn.moment)
    return sorted(open_ones, key=lambda booking: booking.window.start)
