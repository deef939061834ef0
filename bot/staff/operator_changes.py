"""What the call centre changes for people who phone: find, cancel and move their bookings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from booking_client import BookingStatus
from bot.staff.audit import elsewhere, note
from bot.staff.errors import Refused
from bot.staff.known_visits import follow
from bot.staff.notices import warnings_for
from bot.staff.problems import in_words
from bot.staff.reading import half_day_start
from bot.staff.roles import require
from bot.staff.visit_rules import Wish, enforce, judge
from bot.staff.words import half_day_words, masked_phone

if TYPE_CHECKING:
    from datetime import date, datetime

    from booking_client import Booking, HalfDay, Opening
    from bot.staff.office import Office
    from bot.staff.visit_rules import Verdict


@dataclass(frozen=True, slots=True)
class Moved:
    """A booking in its new place, and what the caller has to hear about that day."""

    booking: Booking
    warnings: tuple[str, ...]
    exception: str | None
    told: bool
    """Whether the person was written to in their chat."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A booking that was cancelled, and whether its person was written to in their chat."""

    booking: Booking
    told: bool


async def find(office: Office, phone: str, *, upcoming: bool = False) -> tuple[Booking, ...]:
    """Return the bookings of a phone, whoever made them; looking is noted in the audit."""
    require(office.actor, "operator.find")
    with in_words():
        found = await office.service.find_by_phone(phone, upcoming_only=upcoming, **office.reading())
    await note(office, "operator.find", masked_phone(phone), found=[booking.code for booking in found])
    return found


async def cancel(office: Office, code: str) -> Cancelled:
    """Cancel a booking for a caller; its places are free at once."""
    require(office.actor, "operator.cancel")
    async with elsewhere(office, "operator.cancel", code) as outcome:
        booking = await office.service.cancel(code, **office.changing())
        outcome |= {"code": booking.code, "unit": booking.unit_id, "date": booking.date.isoformat()}
    return Cancelled(booking, await follow(office, booking))


async def move(
    office: Office,
    code: str,
    day: date,
    half: HalfDay,
    *,
    must_come: bool | None = None,
    override: str | None = None,
) -> Moved:
    """Move a booking to another half-day of its unit, or leave it where it is.

    The rules of the new day hold. What was booked as an exception, or by the person's answer, stays one: a move is
    refused only where the new day is worse than the old.
    """
    require(office.actor, "operator.move")
    with in_words():
        before = await office.service.booking(code, **office.reading())
    await follow(office, before)  # whose last change got no answer
    if before.status is not BookingStatus.BOOKED:
        done = "đã hủy" if before.status is BookingStatus.CANCELLED else "đã được điểm danh"
        raise Refused(f"Lịch hẹn {before.code} {done} rồi, không đổi được.")
    opening = await _opening(office, before, day, half)
    visit = opening.start if opening is not None else half_day_start(day, half)
    verdict = _judge(office, before, visit, must_come)
    stays_exception = not verdict.final and not _judge(office, before, before.window.start, must_come).may_book
    exception = None if stays_exception else enforce(verdict, override)
    if opening is None:
        raise Refused(f"{before.unit_name} chưa mở {half_day_words(day, half)}. Lịch cũ vẫn giữ nguyên.")
    details = {
        "unit": before.unit_id,
        "from": f"{before.date.isoformat()} {before.half_day}",
        "to": f"{day.isoformat()} {half}",
        "override": exception,
    }
    async with elsewhere(office, "operator.move", before.code, **details) as outcome:
        moved = await office.service.move(before.code, opening_id=opening.id, **office.changing())
        outcome["queue_number"] = moved.queue_number
    known = await follow(office, moved)
    unit = office.guidance.places.find(before.unit_id)
    told = warnings_for(office.guidance, unit, office.now, visit) if unit is not None else ()
    return Moved(moved, (*verdict.warnings, *told), exception, known)


async def _opening(office: Office, booking: Booking, day: date, half: HalfDay) -> Opening | None:
    with in_words():
        found = await office.service.list_openings([booking.unit_id], start=day, end=day, **office.reading())
    return next((opening for opening in found if opening.half_day is half), None)


def _judge(office: Office, booking: Booking, visit: datetime, must_come: bool | None) -> Verdict:
    unit = office.guidance.places.find(booking.unit_id)
    if unit is None:
        raise Refused(f"Không rõ {booking.unit_name} [{booking.unit_id}] ở đâu nên không đổi lịch được.")
    return judge(office.guidance, Wish(unit, booking.procedure, visit, must_come=must_come))
