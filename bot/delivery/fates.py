"""What becomes of messages besides being sent: unknown, said again, received, seen, given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import LiteralString

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

ANY_EXPIRED: LiteralString = "EXISTS (SELECT 1 FROM outbox WHERE status = 'sending' AND lease_until < now())"
"""The question whether ``mark_expired`` has anything to do."""

# A reminder or a broadcast that waited for a person's word has the priority of a reply since then, and is none. To
# somebody who is stopped nothing is said again; where they come back within the hour, it still is.
_TO_BE_SAID_AGAIN: LiteralString = """
o.status = 'unknown' AND o.priority <= %(resend_up_to)s AND o.resend_of IS NULL AND o.resent_at IS NULL
AND o.finished_at BETWEEN now() - interval '1 hour' AND now() - make_interval(secs => %(grace)s)
AND (%(resend_up_to)s > 0 OR (o.broadcast_id IS NULL AND o.expires_at IS NULL))
AND (o.expires_at IS NULL OR o.expires_at > now())
AND NOT EXISTS (SELECT 1 FROM conversations AS c WHERE c.id = o.conversation_id AND c.stopped_at IS NOT NULL)
"""

ANY_UNKNOWN: LiteralString = f"EXISTS (SELECT 1 FROM outbox AS o WHERE {_TO_BE_SAID_AGAIN})"  # noqa: S608 - constants of this module
"""The question whether ``say_again`` has anything to do."""

ANY_TOO_OLD: LiteralString = """
EXISTS (
    SELECT 1 FROM outbox AS o
    WHERE o.status = 'queued' AND o.waits_since IS NOT NULL
      AND o.created_at < now() - make_interval(secs => %(give_up_after)s)
      AND NOT EXISTS (SELECT 1 FROM platforms AS p WHERE p.platform = o.platform AND p.paused_at IS NOT NULL)
)
"""
"""The question whether ``give_up`` has anything to do."""

_RECEIVED = b"""
UPDATE outbox SET status = %(status)s, finished_at = coalesce(finished_at, now())
WHERE platform = %(platform)s AND chat = %(chat)s AND platform_message_id = ANY(%(ids)s)
  AND (status IN ('sent', 'sending', 'unknown') OR (status = 'delivered' AND %(status)s = 'seen'))
RETURNING platform_message_id
"""

# What a platform tells of a message whose id we never learned: where the chat has just one message of unknown fate, it
# is that one's. While another one is being sent it may be that one's, whose answer is not noted yet. What was written
# after the platform told it is none of it.
SETTLE: LiteralString = """
UPDATE outbox SET status = %(status)s, platform_message_id = %(id)s
WHERE id = (
    SELECT min(id) FROM outbox
    WHERE platform = %(platform)s AND chat = %(chat)s AND status = 'unknown' AND resent_at IS NULL
      AND platform_message_id IS NULL AND finished_at > now() - interval '1 hour'
      AND created_at <= now() - make_interval(secs => %(heard_ago)s)
    HAVING count(*) = 1
)
AND NOT EXISTS (
    SELECT 1 FROM outbox AS other
    WHERE other.platform = %(platform)s AND other.chat = %(chat)s
      AND (other.platform_message_id = %(id)s OR other.status = 'sending')
)
"""
"""Gives the chat's message of unknown fate the ``status`` and the platform's ``id``; told ``heard_ago`` seconds ago."""

_SAY_AGAIN: LiteralString = f"""
WITH unknown AS (
    UPDATE outbox SET resent_at = now() WHERE id IN (
        SELECT o.id FROM outbox AS o WHERE {_TO_BE_SAID_AGAIN} ORDER BY o.id LIMIT 100 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, conversation_id, platform, chat, priority, body, in_reply_to, ticket_id, expires_at, broadcast_id,
        recipient_id
)
INSERT INTO outbox (conversation_id, platform, chat, priority, in_reply_to, ticket_id, expires_at, broadcast_id,
    recipient_id, resend_of, body)
SELECT u.conversation_id, u.platform, u.chat, u.priority, u.in_reply_to, u.ticket_id, u.expires_at, u.broadcast_id,
    u.recipient_id, u.id,
    jsonb_set(u.body, '{{text}}', to_jsonb(
        CASE WHEN c.profile ->> 'language' = 'en' THEN %(en)s ELSE %(vi)s END || ' ' || (u.body ->> 'text')))
FROM unknown AS u LEFT JOIN conversations AS c ON c.id = u.conversation_id
ORDER BY u.id
RETURNING platform
"""  # noqa: S608 - as above


async def mark_expired(connection: AsyncConnection[DictRow]) -> int:
    """Mark messages whose sender died while sending as unknown; return how many."""
    cursor = await connection.execute(
        b"UPDATE outbox SET status = 'unknown', lease_until = NULL, finished_at = now(),"
        b" error = 'the sending process ended' WHERE status = 'sending' AND lease_until < now()"
    )
    return cursor.rowcount


async def note_receipts(
    connection: AsyncConnection[DictRow],
    platform: str,
    chat: str,
    message_ids: Sequence[str],
    *,
    seen: bool,
    heard_ago: float = 0.0,
) -> int:
    """Note that a platform says messages were received, or seen, and so settle one of unknown fate.

    Never goes back: what was seen stays seen.

    Args:
        connection: to the bot's database.
        platform: whose receipt it is.
        chat: the platform's address of the chat.
        message_ids: the platform's ids of the messages.
        seen: seen, not just received.
        heard_ago: how many seconds ago the platform told it.

    Returns:
        How many messages it told something new about.
    """
    values = {
        "platform": platform,
        "chat": chat,
        "ids": list(message_ids),
        "status": "seen" if seen else "delivered",
        "heard_ago": heard_ago,
    }
    cursor = await connection.execute(_RECEIVED, values)
    known = {row["platform_message_id"] for row in await cursor.fetchall()}
    settled = len(known)
    for message_id in message_ids:
        if message_id not in known:
            settled += (await connection.execute(SETTLE.encode(), {**values, "id": message_id})).rowcount
    return settled


async def say_again(
    connection: AsyncConnection[DictRow], *, priority: int, grace: float, words: Mapping[str, str]
) -> set[str]:
    """Queue messages of unknown fate once more, marked as said again; return the platforms that have some now.

    The rows of unknown fate stay, so that what may have arrived twice can be listed.

    Args:
        connection: to the bot's database.
        priority: up to which priority (0: replies only, and not what was a reminder or a broadcast once).
        grace: seconds that a late result or a receipt has to settle it.
        words: language → what stands before the text.
    """
    values = {"resend_up_to": priority, "grace": grace, "vi": words["vi"], "en": words["en"]}
    cursor = await connection.execute(_SAY_AGAIN.encode(), values)
    return {row["platform"] for row in await cursor.fetchall()}


async def give_up(connection: AsyncConnection[DictRow], hours: float) -> int:
    """End messages that could not be sent for so many hours as failed; return how many.

    What is held back by a paused platform does not grow old.
    """
    cursor = await connection.execute(
        b"UPDATE outbox AS o SET status = 'failed', finished_at = now(),"
        b" error = coalesce(error, '') || ' (given up: too old)'"
        b" WHERE status = 'queued' AND waits_since IS NOT NULL AND created_at < now() - make_interval(secs => %s)"
        b" AND NOT EXISTS (SELECT 1 FROM platforms AS p WHERE p.platform = o.platform AND p.paused_at IS NOT NULL)",
        [hours * 3600],
    )
    return cursor.rowcount
