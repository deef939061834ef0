"""Made-up openings for the demo: a few units, the next working half-days, small capacities."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from booking_client import HalfDay
from bot.content.reference import load_reference
from bot.guidance.moments import VIETNAM
from bot.guidance.places.gazetteer import Level
from bot.staff.finding import as_booking_unit
from bot.staff.reading import half_day_start
from bot.staff.units import put_missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from booking_client import BookingClient
    from booking_client.transport import ChangeOptions, ReadOptions
    from bot.guidance.places.gazetteer import AdminUnit, Gazetteer

STAFF = "dữ liệu dùng thử"
"""Who stands in the booking service's audit."""

UNITS = (
    "xa-tac-van_ca-mau",
    "phuong-8_ca-mau",
    "tt-dam-doi_dam-doi",
    "tt-cai-nuoc_cai-nuoc",
    "huyen-cai-nuoc",
    "ca-mau-2021",
)
"""Places of 2021 whose one-stop units take bookings in the demo; later their successors."""

_HALF_DAYS = 10
_CAPACITIES = (6, 4, 5, 4)
_PEOPLE = 10
"""At once, as made up as the rest; within the rules of 2021, which the demo may be started in."""
_SATURDAY = 5
_HOLIDAYS = frozenset({(1, 1), (4, 30), (5, 1), (9, 2)})
"""Month and day of the public holidays that have the same date each year (Labour Code 2019, Art. 112)."""
_REAL = timedelta(minutes=5)


async def announce_demo_openings(booking: BookingClient, *, now: datetime, places: Gazetteer | None = None) -> str:
    """Announce made-up openings where there are none yet, and return a sentence that says so.

    A second start announces only what is missing; what people booked or staff changed stays.

    Args:
        booking: client with a token that may announce for all units.
        now: the moment by the calendar, in Việt Nam's time.
        places: the administrative units; the packaged ones by default.
    """
    known = places if places is not None else load_reference().places
    current = {unit.id: unit for home in UNITS for unit in _at(known, known.get(home), now)}
    halves = list(working_half_days(now, _HALF_DAYS))
    first, last = halves[0][0], halves[-1][0]
    reading: ReadOptions = {"as_of": _as_of(now), "acting_staff": STAFF}
    options: ChangeOptions = {**reading, "key": None}
    await put_missing(booking, [as_booking_unit(known, unit, now) for unit in current.values()], options)
    openings = await booking.list_openings(list(current), start=first, end=last, **reading)
    there = {(opening.unit_id, opening.date, opening.half_day) for opening in openings}
    new = 0
    for row, unit_id in enumerate(current):
        for column, (day, half) in enumerate(halves):
            if (unit_id, day, half) not in there:
                capacity = _CAPACITIES[(row + column) % len(_CAPACITIES)]
                await booking.announce(unit_id, day, half, capacity, people_limit=_PEOPLE, **options)
                new += 1
    names = ", ".join(known.full_name(unit) for unit in current.values())
    return (
        f"Openings are made up, for trying out only: {names} take bookings from {first.day}/{first.month}/{first.year}"
        f" to {last.day}/{last.month}/{last.year} ({len(current) * len(halves)} half-days, {new} new)."
    )


def _at(places: Gazetteer, unit: AdminUnit, now: datetime) -> tuple[AdminUnit, ...]:
    """Return what a unit of 2021 is at ``now``; a dissolved district has no one heir."""
    heirs = places.at(unit, now)
    return heirs if unit.level is not Level.DISTRICT or unit in heirs else ()


def working_half_days(now: datetime, count: int) -> Iterator[tuple[date, HalfDay]]:
    """Yield the next half-days that begin after ``now`` on working days: no week-ends, no fixed public holidays."""
    day = now.astimezone(VIETNAM).date()
    while count > 0:
        works = day.weekday() < _SATURDAY and (day.month, day.day) not in _HOLIDAYS
        for half in HalfDay if works else ():
            if half_day_start(day, half) > now and count > 0:
                yield day, half
                count -= 1
        day += timedelta(days=1)


def _as_of(now: datetime) -> datetime | None:
    """Return the moment to tell the booking service; None for the real one, which it knows by itself."""
    return None if abs(now - datetime.now(VIETNAM)) < _REAL else now
