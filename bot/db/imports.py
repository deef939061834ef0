"""Procedures that staff imported from files, as the database holds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from bot.content.catalogue_loader import value_of
from bot.guidance.catalogue.field import Field, Method, Source, State
from bot.guidance.catalogue.imported import Imported, Origin, Version
from bot.guidance.catalogue.telling import FRESH_MONTHS, months_after
from bot.guidance.catalogue.values import FieldKind
from bot.guidance.channels import Channel
from bot.guidance.moments import local

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

ABOUT = TypeAdapter(Imported)
_METHODS = {
    Origin.API: Method.API,
    Origin.LIST: Method.API,
    Origin.PAGE: Method.PAGE,
    Origin.TABLE: Method.STAFF,
}
_KEY = b"""
SELECT coalesce(string_agg(id::text, ',' ORDER BY id), '') AS key FROM catalogue_imports
WHERE published_at IS NOT NULL AND retired_at IS NULL
"""
_NAMES = b"""
SELECT DISTINCT ON (p.code, p.origin) p.about, i.published_at, i.retired_at
FROM imported_procedures AS p JOIN catalogue_imports AS i ON i.id = p.import_id
WHERE i.published_at IS NOT NULL AND i.retired_at IS NULL
ORDER BY p.code, p.origin, i.published_at DESC
"""
_FIELDS = b"""
SELECT p.about, p.fields, i.published_at, i.retired_at
FROM imported_procedures AS p JOIN catalogue_imports AS i ON i.id = p.import_id
WHERE i.published_at IS NOT NULL AND (
    p.code = ANY(%(codes)s) OR p.code IN (SELECT code FROM catalogue_changes WHERE published_at IS NOT NULL)
    OR p.code IN (
        SELECT e.code FROM imported_procedures AS e JOIN catalogue_imports AS o ON o.id = e.import_id
        WHERE o.published_at IS NOT NULL AND e.about ->> 'validity' = 'ended'
    )
)
ORDER BY i.published_at, p.code, p.origin
"""
_STANDING = b"""
SELECT p.about, p.fields, i.published_at, i.retired_at
FROM imported_procedures AS p JOIN catalogue_imports AS i ON i.id = p.import_id
WHERE i.published_at IS NOT NULL AND i.retired_at IS NULL AND (%(codes)s::text[] IS NULL OR p.code = ANY(%(codes)s))
ORDER BY i.published_at, p.code, p.origin
"""


@dataclass(frozen=True, slots=True)
class StoredImports:
    """What was imported.

    Attributes:
        key: of what is in force: another one when that is another.
        names: what procedures are found by; None where the key is the one that was known.
        fields: all versions of procedures that are written down, that staff said something of, or that some file ended.
    """

    key: str
    names: tuple[Version, ...] | None
    fields: tuple[Version, ...]


async def load(connection: AsyncConnection[DictRow], codes: Sequence[str], known: str | None = None) -> StoredImports:
    """Read what was imported.

    Args:
        connection: to the bot's database.
        codes: of the procedures that are written down, of which all versions are read.
        known: key of the names that are known already: they are some megabytes.
    """
    async with connection.transaction():
        row = await (await connection.execute(_KEY)).fetchone()
        key = row["key"] if row is not None else ""
        names = None
        if key != known:
            names = tuple(version_of(one) for one in await (await connection.execute(_NAMES)).fetchall()) if key else ()
        rows = await (await connection.execute(_FIELDS, {"codes": list(codes)})).fetchall()
    return StoredImports(key, names, tuple(version_of(one) for one in rows))


async def standing(connection: AsyncConnection[DictRow], codes: Sequence[str] = ()) -> tuple[Version, ...]:
    """Return what is in force of all procedures, or of some, with their fields."""
    rows = await (await connection.execute(_STANDING, {"codes": list(codes) or None})).fetchall()
    return tuple(version_of(one) for one in rows)


def version_of(row: Mapping[str, Any]) -> Version:
    """Read a row: what it says, with its fields where these were read, too."""
    said = ABOUT.validate_python(row["about"])
    since = row["published_at"]
    fields = tuple(field_of(said, one, since) for one in row.get("fields", ()))
    return Version(said, since, row["retired_at"], fields)


def field_of(said: Imported, entry: Mapping[str, Any], since: datetime) -> Field:
    """Return a field as the catalogue has it: proposed, so that nobody is told it."""
    read_on = local(since).date()
    kind = FieldKind(entry["kind"])
    source = Source(said.page, entry["part"], 0, 0, read_on, _METHODS[said.origin], said.own_date)
    return Field(
        code=said.code,
        id=entry["id"],
        value=value_of(kind, entry["value"]),
        source=source,
        readers=(),
        state=State.PROPOSED,
        review_by=months_after(read_on, FRESH_MONTHS),
        case=entry["case"],
        channel=Channel(entry["channel"]) if entry["channel"] else None,
        agency_gone=entry["agency_gone"],
    )
