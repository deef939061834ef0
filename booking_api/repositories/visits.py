"""Holds and bookings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from booking_api.clock import VIETNAM
from booking_api.database import every, one
from booking_api.timetable import Timetable

if TYPE_CHECKING:
    import datetime as dt
    import uuid
    from collections.abc import Iterable

    from psycopg.rows import DictRow

    from booking_api.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    opening_id: int
    unit_id: str
    unit_name: str
    half_day: str
    timetable: Timetable
    window_index: int
    window_start: dt.datetime | None
    window_end: dt.datetime | None
    procedure: str
    dossiers: int
    people: int
    owner: str | None
    source: str
    created_by: str
    newcomer: bool = False

    @property
    def window(self) -> tuple[dt.datetime, dt.datetime]:
        """Start and end of the visit's window, as they were when it was given: hours may have changed since."""
        if self.window_start is None or self.window_end is None:  # written by a process of an earlier version
            return self.timetable.window(self.window_index)
        return self.window_start.astimezone(VIETNAM), self.window_end.astimezone(VIETNAM)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRow(_Visit):
    """A hold; ``running`` tells whether its places are still kept by the database's clock."""

    id: uuid.UUID
    state: str
    running: bool
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRow(_Visit):
    """A booking."""

    id: int
    code: str
    status: str
    queue_number: int
    visitor_name: str | None
    visitor_phone: str | None
    hold_id: uuid.UUID
    created_at: dt.datetime
    checked_in_at: dt.datetime | None
    cancelled_at: dt.datetime | None


_VISIT = """v.opening_id, o.unit_id, u.name AS unit_name, o.half_day, o.date, o.starts_at, o.ends_at, o.slot_minutes,
    v.window_index, v.starts_at AS window_start, v.ends_at AS window_end, v.procedure, v.dossiers, v.people, v.owner,
    v.source, v.created_by, v.newcomer"""
_JOIN = " v JOIN openings o ON o.id = v.opening_id JOIN units u ON u.id = o.unit_id WHERE "
_HOLDS = f"SELECT {_VISIT}, v.id, v.state, v.state = 'open' AND v.expires_at > clock_timestamp() AS running, "
_HOLDS += "v.expires_at FROM holds" + _JOIN
_BOOKINGS = f"SELECT {_VISIT}, v.id, v.code, v.status, v.queue_number, v.visitor_name, v.visitor_phone, v.hold_id, "
_BOOKINGS += "v.created_at, v.checked_in_at, v.cancelled_at FROM bookings" + _JOIN


def _visit(row: DictRow) -> dict[str, Any]:
    timetable = Timetable(row.pop("date"), row.pop("starts_at"), row.pop("ends_at"), row.pop("slot_minutes"))
    return {**row, "timetable": timetable}


async def insert_hold(connection: Connection, values: dict[str, object], seconds: int) -> dt.datetime:
    """Store a hold and return when it ends, by the database's clock."""
    row = await one(
        connection,
        "INSERT INTO holds (id, opening_id, window_index, starts_at, ends_at, procedure, dossiers, people, owner,"
        " source, created_by, newcomer, expires_at) VALUES (%(id)s, %(opening_id)s, %(window_index)s,"
        " %(window_start)s, %(window_end)s, %(procedure)s, %(dossiers)s, %(people)s, %(owner)s, %(source)s,"
        " %(created_by)s, %(newcomer)s,"
        " clock_timestamp() + make_interval(secs => %(seconds)s))"
        " RETURNING expires_at",
        {**values, "seconds": seconds},
    )
    if row is None:
        raise LookupError("no hold was stored")
    return row["expires_at"]  # type: ignore[no-any-return]  # rows are dictionaries


async def read_hold(connection: Connection, hold_id: uuid.UUID) -> HoldRow | None:
    """Return a hold, or None."""
    row = await one(connection, _HOLDS + "v.id = %s", [hold_id])
    return HoldRow(**_visit(row)) if row else None


async def end_hold(connection: Connection, hold_id: uuid.UUID, state: str) -> DictRow | None:
    """Give a running hold its last state; its opening must be locked.

    Returns:
        Its ``owner`` at that moment, who may have changed since it was read; None when it had ended.
    """
    return await one(
        connection,
        "UPDATE holds SET state = %s WHERE id = %s AND state = 'open' AND expires_at > clock_timestamp()"
        " RETURNING owner",
        [state, hold_id],
    )


async def delete_holds_before(connection: Connection, age: dt.timedelta, *, most: int) -> int:
    """Delete at most so many holds that ended longer than ``age`` ago; returns how many."""
    done = await connection.execute(
        "DELETE FROM holds WHERE ctid = ANY (ARRAY(SELECT ctid FROM holds"
        " WHERE state <> 'open' AND expires_at < clock_timestamp() - %s LIMIT %s))",
        [age, most],
    )
    return done.rowcount


async def insert_booking(connection: Connection, values: dict[str, object]) -> dt.datetime | None:
    """Store a booking and return when, or None when its code is somebody else's."""
    row = await one(
        connection,
        "INSERT INTO bookings (code, opening_id, window_index, starts_at, ends_at, procedure, dossiers, people, owner,"
        " source, created_by, queue_number, visitor_name, visitor_phone, hold_id, newcomer, phone_proven, placed_at)"
        " VALUES (%(code)s, %(opening_id)s, %(window_index)s, %(window_start)s, %(window_end)s, %(procedure)s,"
        " %(dossiers)s, %(people)s, %(owner)s, %(source)s, %(created_by)s, %(queue_number)s, %(visitor_name)s,"
        " %(visitor_phone)s, %(hold_id)s, %(newcomer)s, %(phone_proven)s, clock_timestamp())"
        " ON CONFLICT (code) DO NOTHING RETURNING created_at",
        values,
    )
    return row["created_at"] if row else None


async def read_booking(connection: Connection, code: str) -> BookingRow | None:
    """Return a booking by its code, or None."""
    row = await one(connection, _BOOKINGS + "v.code = %s", [code])
    return BookingRow(**_visit(row)) if row else None


async def code_of_hold(connection: Connection, hold_id: uuid.UUID) -> str | None:
    """Return the code of the booking that a hold became, or None."""
    row = await one(connection, "SELECT code FROM bookings WHERE hold_id = %s", [hold_id])
    return row["code"] if row else None


async def lock_booking(connection: Connection, code: str) -> None:
    """Lock a booking's row."""
    await connection.execute("SELECT 1 FROM bookings WHERE code = %s FOR NO KEY UPDATE", [code])


_STATUS_CHANGES = {
    "cancelled": "UPDATE bookings SET status = 'cancelled', cancelled_at = clock_timestamp() WHERE id = %s"
    " RETURNING cancelled_at AS moment",
    "checked_in": "UPDATE bookings SET status = 'checked_in', checked_in_at = clock_timestamp() WHERE id = %s"
    " RETURNING checked_in_at AS moment",
}


async def set_status(connection: Connection, booking_id: int, status: str) -> dt.datetime:
    """Cancel a locked booking or check it in; returns when."""
    row = await one(connection, _STATUS_CHANGES[status], [booking_id])
    if row is None:
        raise LookupError(f"no booking {booking_id}")
    return row["moment"]  # type: ignore[no-any-return]  # rows are dictionaries


async def relocate(
    connection: Connection,
    booking_id: int,
    opening_id: int,
    place: tuple[int, tuple[dt.datetime, dt.datetime]],
    number: int,
) -> None:
    """Put a locked booking into another opening: the index of its window there, and when that is."""
    index, (start, end) = place
    await connection.execute(
        "UPDATE bookings SET opening_id = %s, window_index = %s, starts_at = %s, ends_at = %s, queue_number = %s,"
        " placed_at = clock_timestamp() WHERE id = %s",
        [opening_id, index, start, end, number, booking_id],
    )


async def by_phone(connection: Connection, phone: str) -> list[BookingRow]:
    """Return bookings by the visitor's phone, the latest visit first."""
    query = _BOOKINGS + "v.visitor_phone = %s ORDER BY o.date DESC, o.starts_at DESC, v.id DESC LIMIT 100"
    return [BookingRow(**_visit(row)) for row in await every(connection, query, [phone])]


async def of_openings(
    connection: Connection, opening_ids: Iterable[int], *, without_cancelled: bool = False
) -> list[BookingRow]:
    """Return the bookings of openings, by opening and queue number."""
    query = _BOOKINGS + "v.opening_id = ANY(%s)" + (" AND v.status <> 'cancelled'" if without_cancelled else "")
    rows = await every(connection, query + " ORDER BY v.opening_id, v.queue_number", [list(opening_ids)])
    return [BookingRow(**_visit(row)) for row in rows]


async def of_owner(connection: Connection, owner: str) -> list[BookingRow]:
    """Return an owner's bookings by the time of the visit."""
    query = _BOOKINGS + "v.owner = %s ORDER BY o.date, o.starts_at, v.id"
    return [BookingRow(**_visit(row)) for row in await every(connection, query, [owner])]


async def holds_of_owner(connection: Connection, owner: str) -> list[HoldRow]:
    """Return an owner's running holds."""
    query = _HOLDS + "v.owner = %s AND v.state = 'open' AND v.expires_at > clock_timestamp() ORDER BY v.expires_at"
    return [HoldRow(**_visit(row)) for row in await every(connection, query, [owner])]


async def to_come(connection: Connection, unit_ids: Iterable[str], now: dt.datetime) -> list[BookingRow]:
    """Return the open bookings of units that are not over, by the time of the visit."""
    query = _BOOKINGS + (
        "o.unit_id = ANY(%s) AND v.status = 'booked' AND o.date >= %s ORDER BY o.date, o.starts_at, v.id"
    )
    rows = await every(connection, query, [list(unit_ids), now.astimezone(VIETNAM).date()])
    return [row for row in (BookingRow(**_visit(one)) for one in rows) if row.timetable.end > now]


async def inside(
    connection: Connection, unit_ids: Iterable[str], start: dt.datetime, end: dt.datetime
) -> list[BookingRow]:
    """Return the open bookings of units whose window meets [start, end), by the time of the visit."""
    query = _BOOKINGS + (
        "o.unit_id = ANY(%s) AND v.status = 'booked' AND o.date BETWEEN %s AND %s"
        " ORDER BY o.date, o.starts_at, v.opening_id, v.queue_number"
    )
    days = [start.astimezone(VIETNAM).date(), end.astimezone(VIETNAM).date()]
    rows = [BookingRow(**_visit(row)) for row in await every(connection, query, [list(unit_ids), *days])]
    return [row for row in rows if row.window[0] < end and start < row.window[1]]


async def selected(connection: Connection, terms: dict[str, object], now: dt.datetime, most: int) -> list[BookingRow]:
    """Return at most so many bookings to come that fit all terms given (see ``SelectionBody``), by their making."""
    query = _BOOKINGS + (
        "v.status = 'booked' AND o.date + o.ends_at > %(now)s::timestamp"
        " AND (%(owner)s::text IS NULL OR v.owner = %(owner)s)"
        " AND (%(phone)s::text IS NULL OR v.visitor_phone = %(phone)s)"
        " AND (%(created_from)s::timestamptz IS NULL OR v.created_at >= %(created_from)s)"
        " AND (%(created_to)s::timestamptz IS NULL OR v.created_at < %(created_to)s)"
        " AND (%(unit)s::text IS NULL OR o.unit_id = %(unit)s)"
        " AND (NOT %(newcomers_only)s OR v.newcomer) ORDER BY v.id LIMIT %(most)s"
    )
    local = now.astimezone(VIETNAM).replace(tzinfo=None)
    rows = await every(connection, query, {**terms, "now": local, "most": most})
    return [BookingRow(**_visit(row)) for row in rows]


async def cancel_all(connection: Connection, ids: Iterable[int]) -> list[str]:
    """Cancel open bookings whose openings are locked; returns their codes in order."""
    rows = await every(
        connection,
        "UPDATE bookings SET status = 'cancelled', cancelled_at = clock_timestamp()"
        " WHERE id = ANY(%s) AND status = 'booked' RETURNING id, code",
        [list(ids)],
    )
    return [row["code"] for row in sorted(rows, key=lambda row: row["id"])]
