"""What anybody with a token may look at: units, openings, a unit's day, closures."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from booking_api.problems import InvalidRequest, OpeningNotFound, UnitNotFound
from booking_api.repositories import journal, openings, units, visits
from booking_api.schemas import AvailableDayOut, DayOpeningOut, DayOut, Items, OpeningOut, UnitBody
from booking_api.services.views import booking_view, opening_view
from booking_api.timetable import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg.rows import DictRow

    from booking_api.context import Context
    from booking_api.database import Connection
    from booking_api.repositories.openings import OpeningRow
    from booking_api.repositories.units import ClosureRow

USUAL_DAYS = 14
MOST_DAYS = 92


def unit_view(row: DictRow) -> UnitBody:
    """Return a unit as it is answered."""
    return UnitBody.model_validate(row)


def days(context: Context, start: dt.date | None, end: dt.date | None) -> tuple[dt.date, dt.date]:
    """Return a range of days: from today, for two weeks, where not said.

    Raises:
        InvalidRequest: it runs backwards or is too long.
    """
    first = start or context.now.date()
    last = end or first + dt.timedelta(days=USUAL_DAYS)
    if not 0 <= (last - first).days <= MOST_DAYS:
        detail = f"end must be 0 to {MOST_DAYS} days after start"
        raise InvalidRequest(detail, errors=[{"loc": ["query", "end"], "msg": detail}])
    return first, last


async def closures_of(connection: Connection, rows: Sequence[OpeningRow]) -> list[ClosureRow]:
    """Return the closures that meet any of the openings; asks the database only when a window is closed."""
    shut = [row for row in rows if any(row.seats.closed)]
    if not shut:
        return []
    start = min(row.timetable.start for row in shut)
    end = max(row.timetable.end for row in shut)
    return await units.closures(connection, {row.unit_id for row in shut}, start, end)


async def list_openings(
    connection: Connection,
    context: Context,
    *,
    unit_ids: Sequence[str],
    start: dt.date | None,
    end: dt.date | None,
    procedure: str | None,
    dossiers: int,
    people: int,
    only_open: bool,
) -> Items[OpeningOut]:
    """Return openings with the places left for a visit of that size."""
    rows = await openings.listed(connection, unit_ids, *days(context, start, end))
    if procedure is not None:
        rows = [row for row in rows if row.unit_procedures is None or procedure in row.unit_procedures]
    closures = await closures_of(connection, rows)
    found = [opening_view(row, now=context.now, dossiers=dossiers, people=people, closures=closures) for row in rows]
    return Items[OpeningOut](items=[view for view in found if view.state is State.OPEN or not only_open])


async def availability(
    connection: Connection,
    context: Context,
    *,
    unit_ids: Sequence[str],
    start: dt.date | None,
    end: dt.date | None,
    procedure: str | None,
    dossiers: int,
    people: int,
) -> Items[AvailableDayOut]:
    """Return the days on which any of the units has places for a visit of that size."""
    first, last = days(context, start, end)
    values: dict[str, object] = {
        "units": list(unit_ids),
        "start": first,
        "end": last,
        "procedure": procedure,
        "dossiers": dossiers,
        "people": people,
        "now": context.now.replace(tzinfo=None),
    }
    found = await openings.available(connection, values)
    return Items[AvailableDayOut](items=[AvailableDayOut.model_validate(row) for row in found])


async def show_opening(
    connection: Connection, context: Context, opening_id: int, *, dossiers: int, people: int
) -> OpeningOut:
    """Return one opening."""
    row = await openings.read(connection, opening_id)
    if row is None:
        raise OpeningNotFound(f"no opening {opening_id}")
    closures = await closures_of(connection, [row])
    return opening_view(row, now=context.now, dossiers=dossiers, people=people, closures=closures)


async def show_day(connection: Connection, context: Context, unit_id: str, date: dt.date) -> DayOut:
    """Return a unit's list for a date; the audit notes who looked."""
    context.require_unit(unit_id)
    unit = await units.read(connection, unit_id)
    if unit is None:
        raise UnitNotFound(f"no unit {unit_id}")
    rows = await openings.listed(connection, [unit_id], date, date)
    booked = await visits.of_openings(connection, [row.id for row in rows])
    closures = await closures_of(connection, rows)
    entry = journal.Entry(action="show-day", subject=unit_id, details={"date": str(date)})
    await journal.note(connection, context, entry)
    return DayOut(
        unit=unit_view(unit),
        date=date,
        openings=[
            DayOpeningOut(
                opening=opening_view(row, now=context.now, closures=closures),
                bookings=[booking_view(one, with_visitor=True) for one in booked if one.opening_id == row.id],
            )
            for row in rows
        ],
    )
