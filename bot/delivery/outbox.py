"""The outbox: every outgoing message, from the turn that wrote it to what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.conversation.messages import Outgoing, Reply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

LEASE_SECONDS = 60
"""Longer than any send may take; a lease that runs out leaves the fate of its message unknown."""

# Of each chat only the head row is taken, so its order holds; replies before reminders before broadcasts.
_TAKE = b"""
UPDATE outbox SET status = 'sending', attempts = attempts + 1, lease_until = now() + make_interval(secs => %(lease)s)
WHERE id = (
    SELECT o.id FROM outbox AS o
    WHERE o.platform = %(platform)s AND o.status = 'queued' AND (o.not_before IS NULL OR o.not_before <= now())
      AND NOT EXISTS (
        SELECT 1 FROM outbox AS other
        WHERE other.platform = o.platform AND other.chat = o.chat AND other.status IN ('queued', 'sending')
          AND (other.status = 'sending' OR (other.priority, other.id) < (o.priority, o.id))
      )
    ORDER BY o.priority, o.id
    LIMIT 1
    FOR UPDATE SKIP LOCKED
)
RETURNING id, chat, body, in_reply_to, attempts, parts_sent
"""


async def take(connection: AsyncConnection[DictRow], platform: str) -> Outgoing | None:
    """Take the next message of ``platform``, committed as being sent; None when none is due."""
    row = await (await connection.execute(_TAKE, {"platform": platform, "lease": LEASE_SECONDS})).fetchone()
    if row is None:
        return None
    return _outgoing(row, {"parts_sent": row["parts_sent"]} if row["parts_sent"] else {})


async def finish(
    connection: AsyncConnection[DictRow],
    message: Outgoing,
    status: str,
    *,
    message_id: str | None = None,
    error: str | None = None,
) -> None:
    """Record what became of a message: sent, failed, unknown or stopped."""
    await connection.execute(
        b"UPDATE outbox SET status = %s, lease_until = NULL, platform_message_id = %s, error = %s, finished_at = now()"
        b" WHERE id = %s AND status = 'sending'",
        [status, message_id, error, message.id],
    )


async def put_back(
    connection: AsyncConnection[DictRow], message: Outgoing, *, wait: float, error: str, parts_sent: int | None = None
) -> None:
    """Queue a message again, not before ``wait`` seconds from now; of one sent in parts only the rest goes out."""
    await connection.execute(
        b"UPDATE outbox SET status = 'queued', lease_until = NULL, error = %s, parts_sent = coalesce(%s, parts_sent),"
        b" not_before = now() + make_interval(secs => %s) WHERE id = %s AND status = 'sending'",
        [error, parts_sent, wait, message.id],
    )


async def stop_chat(connection: AsyncConnection[DictRow], platform: str, chat: str, reason: str) -> None:
    """Send nothing more to a chat that can't be reached, until its person writes."""
    await connection.execute(
        b"UPDATE conversations SET stopped_at = now() WHERE platform = %s AND chat = %s", [platform, chat]
    )
    await connection.execute(
        b"UPDATE outbox SET status = 'stopped', error = %s, finished_at = now()"
        b" WHERE platform = %s AND chat = %s AND status = 'queued'",
        [reason, platform, chat],
    )


async def mark_expired(connection: AsyncConnection[DictRow]) -> int:
    """Mark messages whose sender died while sending as unknown; return how many."""
    cursor = await connection.execute(
        b"UPDATE outbox SET status = 'unknown', lease_until = NULL, finished_at = now(),"
        b" error = 'the sending process ended' WHERE status = 'sending' AND lease_until < now()"
    )
    return cursor.rowcount


async def since(
    connection: AsyncConnection[DictRow], platform: str, chat: str, after: int, limit: int
) -> list[Outgoing]:
    """Return the messages of a chat with ids above ``after``, oldest first."""
    cursor = await connection.execute(
        b"SELECT id, chat, body, in_reply_to, attempts FROM outbox"
        b" WHERE platform = %s AND chat = %s AND id > %s ORDER BY id LIMIT %s",
        [platform, chat, after, limit],
    )
    return [_outgoing(row) for row in await cursor.fetchall()]


async def answers(connection: AsyncConnection[DictRow], inbox_id: int) -> list[Outgoing]:
    """Return the replies to one message, in order."""
    cursor = await connection.execute(
        b"SELECT id, chat, body, in_reply_to, attempts FROM outbox WHERE inbox_id = %s ORDER BY position", [inbox_id]
    )
    return [_outgoing(row) for row in await cursor.fetchall()]


async def acknowledge(connection: AsyncConnection[DictRow], platform: str, chat: str, up_to: int) -> None:
    """Mark the messages of a chat as delivered, up to and with id ``up_to``."""
    await connection.execute(
        b"UPDATE outbox SET status = 'delivered', finished_at = now()"
        b" WHERE platform = %s AND chat = %s AND id <= %s AND status = 'sent'",
        [platform, chat, up_to],
    )


def _outgoing(row: DictRow, extra: Mapping[str, Any] | None = None) -> Outgoing:
    return Outgoing(
        row["id"], row["chat"], Reply.from_json(row["body"]), row["in_reply_to"], row["attempts"], extra or {}
    )
