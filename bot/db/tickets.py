"""Tickets: who talks with a clerk, from both sides. Each call joins a turn's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.conversation.handover import Word
from bot.conversation.posting import post

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.conversation.messages import Reply

_OPEN = b"""
WITH made AS (
    INSERT INTO tickets (conversation_id, desk_platform, desk_chat) VALUES (%(conversation)s, %(platform)s, %(chat)s)
    RETURNING id
), noted AS (
    UPDATE conversations SET ticket_id = (SELECT id FROM made) WHERE id = %(conversation)s
)
SELECT id FROM made
"""

_CLOSE = b"""
WITH closed AS (
    UPDATE tickets SET closed_at = now(), closed_by = %(by)s WHERE id = %(ticket)s AND closed_at IS NULL
    RETURNING id, conversation_id
)
UPDATE conversations AS c SET ticket_id = NULL FROM closed
WHERE c.id = closed.conversation_id AND c.ticket_id = closed.id
RETURNING c.id
"""

# The person's conversation is locked first, as in their own turns.
_FIND = b"""
SELECT t.id, t.conversation_id, t.closed_at IS NULL AS is_open, c.platform, c.chat, c.stopped_at IS NOT NULL AS gone,
    c.profile ->> 'language' AS language
FROM conversations AS c JOIN tickets AS t ON t.conversation_id = c.id
WHERE t.desk_platform = %(platform)s AND t.desk_chat = %(chat)s AND
"""
_LOCKED = b" FOR NO KEY UPDATE OF c, t"
_BY_NUMBER = _FIND + b"t.id = %(ticket)s" + _LOCKED
_BY_NOTE = (
    _FIND
    + b"""
t.id = (
    SELECT o.ticket_id FROM outbox AS o
    WHERE o.ticket_id IS NOT NULL AND o.platform = %(platform)s AND o.chat = %(chat)s
      AND o.platform_message_id = %(note)s
    LIMIT 1
)"""
    + _LOCKED
)

MOST_WAITING = 3
"""Messages about one ticket that wait for the staff chat's turn; each holds what fits into one."""
_LONGEST_JOINED = 1500
"""Characters of joined words: within every platform's limit."""

# Not the note that opens the ticket, which has its button; nor what a sender has taken already.
_JOIN = b"""
UPDATE outbox AS o SET body = jsonb_set(o.body, '{text}', to_jsonb((o.body ->> 'text') || E'\n' || %(text)s::text))
WHERE o.id = (SELECT max(id) FROM outbox WHERE ticket_id = %(ticket)s)
  AND o.status = 'queued' AND o.attempts = 0 AND o.parts_sent = 0 AND NOT o.body ? 'choices'
  AND o.body ->> 'text' LIKE '#%%'
  AND length(o.body ->> 'text') + length(%(text)s::text) < %(longest)s
RETURNING o.id
"""
_WAITING = b"SELECT count(*) AS n FROM outbox WHERE ticket_id = %(ticket)s AND status = 'queued'"

_RECENT = b"""
SELECT by_person, text FROM (
    SELECT received_at AS at, true AS by_person, body ->> 'text' AS text FROM inbox
    WHERE conversation_id = %(conversation)s AND body ->> 'text' <> ''
    UNION ALL
    SELECT created_at, false, body ->> 'text' FROM outbox WHERE conversation_id = %(conversation)s
    ORDER BY at DESC LIMIT %(most)s
) AS latest ORDER BY at
"""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as a clerk's word finds it.

    Attributes:
        id: its number.
        conversation_id: of the person.
        is_open: still.
        platform: of the person.
        chat: the person's.
        gone: the person cannot be reached.
        language: the person's; None for Vietnamese.
    """

    id: int
    conversation_id: int
    is_open: bool
    platform: str
    chat: str
    gone: bool
    language: str | None


async def open_ticket(connection: AsyncConnection[DictRow], conversation: int, platform: str, chat: str) -> int:
    """Open a ticket for a conversation with the staff chat, and return its number."""
    values = {"conversation": conversation, "platform": platform, "chat": chat}
    row = await (await connection.execute(_OPEN, values)).fetchone()
    if row is None:
        raise LookupError("no ticket was made")
    return int(row["id"])


async def close_ticket(connection: AsyncConnection[DictRow], ticket: int, by: str) -> bool:
    """Close a ticket; return whether it was open."""
    return (await connection.execute(_CLOSE, {"ticket": ticket, "by": by})).rowcount > 0


async def tell_desk(connection: AsyncConnection[DictRow], ticket: int, reply: Reply, *, lasting: bool = True) -> str:
    """Say something about a ticket in its staff chat; return the wake-up call.

    Args:
        connection: to the bot's database, in a turn's transaction.
        ticket: its number.
        reply: what is said.
        lasting: False for what has to reach the desk although the ticket is erased with its person.
    """
    row = await (
        await connection.execute(
            b"UPDATE tickets SET last_at = now() WHERE id = %s RETURNING desk_platform, desk_chat", [ticket]
        )
    ).fetchone()
    if row is None:
        raise LookupError(f"no ticket {ticket}")
    return await post(connection, row["desk_platform"], row["desk_chat"], reply, ticket=ticket if lasting else None)


async def pass_on(connection: AsyncConnection[DictRow], ticket: int, reply: Reply) -> str | None:
    """Pass a person's words on to the staff chat, joined with those of theirs that have not gone out yet.

    A group takes some twenty messages a minute: one person who writes more would keep it from everybody else's clerks.

    Returns:
        The wake-up call; None where so much of this person waits already that it was not passed on.
    """
    values = {"ticket": ticket, "text": reply.text, "most": MOST_WAITING, "longest": _LONGEST_JOINED}
    if await (await connection.execute(_JOIN, values)).fetchone() is None:
        waiting = await (await connection.execute(_WAITING, values)).fetchone()
        if waiting is not None and waiting["n"] >= MOST_WAITING:
            return None
        return await tell_desk(connection, ticket, reply)
    row = await (
        await connection.execute(b"UPDATE tickets SET last_at = now() WHERE id = %s RETURNING desk_platform", [ticket])
    ).fetchone()
    if row is None:
        raise LookupError(f"no ticket {ticket}")
    return str(row["desk_platform"])


async def by_number(connection: AsyncConnection[DictRow], platform: str, chat: str, ticket: int) -> Ticket | None:
    """Return a ticket of this staff chat, locked; None where it has none of that number."""
    values = {"platform": platform, "chat": chat, "ticket": ticket}
    row = await (await connection.execute(_BY_NUMBER, values)).fetchone()
    return None if row is None else Ticket(**row)


async def by_note(connection: AsyncConnection[DictRow], platform: str, chat: str, note: str) -> Ticket | None:
    """Return the ticket about which the bot said the message ``note`` in this staff chat, locked."""
    values = {"platform": platform, "chat": chat, "note": note}
    row = await (await connection.execute(_BY_NOTE, values)).fetchone()
    return None if row is None else Ticket(**row)


async def open_numbers(connection: AsyncConnection[DictRow], platform: str, chat: str) -> list[int]:
    """Return the numbers of the open tickets of a staff chat."""
    cursor = await connection.execute(
        b"SELECT id FROM tickets WHERE desk_platform = %s AND desk_chat = %s AND closed_at IS NULL ORDER BY id",
        [platform, chat],
    )
    return [int(row["id"]) for row in await cursor.fetchall()]


async def note_answer(connection: AsyncConnection[DictRow], ticket: int) -> None:
    """Note that a clerk has answered."""
    await connection.execute(
        b"UPDATE tickets SET last_at = now(), answered_at = coalesce(answered_at, now()) WHERE id = %s", [ticket]
    )


async def recent(connection: AsyncConnection[DictRow], conversation: int, most: int) -> list[Word]:
    """Return the latest words of a conversation, the oldest first."""
    cursor = await connection.execute(_RECENT, {"conversation": conversation, "most": most})
    return [Word(row["by_person"], row["text"]) for row in await cursor.fetchall()]


async def open_of(connection: AsyncConnection[DictRow], conversations: list[int]) -> list[int]:
    """Return the numbers of the open tickets of conversations."""
    cursor = await connection.execute(
        b"SELECT id FROM tickets WHERE conversation_id = ANY(%s) AND closed_at IS NULL ORDER BY id", [conversations]
    )
    return [int(row["id"]) for row in await cursor.fetchall()]
