"""Openings: an announced half-day is one row, and that row alone decides whether a visit fits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from booking_api.database import every, one
from booking_api.timetable import Seats, Timetable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from psycopg.rows import DictRow

    from booking_api.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRow:
    """An opening with its unit; ``seats`` counts expired holds as free, unless it was read under its lock."""

    id: int
    unit_id: str
    unit_name: str
    unit_procedures: tuple[str, ...] | None
    unit_from: dt.date | None
    unit_to: dt.date | None
    date: dt.date
    half_day: str
    timetable: Timetable
    seats: Seats
    stopped: bool = False
    """Whether its unit takes nobody more there, although visits that were booked before may stand."""

    @property
    def offered(self) -> Seats:
        """The seats as new visits may have them."""
        return replace(self.seats, closed=[True] * len(self.seats.closed)) if self.stopped else self.seats

    @property
    def unit_exists(self) -> bool:
        """Whether the unit exists on the opening's day."""
        return (self.unit_from is None or self.date >= self.unit_from) and (
            self.unit_to is None or self.date <= self.unit_to
        )


@dataclass(frozen=True, slots=True)
class Announced:
    """What a unit announces for a half-day."""

    timetable: Timetable
    capacity: int
    people_limit: int


_COLUMNS = """
SELECT o.id, o.unit_id, u.name, u.procedures, u.valid_from, u.valid_to, o.date, o.half_day, o.starts_at, o.ends_at,
       o.slot_minutes, o.capacity, o.people_limit, o.taken, o.people, o.closed,
       o.stopped_at IS NOT NULL AS stopped, """
_FROM = """ AS expired
  FROM openings o JOIN units u ON u.id = o.unit_id
 WHERE o.withdrawn_at IS NULL AND """
# Everything comes from one snapshot, so what expired and what is taken agree.
_EXPIRED = """
       (SELECT json_agg(json_build_array(h.window_index, h.dossiers, h.people)) FROM holds h
         WHERE h.opening_id = o.id AND h.state = 'open' AND h.expires_at <= clock_timestamp())"""
_SELECT = _COLUMNS + _EXPIRED + _FROM
# Under the lock the row itself is the truth: a hold that ran out since it was tidied still takes its places there.
_SELECT_LOCKED = _COLUMNS + "NULL::json" + _FROM


def _row(row: DictRow) -> OpeningRow:
    taken, people = row["taken"], list(row["people"])
    for window, dossiers, persons in row["expired"] or ():
        taken -= dossiers
        people[window] -= persons
    return OpeningRow(
        id=row["id"],
        unit_id=row["unit_id"],
        unit_name=row["name"],
        unit_procedures=tuple(row["procedures"]) if row["procedures"] is not None else None,
        unit_from=row["valid_from"],
        unit_to=row["valid_to"],
        date=row["date"],
        half_day=row["half_day"],
        timetable=Timetable(row["date"], row["starts_at"], row["ends_at"], row["slot_minutes"]),
        seats=Seats(row["capacity"], taken, row["people_limit"], people, row["closed"]),
        stopped=row["stopped"],
    )


async def read(connection: Connection, opening_id: int) -> OpeningRow | None:
    """Return an opening, or None when there is none or it was taken away."""
    row = await one(connection, _SELECT + "o.id = %s", [opening_id])
    return _row(row) if row else None


async def read_locked(connection: Connection, opening_id: int) -> OpeningRow | None:
    """Return an opening that is locked, as its row stands; None as for ``read``."""
    row = await one(connection, _SELECT_LOCKED + "o.id = %s", [opening_id])
    return _row(row) if row else None


async def listed(connection: Connection, unit_ids: Iterable[str], start: dt.date, end: dt.date) -> list[OpeningRow]:
    """Return the openings of units from ``start`` to ``end``, by date, half-day and unit."""
    query = _SELECT + "o.unit_id = ANY(%s) AND o.date BETWEEN %s AND %s ORDER BY o.date, o.starts_at, o.unit_id"
    return [_row(row) for row in await every(connection, query, [list(unit_ids), start, end])]


# The same choice as ``timetable.offer`` makes, for thousands of openings at once; a test holds the two together.
_AVAILABLE = """
WITH late AS (
    SELECT opening_id, sum(dossiers)::int AS dossiers, jsonb_object_agg(window_index, people) AS people
      FROM (SELECT opening_id, window_index, sum(dossiers) AS dossiers, sum(people) AS people
              FROM holds WHERE state = 'open' AND expires_at <= clock_timestamp() GROUP BY opening_id, window_index) w
     GROUP BY opening_id)
SELECT o.date, array_agg(DISTINCT o.unit_id ORDER BY o.unit_id) AS units,
       sum(o.capacity - o.taken + coalesce(l.dossiers, 0))::int AS places_left
  FROM openings o JOIN units u ON u.id = o.unit_id LEFT JOIN late l ON l.opening_id = o.id
 WHERE o.withdrawn_at IS NULL AND o.stopped_at IS NULL AND o.unit_id = ANY(%(units)s)
   AND o.date BETWEEN %(start)s AND %(end)s
   AND o.date BETWEEN coalesce(u.valid_from, '-infinity') AND coalesce(u.valid_to, 'infinity')
   AND (%(procedure)s::text IS NULL OR u.procedures IS NULL OR %(procedure)s = ANY(u.procedures))
   AND o.taken - coalesce(l.dossiers, 0) + %(dossiers)s <= o.capacity
   AND EXISTS (
       SELECT FROM unnest(o.people, o.closed) WITH ORDINALITY AS s(people, closed, number)
        WHERE NOT s.closed
          AND s.people - coalesce((l.people ->> (s.number - 1)::text)::int, 0) + %(people)s <= o.people_limit
          AND o.date + o.starts_at + (s.number - 1) * make_interval(mins => o.slot_minutes) >= %(now)s::timestamp)
 GROUP BY o.date ORDER BY o.date
"""


async def available(connection: Connection, values: dict[str, object]) -> list[DictRow]:
    """Return for each day that has places for a visit: units that have them, and how many dossiers fit there.

    Args:
        connection: any.
        values: ``units``, ``start``, ``end``, ``procedure`` or None, ``dossiers``, ``people``, and ``now`` in local
            time without a zone.
    """
    return await every(connection, _AVAILABLE, values)


async def take(connection: Connection, row: OpeningRow, window: int, dossiers: int, people: int) -> bool:
    """Take places in a window if they are free: the one statement that keeps capacity and the crowd limit.

    The hours are compared too, so that ``window`` still means what it meant when ``row`` was read.
    """
    done = await one(
        connection,
        """
        UPDATE openings SET taken = taken + %(dossiers)s, people[%(window)s] = people[%(window)s] + %(people)s
         WHERE id = %(id)s AND withdrawn_at IS NULL AND stopped_at IS NULL
           AND taken + %(dossiers)s <= capacity
           AND people[%(window)s] + %(people)s <= people_limit AND NOT closed[%(window)s]
           AND starts_at = %(starts_at)s AND ends_at = %(ends_at)s AND slot_minutes = %(slot_minutes)s
        RETURNING id
        """,
        {
            "id": row.id,
            "window": window + 1,
            "dossiers": dossiers,
            "people": people,
            "starts_at": row.timetable.starts_at,
            "ends_at": row.timetable.ends_at,
            "slot_minutes": row.timetable.slot_minutes,
        },
    )
    return done is not None


async def give_back(connection: Connection, opening_id: int, window: int, dossiers: int, people: int) -> None:
    """Free places of a window."""
    await connection.execute(
        "UPDATE openings SET taken = taken - %(dossiers)s, people[%(window)s] = people[%(window)s] - %(people)s"
        " WHERE id = %(id)s",
        {"id": opening_id, "window": window + 1, "dossiers": dossiers, "people": people},
    )


async def draw_number(connection: Connection, opening_id: int, window: int) -> tuple[int, bool]:
    """Draw the next queue number, locking the row; also tell whether the window is closed."""
    row = await one(
        connection,
        "UPDATE openings SET next_number = next_number + 1 WHERE id = %s"
        " RETURNING next_number - 1 AS number, closed[%s] OR stopped_at IS NOT NULL AS closed",
        [opening_id, window + 1],
    )
    if row is None:
        raise LookupError(f"no opening {opening_id}")
    return row["number"], row["closed"]


async def lock(connection: Connection, opening_ids: Iterable[int]) -> bool:
    """Lock openings in the order of their ids, and make free what expired holds still take there.

    Returns:
        Whether anything was made free.
    """
    ids = sorted(set(opening_ids))
    await connection.execute("SELECT 1 FROM openings WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [ids])
    gone = await every(
        connection,
        """
        WITH gone AS (
            UPDATE holds SET state = 'expired'
             WHERE opening_id = ANY(%s) AND state = 'open' AND expires_at <= clock_timestamp()
            RETURNING opening_id, window_index, dossiers, people)
        SELECT opening_id, window_index, sum(dossiers)::int AS dossiers, sum(people)::int AS people
          FROM gone GROUP BY opening_id, window_index
        """,
        [ids],
    )
    for part in gone:
        await give_back(connection, part["opening_id"], part["window_index"], part["dossiers"], part["people"])
    return bool(gone)


async def locked_range(
    connection: Connection, unit_ids: Sequence[str], start: dt.date, end: dt.date
) -> list[OpeningRow]:
    """Lock the openings of units from ``start`` to ``end`` and return them, as their rows stand."""
    found = await every(
        connection,
        "SELECT id FROM openings WHERE unit_id = ANY(%s) AND date BETWEEN %s AND %s AND withdrawn_at IS NULL"
        " ORDER BY id",
        [list(unit_ids), start, end],
    )
    ids = [row["id"] for row in found]
    await lock(connection, ids)
    query = _SELECT_LOCKED + "o.id = ANY(%s) ORDER BY o.id"
    return [_row(row) for row in await every(connection, query, [ids])]


async def with_expired_holds(connection: Connection, *, most: int) -> list[int]:
    """Return at most so many ids of openings in whose rows expired holds still take places."""
    rows = await every(
        connection,
        "SELECT DISTINCT opening_id FROM holds WHERE state = 'open' AND expires_at <= clock_timestamp() LIMIT %s",
        [most],
    )
    return [row["opening_id"] for row in rows]


async def find_id(connection: Connection, unit_id: str, date: dt.date, half_day: str) -> int | None:
    """Return the id of a unit's half-day, also of one that was taken away."""
    row = await one(
        connection,
        "SELECT id FROM openings WHERE unit_id = %s AND date = %s AND half_day = %s",
        [unit_id, date, half_day],
    )
    return row["id"] if row else None


async def insert(connection: Connection, unit_id: str, half_day: str, announced: Announced, closed: list[bool]) -> int:
    """Store a new opening and return its id."""
    timetable = announced.timetable
    row = await one(
        connection,
        "INSERT INTO openings (unit_id, date, half_day, starts_at, ends_at, slot_minutes, capacity, people_limit,"
        " people, closed) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, array_fill(0, ARRAY[%s]), %s) RETURNING id",
        [
            unit_id,
            timetable.date,
            half_day,
            timetable.starts_at,
            timetable.ends_at,
            timetable.slot_minutes,
            announced.capacity,
            announced.people_limit,
            timetable.count,
            closed,
        ],
    )
    if row is None:
        raise LookupError("no opening was stored")
    return int(row["id"])


async def change(
    connection: Connection, opening_id: int, announced: Announced, closed: list[bool] | None = None
) -> None:
    """Change a locked opening, and announce it again if it was taken away.

    Args:
        connection: inside a transaction that holds the lock.
        opening_id: which.
        announced: what it becomes.
        closed: which windows are closed, when the hours change (then nothing may be taken); else None.
    """
    timetable = announced.timetable
    await connection.execute(
        "UPDATE openings SET starts_at = %s, ends_at = %s, slot_minutes = %s, capacity = %s, people_limit = %s,"
        " withdrawn_at = NULL, stopped_at = NULL WHERE id = %s",
        [
            timetable.starts_at,
            timetable.ends_at,
            timetable.slot_minutes,
            announced.capacity,
            announced.people_limit,
            opening_id,
        ],
    )
    if closed is not None:
        await connection.execute(
            "UPDATE openings SET people = array_fill(0, ARRAY[%s]), closed = %s WHERE id = %s",
            [timetable.count, closed, opening_id],
        )


async def set_closed(connection: Connection, opening_ids: Sequence[int], closed: Sequence[bool]) -> None:
    """Store which windows of locked openings are closed, where they are the same for all of them."""
    await connection.execute("UPDATE openings SET closed = %s WHERE id = ANY(%s)", [list(closed), list(opening_ids)])


async def stop(connection: Connection, opening_ids: Iterable[int]) -> None:
    """Let locked openings take nobody more, until they are announced again."""
    await connection.execute(
        "UPDATE openings SET stopped_at = coalesce(stopped_at, clock_timestamp()) WHERE id = ANY(%s)",
        [list(opening_ids)],
    )


async def withdraw(connection: Connection, opening_ids: Iterable[int]) -> None:
    """Take locked openings away. The rows stay, so that a number drawn there is never drawn again."""
    await connection.execute(
        "UPDATE openings SET withdrawn_at = clock_timestamp() WHERE id = ANY(%s)", [list(opening_ids)]
    )
