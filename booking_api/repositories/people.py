"""Taking people's data out of holds and bookings, and giving it to another owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from booking_api.database import every

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from booking_api.database import Connection


async def anonymise(connection: Connection, booking_ids: Iterable[int]) -> None:
    """Take name, phone and owner from bookings; what units count by stays."""
    await connection.execute(
        "UPDATE bookings SET visitor_name = NULL, visitor_phone = NULL, owner = NULL, erased_at = clock_timestamp()"
        " WHERE id = ANY(%s)",
        [list(booking_ids)],
    )


async def anonymise_before(connection: Connection, moment: dt.datetime, *, most: int) -> list[str]:
    """Take name, phone and owner from at most so many bookings of visits before a moment's day; returns their codes.

    They were made before it as well: on a trial calendar a visit may lie years back that was booked a minute ago.
    """
    rows = await every(
        connection,
        "UPDATE bookings SET visitor_name = NULL, visitor_phone = NULL, owner = NULL, erased_at = clock_timestamp()"
        " WHERE id = ANY (ARRAY(SELECT b.id FROM bookings b JOIN openings o ON o.id = b.opening_id"
        " WHERE b.erased_at IS NULL AND b.created_at < %s AND o.date < %s LIMIT %s)) RETURNING code",
        [moment, moment.date(), most],
    )
    return [row["code"] for row in rows]


async def disown_ended_holds(connection: Connection, owner: str) -> list[str]:
    """Take the owner from holds that have ended; returns the ids of all that had one."""
    rows = await every(
        connection,
        "UPDATE holds SET owner = NULL WHERE owner = %s AND NOT (state = 'open' AND expires_at > clock_timestamp())"
        " RETURNING id",
        [owner],
    )
    return [str(row["id"]) for row in rows]


async def transfer(connection: Connection, owner: str, to: str) -> tuple[int, int]:
    """Give an owner's bookings and holds to another; returns how many of each.

    The holds first, in a statement of their own: it waits for one that is just being confirmed, and the next
    statement sees the booking that it became.
    """
    held = await connection.execute("UPDATE holds SET owner = %s WHERE owner = %s", [to, owner])
    booked = await connection.execute("UPDATE bookings SET owner = %s WHERE owner = %s", [to, owner])
    return booked.rowcount, held.rowcount
