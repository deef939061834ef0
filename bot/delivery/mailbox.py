"""The web chat's view of inbox and outbox: stored is sent, and the page's acknowledgement is delivered."""

from __future__ import annotations

import asyncio
import random
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.conversation.messages import Inbound, Outgoing, PlatformName, Reply
from bot.db.events import OUTBOX
from bot.db.pool import INFRASTRUCTURE
from bot.delivery import outbox
from bot.platforms.webchat.ports import MailboxUnavailable, StoredMessage, StoredReply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from psycopg.rows import DictRow

    from bot.db.events import Events
    from bot.db.pool import Database
    from bot.platforms.webchat.ports import HistoryItem

_SPREAD = 3.0
"""Seconds over which open pages look for what they may have missed."""

_SINCE = """
SELECT o.id, o.chat, o.body, o.in_reply_to, o.attempts, o.created_at, i.as_of
FROM outbox AS o LEFT JOIN inbox AS i ON i.id = o.inbox_id
WHERE o.platform = %(platform)s AND o.chat = %(chat)s AND o.id > %(after)s ORDER BY o.id LIMIT %(limit)s
"""

_LAST_REPLIES = """
SELECT o.id, o.chat, o.body, o.in_reply_to, o.attempts, o.created_at, i.as_of
FROM outbox AS o LEFT JOIN inbox AS i ON i.id = o.inbox_id
WHERE o.platform = %(platform)s AND o.chat = %(chat)s ORDER BY o.id DESC LIMIT %(limit)s
"""

_LAST_MESSAGES = """
SELECT i.body, i.received_at FROM inbox AS i
JOIN conversations AS c ON c.id = i.conversation_id
WHERE c.platform = %(platform)s AND c.chat = %(chat)s AND i.body IS NOT NULL ORDER BY i.id DESC LIMIT %(limit)s
"""


class ChatWatcher:
    """Wakes up when something is stored for one chat."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def notice(self) -> None:
        """Something may have been stored."""
        self._event.set()

    async def wait(self, timeout: float) -> bool:  # noqa: ASYNC109 - a pause, not a deadline: it raises nothing
        """Return True when something may have been stored since the last call, False after ``timeout`` seconds."""
        try:
            async with asyncio.timeout(timeout):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True


class DatabaseMailbox:
    """``bot.platforms.webchat.ports.Mailbox`` on PostgreSQL."""

    def __init__(self, database: Database, events: Events) -> None:
        self._database = database
        self._watchers: dict[str, set[ChatWatcher]] = {}
        events.on(OUTBOX, self._notice)

    def _notice(self, payloads: set[str]) -> None:
        prefix = f"{PlatformName.WEB}:"
        for payload in payloads:
            if payload.startswith(prefix):
                self._wake(payload.removeprefix(prefix))
        if not payloads:
            # Calls may have been missed. All open pages look, but not in the same moment.
            loop = asyncio.get_running_loop()
            for chat in tuple(self._watchers):
                loop.call_later(random.uniform(0, _SPREAD), self._wake, chat)  # noqa: S311 - spreads, keeps no secret

    def _wake(self, chat: str) -> None:
        for watcher in self._watchers.get(chat, ()):
            watcher.notice()

    async def _rows(self, query: str, **values: object) -> list[DictRow]:
        try:
            async with self._database.pages.connection() as connection:
                cursor = await connection.execute(query.encode(), {"platform": PlatformName.WEB, **values})
                return await cursor.fetchall()
        except INFRASTRUCTURE as error:
            raise MailboxUnavailable(str(error)) from error

    async def since(self, chat: str, after: int, limit: int) -> list[StoredReply]:
        """Return at most ``limit`` messages with an id above ``after``, by id."""
        return [_reply(row) for row in await self._rows(_SINCE, chat=chat, after=after, limit=limit)]

    async def history(self, chat: str, limit: int) -> list[HistoryItem]:
        """Return the last ``limit`` messages of both directions, oldest first."""
        items: list[HistoryItem] = [_reply(row) for row in await self._rows(_LAST_REPLIES, chat=chat, limit=limit)]
        for row in await self._rows(_LAST_MESSAGES, chat=chat, limit=limit):
            items.append(StoredMessage(Inbound.from_json(row["body"]), row["received_at"]))  # noqa: PERF401
        return sorted(items, key=lambda item: item.at)[-limit:]

    async def acknowledge(self, chat: str, up_to: int) -> None:
        """Note that the page has shown everything up to ``up_to``."""
        try:
            async with self._database.pages.connection() as connection:
                await outbox.acknowledge(connection, PlatformName.WEB, chat, up_to)
        except INFRASTRUCTURE as error:
            raise MailboxUnavailable(str(error)) from error

    @asynccontextmanager
    async def watch(self, chat: str) -> AsyncIterator[ChatWatcher]:
        """Listen for new messages of ``chat``."""
        watcher = ChatWatcher()
        self._watchers.setdefault(chat, set()).add(watcher)
        try:
            yield watcher
        finally:
            self._watchers[chat].discard(watcher)
            if not self._watchers[chat]:
                del self._watchers[chat]


def _reply(row: DictRow) -> StoredReply:
    message = Outgoing(row["id"], row["chat"], Reply.from_json(row["body"]), row["in_reply_to"], row["attempts"])
    return StoredReply(message, row["created_at"], row["as_of"])
