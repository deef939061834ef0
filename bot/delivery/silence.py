"""Tickets that nobody goes on with: the person is told that no clerk answered yet; at last the bot takes over again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, LiteralString

from bot.conversation.messages import Choice, Reply
from bot.conversation.posting import post
from bot.db import tickets
from bot.db.events import OUTBOX

if TYPE_CHECKING:
    from bot.conversation.texts import Texts
    from bot.db.events import Events
    from bot.db.pool import Database
    from bot.db.watch import Watch

logger = logging.getLogger(__name__)

_ANY_UNANSWERED: LiteralString = """
EXISTS (
    SELECT 1 FROM tickets
    WHERE closed_at IS NULL AND answered_at IS NULL AND told_at IS NULL
      AND opened_at < now() - make_interval(secs => %(ticket_answer)s)
)
"""
_ANY_SILENT: LiteralString = """
EXISTS (SELECT 1 FROM tickets WHERE closed_at IS NULL AND last_at < now() - make_interval(secs => %(ticket_end)s))
"""

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
        watch: looks every few seconds.
        answer_minutes: after which somebody whom no clerk has answered is told so.
        end_minutes: after which a ticket on which neither side said anything is closed.
    """

    def __init__(
        self,
        database: Database,
        events: Events,
        texts: Texts,
        watch: Watch,
        *,
        answer_minutes: float,
        end_minutes: float,
    ) -> None:
        self._database = database
        self._events = events
        self._texts = texts
        self._answer_seconds = answer_minutes * 60
        self._end_seconds = end_minutes * 60
        watch.ask("unanswered", _ANY_UNANSWERED, self._tell_who_waits, ticket_answer=self._answer_seconds)
        watch.ask("silent", _ANY_SILENT, self._close_silent, ticket_end=self._end_seconds)

    async def _tell_who_waits(self, due: bool) -> None:
        if not due:
            return
        woken: set[str] = set()
        async with self._database.transaction() as connection:
            for row in await (await connection.execute(_UNANSWERED, [self._answer_seconds])).fetchall():
                reply = self._still_waiting(row["id"], row["language"] or "vi")
                to = row["platform"], row["chat"]
                woken.add(await post(connection, *to, reply, conversation=row["conversation"]))
        self._events.send(OUTBOX, *woken)

    async def _close_silent(self, due: bool) -> None:
        if not due:
            return
        woken: set[str] = set()
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
        self._events.send(OUTBOX, *woken)

    def _still_waiting(self, number: int, language: str) -> Reply:
        text = self._texts.get(language, "human.still_waiting", number=number)
        choices = [
            Choice(self._texts.get(language, f"human.{name}"), f"#human.{name}:{number}")
            for name in ("wait", "call", "end")
        ]
        return Reply(text, tuple(choices))
