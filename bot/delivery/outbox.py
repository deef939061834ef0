"""The outbox: every outgoing message, from the turn that wrote it to what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.conversation.messages import Outgoing, Reply

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import LiteralString

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.delivery.pace import Pace

FINISH: LiteralString = """
UPDATE outbox SET status = %(status)s, lease_until = NULL, platform_message_id = %(message_id)s, error = %(error)s,
    finished_at = now()
WHERE id = %(done)s AND attempts = %(attempt)s AND status IN ('sending', 'unknown')
"""
"""Records a message's ``fate``."""

NO_FATE: Mapping[str, Any] = {"status": None, "message_id": None, "error": None, "done": 0, "attempt": 0}
"""Lets ``FINISH`` touch nothing."""

_REST = b"""
INSERT INTO chat_waits AS w (platform, chat, since, until, group_next_at)
VALUES (%(platform)s, %(chat)s, now(), now() + make_interval(secs => %(pause)s),
    now() + make_interval(secs => %(group)s))
ON CONFLICT (platform, chat) DO UPDATE SET since = now(), refused = w.refused AND w.until > now(),
    group_next_at = greatest(w.group_next_at, now()) + make_interval(secs => %(group)s),
    until = greatest(
        w.until, now() + make_interval(secs => %(pause)s),
        greatest(w.group_next_at, now()) + make_interval(secs => %(group)s - %(group_slack)s)
    )
"""


def fate(
    message: Outgoing, status: str, *, message_id: str | None = None, error: str | None = None
) -> Mapping[str, Any]:
    """Return what became of a message (sent, failed, unknown or stopped) as the values of ``FINISH``."""
    return {
        "status": status,
        "message_id": message_id,
        "error": error,
        "done": message.id,
        "attempt": message.attempt,
    }


async def finish(connection: AsyncConnection[DictRow], fate: Mapping[str, Any]) -> None:
    """Record a message's ``fate``; one whose lease ran out meanwhile is unknown no more."""
    await connection.execute(FINISH.encode(), fate)


async def rest(
    connection: AsyncConnection[DictRow], platform: str, chat: str, pace: Pace, *, group: bool, parts: int = 1
) -> None:
    """Let a chat rest after a message, as the platform's limits demand."""
    values = {
        "platform": platform,
        "chat": chat,
        "pause": pace.chat_pause,
        "group": pace.group_interval * parts if group else 0.0,
        "group_slack": pace.group_slack,
    }
    await connection.execute(_REST, values)


async def put_back(
    connection: AsyncConnection[DictRow],
    message: Outgoing,
    *,
    wait: float,
    error: str,
    parts_sent: int | None = None,
    counted: bool = True,
) -> None:
    """Queue a message again, not before ``wait`` seconds from now.

    Args:
        connection: to the bot's database.
        message: as it was taken.
        wait: seconds.
        error: why.
        parts_sent: of one sent in parts, how many went out; only the rest will.
        counted: whether it counts as one of the message's tries.
    """
    await connection.execute(
        b"UPDATE outbox SET status = 'queued', lease_until = NULL, finished_at = NULL, error = %s,"
        b" parts_sent = coalesce(%s, parts_sent), attempts = attempts - %s,"
        b" waits_since = now(), not_before = now() + make_interval(secs => %s)"
        b" WHERE id = %s AND attempts = %s AND status IN ('sending', 'unknown') AND resent_at IS NULL",
        [error, parts_sent, 0 if counted else 1, wait, message.id, message.attempt],
    )


async def stop_chat(connection: AsyncConnection[DictRow], platform: str, chat: str, reason: str) -> None:
    """Send nothing more to a chat that can't be reached, until its person writes."""
    await connection.execute(
        b"UPDATE conversations SET stopped_at = now() WHERE platform = %s AND chat = %s", [platform, chat]
    )
    await connection.execute(
        b"UPDATE outbox SET status = 'stopped', error = %s, finished_at = now()"
        b" WHERE platform = %s AND chat = %s AND status IN ('queued', 'waiting')",
        [reason, platform, chat],
    )


async def acknowledge(connection: AsyncConnection[DictRow], platform: str, chat: str, up_to: int) -> None:
    """Mark the messages of a chat as delivered, up to and with id ``up_to``."""
    await connection.execute(
        b"UPDATE outbox SET status = 'delivered', finished_at = now()"
        b" WHERE platform = %s AND chat = %s AND id <= %s AND status = 'sent'",
        [platform, chat, up_to],
    )


def outgoing(row: DictRow, extra: Mapping[str, Any] | None = None) -> Outgoing:
    """Return a row (``id, chat, body, in_reply_to, attempts``) as what its platform is given."""
    return Outgoing(
        row["id"], row["chat"], Reply.from_json(row["body"]), row["in_reply_to"], row["attempts"], extra or {}
    )
