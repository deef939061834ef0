"""Drafts and versions as rows, read and written under the lock of whoever publishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg.types.json import Jsonb

from bot.guidance.rulebook.draft import Draft
from bot.staff.approvable import Kind, Standing, State, Subject, joined, standing_of
from bot.staff.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.db.pool import Database
    from bot.guidance.rulebook.parse import Plain

_SERIALISE = b"SELECT pg_advisory_xact_lock(hashtext('motcua content'))"
_CURRENT = b"SELECT id, body, content_hash FROM rulebooks ORDER BY id DESC LIMIT 1"
_SELECT = f"""
SELECT d.id, d.kind, d.content, d.source, d.base, d.packaged_hash, d.author, d.written_at, d.closed_at, d.closed_by,
    d.version, {joined("a", "approval_")}
FROM rulebook_drafts AS d LEFT JOIN approvals AS a ON a.kind = d.kind AND a.subject = d.id::text
"""  # noqa: S608 - constants
_ONE = f"{_SELECT} WHERE d.id = %(id)s"
_LISTED = f"{_SELECT} WHERE d.closed_at IS NULL OR %(closed)s ORDER BY d.id DESC LIMIT %(limit)s"
_LOCK = b"SELECT 1 FROM rulebook_drafts WHERE id = %(id)s FOR UPDATE"
_INSERT = b"""
INSERT INTO rulebook_drafts (kind, title, content, source, base, units, author)
VALUES (%(kind)s, %(title)s, %(content)s, %(source)s, %(base)s, %(units)s, %(author)s) RETURNING id
"""
_CHANGE = b"""
UPDATE rulebook_drafts SET title = %(title)s, content = %(content)s, source = %(source)s, base = %(base)s,
    units = %(units)s, author = %(author)s, written_at = now()
WHERE id = %(id)s
"""
_CLOSE = """
UPDATE rulebook_drafts SET closed_at = now(), closed_by = %(by)s, version = %(version)s WHERE id = %(id)s
"""
_PUBLISH = b"""
INSERT INTO rulebooks (content_hash, body, published_by, published_at, act, draft_id, correction, hides)
VALUES (%(hash)s, %(body)s, %(by)s, clock_timestamp(), %(act)s, %(draft)s, %(correction)s, %(hides)s)
RETURNING id, published_at
"""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft as it is stored.

    Attributes:
        id: its number.
        kind: of approval.
        draft: what it asks for.
        source: the document as it was written.
        base: of each entry the hash of what stood there when it was written.
        packaged: a deploy proposes it.
        author: who wrote on it last.
        closed_by: who published or gave it up; None while it is open.
        version: in which it was published; None where it was not.
        approval: where it stands.
    """

    id: int
    kind: Kind
    draft: Draft
    source: str
    base: Mapping[str, str | None]
    packaged: bool
    author: str
    written_at: datetime
    closed_by: str | None
    version: int | None
    approval: Standing | None

    @classmethod
    def of(cls, row: DictRow) -> DraftRow:
        """Read a row."""
        return cls(
            id=row["id"],
            kind=Kind(row["kind"]),
            draft=Draft.from_content(row["content"]),
            source=row["source"],
            base=row["base"],
            packaged=row["packaged_hash"] is not None,
            author=row["author"],
            written_at=row["written_at"],
            closed_by=row["closed_by"],
            version=row["version"],
            approval=standing_of(row, "approval_"),
        )

    @property
    def subject(self) -> Subject:
        """What is approved of it."""
        return Subject(self.kind, str(self.id), self.draft.hash)

    @property
    def state(self) -> State:
        """Where it stands on its way to be published."""
        return self.approval.state if self.approval is not None else State.DRAFT


@dataclass(frozen=True, slots=True)
class Current:
    """The rulebook that is told now."""

    id: int
    body: Plain
    content_hash: str


async def serialise(connection: AsyncConnection[DictRow]) -> None:
    """Let nobody else publish until the transaction ends."""
    await connection.execute(_SERIALISE)


async def current(connection: AsyncConnection[DictRow]) -> Current:
    """Return the newest rulebook."""
    row = await (await connection.execute(_CURRENT)).fetchone()
    if row is None:
        raise Refused("Chưa có bộ quy định nào: chạy 'motcua db upgrade'.")
    return Current(row["id"], row["body"], row["content_hash"])


async def insert(
    connection: AsyncConnection[DictRow], kind: Kind, draft: Draft, source: str, base: Mapping[str, Any], *, author: str
) -> DraftRow:
    """Store a new draft."""
    row = await (await connection.execute(_INSERT, _values(kind, draft, source, base, author))).fetchone()
    if row is None:
        raise LookupError("the draft was not written")
    return await _one(connection, row["id"])


async def change(
    connection: AsyncConnection[DictRow],
    before: DraftRow,
    draft: Draft,
    source: str,
    base: Mapping[str, Any],
    *,
    by: str,
) -> DraftRow:
    """Store other content for a draft."""
    await connection.execute(_CHANGE, {**_values(before.kind, draft, source, base, by), "id": before.id})
    return await _one(connection, before.id)


def _values(kind: Kind, draft: Draft, source: str, base: Mapping[str, Any], author: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "title": draft.title,
        "content": draft.content,
        "source": source,
        "base": Jsonb(base),
        "units": sorted(draft.units),
        "author": author,
    }


async def locked(connection: AsyncConnection[DictRow], number: int) -> DraftRow:
    """Return a draft that nobody else changes until the transaction ends.

    Raises:
        Refused: there is none of that number.
    """
    await connection.execute(_LOCK, {"id": number})
    return await _one(connection, number)


async def _one(connection: AsyncConnection[DictRow], number: int) -> DraftRow:
    row = await (await connection.execute(_ONE.encode(), {"id": number})).fetchone()
    if row is None:
        raise Refused(f"Không có bản thảo số {number}. Xem: motcua rules drafts.")
    return DraftRow.of(row)


async def get(database: Database, number: int) -> DraftRow:
    """Return a draft.

    Raises:
        Refused: there is none of that number.
    """
    async with database.intake.connection() as connection:
        return await _one(connection, number)


async def listed(database: Database, limit: int, *, closed: bool) -> list[DraftRow]:
    """Return the newest drafts, the newest first."""
    return [DraftRow.of(row) for row in await database.fetch(_LISTED, {"limit": limit, "closed": closed})]


async def close(connection: AsyncConnection[DictRow], number: int, by: str, version: int | None = None) -> None:
    """Note that a draft was published, or given up."""
    await connection.execute(_CLOSE.encode(), {"id": number, "by": by, "version": version})


async def publish(
    connection: AsyncConnection[DictRow],
    body: Plain,
    content_hash: str,
    by: str,
    *,
    draft: DraftRow | None = None,
    correction: str | None = None,
    hides: list[str] | None = None,
) -> tuple[int, datetime]:
    """Store a version; from its commit on all processes are told of it.

    Returns:
        Its number, and from when it is known.
    """
    values = {
        "hash": content_hash,
        "body": Jsonb(body),
        "by": by,
        "act": "publish" if draft is not None else "hide",
        "draft": draft.id if draft is not None else None,
        "correction": correction,
        "hides": hides,
    }
    row = await (await connection.execute(_PUBLISH, values)).fetchone()
    if row is None:
        raise LookupError("the version was not written")
    return row["id"], row["published_at"]
