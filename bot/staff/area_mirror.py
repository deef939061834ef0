"""Telling the booking service which areas are locked down, as a closure over all one-stop units inside.

Units that the service does not know yet are registered first, so that none of them can announce a half-day past the
closure later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from booking_client import ClosureNotFound
from bot.guidance.moments import VIETNAM
from bot.guidance.places.gazetteer import local_day
from bot.guidance.places.one_stop import one_stop_unit
from bot.staff.areas import LockRow
from bot.staff.audit import elsewhere
from bot.staff.errors import Away, StaffError
from bot.staff.problems import in_words
from bot.staff.roles import may, require
from bot.staff.units import register

if TYPE_CHECKING:
    from booking_client import Booking
    from booking_client.transport import ChangeOptions
    from bot.guidance.places.gazetteer import AdminUnit
    from bot.staff.office import Office

_NO_END = datetime(2100, 1, 1, tzinfo=VIETNAM)
"""The service wants an end; a lock without one is changed or lifted long before."""
_SECONDS = 20.0
"""A closure over a whole province looks at many openings, so it may take longer than other calls."""
_REASON = "Khu vực phong tỏa"
_MOST_CALLED = 200
_UNMIRRORED = """
SELECT id, area, starts_at, ends_at, reason, set_by, set_by_role, mirrored_at, lifted_by FROM locked_areas
WHERE mirrored_at IS NULL ORDER BY id
"""
# A row that was changed meanwhile has to be told once more: which of the two the service heard last is not known.
_MIRRORED = """
UPDATE locked_areas
SET mirrored_at = CASE WHEN starts_at = %(start)s AND ends_at IS NOT DISTINCT FROM %(end)s THEN now() END
WHERE id = %(id)s
"""


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What came of telling the booking service.

    Attributes:
        row: the lock.
        problem: why the service was not told, in words; None where it was.
        units: ids of the one-stop units that are closed.
        affected: bookings that stand inside, for somebody to ring up; with the visitor where the actor may see it.
    """

    row: LockRow
    problem: StaffError | None
    units: tuple[str, ...] = ()
    affected: tuple[Booking, ...] = ()


async def mirror(office: Office, row: LockRow, *, action: str = "area.sync") -> Mirrored:
    """Give the booking service the present state of a lock; a refusal is told, the lock stands."""
    try:
        await _require_service(office)
        if row.is_empty:
            await _take_back(office, row, action)
            units: list[AdminUnit] = []
            affected: tuple[Booking, ...] = ()
        else:
            units = units_inside(office, row)
            affected = await _close(office, row, units, action)
    except StaffError as problem:
        return Mirrored(row, problem)
    await office.database.fetch(_MIRRORED, {"id": row.id, "start": row.start, "end": row.end})
    return Mirrored(row, None, tuple(unit.id for unit in units), affected)


async def _require_service(office: Office) -> None:
    """Find out at once that the service is away, instead of trying for as long as a closure may take."""
    if not await office.service.ready():
        raise Away("dịch vụ đặt lịch đang không dùng được.")


async def sync(office: Office) -> list[Mirrored]:
    """Tell the booking service of all locks whose present state it does not have; stops when it is away."""
    require(office.actor, "area.sync")
    done: list[Mirrored] = []
    for row in await office.database.fetch(_UNMIRRORED):
        done.append(await mirror(office, LockRow.of(row)))
        if isinstance(done[-1].problem, Away):
            break
    return done


def units_inside(office: Office, row: LockRow) -> list[AdminUnit]:
    """Return the one-stop units that lie in a locked area and exist at some time of the lock."""
    places = office.guidance.places
    first = local_day(row.start)
    inside = []
    for unit in places:
        day = max(first, unit.valid_from) if unit.valid_from is not None else first
        begins = row.end is None or day <= local_day(row.end)
        if begins and places.contains(row.area, unit.id) and one_stop_unit(places, unit.id, day) is not None:
            inside.append(unit)
    return inside


def _patiently(office: Office) -> ChangeOptions:
    return {**office.changing(), "timeout": _SECONDS}


def _closure_id(row: LockRow) -> str:
    return f"lock-{row.id}-{row.area}"


async def _take_back(office: Office, row: LockRow, action: str) -> None:
    async with elsewhere(office, action, row.area, lock=row.id, closure=_closure_id(row)) as outcome:
        try:
            await office.service.delete_closure(_closure_id(row), **_patiently(office))
        except ClosureNotFound:
            outcome["was_there"] = False


async def _close(office: Office, row: LockRow, units: list[AdminUnit], action: str) -> tuple[Booking, ...]:
    details = {"lock": row.id, "closure": _closure_id(row), "units": len(units)}
    async with elsewhere(office, action, row.area, **details) as outcome:
        await register(office, units)
        closure = await office.service.put_closure(
            _closure_id(row),
            [unit.id for unit in units],
            row.start,
            row.end or _NO_END,
            row.reason or _REASON,
            **_patiently(office),
        )
        outcome["affected"] = [booking.code for booking in closure.affected]
    return await _with_visitors(office, closure.affected)


async def _with_visitors(office: Office, affected: tuple[Booking, ...]) -> tuple[Booking, ...]:
    """Add whom to ring up, for those who may see it; the service's list comes without names."""
    if not may(office.actor, "operator.find"):
        return affected
    with in_words():
        known = [await office.service.booking(booking.code, **office.reading()) for booking in affected[:_MOST_CALLED]]
    return (*known, *affected[_MOST_CALLED:])
