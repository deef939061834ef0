"""Broadcasts as rows: reading, writing, and changing their state under a lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg.types.json import Jsonb

from bot.broadcasts.audience import Audience
from bot.broadcasts.model import UNSENT, Broadcast, Content, State
from bot.staff.errors import Refused

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.db.pool import Database

BROADCASTS = "motcua_broadcasts"
"""The channel on which processes are told that a broadcast has something to do."""

_COLUMNS = (
    "id, content, state, topic, author, created_at, asked_by, asked_at, approved_by, approved_at,"
    " approved_hash, alone, due_at, started_by, started_at, finished_at, problem"
)
_INSERT = f"""
INSERT INTO broadcasts (title, content, content_hash, topic, author)
VALUES (%(title)s, %(content)s, %(hash)s, %(topic)s, %(author)s) RETURNING {_COLUMNS}
"""  # noqa: S608 - constants of this module
_CHANGE = f"""
UPDATE broadcasts SET title = %(title)s, content = %(content)s, content_hash = %(hash)s, topic = %(topic)s,
    author = %(author)s, changed_at = now(), state = 'draft', due_at = NULL,
    asked_by = NULL, asked_at = NULL, approved_by = NULL, approved_at = NULL, approved_hash = NULL, alone = false,
    problem = NULL
WHERE id = %(id)s RETURNING {_COLUMNS}
"""  # noqa: S608 - constants of this module


def _values(content: Content) -> dict[str, Any]:
    return {
        "title": content.title,
        "content": Jsonb(content.to_json()),
        "hash": content.hash,
        "topic": Audience.parse(content.audience).subscription,
    }


async def insert(connection: AsyncConnection[DictRow], content: Content, author: str) -> Broadcast:
    """Store a new draft."""
    return await _one(connection, _INSERT, {**_values(content), "author": author})


async def change(connection: AsyncConnection[DictRow], broadcast: int, content: Content, author: str) -> Broadcast:
    """Store other content: it is a draft again, by whoever changed it."""
    return await _one(connection, _CHANGE, {**_values(content), "author": author, "id": broadcast})


async def locked(connection: AsyncConnection[DictRow], broadcast: int) -> Broadcast:
    """Return a broadcast that nobody else changes until the transaction ends.

    Raises:
        Refused: there is none of that number.
    """
    query = f"SELECT {_COLUMNS} FROM broadcasts WHERE id = %(id)s FOR NO KEY UPDATE"  # noqa: S608 - constants
    return await _one(connection, query, {"id": broadcast})


async def _one(connection: AsyncConnection[DictRow], query: str, values: dict[str, Any]) -> Broadcast:
    row = await (await connection.execute(query.encode(), values)).fetchone()
    if row is None:
        raise Refused(f"Không có thông báo số {values.get('id')}. Xem: motcua broadcast list.")
    return Broadcast.of(row)


async def get(database: Database, broadcast: int) -> Broadcast:
    """Return a broadcast.

    Raises:
        Refused: there is none of that number.
    """
    rows = await database.fetch(f"SELECT {_COLUMNS} FROM broadcasts WHERE id = %(id)s", {"id": broadcast})  # noqa: S608 - constants
    if not rows:
        raise Refused(f"Không có thông báo số {broadcast}. Xem: motcua broadcast list.")
    return Broadcast.of(rows[0])


async def latest(database: Database, limit: int) -> list[Broadcast]:
    """Return the newest broadcasts, the newest first."""
    query = f"SELECT {_COLUMNS} FROM broadcasts ORDER BY id DESC LIMIT %(limit)s"  # noqa: S608 - constants
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
