"""An appointment whose day is over: that is said, and what can be done now; nothing of it can be changed any more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.messages import Choice, Kind
from bot.handlers.appointments.none import booking_is_pointless
from bot.handlers.booking.words import day_words, half_day_words
from bot.handlers.early import CLAUSE
from bot.understanding.dates.reading import past_day
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from booking_client import Booking
    from bot.conversation.turn import Turn

_MADE = re.compile(r"\b(?:dat|dang ky|boc so|lay so|goi|hoi|nhan tin|noi)\b(?! (?:lich )?hen)")
"""The day is when something was done about it, and not that of the visit: "hôm qua tui có đặt lịch"."""
_WAYS = "ask_submission_channel"


def day_over(turn: Turn) -> date | None:
    """Return the day that a text gives as that of a visit and that is over, or None."""
    if turn.inbound.kind is not Kind.TEXT:
        return None
    clauses = (clause for clause in CLAUSE.findall(turn.text) if not _MADE.search(canonical(clause)))
    return next(filter(None, (past_day(clause, turn.moment) for clause in clauses)), None)


def is_over(turn: Turn, booking: Booking) -> bool:
    """Return whether the visit of a booking is over."""
    return booking.window.end <= turn.moment


def of_day(turn: Turn, bookings: Iterable[Booking], day: date) -> Booking | None:
    """Return the booking of a day that is over, the latest of several, or None."""
    over = [booking for booking in bookings if booking.date == day and is_over(turn, booking)]
    return max(over, key=lambda booking: booking.window.end, default=None)


def tell_past(turn: Turn, day: date, booking: Booking | None) -> None:
    """Say that a visit's day is over, and what can be done now.

    Args:
        turn: the turn.
        day: the day.
        booking: what was booked for it, where that is known.
    """
    choices = []
    if booking is not None:
        turn.state.topic.procedure = booking.procedure
    if not booking_is_pointless(turn):
        start = f"#book.start:{booking.procedure}" if booking is not None else "#book.start"
        choices.append(Choice(turn.words("appointments.book_again"), start))
    choices.append(Choice(turn.words(f"intent.{_WAYS}"), f"#ask.intent:{_WAYS}"))
    turn.say("appointments.past_next", past=past_words(turn, day, booking), choices=choices)


def past_words(turn: Turn, day: date, booking: Booking | None) -> str:
    """Return that a visit's day is over."""
    if booking is None:
        return turn.words("appointments.past_day", day=day_words(turn, day))
    half_day = half_day_words(turn, booking.half_day, booking.date)
    return turn.words("appointments.past_one", code=booking.code, half_day=half_day, unit=booking.unit_name)
