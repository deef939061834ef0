"""What the commands of staff share: the office they work in, and how they show things."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import typer

from bot.commands.context import open_context
from bot.staff.office import Office
from bot.staff.words import half_day_words, masked_phone, window_words
from bot.surfaces import for_terminal, json_line

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from booking_client import Booking, Opening

JSON = typer.Option("--json", help="In một đối tượng JSON.")


@asynccontextmanager
async def office(*, booking: bool = False, tell: bool = False) -> AsyncIterator[Office]:
    """Open what a command of staff works with; ``tell``: say on stderr on which system, and as whom."""
    async with open_context(booking=booking, tell=tell) as context:
        yield Office(
            database=context.database,
            guidance=context.guidance,
            actor=context.actor,
            now=context.now,
            booking=context.booking,
            as_of=None if context.settings.calendar.is_today else context.now,
            approval_days=context.settings.approval_days,
        )


def show(data: dict[str, Any], lines: Sequence[str], *, as_json: bool) -> None:
    """Print one JSON object, or lines for people, in which nobody's words act (``bot.surfaces``)."""
    if as_json:
        typer.echo(json_line(data))
        return
    for line in lines:
        typer.echo(for_terminal(line))


def opening_json(opening: Opening) -> dict[str, Any]:
    """Return a half-day as JSON values."""
    return {
        "id": opening.id,
        "unit": {"id": opening.unit_id, "name": opening.unit_name},
        "date": opening.date.isoformat(),
        "half_day": opening.half_day,
        "capacity": opening.capacity,
        "places_left": opening.places_left,
        "people_limit": opening.people_limit,
        "state": opening.state,
    }


def booking_json(booking: Booking, *, full: bool = True) -> dict[str, Any]:
    """Return a booking as JSON values; the phone masked unless ``full``."""
    visitor = None
    if booking.visitor is not None:
        phone = booking.visitor.phone if full else masked_phone(booking.visitor.phone)
        visitor = {"name": booking.visitor.name, "phone": phone}
    return {
        "code": booking.code,
        "queue_number": booking.queue_number,
        "window": {"start": booking.window.start.isoformat(), "end": booking.window.end.isoformat()},
        "unit": {"id": booking.unit_id, "name": booking.unit_name},
        "date": booking.date.isoformat(),
        "half_day": booking.half_day,
        "procedure": booking.procedure,
        "dossiers": booking.dossiers,
        "people": booking.people,
        "status": booking.status,
        "visitor": visitor,
        "source": booking.source,
    }


def booking_line(booking: Booking, *, full: bool = True) -> str:
    """Return a booking as one line for people."""
    parts = [
        f"{booking.code}  số {booking.queue_number}",
        f"{half_day_words(booking.date, booking.half_day)} {window_words(booking.window)}",
        booking.unit_name,
        f"{booking.procedure}, {booking.dossiers} hồ sơ",
    ]
    if booking.visitor is not None:
        phone = booking.visitor.phone if full else masked_phone(booking.visitor.phone)
        parts.append(f"{booking.visitor.name}, {phone}")
    return f"{'; '.join(parts)}; {STATUS[booking.status]}"


STATUS = {"booked": "chờ đến", "checked_in": "đã đến", "cancelled": "đã hủy"}
"""A booking's status for people."""
