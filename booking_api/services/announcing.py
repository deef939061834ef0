"""What units announce: half-days with their capacity, taking them away, closures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from booking_api.clock import VIETNAM
from booking_api.kinds import HalfDay
from booking_api.problems import (
    CapacityBelowBooked,
    ClosureNotFound,
    InternalError,
    InvalidRequest,
    NotAllowed,
    OpeningInUse,
    OpeningPast,
    UnitNotFound,
    UnitNotValid,
)
from booking_api.repositories import openings, units, visits
from booking_api.repositories.openings import Announced
from booking_api.repositories.units import ClosureRow
from booking_api.roles import Role
from booking_api.schemas import ClosureOut, UnitsOut, WithdrawnOut
from booking_api.services.outcome import Outcome
from booking_api.services.views import booking_view, local, opening_view
from booking_api.timetable import Timetable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from booking_api.context import Context
    from booking_api.database import Connection
    from booking_api.repositories.openings import OpeningRow
    from booking_api.schemas import AnnounceBody, BookingOut, ClosureBody, UnitBody, UnitsBody
    from booking_api.settings import Settings


async def put_units(connection: Connection, context: Context, body: UnitsBody) -> Outcome:
    """Create or replace units."""
    ids = [unit.id for unit in body.units]
    for unit_id in ids:
        context.require_unit(unit_id)
    if context.caller.role is Role.UNIT and await units.lock(connection, ids):
        raise NotAllowed("a unit registers itself once; role admin changes what is known of it")
    await units.put(connection, [unit.model_dump() for unit in body.units])
    subject = ids[0] if len(ids) == 1 else f"{len(ids)} units"
    left = await _left_behind(connection, context, body.units)
    return Outcome(
        body=UnitsOut(items=body.units, affected=left),
        action="put-units",
        subject=subject,
        details={"ids": ids, "affected": len(left)},
    )


async def _left_behind(connection: Connection, context: Context, put: Sequence[UnitBody]) -> list[BookingOut]:
    """Return the bookings to come at units that do not exist on their day, or do not receive their procedure."""
    known = {unit.id: unit for unit in put}
    found = []
    for row in await visits.to_come(connection, known, context.now):
        unit = known[row.unit_id]
        day = row.timetable.date
        exists = (unit.valid_from is None or day >= unit.valid_from) and (unit.valid_to is None or day <= unit.valid_to)
        if not exists or (unit.procedures is not None and row.procedure not in unit.procedures):
            found.append(booking_view(row, with_visitor=False))
    return found


def _usual(settings: Settings, half_day: HalfDay) -> tuple[dt.time, dt.time]:
    if half_day is HalfDay.MORNING:
        return settings.morning_start, settings.morning_end
    return settings.afternoon_start, settings.afternoon_end


def _timetable(
    context: Context, date: dt.date, half_day: HalfDay, body: AnnounceBody, before: OpeningRow | None
) -> Timetable:
    start, end = _usual(context.settings, half_day)
    slot = context.settings.slot_minutes
    if before is not None:
        start, end = before.timetable.starts_at, before.timetable.ends_at
        slot = before.timetable.slot_minutes
    timetable = Timetable(date, body.start or start, body.end or end, body.slot_minutes or slot)
    if timetable.starts_at >= timetable.ends_at:
        detail = "the half-day must begin before it ends"
        raise InvalidRequest(detail, errors=[{"loc": ["body", "end"], "msg": detail}])
    return timetable


async def announce(
    connection: Connection, context: Context, body: AnnounceBody, *, unit_id: str, date: dt.date, half_day: HalfDay
) -> Outcome:
    """Announce a half-day, or raise or lower what was announced, never below what is taken."""
    context.require_unit(unit_id)
    unit = (await units.lock(connection, [unit_id])).get(unit_id)
    if unit is None:
        raise UnitNotFound(f"no unit {unit_id}")
    if (unit["valid_from"] and date < unit["valid_from"]) or (unit["valid_to"] and date > unit["valid_to"]):
        raise UnitNotValid(f"{unit_id} does not exist on {date}")
    opening_id = await openings.find_id(connection, unit_id, date, half_day)
    before = None
    if opening_id is not None:
        await openings.lock(connection, [opening_id])
        before = await openings.read_locked(connection, opening_id)
    timetable = _timetable(context, date, half_day, body, before)
    if timetable.end <= context.now:
        raise OpeningPast(f"the {half_day} of {date} is over")
    limit = body.people_limit or (before.seats.people_limit if before else context.settings.people_limit)
    announced = Announced(timetable, body.capacity, limit)
    if before is not None:
        await _check_fits(connection, before, announced)
    found = await units.closures(connection, [unit_id], timetable.start, timetable.end)
    shut = timetable.covered([(closure.starts_at, closure.ends_at) for closure in found])
    if opening_id is None:
        opening_id = await openings.insert(connection, unit_id, half_day, announced, shut)
    else:
        new_hours = before is None or before.timetable != timetable
        await openings.change(connection, opening_id, announced, shut if new_hours else None)
    row = await openings.read(connection, opening_id)
    if row is None:
        raise InternalError(f"the opening {opening_id} vanished under its lock")
    return Outcome(
        body=opening_view(row, now=context.now, closures=found),
        action="announce",
        subject=unit_id,
        details={"opening": opening_id, "date": str(date), "half_day": half_day, "capacity": body.capacity},
    )


async def _check_fits(connection: Connection, before: OpeningRow, announced: Announced) -> None:
    fullest = max(before.seats.people)
    if before.seats.taken > 0 and announced.timetable != before.timetable:
        raise await _in_use(connection, [before])
    if announced.capacity < before.seats.taken or announced.people_limit < fullest:
        detail = f"{before.seats.taken} dossiers and up to {fullest} people at once are booked or held"
        raise CapacityBelowBooked(detail, taken=before.seats.taken, people=fullest)


async def _in_use(connection: Connection, rows: Sequence[OpeningRow]) -> OpeningInUse:
    booked = await visits.of_openings(connection, [row.id for row in rows], without_cancelled=True)
    listed = [
        {
            "code": row.code,
            "date": row.timetable.date.isoformat(),
            "half_day": row.half_day,
            "queue_number": row.queue_number,
            "dossiers": row.dossiers,
        }
        for row in booked
    ]
    held = sum(row.seats.taken for row in rows) - sum(row.dossiers for row in booked)
    return OpeningInUse(f"{len(booked)} bookings and {held} held dossiers are there", bookings=listed, held=held)


async def withdraw(
    connection: Connection,
    context: Context,
    unit_id: str,
    *,
    days: tuple[dt.date, dt.date],
    half_day: HalfDay | None,
    stop: bool,
) -> Outcome:
    """Take a unit's openings of some days away, all of them or none.

    Where ``stop``, those with bookings or holds stay and take nobody more, and the others go.
    """
    context.require_unit(unit_id)
    if not await units.lock(connection, [unit_id]):
        raise UnitNotFound(f"no unit {unit_id}")
    rows = await openings.locked_range(connection, [unit_id], *days)
    rows = [row for row in rows if half_day is None or row.half_day == half_day]
    used = [row for row in rows if row.seats.taken > 0]
    if used and not stop:
        raise await _in_use(connection, used)
    gone = [row for row in rows if row not in used]
    await openings.withdraw(connection, [row.id for row in gone])
    await openings.stop(connection, [row.id for row in used])
    return Outcome(
        body=WithdrawnOut(
            items=[opening_view(row, now=context.now) for row in gone],
            stopped=[opening_view(replace(row, stopped=True), now=context.now) for row in used],
        ),
        action="withdraw",
        subject=unit_id,
        details={"openings": [row.id for row in gone], "stopped": [row.id for row in used]},
    )


async def _refresh(connection: Connection, unit_ids: Iterable[str], start: dt.datetime, end: dt.datetime) -> None:
    """Write into the openings that meet [start, end) which of their windows are closed now."""
    ids = list(unit_ids)
    days = start.astimezone(VIETNAM).date(), end.astimezone(VIETNAM).date()
    rows = await openings.locked_range(connection, ids, *days)
    if not rows:
        return
    first, last = min(row.timetable.start for row in rows), max(row.timetable.end for row in rows)
    spans: defaultdict[str, list[tuple[dt.datetime, dt.datetime]]] = defaultdict(list)
    for closure in await units.closures(connection, ids, first, last):
        for unit_id in closure.unit_ids:
            spans[unit_id].append((closure.starts_at, closure.ends_at))
    # A lock-down of the province meets thousands of openings; few differ in which of their windows it shuts.
    changed: defaultdict[tuple[bool, ...], list[int]] = defaultdict(list)
    for row in rows:
        shut = row.timetable.covered(spans[row.unit_id])
        if shut != list(row.seats.closed):
            changed[tuple(shut)].append(row.id)
    for closed, opening_ids in changed.items():
        await openings.set_closed(connection, opening_ids, closed)


def _check_closure(context: Context, before: ClosureRow | None) -> None:
    """Make sure that the caller may change or lift a closure: a unit only what units set, and only its own."""
    if before is None:
        return
    for unit_id in before.unit_ids:
        context.require_unit(unit_id)
    if context.caller.role is Role.UNIT and before.set_by_role != Role.UNIT:
        raise NotAllowed(f"the closure {before.id} was not set by a unit")


async def put_closure(connection: Connection, context: Context, closure_id: str, body: ClosureBody) -> Outcome:
    """Close units for a time, or change a closure; tells which bookings stand inside."""
    before = await units.lock_closure(connection, closure_id)
    unit_ids = sorted(set(body.unit_ids))
    for unit_id in unit_ids:
        context.require_unit(unit_id)
    _check_closure(context, before)
    locked = await units.lock(connection, {*unit_ids, *(before.unit_ids if before else ())})
    missing = [unit_id for unit_id in unit_ids if unit_id not in locked]
    if missing:
        raise UnitNotFound(f"no unit {', '.join(missing)}")
    closure = ClosureRow(
        id=closure_id,
        starts_at=body.start,
        ends_at=body.end,
        reason=body.reason,
        set_by_role=context.caller.role,
        unit_ids=tuple(unit_ids),
    )
    await units.put_closure(connection, closure)
    spans = [closure, before] if before else [closure]
    await _refresh(
        connection,
        {unit_id for span in spans for unit_id in span.unit_ids},
        min(span.starts_at for span in spans),
        max(span.ends_at for span in spans),
    )
    inside = await visits.inside(connection, unit_ids, body.start, body.end)
    # Without names and phones: the answer is kept with its key, and one line would stand for many people.
    affected = [booking_view(row, with_visitor=False) for row in inside if row.timetable.end > context.now]
    answer = closure_view(closure).model_copy(update={"affected": affected})
    return Outcome(
        body=answer,
        action="put-closure",
        subject=closure_id,
        details={"units": unit_ids, "start": str(answer.start), "end": str(answer.end), "affected": len(affected)},
    )


def closure_view(row: ClosureRow) -> ClosureOut:
    """Return a closure as it is answered, without the bookings inside."""
    return ClosureOut(
        id=row.id,
        unit_ids=list(row.unit_ids),
        start=local(row.starts_at),
        end=local(row.ends_at),
        reason=row.reason,
        affected=[],
    )


async def delete_closure(connection: Connection, context: Context, closure_id: str) -> Outcome:
    """Lift a closure."""
    before = await units.lock_closure(connection, closure_id)
    if before is None:
        raise ClosureNotFound(f"no closure {closure_id}")
    _check_closure(context, before)
    await units.lock(connection, before.unit_ids)
    await units.delete_closure(connection, closure_id)
    await _refresh(connection, before.unit_ids, before.starts_at, before.ends_at)
    return Outcome(body=None, action="delete-closure", subject=closure_id, details={"units": list(before.unit_ids)})
