"""Broadcasts as rows: reading, writing, and changing their state under a lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg.types.json import Jsonb

from bot.broadcasts.audience import Audience
from bot.broadcasts.model import UNSENT, Broadcast, Content, State, subject_of
from bot.staff import approvals
from bot.staff.approvable import joined
from bot.staff.errors import Refused

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.db.pool import Database
    from bot.staff.actor import Actor

BROADCASTS = "motcua_broadcasts"
"""The channel on which processes are told that a broadcast has something to do."""

_SELECT = f"""
SELECT b.id, b.content, b.state, b.topic, b.author, b.created_at, b.due_at, b.confirmed_at, b.started_by, b.started_at,
    b.finished_at, b.problem, {joined("a", "approval_")}
FROM broadcasts AS b LEFT JOIN approvals AS a ON a.kind = 'broadcast' AND a.subject = b.id::text
"""  # noqa: S608 - constants
_ONE = f"{_SELECT} WHERE b.id = %(id)s"
_LOCK = b"SELECT 1 FROM broadcasts WHERE id = %(id)s FOR NO KEY UPDATE"
_INSERT = b"""
INSERT INTO broadcasts (title, content, content_hash, topic, author)
VALUES (%(title)s, %(content)s, %(hash)s, %(topic)s, %(author)s) RETURNING id
"""
# The columns from approved_by to alone are for processes of the version before.
_CHANGE = b"""
UPDATE broadcasts SET title = %(title)s, content = %(content)s, content_hash = %(hash)s, topic = %(topic)s,
    author = %(author)s, changed_at = now(), state = 'draft', due_at = NULL,
    approved_by = NULL, approved_at = NULL, approved_hash = NULL, alone = false, problem = NULL
WHERE id = %(id)s
"""


def _values(content: Content) -> dict[str, Any]:
    return {
        "title": content.title,
        "content": Jsonb(content.to_json()),
        "hash": content.hash,
        "topic": Audience.parse(content.audience).subscription,
    }


async def insert(connection: AsyncConnection[DictRow], content: Content, actor: Actor) -> Broadcast:
    """Store a new draft."""
    row = await (await connection.execute(_INSERT, {**_values(content), "author": actor.name})).fetchone()
    if row is None:
        raise LookupError("the broadcast was not written")
    await approvals.wrote(connection, actor, subject_of(row["id"], content), begins=True)
    return await _one(connection, row["id"])


async def change(connection: AsyncConnection[DictRow], broadcast: int, content: Content, actor: Actor) -> Broadcast:
    """Store other content: it is a draft again, and whoever changed it is one of those who wrote it."""
    await connection.execute(_CHANGE, {**_values(content), "author": actor.name, "id": broadcast})
    await approvals.wrote(connection, actor, subject_of(broadcast, content))
    return await _one(connection, broadcast)


async def locked(connection: AsyncConnection[DictRow], broadcast: int) -> Broadcast:
    """Return a broadcast that nobody else changes until the transaction ends.

    Raises:
        Refused: there is none of that number.
    """
    # In a statement of its own: with the lock, an approval joined to it would be the one from before the wait.
    await connection.execute(_LOCK, {"id": broadcast})
    return await _one(connection, broadcast)


async def _one(connection: AsyncConnection[DictRow], broadcast: int) -> Broadcast:
    row = await (await connection.execute(_ONE.encode(), {"id": broadcast})).fetchone()
    return _found(row, broadcast)


def _found(row: DictRow | None, broadcast: int) -> Broadcast:
    if row is None:
        raise Refused(f"Không có thông báo số {broadcast}. Xem: motcua broadcast list.")
    return Broadcast.of(row)


async def get(database: Database, broadcast: int) -> Broadcast:
    """Return a broadcast.

    Raises:
        Refused: there is none of that number.
    """
    rows = await database.fetch(_ONE, {"id": broadcast})
    return _found(rows[0] if rows else None, broadcast)


async def latest(database: Database, limit: int) -> list[Broadcast]:
    """Return the newest broadcasts, the newest first."""
    query = f"{_SELECT} ORDER BY b.id DESC LIMIT %(limit)s"
    return [Broadcast.of(row) for row in await database.fetch(query, {"limit": limit})]


def require_unsent(broadcast: Broadcast) -> None:
    """Make sure that the content may still change.

    Raises:
        Refused: it went out, or was cancelled.
    """
    if broadcast.state not in UNSENT:
        raise Refused(
            f"Thông báo {broadcast.id} {STATE_WORDS[broadcast.state]}, không sửa được nữa. Cần đính chính thì soạn mới"
            f" bằng 'motcua broadcast new --correct {broadcast.id}'."
        )


STATE_WORDS = {
    State.DRAFT: "đang soạn",
    State.APPROVED: "đã duyệt, chưa gửi",
    State.SCHEDULED: "đã hẹn giờ gửi",
    State.SENDING: "đang gửi",
    State.PAUSED: "đang tạm dừng",
    State.ASKING: "đang chờ cán bộ quyết định",
    State.DONE: "đã gửi xong",
    State.CANCELLED: "đã hủy",
}
"""States in words for staff."""
