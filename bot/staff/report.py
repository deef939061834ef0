"""The report of difficulties: gathered from what turns came to and from call-back requests, for any stretch of days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from psycopg import AsyncServerCursor
from psycopg.rows import tuple_row

from bot.db.own_data import ERASED, WITHDRAWN
from bot.guidance.moments import VIETNAM
from bot.reports.difficulties import COMPLAINT, Callback, Report, make
from bot.reports.suppression import Case
from bot.reports.words import Names
from bot.staff.errors import Refused
from bot.staff.roles import require
from pgkit.connections import allow

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.conversation.snapshot import Guidance
    from bot.staff.office import Office

_LONGEST_DAYS = 366
_WEEK = timedelta(days=6)
_PORTION = 5000
_SECONDS = 60
_SAME_MOMENT = b"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"

_CASES = b"""
SELECT o.person, k.kind, o.procedure, max(o.area) AS area
FROM outcomes AS o CROSS JOIN LATERAL unnest(
    o.obstacles || CASE WHEN o.wish = 'complaint_feedback' THEN ARRAY[%(complaint)s::text] ELSE '{}' END
) AS k (kind)
WHERE o.day BETWEEN %(start)s AND %(end)s
GROUP BY o.person, k.kind, o.procedure
"""
# Where somebody was led to last; a general answer counts only for whoever never named a procedure.
_LED = b"""
SELECT DISTINCT ON (o.person, o.procedure) o.person, o.led AS kind, o.procedure, o.area
FROM outcomes AS o
WHERE o.led IS NOT NULL AND o.day BETWEEN %(start)s AND %(end)s
  AND (o.procedure IS NOT NULL OR NOT EXISTS (
    SELECT FROM outcomes AS named WHERE named.person = o.person AND named.led IS NOT NULL
    AND named.procedure IS NOT NULL AND named.day BETWEEN %(start)s AND %(end)s
  ))
ORDER BY o.person, o.procedure, o.id DESC
"""
_PEOPLE = b"SELECT count(DISTINCT person) AS people FROM outcomes WHERE day BETWEEN %(start)s AND %(end)s"
_CALLBACKS = b"""
SELECT split_part(desk, ':', 1) AS desk, status, taken_at - created_at AS waited,
    coalesce(taken_at IS NULL AND outcome = ANY(%(withdrawn)s), false) AS withdrawn, procedure, area,
    CASE WHEN details -> 'cannot' @> '["online", "postal"]' THEN 'both'
        WHEN details -> 'cannot' ? 'online' THEN 'online'
        WHEN details -> 'cannot' ? 'postal' THEN 'postal' ELSE 'other' END AS reason
FROM callbacks WHERE as_of >= %(since)s AND as_of < %(until)s
"""


def week_of(day: date) -> tuple[date, date]:
    """Return Monday and Sunday of a day's week."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + _WEEK


async def difficulties(office: Office, start: date, end: date) -> Report:
    """Return the report for the days from ``start`` to ``end``, both included, by the calendar (AS_OF).

    Raises:
        Refused: the days are in the wrong order, or more than a year.
    """
    require(office.actor, "report")
    if end < start:
        raise Refused("Ngày cuối (--to) phải sau ngày đầu (--from).")
    if (end - start).days >= _LONGEST_DAYS:
        raise Refused("Báo cáo tối đa một năm; chia ra từng năm.")
    values = {
        "start": start,
        "end": end,
        "since": datetime.combine(start, time(0), VIETNAM),
        "until": datetime.combine(end + timedelta(days=1), time(0), VIETNAM),
        "complaint": COMPLAINT,
        "withdrawn": [ERASED, WITHDRAWN],
    }
    async with office.database.transaction() as connection:
        await connection.execute(_SAME_MOMENT)
        await allow(connection, _SECONDS)
        cases = await _cases(connection, _CASES, values)
        led = await _cases(connection, _LED, values)
        people = await (await connection.execute(_PEOPLE, values)).fetchone()
        callbacks = await (await connection.execute(_CALLBACKS, values)).fetchall()
    return make(
        (start, end),
        people=people["people"] if people is not None else 0,
        cases=cases,
        led=led,
        callbacks=[Callback(**row) for row in callbacks],
    )


async def _cases(connection: AsyncConnection[DictRow], query: bytes, values: dict[str, Any]) -> list[Case]:
    """Read cases in portions; a year of them fits since equal words are kept once."""
    kept: dict[Any, Any] = {}

    def once(row: tuple[Any, ...]) -> Case:
        person, kind, procedure, area = row
        return Case(
            kept.setdefault(person, person),
            kept.setdefault(kind, kind),
            kept.setdefault(procedure, procedure),
            kept.setdefault(area, area),
        )

    async with AsyncServerCursor(connection, "cases", row_factory=tuple_row) as cursor:
        cursor.itersize = _PORTION
        await cursor.execute(query, values)
        return [once(row) async for row in cursor]


def names(guidance: Guidance) -> Names:
    """Return what the report calls procedures and areas."""

    def procedure(code: str) -> str:
        found = guidance.catalogue.get(code)
        return f"{found.title} ({code})" if found is not None else code

    def area(unit_id: str) -> str:
        found = guidance.places.find(unit_id)
        return guidance.places.full_name(found) if found is not None else unit_id

    return Names(procedure, area)
