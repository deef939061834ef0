"""What happened to bookings, for those who follow: written with the change, numbered when it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg.types.json import Jsonb

from booking_api.database import every, one

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from psycopg.rows import DictRow

    from booking_api.context import Context
    from booking_api.database import Connection


async def write(connection: Connection, context: Context, events: Iterable[dict[str, Any]]) -> None:
    """Write events in the transaction of their change."""
    rows = [Jsonb(event) for event in events]
    if rows:
        await connection.execute(
            "INSERT INTO events (kind, code, owner, asker, role, details)"
            " SELECT e ->> 'kind', e ->> 'code', e ->> 'owner', e ->> 'asker', %s, coalesce(e -> 'details', '{}')"
            " FROM unnest(%s::jsonb[]) AS e",
            [context.caller.role, rows],
        )


async def number_new(connection: Connection) -> None:
    """Number what was committed since, one reader at a time.

    Numbers are given to what is visible only, so whoever has read up to a number misses nothing that a slower
    transaction commits later: it gets a higher one.
    """
    if await one(connection, "SELECT 1 FROM events WHERE number IS NULL LIMIT 1") is None:
        return
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('events', 0))")
    await connection.execute(
        "WITH new AS MATERIALIZED (SELECT id FROM events WHERE number IS NULL ORDER BY id LIMIT 10000),"
        " numbered AS MATERIALIZED (SELECT id, nextval('event_numbers') AS number FROM new ORDER BY id)"
        " UPDATE events e SET number = n.number FROM numbered n WHERE n.id = e.id"
    )


async def after(connection: Connection, number: int, limit: int) -> list[DictRow]:
    """Return the events after a number, in their order."""
    return await every(
        connection,
        "SELECT number, at, kind, code, owner, asker, role, details FROM events"
        " WHERE number > %s ORDER BY number LIMIT %s",
        [number, limit],
    )


async def latest(connection: Connection) -> int:
    """Return the highest number given, 0 before the first."""
    row = await one(connection, "SELECT coalesce(max(number), 0) AS number FROM events")
    return int(row["number"]) if row else 0


async def forget_people(connection: Connection, owner: str) -> None:
    """Take an owner who is erased out of events."""
    await connection.execute(
        "UPDATE events SET owner = CASE WHEN owner = %(o)s THEN NULL ELSE owner END,"
        " asker = CASE WHEN asker = %(o)s THEN NULL ELSE asker END WHERE owner = %(o)s OR asker = %(o)s",
        {"o": owner},
    )


async def forget(connection: Connection, age: dt.timedelta, *, most: int) -> int:
    """Delete at most so many that are older; returns how many. The latest stays: its number tells where readers are."""
    done = await connection.execute(
        "DELETE FROM events WHERE id = ANY (ARRAY(SELECT id FROM events WHERE at < clock_timestamp() - %s"
        " AND number < (SELECT max(number) FROM events) LIMIT %s))",
        [age, most],
    )
    return done.rowcount
