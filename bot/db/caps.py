"""Whether one more call-back, ticket or subscription may be left (``bot.conversation.caps``). Joins a turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation import caps
from bot.conversation.caps import Cap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

_ONE_AT_A_TIME = b"SELECT pg_advisory_xact_lock(hashtextextended('motcua cap ' || %s, 0))"

_CALLBACKS = b"""
SELECT count(*) FILTER (WHERE b.conversation_id = ANY(%(ids)s)) AS own,
    count(*) FILTER (WHERE b.phone = %(phone)s) AS of_phone,
    count(*) FILTER (WHERE c.platform = %(platform)s) AS of_platform
FROM callbacks AS b LEFT JOIN conversations AS c ON c.id = b.conversation_id
WHERE b.status <> 'closed'
"""

_OF_NETWORK = b"""
SELECT count(*) AS n FROM callbacks WHERE network = %s AND created_at > now() - interval '1 day'
"""

_TICKETS = b"""
SELECT count(*) FILTER (WHERE c.platform = %(platform)s) AS of_platform,
    count(*) FILTER (
        WHERE c.platform = 'web' AND c.created_at > t.opened_at - make_interval(mins => %(new)s)
    ) AS of_new,
    (SELECT created_at > now() - make_interval(mins => %(new)s) AND platform = 'web' FROM conversations
        WHERE id = %(own)s) AS is_new,
    (SELECT count(*) FROM tickets AS o WHERE o.conversation_id = ANY(%(ids)s)
        AND o.opened_at > now() - interval '1 day') AS today
FROM tickets AS t JOIN conversations AS c ON c.id = t.conversation_id WHERE t.closed_at IS NULL
"""

_SUBSCRIPTIONS = b"""
SELECT count(*) FILTER (WHERE withdrawn_at IS NULL) AS live,
    count(*) FILTER (WHERE granted_at > now() - interval '1 day') AS today
FROM subscriptions WHERE contact_id = ANY(%s)
"""
_SUBSCRIBED_OF_LATE = b"""
SELECT count(*) AS n
FROM (SELECT contact_id, granted_at FROM subscriptions ORDER BY id DESC LIMIT %(newest)s) AS s
JOIN conversations AS c ON c.id = s.contact_id
WHERE s.granted_at > now() - interval '1 day' AND c.platform = %(platform)s
"""
_NEWEST = 2
"""Times the limit are looked at, however many subscriptions there are: others may have come between."""


async def full_for_callback(
    connection: AsyncConnection[DictRow],
    conversations: Sequence[int],
    platform: str,
    *,
    network: str | None,
    phone: str | None,
) -> Cap | None:
    """Return what forbids one more call-back, or None.

    Args:
        connection: to the bot's database.
        conversations: all of the person.
        platform: on which it is left.
        network: keyed hash of the network that the message came from, where it is known.
        phone: that is to be called; None while it is not known.
    """
    if phone is not None:
        await connection.execute(_ONE_AT_A_TIME, [phone])
    values = {"ids": list(conversations), "phone": phone, "platform": platform}
    found = await (await connection.execute(_CALLBACKS, values)).fetchone() or {}
    if found.get("own", 0) >= caps.MOST_CALLBACKS:
        return Cap.PERSON
    if phone is not None and found.get("of_phone", 0) >= caps.MOST_CALLBACKS_OF_PHONE:
        return Cap.PHONE
    most = caps.MOST_CALLBACKS_OF_PLATFORM.get(platform, caps.MOST_CALLBACKS_ELSEWHERE)
    if found.get("of_platform", 0) >= most:
        return Cap.PLATFORM
    if network is not None:
        row = await (await connection.execute(_OF_NETWORK, [network])).fetchone()
        if row is not None and row["n"] >= caps.MOST_CALLBACKS_OF_NETWORK:
            return Cap.PLATFORM
    return None


async def full_for_ticket(
    connection: AsyncConnection[DictRow], own: int, conversations: Sequence[int], platform: str
) -> Cap | None:
    """Return what forbids one more ticket of a conversation, or None; those who ask at once ask one after another."""
    await connection.execute(_ONE_AT_A_TIME, ["tickets"])
    values = {"own": own, "ids": list(conversations), "platform": platform, "new": caps.NEW_MINUTES}
    found = await (await connection.execute(_TICKETS, values)).fetchone() or {}
    if found.get("today", 0) >= caps.MOST_TICKETS_IN_A_DAY:
        return Cap.PERSON
    if found.get("of_platform", 0) >= caps.MOST_TICKETS_OF_PLATFORM.get(platform, caps.MOST_TICKETS_ELSEWHERE):
        return Cap.PLATFORM
    if found.get("is_new") and found.get("of_new", 0) >= caps.MOST_TICKETS_OF_NEW:
        return Cap.PLATFORM
    return None


async def full_for_subscription(
    connection: AsyncConnection[DictRow], conversations: Sequence[int], platform: str
) -> Cap | None:
    """Return what forbids one more subscription, or None; those of a platform are counted one after another."""
    await connection.execute(_ONE_AT_A_TIME, [f"subscriptions {platform}"])
    own = await (await connection.execute(_SUBSCRIPTIONS, [list(conversations)])).fetchone() or {}
    most = caps.MOST_SUBSCRIPTIONS, caps.MOST_SUBSCRIPTIONS_IN_A_DAY
    if own.get("live", 0) >= most[0] or own.get("today", 0) >= most[1]:
        return Cap.PERSON
    of_platform = caps.MOST_SUBSCRIPTIONS_OF_PLATFORM.get(platform, caps.MOST_SUBSCRIPTIONS_ELSEWHERE)
    values = {"platform": platform, "newest": _NEWEST * of_platform}
    found = await (await connection.execute(_SUBSCRIBED_OF_LATE, values)).fetchone() or {}
    return Cap.PLATFORM if found.get("n", 0) >= of_platform else None
