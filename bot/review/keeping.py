"""Writing what the review found: masked messages in their groups, and the counts of the day."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

from psycopg.types.json import Jsonb

from bot.conversation.turn import Outcome
from bot.guidance.moments import VIETNAM
from bot.review.grouping import Groups
from bot.review.redaction import key_of, redact
from bot.review.signals import CORRECTIONS

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.conversation.understood import Understanding
    from bot.review.person_names import PlaceNames
    from bot.review.signals import Seen, Signal

LONGEST = 500
"""Characters; longer texts teach nothing, and are hard to mask."""

SHOWN = 400
"""Characters of an answer of the bot that are kept beside a message: enough to see what it was about."""

_COLUMNS = ("understood", "asked", "misread", "unread", "in_dialogue")

_COUNT = b"""
INSERT INTO nlu_days (day, intent, model, understood, asked, misread, unread, in_dialogue)
VALUES (%(day)s, %(intent)s, %(model)s, %(understood)s, %(asked)s, %(misread)s, %(unread)s, %(in_dialogue)s)
ON CONFLICT (day, intent, model) DO UPDATE SET
    understood = nlu_days.understood + excluded.understood, asked = nlu_days.asked + excluded.asked,
    misread = nlu_days.misread + excluded.misread, unread = nlu_days.unread + excluded.unread,
    in_dialogue = nlu_days.in_dialogue + excluded.in_dialogue
"""

# What is in the training data is over: when it is misread again, that is a new group for people to look at.
_KNOWN = b"""
SELECT DISTINCT r.group_id, r.key, coalesce(r.reading #>> '{ranking,0,intent}', r.reading ->> 'intent') AS likeliest
FROM nlu_reviews AS r JOIN nlu_groups AS g ON g.id = r.group_id WHERE g.applied_at IS NULL ORDER BY r.group_id
"""

# What is read as people have labelled it before, and is in the training data, teaches nothing when it comes again.
_TAUGHT = b"""
SELECT 1 AS one FROM nlu_reviews AS r JOIN nlu_groups AS g ON g.id = r.group_id AND g.applied_at IS NOT NULL
JOIN nlu_labels AS l ON l.group_id = g.id AND l.withdrawn_at IS NULL AND l.intent = %(likeliest)s
WHERE r.key = %(key)s LIMIT 1
"""

_ADD = b"""
INSERT INTO nlu_reviews (group_id, conversation_id, inbox_id, text, key, reading, reasons, hint, received_at)
VALUES (%(group)s, %(conversation)s, %(inbox)s, %(text)s, %(key)s, %(reading)s, %(reasons)s, %(hint)s, %(received)s)
"""


class Keeper:
    """Writes within one transaction.

    Args:
        connection: whose transaction it is.
        places: names of communes, which stay.
    """

    def __init__(self, connection: AsyncConnection[DictRow], places: PlaceNames) -> None:
        self._connection = connection
        self._places = places
        self._groups: Groups | None = None
        self._counts: Counter[tuple[date, str, str, str]] = Counter()

    def count(self, message: Seen) -> None:
        """Count a message that was read."""
        if message.understanding is None or message.outcome is Outcome.PRESSED:
            return
        if message.outcome is Outcome.UNDERSTOOD or message.turned_away:
            column = "understood"  # also who is told that it is no business of ours, unless they contradict
        elif message.outcome is not Outcome.ASKED:
            column = "in_dialogue"
        else:
            column = "unread" if message.understanding.source == "none" else "asked"
        self._counts[(*_day_of(message), column)] += 1

    async def write_counts(self) -> None:
        """Add what was counted to the counts of the days."""
        for day, intent, model in sorted({key[:3] for key in self._counts}):
            counts = {column: self._counts[day, intent, model, column] for column in _COLUMNS}
            await self._connection.execute(_COUNT, {"day": day, "intent": intent, "model": model, **counts})

    async def keep(self, signal: Signal, conversation: int, names: Collection[str]) -> None:
        """Add a message to the queue, or what is newly told of one that is there.

        Args:
            signal: what was found.
            conversation: whose message it is.
            names: the person's own names, as given elsewhere.
        """
        about = signal.about
        cursor = await self._connection.execute(
            b"SELECT id, reasons FROM nlu_reviews WHERE inbox_id = %s", [about.inbox_id]
        )
        known = await cursor.fetchone()
        before = frozenset(known["reasons"]) if known is not None else frozenset()
        answered = about.outcome is Outcome.UNDERSTOOD or about.turned_away
        if answered and signal.reasons & CORRECTIONS and not before & CORRECTIONS:
            self._counts[(*_day_of(about), "misread")] += 1
        if known is not None:
            await self._connection.execute(
                b"UPDATE nlu_reviews SET reasons = %s, hint = coalesce(hint, %s), reading = %s || reading"
                b" WHERE id = %s",
                [sorted(before | signal.reasons), signal.hint, Jsonb(self._next(signal, names)), known["id"]],
            )
        elif signal.reasons and about.understanding is not None and 0 < len(about.text) <= LONGEST:
            await self._add(signal, about.understanding, conversation, names)

    async def _add(self, signal: Signal, read: Understanding, conversation: int, names: Collection[str]) -> None:
        about = signal.about
        masked = redact(about.text, self._places, read.entities, known=names)
        if not masked.says_anything:
            return
        spans = [{"entity": e.entity, "value": e.value, "start": e.start, "end": e.end} for e in masked.entities]
        key = key_of(masked.text)
        if not signal.reasons & CORRECTIONS and await self._taught(key, about.likeliest):
            return
        talk = {**self._next(signal, names), **self._talk(about, names)}
        await self._connection.execute(
            _ADD,
            {
                "group": await self._group(key, about.likeliest),
                "conversation": conversation,
                "inbox": about.inbox_id,
                "text": masked.text,
                "key": key,
                "reading": Jsonb({**read.to_json(), "entities": spans, **talk}),
                "reasons": sorted(signal.reasons),
                "hint": signal.hint,
                "received": about.received_at,
            },
        )

    def _next(self, signal: Signal, names: Collection[str]) -> dict[str, str]:
        """Return what the person wrote to correct the message, masked: it often says what they wanted."""
        if not 0 < len(signal.words) <= LONGEST:
            return {}
        return {"next": redact(signal.words, self._places, known=names).text}

    async def _taught(self, key: str, likeliest: str) -> bool:
        cursor = await self._connection.execute(_TAUGHT, {"key": key, "likeliest": likeliest})
        return await cursor.fetchone() is not None

    def _talk(self, about: Seen, names: Collection[str]) -> dict[str, str]:
        """Return what the bot said, and what was said before, masked: it tells what many a message means."""
        said = {"answer": about.answer, "before": about.before[0], "before_answer": about.before[1]}
        return {
            name: redact(words[:SHOWN], self._places, known=names).text for name, words in said.items() if words.strip()
        }

    async def _group(self, key: str, likeliest: str) -> int:
        if self._groups is None:
            self._groups = Groups()
            for row in await (await self._connection.execute(_KNOWN)).fetchall():
                self._groups.add(row["key"], row["likeliest"], row["group_id"])
        # Among many thousand messages a comparison takes milliseconds: not on the loop that answers people.
        group = await asyncio.to_thread(self._groups.find, key, likeliest)
        if group is None:
            cursor = await self._connection.execute(b"INSERT INTO nlu_groups DEFAULT VALUES RETURNING id")
            made = await cursor.fetchone()
            group = int(made["id"]) if made is not None else 0
        self._groups.add(key, likeliest, group)
        return group


def _day_of(message: Seen) -> tuple[date, str, str]:
    model = message.understanding.model if message.understanding is not None else None
    return message.received_at.astimezone(VIETNAM).date(), message.likeliest, model or ""
