"""From recipients to the outbox, a batch at a time; what is left is always read from the rows, never from a cursor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg.types.json import Jsonb

from bot.broadcasts.audience_sql import LANGUAGE, REASON
from bot.conversation.messages import PlatformName
from bot.conversation.runner import STORED_IS_SENT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.broadcasts.audience_sql import Reach
    from bot.broadcasts.model import Broadcast

BULK = 2
"""Priority of broadcasts: behind replies and reminders."""

BATCH = 250
"""Most recipients of a platform that are fed in one transaction: whoever opts out meanwhile, of whatever broadcast,
waits for its end (a tenth of what 2,000 take), and so does the menu of who is being answered."""

_SECONDS_AHEAD = 20.0
_LEAST_AHEAD, _MOST_AHEAD = 40, 2000

# Who is opting out at this moment is waited for, and whoever opts out meanwhile waits: each finds what the other did.
# Their conversations are not locked, so that nobody's answer waits for a batch; whoever is being answered just now gets
# a menu with that answer.
_SETTLED = b"SELECT lock_opting_out(false)"

# Who opted out, blocked the bot, was erased or left Zalo's window since the audience was fixed is skipped here.
_FEED = f"""
WITH batch AS (
    SELECT id, contact_id FROM broadcast_recipients
    WHERE broadcast_id = %(id)s AND platform = %(platform)s AND status = 'waiting'
    ORDER BY id LIMIT %(most)s FOR NO KEY UPDATE SKIP LOCKED
), judged AS MATERIALIZED (
    SELECT b.id, c.id AS conversation, c.chat, {LANGUAGE} = 'en' AS english, CASE
        WHEN c.id IS NULL THEN 'erased'
        WHEN NOT broadcast_wanted(c.id, told.topic, told.procedure_codes, told.area_ids, told.not_area_ids)
            THEN 'opted_out'
        ELSE {REASON}
    END AS reason
    FROM batch AS b CROSS JOIN (SELECT * FROM broadcasts WHERE id = %(id)s) AS told
        LEFT JOIN conversations AS c ON c.id = b.contact_id
), said AS (
    INSERT INTO outbox
        (conversation_id, platform, chat, priority, body, status, finished_at, broadcast_id, recipient_id)
    SELECT conversation, %(platform)s, chat, {BULK}, CASE WHEN english THEN %(en)s::jsonb ELSE %(vi)s::jsonb END,
        %(status)s, CASE WHEN %(status)s = 'sent' THEN now() END, %(id)s, id
    FROM judged WHERE reason IS NULL ORDER BY id
    RETURNING chat
), offered AS (
    UPDATE conversations SET state = state || %(menu)s::jsonb WHERE id IN (
        SELECT c.id FROM judged AS j JOIN conversations AS c ON c.id = j.conversation
        WHERE %(menu)s::jsonb IS NOT NULL AND j.reason IS NULL AND NOT c.state ? 'dialogue'
        FOR NO KEY UPDATE OF c SKIP LOCKED
    )
), marked AS (
    UPDATE broadcast_recipients AS r SET status = CASE WHEN j.reason IS NULL THEN %(status)s ELSE 'skipped' END,
        reason = j.reason, done_at = CASE WHEN j.reason IS NOT NULL OR %(status)s = 'sent' THEN now() END
    FROM judged AS j WHERE r.broadcast_id = %(id)s AND r.id = j.id
    RETURNING j.reason
)
SELECT count(*) AS taken, count(*) FILTER (WHERE reason IS NULL) AS said,
    (SELECT coalesce(array_agg(chat), '{{}}') FROM said) AS chats
FROM marked
"""  # noqa: S608 - constants

_AHEAD = f"""
SELECT platform, count(*) AS n FROM outbox
WHERE platform = ANY(%(platforms)s) AND priority = {BULK} AND status IN ('queued', 'sending') GROUP BY platform
"""  # noqa: S608 - a constant

_WAITING = b"""
SELECT DISTINCT platform FROM broadcast_recipients
WHERE broadcast_id = %(id)s AND platform = ANY(%(platforms)s) AND status = 'waiting'
"""

_COMPACT = b"""
WITH gone AS (DELETE FROM broadcast_tallies WHERE broadcast_id = %(id)s RETURNING platform, status, n)
INSERT INTO broadcast_tallies (broadcast_id, platform, status, n)
SELECT %(id)s, platform, status, sum(n) FROM gone GROUP BY platform, status HAVING sum(n) <> 0
"""
_MOST_TALLIES = 200

_FINISH = b"""
UPDATE broadcasts SET state = 'done', finished_at = now() WHERE id = %(id)s AND state = 'sending'
AND NOT EXISTS (
    SELECT 1 FROM broadcast_recipients WHERE broadcast_id = %(id)s AND status IN ('waiting', 'queued')
)
"""


@dataclass(frozen=True, slots=True)
class Fed:
    """What one look did.

    Attributes:
        said: the chats whose messages went into the outbox, by platform.
        until_low: platform → messages of broadcasts that may go out there until it is worth while to look again, for
            those platforms where some are left.
        again: there is more to do at once.
        done: the broadcast is over.
    """

    said: Mapping[str, Sequence[str]]
    until_low: Mapping[str, int]
    again: bool
    done: bool


def room(per_second: float) -> int:
    """Return how many broadcast messages of a platform may lie in the outbox.

    As many as go out in some seconds: enough that senders never wait, few enough to be taken back at once.
    """
    if per_second <= 0:
        return _MOST_AHEAD
    return int(min(max(per_second * _SECONDS_AHEAD, _LEAST_AHEAD), _MOST_AHEAD))


async def feed(
    connection: AsyncConnection[DictRow], broadcast: Broadcast, rates: Mapping[str, float], reach: Reach
) -> Fed:
    """Fill the outbox up, for every platform that has less than half of its room taken.

    Args:
        connection: in a transaction that holds the broadcast's lock.
        broadcast: being sent.
        rates: platform → messages a second, 0 for no limit.
        reach: what the settings let us send.
    """
    platforms = [*rates]
    named = {"id": broadcast.id, "platforms": platforms}
    waiting = {row["platform"] for row in await (await connection.execute(_WAITING, named)).fetchall()}
    ahead = {row["platform"]: row["n"] for row in await (await connection.execute(_AHEAD.encode(), named)).fetchall()}
    hungry = sorted(platform for platform in waiting if _is_low(ahead.get(platform, 0), rates[platform]))
    said: dict[str, Sequence[str]] = {}
    again = False
    if hungry:
        await connection.execute(_SETTLED)
    for platform in hungry:
        most = min(BATCH, room(rates[platform]) - ahead.get(platform, 0))
        row = await _batch(connection, broadcast, platform, most, reach)
        said[platform] = row["chats"]
        if platform not in STORED_IS_SENT:
            ahead[platform] = ahead.get(platform, 0) + row["said"]
        again = again or (row["taken"] > 0 and _is_low(ahead.get(platform, 0), rates[platform]))
    done = not waiting and (await connection.execute(_FINISH, named)).rowcount > 0
    await _compact(connection, broadcast.id)
    left = waiting | {platform for platform, count in ahead.items() if count}
    until_low = {platform: max(1, ahead.get(platform, 0) - room(rates[platform]) // 2) for platform in left}
    return Fed(said, until_low, again, done)


def _is_low(ahead: int, per_second: float) -> bool:
    return ahead * 2 <= room(per_second)


async def _batch(
    connection: AsyncConnection[DictRow], broadcast: Broadcast, platform: str, most: int, reach: Reach
) -> DictRow:
    vi, en = broadcast.content.reply("vi"), broadcast.content.reply("en")
    # Where there are no buttons a number answers them, if it is the latest menu.
    numbered = platform == PlatformName.ZALO_BOT and vi.choices
    menu = {"menu": [[choice.label, choice.payload] for choice in vi.choices], "menu_live": True}
    values: dict[str, Any] = {
        **reach.values,
        "id": broadcast.id,
        "platform": platform,
        "most": most,
        "vi": Jsonb(vi.to_json()),
        "en": Jsonb(en.to_json()),
        "menu": Jsonb(menu) if numbered else None,
        "status": "sent" if platform in STORED_IS_SENT else "queued",
    }
    row = await (await connection.execute(_FEED.encode(), values)).fetchone()
    if row is None:
        raise LookupError("an aggregate gave no row")
    return row


async def _compact(connection: AsyncConnection[DictRow], broadcast: int) -> None:
    """Sum the counts up where many small rows have gathered."""
    cursor = await connection.execute(
        b"SELECT count(*) AS n FROM broadcast_tallies WHERE broadcast_id = %s", [broadcast]
    )
    row = await cursor.fetchone()
    if row is not None and row["n"] > _MOST_TALLIES:
        await connection.execute(_COMPACT, {"id": broadcast})
