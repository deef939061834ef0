"""The inbox: each update of a platform once, in the order of its person, until it is answered or parked."""

from __future__ import annotations

import hashlib
import hmac
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg.types.json import Jsonb

from bot.conversation.messages import Inbound, Kind, PlatformName

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.conversation.understood import Understanding

MOST_OPEN = 50
"""Messages of one conversation that wait at a time: more than anybody types before an answer comes."""

_ACCEPT = b"""
WITH known AS (
    SELECT id FROM conversations WHERE platform = %(platform)s AND chat = %(chat)s AND sender = %(sender)s
), made AS (
    INSERT INTO conversations (platform, chat, sender)
    SELECT %(platform)s, %(chat)s, %(sender)s
    WHERE NOT EXISTS (SELECT 1 FROM known) AND NOT EXISTS (SELECT 1 FROM inbox WHERE event_key = %(event_key)s)
    ON CONFLICT (platform, chat, sender) DO NOTHING
    RETURNING id
), waiting AS (
    SELECT count(*) AS n FROM (
        SELECT FROM inbox WHERE conversation_id = (SELECT id FROM known) AND status = 'open' LIMIT %(most)s
    ) AS open
)
INSERT INTO inbox (event_key, conversation_id, platform, sequence, body, as_of, ready)
SELECT %(event_key)s, id, %(platform)s, %(sequence)s, %(body)s, %(as_of)s, %(ready)s
FROM (SELECT id FROM known UNION ALL SELECT id FROM made) AS conversation
WHERE (SELECT n FROM waiting) < %(most)s::int
ON CONFLICT (event_key) DO NOTHING
RETURNING id
"""

_WAITING = b"""
SELECT c.id, c.profile ->> 'language' AS language FROM conversations AS c
WHERE c.platform = %(platform)s AND c.chat = %(chat)s AND c.sender = %(sender)s AND %(most)s::int <= (
    SELECT count(*) FROM (
        SELECT FROM inbox AS i WHERE i.conversation_id = c.id AND i.status = 'open' LIMIT %(most)s
    ) AS open
)
"""

# A row of its own: the conversation's is locked while a turn of the same person is under way.
_REFUSE = b"""
INSERT INTO refusals AS r (conversation_id) VALUES (%(conversation)s)
ON CONFLICT (conversation_id) DO UPDATE SET told_at = now() WHERE r.told_at < now() - interval '10 minutes'
RETURNING conversation_id
"""

# Locks the row of the message as well: after waiting for nothing (SKIP LOCKED) PostgreSQL looks at its newest
# version again, so a message that another process has just answered is not taken twice.
# The platforms are looked at one after the other, and only until one of them has something: each by an index, however
# many messages wait on another.
_CLAIM = b"""
SELECT found.* FROM unnest(%(turns)s::text[]) AS turn (platform) CROSS JOIN LATERAL (
    SELECT i.id AS inbox_id, i.body, i.as_of, i.received_at, i.understanding, i.tries, i.last_error,
           c.id AS conversation_id, c.platform, c.chat, c.state, c.profile, c.person, c.ticket_id AS ticket,
           c.created_at AS since, coalesce(c.by_hand_until > now(), false) AS by_hand,
           EXISTS (SELECT 1 FROM platforms AS p WHERE p.platform = c.platform AND p.paused_at IS NOT NULL) AS paused
    FROM inbox AS i JOIN conversations AS c ON c.id = i.conversation_id
    WHERE i.platform = turn.platform AND i.status = 'open' AND i.ready AND (i.retry_at IS NULL OR i.retry_at <= now())
      AND NOT EXISTS (
        SELECT 1 FROM inbox AS older
        WHERE older.conversation_id = i.conversation_id AND older.status = 'open'
          AND (older.sequence, older.id) < (i.sequence, i.id)
      )
    ORDER BY i.id
    LIMIT 1
    FOR NO KEY UPDATE OF c, i SKIP LOCKED
) AS found
LIMIT 1
"""

# Only while a platform is paused: looked for in every claim it costs turns.
_CLAIM_NOT_PAUSED = _CLAIM.replace(
    b"ORDER BY", b"AND c.platform <> ALL (ARRAY(SELECT platform FROM platforms WHERE paused_at IS NOT NULL))\nORDER BY"
)

_CLAIM_UNREAD = b"""
UPDATE inbox SET reading_until = now() + interval '5 seconds'
WHERE id = (
    SELECT found.id FROM unnest(%(turns)s::text[]) AS turn (platform) CROSS JOIN LATERAL (
        SELECT id FROM inbox
        WHERE platform = turn.platform AND status = 'open' AND NOT ready
          AND (reading_until IS NULL OR reading_until < now())
        ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
    ) AS found LIMIT 1
)
RETURNING id, body, conversation_id
"""

_FAILED = b"""
UPDATE inbox SET tries = tries + 1, last_error = %(error)s,
    status = CASE WHEN tries + 1 >= %(most)s THEN 'parked' ELSE status END,
    done_at = CASE WHEN tries + 1 >= %(most)s THEN now() END,
    retry_at = now() + make_interval(secs => %(wait)s * (tries + 1))
WHERE id = %(id)s AND status = 'open'
RETURNING status
"""

MOST_TRIES = 3
_RETRY_SECONDS = 0.5


def event_key(secret: bytes, inbound: Inbound) -> bytes:
    """Return the keyed hash by which a repeated update is recognised, even after its person was erased."""
    return hmac.digest(secret, f"{inbound.platform}\n{inbound.event_id}".encode(), hashlib.sha256)[:16]


@dataclass(frozen=True, slots=True)
class Claimed:
    """The oldest open message of a conversation, locked for this transaction.

    What the rows hold is given as it is: a row that cannot be read must fail its own turn, not everybody's.
    """

    inbox_id: int
    conversation_id: int
    platform: str
    chat: str
    body: dict[str, Any]
    as_of: datetime
    received_at: datetime
    understanding: dict[str, Any] | None
    state: dict[str, Any]
    profile: dict[str, Any]
    by_hand: bool = False
    """Somebody of the office is answering this person in the platform's own tool."""
    person: UUID | None = None
    """Shared with the conversations on other platforms that the person has linked."""
    ticket: int | None = None
    """The open ticket: a clerk answers this person."""
    since: datetime | None = None
    """When this conversation began."""
    tries: int = 0
    """How often its turn has failed."""
    last_error: str | None = None
    """Of the latest failed turn: the error's class, a colon, and its words."""

    @property
    def state_may_be_why(self) -> bool:
        """Whether this is the last try, and those before failed as turns do that cannot read what is remembered."""
        kind = (self.last_error or "").partition(":")[0]
        return self.tries >= MOST_TRIES - 1 and kind in _UNREADABLE


_UNREADABLE = frozenset({"AttributeError", "IndexError", "KeyError", "LookupError", "TypeError", "ValueError"})


@dataclass(frozen=True, slots=True)
class Unread:
    """A text that somebody has to read before its turn."""

    inbox_id: int
    conversation_id: int
    body: dict[str, Any]

    @property
    def inbound(self) -> Inbound:
        """The message; raises where its row cannot be read."""
        return Inbound.from_json(self.body)


class TooManyOpen(Exception):
    """So many messages of a conversation wait that no more of them are taken.

    Attributes:
        conversation_id: whose.
        language: of its person.
    """

    def __init__(self, conversation_id: int, language: str) -> None:
        super().__init__(f"conversation {conversation_id} has too many open messages")
        self.conversation_id = conversation_id
        self.language = language


async def accept(
    connection: AsyncConnection[DictRow], secret: bytes, inbound: Inbound, as_of: datetime, *, most: int = MOST_OPEN
) -> bool:
    """Store an update; durable when the transaction is.

    Args:
        connection: to the bot's database, in a transaction.
        secret: key of the event ids' hashes.
        inbound: the update.
        as_of: the moment for which it is answered.
        most: messages of one conversation that may wait at a time; looking for the next message of anybody costs the
            more the more one person has waiting.

    Returns:
        False for one that is already known (a retried webhook, or one of an erased person).

    Raises:
        TooManyOpen: it was not stored; the transaction can go on.
    """
    values = {
        "platform": inbound.platform,
        "chat": inbound.chat,
        "sender": inbound.sender,
        "event_key": event_key(secret, inbound),
        "sequence": inbound.sequence,
        "body": Jsonb(inbound.to_json()),
        "as_of": as_of,
        "ready": inbound.kind is not Kind.TEXT,
        "most": most,
    }
    for _ in range(3):
        cursor = await connection.execute(_ACCEPT, values)
        if await cursor.fetchone() is not None:
            return True
        cursor = await connection.execute("SELECT 1 FROM inbox WHERE event_key = %(event_key)s", values)
        if await cursor.fetchone() is not None:
            return False
        full = await (await connection.execute(_WAITING, values)).fetchone()
        if full is not None:
            raise TooManyOpen(full["id"], full["language"] or "vi")
        # Another process made the conversation in the same instant; now it is there.
    raise RuntimeError("the conversation's row could not be made")


async def note_refusal(connection: AsyncConnection[DictRow], conversation_id: int) -> bool:
    """Note that a message was not taken; return whether its person has to be told: once in ten minutes."""
    return await (await connection.execute(_REFUSE, {"conversation": conversation_id})).fetchone() is not None


class Turns:
    """Whose message comes next: the platforms take turns, so that what floods one keeps nobody on another waiting."""

    def __init__(self) -> None:
        # The last one is that of rows which code of before stored, and which name no platform.
        self._order = deque([*map(str, PlatformName), ""])

    def next(self) -> dict[str, list[str]]:
        """Return the platforms in the order in which they are looked at now."""
        self._order.rotate(-1)
        return {"turns": [*self._order]}


async def claim(connection: AsyncConnection[DictRow], turns: Turns) -> Claimed | None:
    """Lock the next conversation that has a message to answer; None when there is none. Within a transaction."""
    order = turns.next()
    row = await (await connection.execute(_CLAIM, order)).fetchone()
    if row is not None and row["paused"]:
        row = await (await connection.execute(_CLAIM_NOT_PAUSED, order)).fetchone()
    if row is None:
        return None
    del row["paused"]
    return Claimed(**row)


async def claim_unread(connection: AsyncConnection[DictRow], turns: Turns) -> Unread | None:
    """Take a text that nobody is reading; None when there is none."""
    row = await (await connection.execute(_CLAIM_UNREAD, turns.next())).fetchone()
    return None if row is None else Unread(row["id"], row["conversation_id"], row["body"])


async def wait_to_be_read(connection: AsyncConnection[DictRow], inbox_id: int, seconds: float) -> None:
    """Let a text that was taken wait; ``read_now`` ends that, or the time does."""
    await connection.execute(
        b"UPDATE inbox SET reading_until = now() + make_interval(secs => %s) WHERE id = %s AND status = 'open'",
        [seconds, inbox_id],
    )


async def read_now(connection: AsyncConnection[DictRow], inbox_ids: Collection[int]) -> None:
    """Let texts that wait be read."""
    await connection.execute(
        b"UPDATE inbox SET reading_until = NULL WHERE id = ANY(%s) AND status = 'open' AND NOT ready",
        [list(inbox_ids)],
    )


async def save_reading(connection: AsyncConnection[DictRow], inbox_id: int, understanding: Understanding) -> None:
    """Store what a text was understood as; its turn may come now."""
    await connection.execute(
        b"UPDATE inbox SET understanding = %s, ready = true, reading_until = NULL WHERE id = %s AND status = 'open'",
        [Jsonb(understanding.to_json()), inbox_id],
    )


async def count_failure(connection: AsyncConnection[DictRow], inbox_id: int, error: str) -> bool:
    """Count a failed try, in a transaction of its own; True when the message is parked now."""
    values = {"id": inbox_id, "error": error[:500], "most": MOST_TRIES, "wait": _RETRY_SECONDS}
    row = await (await connection.execute(_FAILED, values)).fetchone()
    return row is not None and row["status"] == "parked"
