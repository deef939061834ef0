"""One-stop units and their closures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from booking_api.database import every, one

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from psycopg.rows import DictRow

    from booking_api.database import Connection

_UNITS = "SELECT id, name, level, area_id, procedures, address, valid_from, valid_to FROM units WHERE "


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureRow:
    """A closure with its units; ``set_by_role`` is None for those of before it was noted."""

    id: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    reason: str
    set_by_role: str | None
    unit_ids: tuple[str, ...]


async def put(connection: Connection, units: Iterable[dict[str, Any]]) -> None:
    """Create or replace units."""
    ordered = sorted(units, key=lambda unit: str(unit["id"]))
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "INSERT INTO units (id, name, level, area_id, procedures, address, valid_from, valid_to) VALUES (%(id)s,"
            " %(name)s, %(level)s, %(area_id)s, %(procedures)s, %(address)s, %(valid_from)s, %(valid_to)s)"
            " ON CONFLICT (id) DO UPDATE SET name = excluded.name, level = excluded.level,"
            " area_id = excluded.area_id, procedures = excluded.procedures, address = excluded.address,"
            " valid_from = excluded.valid_from, valid_to = excluded.valid_to",
            ordered,
        )


async def listed(
    connection: Connection,
    *,
    ids: Sequence[str] | None = None,
    area_id: str | None = None,
    procedure: str | None = None,
    on: dt.date | None = None,
) -> list[DictRow]:
    """Return the units that match all filters given, by id."""
    return await every(
        connection,
        _UNITS + "(%(ids)s::text[] IS NULL OR id = ANY(%(ids)s))"
        " AND (%(area_id)s::text IS NULL OR area_id = %(area_id)s)"
        " AND (%(procedure)s::text IS NULL OR procedures IS NULL OR %(procedure)s = ANY(procedures))"
        " AND (%(on)s::date IS NULL OR %(on)s BETWEEN coalesce(valid_from, '-infinity')"
        " AND coalesce(valid_to, 'infinity')) ORDER BY id",
        {"ids": list(ids) if ids is not None else None, "area_id": area_id, "procedure": procedure, "on": on},
    )


async def read(connection: Connection, unit_id: str) -> DictRow | None:
    """Return a unit, or None."""
    return await one(connection, _UNITS + "id = %s", [unit_id])


async def lock(connection: Connection, unit_ids: Iterable[str]) -> dict[str, DictRow]:
    """Lock units against each other's announcements and closures, by id, and return those that exist."""
    query = _UNITS + "id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
    rows = await every(connection, query, [sorted(set(unit_ids))])
    return {row["id"]: row for row in rows}


_CLOSURES = """
SELECT id, starts_at, ends_at, reason, set_by_role, unit_ids
  FROM (SELECT c.*, array(SELECT x.unit_id FROM closure_units x WHERE x.closure_id = c.id ORDER BY 1) AS unit_ids
          FROM closures c) AS closed
 WHERE """


def _closure(row: DictRow) -> ClosureRow:
    return ClosureRow(
        id=row["id"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        reason=row["reason"],
        set_by_role=row["set_by_role"],
        unit_ids=tuple(row["unit_ids"]),
    )


async def closures(
    connection: Connection, unit_ids: Iterable[str], start: dt.datetime, end: dt.datetime
) -> list[ClosureRow]:
    """Return the closures of any of the units that meet [start, end), the one that ends last first."""
    query = _CLOSURES + "starts_at < %s AND ends_at > %s AND unit_ids && %s::text[] ORDER BY ends_at DESC, id"
    return [_closure(row) for row in await every(connection, query, [end, start, list(unit_ids)])]


async def all_closures(
    connection: Connection, *, unit_id: str | None = None, at: dt.datetime | None = None
) -> list[ClosureRow]:
    """Return closures, of one unit and at one moment where given, by start."""
    query = _CLOSURES + (
        "(%(at)s::timestamptz IS NULL OR (starts_at <= %(at)s AND %(at)s < ends_at))"
        " AND (%(unit)s::text IS NULL OR %(unit)s = ANY(unit_ids)) ORDER BY starts_at, id"
    )
    return [_closure(row) for row in await every(connection, query, {"at": at, "unit": unit_id})]


async def lock_closure(connection: Connection, closure_id: str) -> ClosureRow | None:
    """Lock a closure and return it, or None."""
    await connection.execute("SELECT 1 FROM closures WHERE id = %s FOR UPDATE", [closure_id])
    row = await one(connection, _CLOSURES + "id = %s", [closure_id])
    return _closure(row) if row else None


async def put_closure(connection: Connection, closure: ClosureRow) -> None:
    """Create or replace a closure."""
    await connection.execute(
        "INSERT INTO closures (id, starts_at, ends_at, reason, set_by_role) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (id) DO UPDATE SET starts_at = excluded.starts_at, ends_at = excluded.ends_at,"
        " reason = excluded.reason, set_by_role = excluded.set_by_role",
        [closure.id, closure.starts_at, closure.ends_at, closure.reason, closure.set_by_role],
    )
    await connection.execute("DELETE FROM closure_units WHERE closure_id = %s", [closure.id])
    await connection.execute(
        "INSERT INTO closure_units (closure_id, unit_id) SELECT %s, unnest(%s::text[])",
        [closure.id, list(closure.unit_ids)],
    )


async def delete_closure(connection: Connection, closure_id: str) -> None:
    """Delete a closure."""
    await connection.execute("DELETE FROM closures WHERE id = %s", [closure_id])
