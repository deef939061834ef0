"""Tickets that nobody goes on with: the person is told that no clerk answered yet; at last the bot takes over again."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.conversation.messages import Choice, Reply
from bot.conversation.posting import post
from bot.db import tickets
from bot.db.events import OUTBOX
from bot.db.pool import INFRASTRUCTURE

if TYPE_CHECKING:
    from bot.conversation.texts import Texts
    from bot.db.events import Events
    from bot.db.pool import Database

logger = logging.getLogger(__name__)

_LONGEST_SLEEP = 15.0
_LOOKS = 4
"""Within the time after which somebody is told: they are told at most a quarter of it too late."""

_UNANSWERED = b"""
UPDATE tickets AS t SET told_at = now() FROM conversations AS c
WHERE t.id IN (
    SELECT id FROM tickets
    WHERE closed_at IS NULL AND answered_at IS NULL AND told_at IS NULL
      AND opened_at < now() - make_interval(secs => %s)
    ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED
) AND c.id = t.conversation_id
RETURNING t.id, c.id AS conversation, c.platform, c.chat, c.profile ->> 'language' AS language
"""

# The conversation is locked first, as in its own turns: a turn under way may be passing something on.
_SILENT = b"""
SELECT t.id, c.id AS conversation, c.platform, c.chat, c.profile ->> 'language' AS language
FROM tickets AS t JOIN conversations AS c ON c.id = t.conversation_id
WHERE t.closed_at IS NULL AND t.last_at < now() - make_interval(secs => %s)
ORDER BY t.id LIMIT 100 FOR NO KEY UPDATE OF c SKIP LOCKED
"""


class Silence:
    """Looks after open tickets; any number of processes may.

    Args:
        database: pools of the process.
        events: wakes senders.
        texts: what the bot says.
        answer_minutes: after which somebody whom no clerk has answered is told so.
        end_minutes: after which a ticket on which neither side said anything is closed.
    """

    def __init__(
        self, database: Database, events: Events, texts: Texts, *, answer_minutes: float, end_minutes: float
    ) -> None:
        self._database = database
        self._events = events
        self._texts = texts
        self._answer_seconds = answer_minutes * 60
        self._end_seconds = end_minutes * 60

    async def run(self) -> None:
        """Look now and then, until cancelled."""
        while True:
            try:
                await self.look()
            except INFRASTRUCTURE as error:
                logger.warning("nobody looks after tickets", extra={"error": str(error).strip()})
            await asyncio.sleep(min(_LONGEST_SLEEP, self._answer_seconds / _LOOKS))

    async def look(self) -> None:
        """Tell who waits, and close what is silent."""
        woken: set[str] = set()
        async with self._database.transaction() as connection:
            for row in await (await connection.execute(_UNANSWERED, [self._answer_seconds])).fetchall():
                reply = self._still_waiting(row["id"], row["language"] or "vi")
                to = row["platform"], row["chat"]
                woken.add(await post(connection, *to, reply, conversation=row["conversation"]))
        async with self._database.transaction() as connection:
            for row in await (await connection.execute(_SILENT, [self._end_seconds])).fetchall():
                number, language = row["id"], row["language"] or "vi"
                if not await tickets.close_ticket(connection, number, "silence"):
                    continue
                words = self._texts.get(language, "human.ended_by_silence", number=number)
                to = row["platform"], row["chat"]
                woken.add(await post(connection, *to, Reply(words), conversation=row["conversation"]))
                desk = Reply(self._texts.get("vi", "human.desk_silence", number=number))
                woken.add(await tickets.tell_desk(connection, number, desk))
                logger.warning("a ticket was closed by silence", extra={"ticket": number})
        if woken:
            self._events.send(OUTBOX, *woken)

    def _still_waiting(self, number: int, language: str) -> Reply:
        text = self._texts.get(language, "human.still_waiting", number=number)
        choices = [
            Choice(self._texts.get(language, f"human.{name}"), f"#human.{name}:{number}")
            for name in ("wait", "call", "end")
        ]
        return Reply(text, tuple(choices))
