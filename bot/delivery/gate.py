"""A platform's row: what all dispatchers of all processes know of it together.

Its rate, the wait it demanded, its circuit breaker, and whether staff have paused it. Every moment that lies ahead is
stored with the moment it was set, so that a clock that was put back is noticed (see ``mend_clock``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from typing import LiteralString

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

MOST_FAILURES = 5
"""Failures in a row until the circuit opens; from then on one message at a time tries whether it is over."""

PROBE_SECONDS = 40
"""How long the one that tries may take before another one may."""

_FIRST_OPEN = 5.0
_LONGEST_OPEN = 60.0

_FAILED = b"""
WITH failing AS (
    SELECT platform, least(100, greatest(%(least)s, CASE
        WHEN %(probe)s OR failures < %(most)s THEN failures + 1 ELSE failures END)) AS n, failures AS before
    FROM platforms WHERE platform = %(platform)s FOR UPDATE
)
UPDATE platforms AS p SET failures = n, problem = %(problem)s, open_since = now(),
    open_until = now() + make_interval(secs =>
        least(%(longest)s, %(first)s * 2 ^ (n - %(most)s)) * (0.75 + random() / 4))
FROM failing AS f WHERE p.platform = f.platform AND n >= %(most)s AND n > f.before
"""

_COUNT = b"""
UPDATE platforms SET failures = failures + 1, problem = %(problem)s
WHERE platform = %(platform)s AND failures < %(most)s - 1
"""

_BLOCK = b"""
UPDATE platforms SET blocked_since = now(), problem = %(problem)s,
    blocked_until = greatest(blocked_until, now() + make_interval(secs => %(seconds)s))
WHERE platform = %(platform)s AND (%(whole)s OR EXISTS (
    SELECT 1 FROM chat_waits AS w
    WHERE w.platform = %(platform)s AND w.chat <> %(chat)s AND w.refused AND w.until > now()
))
"""

_REFUSED = b"""
INSERT INTO chat_waits AS w (platform, chat, since, until, refused)
VALUES (%(platform)s, %(chat)s, now(), now() + make_interval(secs => %(seconds)s), true)
ON CONFLICT (platform, chat) DO UPDATE
SET since = excluded.since, until = greatest(w.until, excluded.until), refused = true
"""

CLOCK_PUT_BACK: LiteralString = """
EXISTS (
    SELECT 1 FROM platforms WHERE blocked_since > now() + interval '5 s' OR open_since > now() + interval '5 s'
)
OR EXISTS (SELECT 1 FROM chat_waits WHERE since > now() + interval '5 s')
OR EXISTS (SELECT 1 FROM outbox WHERE status = 'queued' AND waits_since > now() + interval '5 s')
OR EXISTS (
    SELECT 1 FROM outbox WHERE status = 'sending' AND lease_until > now() + make_interval(secs => %(lease)s + 5)
)
"""
"""The question whether ``mend_clock`` has anything to do; ``lease`` in seconds."""

# Whatever was set in the future was set before the clock was put back: what is left of it begins anew.
_MEND: tuple[bytes, ...] = (
    b"""
    UPDATE platforms SET
        blocked_until = CASE WHEN blocked_since > now() + interval '5 s'
            THEN now() + (blocked_until - blocked_since) ELSE blocked_until END,
        blocked_since = least(blocked_since, now()),
        open_until = CASE WHEN open_since > now() + interval '5 s'
            THEN now() + (open_until - open_since) ELSE open_until END,
        open_since = least(open_since, now())
    WHERE blocked_since > now() + interval '5 s' OR open_since > now() + interval '5 s'
    """,
    b"""
    UPDATE chat_waits SET until = now() + (until - since), since = now(), group_next_at = NULL
    WHERE since > now() + interval '5 s'
    """,
    b"""
    UPDATE outbox SET not_before = now() + (not_before - waits_since), waits_since = now()
    WHERE status = 'queued' AND waits_since > now() + interval '5 s'
    """,
    b"""
    UPDATE outbox SET lease_until = now() + make_interval(secs => %(lease)s)
    WHERE status = 'sending' AND lease_until > now() + make_interval(secs => %(lease)s + 5)
    """,
)


@dataclass(frozen=True, slots=True)
class PlatformState:
    """How a platform is, for people and health checks.

    Attributes:
        paused_at: since when staff have paused it, or None.
        shut_until: nothing goes out before (a demanded wait, or an open circuit), or None.
        failures: in a row.
        problem: the last one, or None.
    """

    platform: str
    paused_at: datetime | None
    paused_by: str | None
    paused_why: str | None
    shut_until: datetime | None
    failures: int
    problem: str | None


async def make(connection: AsyncConnection[DictRow], platform: str) -> None:
    """Make sure that the platform has its row."""
    await connection.execute(b"INSERT INTO platforms (platform) VALUES (%s) ON CONFLICT DO NOTHING", [platform])


async def count_failure(
    connection: AsyncConnection[DictRow], platform: str, problem: str, *, probe: bool, at_once: bool = False
) -> None:
    """Count that the platform failed; after a few in a row nothing goes out for a while.

    Args:
        connection: to the bot's database.
        platform: which.
        problem: what it said.
        probe: the message was the one that tried whether it is over; if not, the next one waits twice as long.
        at_once: open the circuit without counting (only a person can mend it).
    """
    values = {
        "platform": platform,
        "problem": problem[:500],
        "probe": probe,
        "least": MOST_FAILURES if at_once else 0,
        "most": MOST_FAILURES,
        "first": _FIRST_OPEN,
        "longest": _LONGEST_OPEN,
    }
    if not at_once and (await connection.execute(_COUNT, values)).rowcount:
        return
    await connection.execute(_FAILED, values)


async def spare_probe(connection: AsyncConnection[DictRow], platform: str) -> None:
    """Let the next message try whether the platform works again: the one that was taken for it was not sent."""
    await connection.execute(
        b"UPDATE platforms SET open_until = now() WHERE platform = %s AND failures >= %s", [platform, MOST_FAILURES]
    )


async def recover(connection: AsyncConnection[DictRow], platform: str) -> None:
    """Note that the platform took a message."""
    await connection.execute(
        b"UPDATE platforms SET failures = 0, open_since = NULL, open_until = NULL, problem = NULL"
        b" WHERE platform = %s AND failures > 0",
        [platform],
    )


async def refuse(
    connection: AsyncConnection[DictRow], platform: str, chat: str, seconds: float, problem: str, *, whole: bool
) -> bool:
    """Obey a demanded wait, for the chat; for the platform where it says so, or where a second chat is told to wait.

    Telegram does not say whether it means the chat or the bot. While one chat waits the others go on, and the first
    of them that is refused as well shows that it was the bot.

    Returns:
        Whether the whole platform waits now.
    """
    values = {
        "platform": platform,
        "chat": chat,
        "seconds": seconds,
        "whole": whole,
        "problem": problem[:500],
    }
    # One refusal after the other: of two at the same moment neither would see the other's row.
    await connection.execute(b"SELECT 1 FROM platforms WHERE platform = %(platform)s FOR UPDATE", values)
    await connection.execute(_REFUSED, values)
    return (await connection.execute(_BLOCK, values)).rowcount > 0


async def charge(
    connection: AsyncConnection[DictRow], platform: str, interval: float, paid_from: datetime, *, parts: int
) -> None:
    """Count an answered message against the platform's rate, beyond what its taking counted.

    What the rate has paid of it meanwhile is charged anew, since the platform may have counted it only now; a reply
    sent in parts is that many messages.

    Args:
        connection: to the bot's database.
        platform: which.
        interval: of two messages, in seconds.
        paid_from: the moment from which on the rate paid for it.
        parts: how many messages it was.
    """
    await connection.execute(
        b"UPDATE platforms SET next_at = greatest(next_at, now()) + make_interval(secs => %(interval)s * %(more)s)"
        b" + least(greatest(now() - %(paid_from)s, interval '0'), make_interval(secs => %(interval)s))"
        b" WHERE platform = %(platform)s AND (now() > %(paid_from)s OR %(more)s > 0)",
        {"platform": platform, "interval": interval, "paid_from": paid_from, "more": parts - 1},
    )


async def mend_clock(connection: AsyncConnection[DictRow], lease: float) -> int:
    """Repair what a clock that was put back has moved into the future; return how many rows."""
    mended = 0
    for statement in _MEND:
        mended += max(0, (await connection.execute(statement, {"lease": lease})).rowcount)
    return mended


async def states(connection: AsyncConnection[DictRow]) -> list[PlatformState]:
    """Return how every platform is that was ever used."""
    cursor = await connection.execute(
        b"SELECT platform, paused_at, paused_by, paused_why, failures, problem,"
        b" CASE WHEN greatest(blocked_until, open_until) > now() THEN greatest(blocked_until, open_until) END"
        b" AS shut_until FROM platforms ORDER BY platform"
    )
    return [PlatformState(**row) for row in await cursor.fetchall()]
