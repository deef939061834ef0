"""Rules, offers, locked-down areas, notices: the database holds the truth of them; files are imported once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg.types.json import Jsonb

from bot.conversation.snapshot import AreaLock, TimedNotice
from bot.db.revision import SchemaMismatch
from bot.guidance.moments import VIETNAM
from bot.guidance.steering.model import Lock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from psycopg import AsyncConnection, Connection
    from psycopg.rows import DictRow

_OFFERS = b"SELECT code, channel, offered, valid_from, valid_to, basis, note FROM offers ORDER BY id"
_DUTIES = b"SELECT code, presence, valid_from, valid_to, basis, note, question FROM presence_duties ORDER BY id"
_LOCKS = b"""
SELECT area, starts_at, ends_at, reason FROM locked_areas
WHERE ends_at IS NULL OR ends_at > starts_at ORDER BY id
"""  # one that was taken back before it began held at no moment
_NOTICES = b"""
SELECT id, area, text_vi, text_en, starts_at, ends_at FROM notices WHERE removed_at IS NULL ORDER BY id DESC LIMIT 1000
"""
_RULEBOOK = b"SELECT content_hash, body FROM rulebooks ORDER BY id DESC LIMIT 1"

# Compared with what the files held at the last deploy, not with all that they ever held: after A and B, A is new.
_PUBLISH = b"""
INSERT INTO rulebooks (content_hash, body, published_by)
SELECT %(hash)s, %(body)s, %(by)s
WHERE %(hash)s IS DISTINCT FROM (
    SELECT content_hash FROM rulebooks WHERE published_by = %(by)s ORDER BY id DESC LIMIT 1
)
"""

FILES = "content"
"""Who published what came with the code's files."""


@dataclass(frozen=True, slots=True)
class StoredGuidance:
    """What the database holds, as plain values."""

    version: int
    rulebook_hash: str
    rulebook: Any
    offers: list[dict[str, str]]
    duties: list[dict[str, str]]
    locks: tuple[AreaLock, ...]
    notices: tuple[TimedNotice, ...]


async def load(connection: AsyncConnection[DictRow]) -> StoredGuidance:
    """Read the newest state.

    Raises:
        SchemaMismatch: nothing was imported yet.
    """
    async with connection.transaction():
        version = await (await connection.execute(b"SELECT version FROM guidance_version")).fetchone()
        rulebook = await (await connection.execute(_RULEBOOK)).fetchone()
        if version is None or rulebook is None:
            raise SchemaMismatch("the database holds no rulebook; run 'motcua db upgrade'")
        offers = await (await connection.execute(_OFFERS)).fetchall()
        duties = await (await connection.execute(_DUTIES)).fetchall()
        locks = await (await connection.execute(_LOCKS)).fetchall()
        notices = await (await connection.execute(_NOTICES)).fetchall()
    return StoredGuidance(
        version=version["version"],
        rulebook_hash=rulebook["content_hash"],
        rulebook=rulebook["body"],
        offers=offers,
        duties=duties,
        locks=tuple(_lock(row) for row in locks),
        notices=tuple(_notice(row) for row in notices),
    )


def _lock(row: DictRow) -> AreaLock:
    until = row["ends_at"].astimezone(VIETNAM) if row["ends_at"] is not None else None
    return AreaLock(row["area"], Lock(row["starts_at"].astimezone(VIETNAM), until), row["reason"])


def _notice(row: DictRow) -> TimedNotice:
    texts = {"vi": row["text_vi"], **({"en": row["text_en"]} if row["text_en"] else {})}
    start, end = row["starts_at"].astimezone(VIETNAM), row["ends_at"].astimezone(VIETNAM)
    return TimedNotice(row["id"], row["area"], texts, start, end)


def import_content(
    connection: Connection[Any],
    *,
    rulebook: Any,  # noqa: ANN401 - plain JSON
    content_hash: str,
    offers: Sequence[Mapping[str, str]],
    duties: Sequence[Mapping[str, str]],
) -> bool:
    """Take the files' content over: a rulebook that differs from the last one, the offers where staff keep none yet.

    Returns:
        Whether anything was new.
    """
    with connection.transaction():
        connection.execute(b"SELECT pg_advisory_xact_lock(hashtext('motcua content'))")
        values = {"hash": content_hash, "body": Jsonb(rulebook), "by": FILES}
        cursor = connection.execute(_PUBLISH, values)
        imported = cursor.rowcount > 0
        if connection.execute(b"SELECT 1 FROM offers LIMIT 1").fetchone() is None:
            _insert(connection, "offers", ("code", "channel", "offered"), offers)
            _insert(connection, "presence_duties", ("code", "presence", "question"), duties)
            imported = True
    return imported


def _insert(connection: Connection[Any], table: str, own: tuple[str, ...], rows: Sequence[Mapping[str, str]]) -> None:
    columns = (*own, "valid_from", "valid_to", "basis", "note")
    names = ", ".join(columns)
    places = ", ".join(f"%({column})s" for column in columns)
    query = f"INSERT INTO {table} ({names}, set_by) VALUES ({places}, '{FILES}')"  # noqa: S608 - constants of this module
    with connection.cursor() as cursor:
        cursor.executemany(query.encode(), [{column: row[column] for column in columns} for row in rows])
