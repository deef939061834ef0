"""Messages that can't go out before a person's next word, or some hour: held until then, in the order they were said.

They let others of their chat pass: what answers the person now does not wait for them.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, LiteralString

from bot.conversation.posting import RELEASE
from bot.db.events import OUTBOX
from bot.delivery.taking import LEASE_SECONDS

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.conversation.messages import Outgoing
    from bot.db.events import Events
    from bot.db.pool import Database
    from bot.db.watch import Watch

logger = logging.getLogger(__name__)

# Somebody of whom nothing is known has no next word that could be waited for; one who wrote while it was being sent has
# said it already.
_HOLD = b"""
WITH said AS (
    SELECT max(greatest(
        c.interacted_at, (SELECT max(i.received_at) FROM inbox AS i WHERE i.conversation_id = c.id)
    )) AS at, count(*) AS known
    FROM conversations AS c WHERE c.platform = %(platform)s AND c.chat = %(chat)s
), held AS (
    UPDATE outbox AS o SET
        status = CASE
            WHEN o.expires_at <= now() OR (said.known = 0 AND %(wait)s::float8 IS NULL) THEN 'failed'
            WHEN said.at > o.lease_until - make_interval(secs => %(lease)s) THEN 'queued'
            ELSE 'waiting'
        END,
        finished_at = CASE WHEN o.expires_at <= now() OR (said.known = 0 AND %(wait)s::float8 IS NULL) THEN now() END,
        lease_until = NULL, not_before = CASE WHEN said.at IS NULL
            OR said.at <= o.lease_until - make_interval(secs => %(lease)s) THEN now() + make_interval(secs => %(wait)s)
        END, waits_since = now(), attempts = attempts - 1, error = %(reason)s,
        parts_sent = coalesce(%(parts)s, parts_sent)
    FROM said
    WHERE o.id = %(id)s AND o.attempts = %(attempt)s AND o.status IN ('sending', 'unknown') AND o.resent_at IS NULL
    RETURNING o.status
)
SELECT status FROM held
"""

_HIDE_MENU = b"""
UPDATE conversations SET state = (state - 'menu') || '{"menu_live": false}'
WHERE platform = %s AND chat = %s AND state -> 'menu' = %s::jsonb
"""

# A clock that was put back must not hold what had a few hours to wait for days. Nobody asked for a broadcast: while
# staff have stopped it, only a person's own word releases what waits of it.
_HOUR_HAS_COME: LiteralString = """
status = 'waiting' AND (not_before <= now() OR (not_before IS NOT NULL AND waits_since > now() + interval '5 s'))
AND NOT EXISTS (
    SELECT 1 FROM broadcasts AS b WHERE b.id = outbox.broadcast_id AND b.state IN ('paused', 'asking')
)
"""
_ANY_DUE: LiteralString = f"EXISTS (SELECT 1 FROM outbox WHERE {_HOUR_HAS_COME})"  # noqa: S608 - a constant
_DUE = f"""
UPDATE outbox SET status = CASE WHEN expires_at <= now() THEN 'failed' ELSE 'queued' END,
    finished_at = CASE WHEN expires_at <= now() THEN now() END, waits_since = NULL, not_before = NULL,
    error = CASE WHEN expires_at <= now() THEN coalesce(error, '') || ' (too late)' ELSE error END
WHERE {_HOUR_HAS_COME} RETURNING platform, status
""".encode()  # noqa: S608 - constants

# Only what was held a short while ago can have missed its person's word: later ones release it themselves.
_MISSED: LiteralString = """
SELECT DISTINCT o.platform, o.chat FROM outbox AS o
JOIN conversations AS c ON c.platform = o.platform AND c.chat = o.chat
WHERE o.status = 'waiting' AND o.waits_since > now() - interval '10 minutes' AND o.waits_since < greatest(
    c.interacted_at, (SELECT max(i.received_at) FROM inbox AS i WHERE i.conversation_id = c.id)
)
"""
_ANY_MISSED: LiteralString = f"EXISTS ({_MISSED})"

_ANY_OVER: LiteralString = """
EXISTS (
    SELECT 1 FROM outbox
    WHERE status = 'waiting'
      AND (expires_at <= now() OR created_at < now() - make_interval(days => %(held_days)s))
)
"""

_GIVE_UP = b"""
UPDATE outbox SET status = 'failed', finished_at = now(),
    error = coalesce(error, '') || CASE WHEN expires_at <= now() THEN ' (too late)' ELSE ' (nobody wrote)' END
WHERE status = 'waiting' AND (expires_at <= now() OR created_at < now() - make_interval(days => %s))
"""


async def hold(
    connection: AsyncConnection[DictRow],
    platform: str,
    message: Outgoing,
    reason: str,
    parts: int | None,
    *,
    wait: float | None = None,
) -> str | None:
    """Keep a message until its person writes, or an hour has come; within a transaction.

    Args:
        connection: to the bot's database.
        platform: takes it then.
        message: as it was taken; this try does not count.
        reason: what the platform said, or would say.
        parts: of one sent in parts, how many went out.
        wait: seconds after which it is tried again even if nobody has written; None: never.

    Returns:
        What it is now: ``waiting``; ``queued`` where the person has written meanwhile; ``failed`` where nobody is known
        who could write and there is no hour to wait for, or what it says is of no use any more. None where the message
        is somebody else's by now.
    """
    values = {
        "platform": platform,
        "chat": message.chat,
        "id": message.id,
        "attempt": message.attempt,
        "lease": LEASE_SECONDS,
        "reason": reason,
        "parts": parts,
        "wait": wait,
    }
    row = await (await connection.execute(_HOLD, values)).fetchone()
    if row is None:
        return None
    if row["status"] == "waiting":
        await hide_menu(connection, platform, message)
    status: str = row["status"]
    return status


async def hide_menu(connection: AsyncConnection[DictRow], platform: str, message: Outgoing) -> None:
    """Let no number answer the choices of a message that nobody has seen."""
    if message.reply.choices:
        menu = json.dumps([[choice.label, choice.payload] for choice in message.reply.choices])
        await connection.execute(_HIDE_MENU, [platform, message.chat, menu])


async def release(connection: AsyncConnection[DictRow], platform: str, chat: str) -> int:
    """Queue what waited for this chat's person, who has just done something; return how many messages."""
    cursor = await connection.execute(RELEASE + b"RETURNING status", {"platform": platform, "chat": chat})
    return sum(row["status"] == "queued" for row in await cursor.fetchall())


class Held:
    """Looks after messages that wait for people; any number of processes may.

    Args:
        database: pools of the process.
        events: wakes senders.
        watch: looks every few seconds.
        days: after which a message whose person has not written has failed.
    """

    def __init__(self, database: Database, events: Events, watch: Watch, *, days: int) -> None:
        self._database = database
        self._events = events
        self._days = days
        watch.ask("held_missed", _ANY_MISSED, self._release)
        watch.ask("held_due", _ANY_DUE, self._release_due)
        watch.ask("held_over", _ANY_OVER, self._give_up, held_days=days)

    async def _release(self, due: bool) -> None:
        """Queue what was held just when its person wrote."""
        if not due:
            return
        async with self._database.intake.connection() as connection:
            for row in await (await connection.execute(_MISSED.encode())).fetchall():
                if await release(connection, row["platform"], row["chat"]):
                    self._events.send(OUTBOX, row["platform"])

    async def _release_due(self, due: bool) -> None:
        """Queue what has waited long enough; it is no answer to anything, so it keeps its place among the others."""
        if not due:
            return
        async with self._database.intake.connection() as connection:
            rows = await (await connection.execute(_DUE)).fetchall()
        self._events.send(OUTBOX, *{row["platform"] for row in rows if row["status"] == "queued"})

    async def _give_up(self, due: bool) -> None:
        """End what waited too long."""
        if not due:
            return
        async with self._database.intake.connection() as connection:
            ended = (await connection.execute(_GIVE_UP, [self._days])).rowcount
        if ended > 0:
            logger.warning("messages waited in vain for their people to write", extra={"count": ended})
