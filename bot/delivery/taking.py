"""Taking the next message that may go out, within what its platform allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.conversation.by_hand import IS_FOR_THE_BOT
from bot.db.home import KNOWN_HOME, UNATTENDED_MINUTES
from bot.delivery import gate
from bot.delivery.outbox import FINISH, NO_FATE, outgoing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.conversation.messages import Outgoing
    from bot.delivery.pace import Pace

LEASE_SECONDS = 60
"""Longer than any send may take; a lease that runs out leaves the fate of its message unknown."""

_MOST_AHEAD = 10.0
"""Seconds that a rate can be ahead of its slack, by replies sent in parts; more comes of a clock that was put back."""

# What a clerk says through the bot (no inbox row, no term) goes out whoever else answers.
# Of each chat only the head row is taken, so its order holds; replies before reminders before broadcasts. The
# platform's row is locked first: its rate is kept by one taker at a time, over all processes. What a taker that waited
# for that lock reads besides may be older; a message that looks earlier then than it is only keeps others back.
# CASE asks the cheap question first, and keeps PostgreSQL from turning both, which are asked of a few rows, into joins
# over all that wait. What a broadcast left queued when its database was copied, or when the machine was off for long,
# stays until staff have decided: whoever looks after broadcasts may come later than the first taker. What was under way
# when staff stopped its broadcast, and is queued again since the platform did not take it, stays too; but what went out
# in part is said to its end, and what a person's own word released while it is paused goes to them. The last few of the
# messages that nobody asked for need not leave anything to replies: after them the whole rate is free.
# What became of the message before is noted by the same statement, which by itself is a transaction: the platform's
# row is locked for as long as PostgreSQL needs, never while this process is busy with something else. Since the rest of
# a statement does not see its own changes, the message before is left out of those under way.
_TAKE = f"""
WITH finished AS ({FINISH}), gate AS (
    SELECT paused_at IS NOT NULL AS paused, failures,
        CASE WHEN next_at > now() + make_interval(secs => %(slack)s + %(most_ahead)s) THEN now()
            ELSE greatest(next_at, now()) END AS next_at,
        greatest(blocked_until, open_until, now()) AS shut_until
    FROM platforms WHERE platform = %(platform)s FOR UPDATE
), head AS (
    SELECT o.id, greatest(0, %(slack)s - CASE
        WHEN o.priority > 0 AND %(kept)s > 0 AND EXISTS (
            SELECT 1 FROM outbox AS more
            WHERE more.platform = %(platform)s AND more.status = 'queued' AND more.priority > 0
            OFFSET %(kept_messages)s
        ) THEN %(kept)s ELSE 0 END - %(interval)s * (
        SELECT count(*) FROM outbox AS under_way
        WHERE under_way.platform = %(platform)s AND under_way.status = 'sending' AND %(interval)s > 0
          AND (under_way.id, under_way.attempts) <> (%(done)s, %(attempt)s)
    )) AS slack
    FROM outbox AS o
    WHERE o.platform = %(platform)s AND o.status = 'queued' AND (o.not_before IS NULL OR o.not_before <= now())
      AND (SELECT shut_until <= now() FROM gate)
      AND (o.priority < 0 OR NOT (SELECT paused FROM gate))
      AND CASE
        WHEN EXISTS (
            SELECT 1 FROM chat_waits AS w WHERE w.platform = o.platform AND w.chat = o.chat AND w.until > now()
        ) THEN false
        WHEN o.broadcast_id IS NOT NULL AND EXISTS (
            SELECT 1 FROM broadcasts AS b WHERE b.id = o.broadcast_id
              AND (b.home <> {KNOWN_HOME}
                OR b.state = 'sending' AND b.fed_at < now() - interval '{UNATTENDED_MINUTES} minutes'
                OR o.parts_sent = 0
                  AND (b.state = 'cancelled' OR b.state IN ('paused', 'asking') AND o.priority > 0))
        ) THEN false
        ELSE NOT EXISTS (
            SELECT 1 FROM outbox AS other
            WHERE other.platform = o.platform AND other.chat = o.chat AND other.status IN ('queued', 'sending')
              AND CASE other.status WHEN 'queued' THEN (other.priority, other.id) < (o.priority, o.id)
                ELSE (other.id, other.attempts) <> (%(done)s, %(attempt)s) END
        )
      END
    ORDER BY o.priority, o.id
    LIMIT 1
    FOR UPDATE SKIP LOCKED
), paid AS (
    SELECT head.id FROM head, gate WHERE gate.next_at <= now() + make_interval(secs => head.slack)
), taken AS (
    UPDATE outbox
    SET status = 'sending', attempts = attempts + 1, lease_until = now() + make_interval(secs => %(lease)s)
    WHERE id = (SELECT id FROM paid)
    RETURNING id, chat, body, in_reply_to, attempts, parts_sent, priority,
        extract(epoch FROM now() - created_at) AS age, extract(epoch FROM expires_at - now()) AS useful,
        (
            SELECT extract(epoch FROM c.by_hand_until - now()) FROM conversations AS c
            WHERE c.id = outbox.conversation_id AND c.by_hand_until > now() AND (
                outbox.priority > 0 OR outbox.broadcast_id IS NOT NULL OR outbox.expires_at IS NOT NULL
                OR outbox.inbox_id IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM inbox AS i WHERE i.id = outbox.inbox_id AND {IS_FOR_THE_BOT}
                )
            )
        ) AS by_hand,
        (
            SELECT CASE WHEN (b.content ->> 'urgent')::boolean THEN NULL ELSE b.state END
            FROM broadcasts AS b WHERE b.id = outbox.broadcast_id
        ) AS by_day
), charged AS (
    UPDATE platforms SET next_at = (SELECT next_at FROM gate) + make_interval(secs => %(interval)s),
        open_since = CASE WHEN failures >= %(most_failures)s THEN now() ELSE open_since END,
        open_until = CASE WHEN failures >= %(most_failures)s
            THEN now() + make_interval(secs => %(probe)s) ELSE open_until END
    WHERE platform = %(platform)s AND EXISTS (SELECT 1 FROM taken)
        AND (%(interval)s > 0 OR failures >= %(most_failures)s)
)
SELECT taken.*, gate.failures, gate.next_at AS paid_from, CASE
    WHEN taken.id IS NOT NULL THEN NULL
    WHEN gate.shut_until > now() THEN extract(epoch FROM gate.shut_until - now())
    WHEN head.id IS NOT NULL THEN extract(epoch FROM gate.next_at - now()) - head.slack
    ELSE (
        SELECT extract(epoch FROM min(greatest(o.not_before, w.until)) - now())
        FROM outbox AS o LEFT JOIN chat_waits AS w ON w.platform = o.platform AND w.chat = o.chat
        WHERE o.platform = %(platform)s AND o.status = 'queued' AND (o.priority < 0 OR NOT gate.paused)
          AND greatest(o.not_before, w.until) > now()
    )
    END AS wait
FROM gate LEFT JOIN head ON true LEFT JOIN taken ON true
""".encode()  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class Taken:
    """A message, committed as being sent.

    Attributes:
        message: what to send.
        age: seconds since it was written.
        failures: of the platform, in a row, before this message.
        paid_from: the moment, by the database's clock, from which on the platform's rate pays for this message.
        useful: seconds until what it says is of no use any more; None where it always is.
        by_hand: seconds for which it would come between the words of somebody of the office; None where it would not.
        by_day: the state of its broadcast, where that does not go out at night; else None.
    """

    message: Outgoing
    age: float
    failures: int
    paid_from: datetime
    useful: float | None = None
    by_hand: float | None = None
    by_day: str | None = None

    @property
    def probe(self) -> bool:
        """Whether this message tries if the platform works again."""
        return self.failures >= gate.MOST_FAILURES


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing may go out now.

    Attributes:
        wait: seconds until the next look is worth while; None where nothing waits for a moment.
    """

    wait: float | None


async def take(
    connection: AsyncConnection[DictRow], platform: str, pace: Pace, before: Mapping[str, Any] = NO_FATE
) -> Taken | Later:
    """Take the next message of ``platform`` that its limits let through, as being sent.

    Args:
        connection: to the bot's database.
        platform: which.
        pace: its limits.
        before: what became of the message before (``outbox.fate``), noted in the same statement.
    """
    values = {
        **before,
        "platform": platform,
        "lease": LEASE_SECONDS,
        "slack": pace.slack,
        "kept": pace.kept,
        "kept_messages": pace.kept_messages,
        "interval": pace.interval,
        "most_ahead": _MOST_AHEAD,
        "most_failures": gate.MOST_FAILURES,
        "probe": gate.PROBE_SECONDS,
    }
    row = await (await connection.execute(_TAKE, values)).fetchone()
    if row is None:
        await gate.make(connection, platform)
        return Later(0.0)
    if row["id"] is None:
        return Later(None if row["wait"] is None else max(0.0, float(row["wait"])))
    extra = {"parts_sent": row["parts_sent"]} if row["parts_sent"] else {}
    if row["priority"] > 0:
        extra["unasked"] = True
    message = outgoing(row, extra)
    useful, by_hand = (None if row[name] is None else float(row[name]) for name in ("useful", "by_hand"))
    return Taken(message, float(row["age"]), row["failures"], row["paid_from"], useful, by_hand, row["by_day"])
