"""Imports as they lie in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg.types.json import Jsonb

from bot.staff.approvable import Kind, Subject
from bot.staff.errors import Refused
from bot.staff.importing.comparing import Stored

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.db.pool import Database

SERIALISE = b"SELECT pg_advisory_xact_lock(hashtext('motcua catalogue'))"
_COLUMNS = (
    "id, files, counts, content_hash, author, written_at, published_at, closed_at, retired_at, retired_by, retired_why"
)
_LIST = f"SELECT {_COLUMNS} FROM catalogue_imports ORDER BY id DESC LIMIT %(limit)s"  # noqa: S608 - constants
_ONE = f"SELECT {_COLUMNS} FROM catalogue_imports WHERE id = %(id)s"  # noqa: S608 - constants
_ADD = f"""
INSERT INTO catalogue_imports (files, counts, content_hash, author) VALUES (%(files)s, %(counts)s, %(hash)s, %(author)s)
RETURNING {_COLUMNS}
"""  # noqa: S608 - constants
_ADD_ROW = b"""
INSERT INTO imported_procedures (import_id, code, origin, about, fields) VALUES (%s, %s, %s, %s, %s)
"""
_PUBLISH = f"""
UPDATE catalogue_imports SET published_at = clock_timestamp() WHERE id = %(id)s RETURNING {_COLUMNS}
"""  # noqa: S608 - constants
_CLOSE = b"UPDATE catalogue_imports SET closed_at = clock_timestamp() WHERE id = %(id)s"
_RETIRE = f"""
UPDATE catalogue_imports SET retired_at = clock_timestamp(), retired_by = %(by)s, retired_why = %(why)s
WHERE id = %(id)s RETURNING {_COLUMNS}
"""  # noqa: S608 - constants
_ROWS = "SELECT code, origin, about, fields FROM imported_procedures WHERE import_id = %(id)s ORDER BY code, origin"
_CURRENT = """
SELECT DISTINCT ON (p.code, p.origin) p.code, p.origin, p.about, p.fields
FROM imported_procedures AS p JOIN catalogue_imports AS i ON i.id = p.import_id
WHERE i.published_at IS NOT NULL AND i.retired_at IS NULL
  AND (%(code)s::text IS NULL OR p.code = %(code)s) AND (%(than)s::bigint IS NULL OR i.id < %(than)s)
ORDER BY p.code, p.origin, i.published_at DESC
"""
_VERSIONS = """
SELECT p.about, p.fields, coalesce(i.published_at, i.written_at) AS published_at, i.retired_at
FROM imported_procedures AS p JOIN catalogue_imports AS i ON i.id = p.import_id
WHERE i.published_at IS NOT NULL AND p.code = %(code)s ORDER BY i.published_at
"""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import.

    Attributes:
        id: its number.
        files: name, size and SHA-256 of each.
        counts: taken, new, changed, refused.
        hash: of all that it brings.
        author: who imported it.
        written_at: when.
        published_at: from when it counts; None: it waits.
        closed_at: when it was returned.
        retired_at: when it was taken back.
        retired_by: by whom.
        retired_why: why.
    """

    id: int
    files: list[dict[str, Any]]
    counts: dict[str, int]
    hash: bytes
    author: str
    written_at: datetime
    published_at: datetime | None
    closed_at: datetime | None
    retired_at: datetime | None
    retired_by: str | None
    retired_why: str | None

    @property
    def subject(self) -> Subject:
        """What is approved: all that it brings."""
        return Subject(Kind.IMPORT, str(self.id), self.hash)

    @property
    def state(self) -> str:
        """Where it stands: "waiting", "published", "returned", "undone"."""
        if self.retired_at is not None:
            return "undone"
        if self.closed_at is not None:
            return "returned"
        return "published" if self.published_at is not None else "waiting"


def _read(row: DictRow) -> ImportRow:
    values = {**row, "hash": bytes(row["content_hash"])}
    del values["content_hash"]
    return ImportRow(**values)


async def listed(database: Database, limit: int) -> list[ImportRow]:
    """Return the latest imports, the newest first."""
    return [_read(row) for row in await database.fetch(_LIST, {"limit": limit})]


async def one(database: Database, number: int) -> ImportRow:
    """Return an import.

    Raises:
        Refused: there is none of that number.
    """
    rows = await database.fetch(_ONE, {"id": number})
    if not rows:
        raise _none(number)
    return _read(rows[0])


async def locked(connection: AsyncConnection[DictRow], number: int) -> ImportRow:
    """Return an import, and hold it until the transaction ends.

    Raises:
        Refused: there is none of that number.
    """
    row = await (await connection.execute(f"{_ONE} FOR UPDATE".encode(), {"id": number})).fetchone()
    if row is None:
        raise _none(number)
    return _read(row)


def _none(number: int) -> Refused:
    return Refused(f"Không có bản nhập {number}. Xem: motcua procedures imports list.")


async def add(
    connection: AsyncConnection[DictRow],
    rows: Sequence[Stored],
    *,
    files: Sequence[Mapping[str, Any]],
    counts: Mapping[str, int],
    content_hash: bytes,
    author: str,
) -> ImportRow:
    """Write an import that nobody approved yet."""
    values = {"files": Jsonb(list(files)), "counts": Jsonb(dict(counts)), "hash": content_hash, "author": author}
    made = await (await connection.execute(_ADD.encode(), values)).fetchone()
    if made is None:
        raise LookupError("the import was not written")
    lines = [(made["id"], row.code, row.origin, Jsonb(row.about), Jsonb(row.fields)) for row in rows]
    async with connection.cursor() as cursor:
        await cursor.executemany(_ADD_ROW, lines)
    return _read(made)


async def publish(connection: AsyncConnection[DictRow], number: int) -> ImportRow:
    """Have an import count from now on."""
    return await _changed(connection, _PUBLISH, {"id": number})


async def close(connection: AsyncConnection[DictRow], number: int) -> None:
    """Put an import aside that was returned."""
    await connection.execute(_CLOSE, {"id": number})


async def retire(connection: AsyncConnection[DictRow], number: int, by: str, why: str) -> ImportRow:
    """Have an import count no more."""
    return await _changed(connection, _RETIRE, {"id": number, "by": by, "why": why})


async def _changed(connection: AsyncConnection[DictRow], query: str, values: Mapping[str, Any]) -> ImportRow:
    row = await (await connection.execute(query.encode(), values)).fetchone()
    if row is None:
        raise LookupError("the import was not changed")
    return _read(row)


async def rows_of(connection: AsyncConnection[DictRow], number: int) -> list[Stored]:
    """Return all that an import brings."""
    rows = await (await connection.execute(_ROWS.encode(), {"id": number})).fetchall()
    return [Stored(**row) for row in rows]


async def current(
    database: Database, code: str | None = None, *, before: int | None = None
) -> dict[tuple[str, str], Stored]:
    """Return what files said last, by code and kind of file.

    Args:
        database: of the bot.
        code: of one procedure alone; None: all.
        before: only imports of before this one.
    """
    rows = await database.fetch(_CURRENT, {"code": code, "than": before})
    return {(row["code"], row["origin"]): Stored(**row) for row in rows}


async def versions(database: Database, code: str) -> list[DictRow]:
    """Return all that was ever imported of a procedure, the oldest first."""
    return await database.fetch(_VERSIONS, {"code": code})
