"""Outgoing messages as staff see them: what waits, what failed and why; try again, or drop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.texts_loader import load_texts
from bot.conversation.runner import STORED_IS_SENT
from bot.staff.audit import note, record
from bot.staff.errors import Refused
from bot.staff.roles import require
from bot.understanding.masking import mask

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg.rows import DictRow

    from bot.staff.office import Office

STATUSES = ("queued", "sending", "waiting", "sent", "delivered", "seen", "failed", "unknown", "stopped")
TROUBLED = ("queued", "sending", "waiting", "failed", "unknown", "stopped")
"""What a list shows where no status is asked for: everything that did not go well, or not yet."""

_MOST = 1000
_COLUMNS = (
    "id, platform, status, priority, attempts, error, created_at, not_before, finished_at, resend_of, resent_at,"
    " extract(epoch FROM now() - created_at)::bigint AS age_seconds"
)
# Nobody who has opted out is sent a broadcast, nor anybody one that was cancelled: not by a list of numbers either.
_RETRY = b"""
UPDATE outbox SET status = 'queued', attempts = 0, not_before = NULL, waits_since = NULL, finished_at = NULL,
    body = CASE WHEN status = 'unknown'
        THEN jsonb_set(body, '{text}', to_jsonb(%(again)s || ' ' || (body ->> 'text'))) ELSE body END
WHERE id = ANY(%(ids)s) AND status IN ('failed', 'unknown', 'stopped', 'waiting') AND resent_at IS NULL
    AND platform <> ALL(%(stored)s) AND NOT EXISTS (
        SELECT 1 FROM broadcasts AS b LEFT JOIN conversations AS c ON c.id = outbox.conversation_id
        WHERE b.id = outbox.broadcast_id AND (b.state = 'cancelled' OR c.profile ->> 'notifications' = 'off'
            OR NOT broadcast_wanted(c.id, b.topic, b.procedure_codes, b.area_ids, b.not_area_ids))
    )
RETURNING id, platform
"""
_DROP = b"""
UPDATE outbox SET status = 'stopped', finished_at = now(), error = %(why)s
WHERE (id = ANY(%(ids)s) OR (platform = %(platform)s AND created_at < now())) AND status IN ('queued', 'waiting')
RETURNING id
"""


async def listed(
    office: Office, *, statuses: Sequence[str] = (), platform: str | None = None, limit: int = 50
) -> list[DictRow]:
    """Return messages, the newest first, without what they say and to whom.

    Args:
        office: of whoever looks.
        statuses: only these; by default whatever did not go well, or not yet.
        platform: only this one.
        limit: at most so many.

    Raises:
        Refused: there is no such status.
    """
    require(office.actor, "outbox.list")
    if unknown := set(statuses) - set(STATUSES):
        raise Refused(f"Không có trạng thái '{', '.join(sorted(unknown))}'; có: {', '.join(STATUSES)}.")
    if not 1 <= limit <= _MOST:
        raise Refused(f"Số dòng phải từ 1 đến {_MOST}.")
    return await office.database.fetch(
        f"SELECT {_COLUMNS} FROM outbox WHERE status = ANY(%(statuses)s)"  # noqa: S608 - the columns stand above
        " AND (%(platform)s::text IS NULL OR platform = %(platform)s) ORDER BY id DESC LIMIT %(limit)s",
        {"statuses": list(statuses or TROUBLED), "platform": platform, "limit": limit},
    )


async def shown(office: Office, message: int) -> DictRow:
    """Return one message with its text, in which numbers of people are masked; that somebody looked is noted.

    Raises:
        Refused: there is none of that number.
    """
    require(office.actor, "outbox.show")
    found = await office.database.fetch(
        f"SELECT {_COLUMNS}, body ->> 'text' AS text FROM outbox WHERE id = %(id)s",  # noqa: S608 - as above
        {"id": message},
    )
    if not found:
        raise Refused(f"Không có tin nào mang số {message}.")
    await note(office, "outbox.show", str(message))
    return {**found[0], "text": mask(found[0]["text"])}


async def retry(office: Office, messages: Sequence[int]) -> list[int]:
    """Send messages again that failed, were stopped, or are of unknown fate (those marked as said again).

    Returns:
        Those that are queued now; others were sent, wait already, were said again by themselves, or belong to a
        broadcast that was cancelled, or that its person does not want any more.
    """
    require(office.actor, "outbox.retry")
    values = {
        "ids": list(messages),
        "again": load_texts().get("vi", "core.said_again"),
        "stored": list(STORED_IS_SENT),
    }
    async with office.database.transaction() as connection:
        rows = await (await connection.execute(_RETRY, values)).fetchall()
        for row in rows:
            await record(connection, office.actor, "outbox.retry", str(row["id"]))
        for platform in {row["platform"] for row in rows}:
            await connection.execute(b"SELECT pg_notify('motcua_outbox', %s)", [platform])
    return sorted(row["id"] for row in rows)


async def drop(office: Office, messages: Sequence[int], *, platform: str | None, why: str) -> list[int]:
    """Stop messages that wait: those named, and all that wait for ``platform`` where one is given.

    Raises:
        Refused: no reason is given, or nothing is named.
    """
    require(office.actor, "outbox.drop")
    if not why.strip():
        raise Refused("Cần ghi lý do (--why).")
    if not messages and platform is None:
        raise Refused("Cần ghi số của tin, hoặc --platform để bỏ mọi tin đang chờ của một nền tảng.")
    values = {"ids": list(messages), "platform": platform, "why": f"dropped by {office.actor.name}: {mask(why)}"}
    async with office.database.transaction() as connection:
        rows = await (await connection.execute(_DROP, values)).fetchall()
        dropped = sorted(row["id"] for row in rows)
        if dropped:
            await record(connection, office.actor, "outbox.drop", platform, why=why, messages=dropped)
    return dropped
