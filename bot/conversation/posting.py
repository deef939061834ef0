"""Putting messages into the outbox beside a turn's answers: in another conversation, or such as waited for this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg.types.json import Jsonb

from bot.conversation.messages import FETCHING

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.conversation.messages import Reply

# What waited goes out before what is answered to the person now, as if it had come when it was written.
RELEASE = b"""
UPDATE outbox SET status = CASE WHEN expires_at <= now() THEN 'failed' ELSE 'queued' END,
    finished_at = CASE WHEN expires_at <= now() THEN now() END,
    error = CASE WHEN expires_at <= now() THEN coalesce(error, '') || ' (too late)' END,
    priority = least(priority, 0), waits_since = NULL, not_before = NULL
WHERE platform = %(platform)s AND chat = %(chat)s AND status = 'waiting'
"""
"""Queues what waits for the next word of a chat's person, who has just said it; too late for some, which so fail."""

_POST = b"""
INSERT INTO outbox (conversation_id, platform, chat, ticket_id, body, status, finished_at)
VALUES (%(conversation)s, %(platform)s, %(chat)s, %(ticket)s, %(body)s, %(status)s,
    CASE WHEN %(status)s = 'sent' THEN now() END)
"""


MENU = b"""
UPDATE conversations SET state = state || jsonb_build_object('menu', %s::jsonb, 'menu_live', true) WHERE id = %s
"""
"""Makes choices that were said unasked the latest menu: where there are no buttons a number answers them."""


async def post(
    connection: AsyncConnection[DictRow],
    platform: str,
    chat: str,
    reply: Reply,
    *,
    conversation: int | None = None,
    ticket: int | None = None,
) -> str:
    """Write a message into the outbox.

    Args:
        connection: to the bot's database, in the turn's transaction.
        platform: where it goes.
        chat: the platform's address of the chat.
        reply: what it says.
        conversation: whose it is; None for the staff chat, and for last words to somebody who was erased.
        ticket: which ticket it is about, for the staff chat.

    Returns:
        The wake-up call that makes it go out, to be sent after the commit.
    """
    fetched = platform in FETCHING
    values = {
        "conversation": conversation,
        "platform": platform,
        "chat": chat,
        "ticket": ticket,
        "body": Jsonb(reply.to_json()),
        "status": "sent" if fetched else "queued",
    }
    await connection.execute(_POST, values)
    return f"{platform}:{chat}" if fetched else platform
