"""How much is taken by whom: what the limits count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from booking_api.clock import VIETNAM
from booking_api.database import one

if TYPE_CHECKING:
    import datetime as dt

    from booking_api.database import Connection


@dataclass(frozen=True, slots=True)
class Load:
    """What one person has.

    Attributes:
        bookings: to come.
        places: dossiers, or people where they are more, of the last days; cancelled ones are free again.
    """

    bookings: int
    places: int


async def serialise(connection: Connection, name: str) -> None:
    """Let nobody else count the same until this transaction ends; before any row is locked."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


_LOAD = """
SELECT count(*) FILTER (WHERE b.status = 'booked' AND o.date + o.ends_at > %(now)s::timestamp)::int AS bookings,
       coalesce(sum(greatest(b.dossiers, b.people)) FILTER (
           WHERE b.created_at > clock_timestamp() - make_interval(days => %(days)s)), 0)::int AS places
  FROM bookings b JOIN openings o ON o.id = b.opening_id
 WHERE b.status <> 'cancelled' AND """


async def _load(connection: Connection, whose: str, value: str, now: dt.datetime, days: int) -> Load:
    local = now.astimezone(VIETNAM).replace(tzinfo=None)
    row = await one(connection, _LOAD + whose, {"value": value, "now": local, "days": days})
    return Load(**row) if row else Load(0, 0)


async def of_owner(connection: Connection, owner: str, now: dt.datetime, days: int) -> Load:
    """Return what an owner has."""
    return await _load(connection, "b.owner = %(value)s", owner, now, days)


async def of_phone(connection: Connection, phone: str, now: dt.datetime, days: int) -> Load:
    """Return what a phone number has, as far as it is known to be its own: proven, or booked by an operator for it."""
    known = "b.visitor_phone = %(value)s AND (b.phone_proven OR b.source = 'operator')"
    return await _load(connection, known, phone, now, days)


async def has_come_before(connection: Connection, owner: str) -> bool:
    """Tell whether an owner has kept an appointment."""
    row = await one(connection, "SELECT 1 FROM bookings WHERE owner = %s AND status = 'checked_in' LIMIT 1", [owner])
    return row is not None


_BY_NEWCOMERS = """
WITH theirs AS (
    SELECT b.placed_at AS at, greatest(b.dossiers, b.people) AS places
      FROM bookings b JOIN openings o ON o.id = b.opening_id
     WHERE b.newcomer AND b.status <> 'cancelled' AND o.unit_id = %(unit)s
       AND b.placed_at > clock_timestamp() - interval '1 day'
    UNION ALL
    SELECT h.created_at, greatest(h.dossiers, h.people)
      FROM holds h JOIN openings o ON o.id = h.opening_id
     WHERE h.newcomer AND h.state = 'open' AND h.expires_at > clock_timestamp() AND o.unit_id = %(unit)s
)
SELECT coalesce(sum(places), 0)::int AS day,
       coalesce(sum(places) FILTER (WHERE at > clock_timestamp() - interval '1 hour'), 0)::int AS hour,
       min(at) + interval '1 day' AS day_frees,
       min(at) FILTER (WHERE at > clock_timestamp() - interval '1 hour') + interval '1 hour' AS hour_frees
  FROM theirs
"""


@dataclass(frozen=True, slots=True)
class Newcomers:
    """What new web sessions have taken of a unit in the last hour and day, and when the first of it counts no more."""

    hour: int
    day: int
    hour_frees: dt.datetime | None
    day_frees: dt.datetime | None


async def by_newcomers(connection: Connection, unit_id: str) -> Newcomers:
    """Return what newcomers have taken of a unit; what they cancelled or let run out is not taken."""
    row = await one(connection, _BY_NEWCOMERS, {"unit": unit_id})
    return Newcomers(**row) if row else Newcomers(0, 0, None, None)
