"""Questions that were said to be unknown: kept masked, and shown most asked first to whoever writes the answers.

The words of one person alone are shown to nobody, unless somebody labelled their message and so has read it already.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.conversation.understood import Entity, Understanding
from bot.review.grouping import Groups
from bot.review.keeping import LONGEST
from bot.review.redaction import key_of, redact
from bot.staff.roles import require
from bot.understanding.clauses.splitting import split

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.review.person_names import PlaceNames
    from bot.staff.office import Office

FEWEST_PEOPLE = 2
"""Persons who have to have asked a question before it is shown."""
_BATCH = 200
_MOST = 50_000
"""Questions that are looked at, newest first."""

# An erasure under way is waited for, and one that comes now waits, as for the messages of the review.
_WAITING = b"""
SELECT u.id, u.start, i.body ->> 'text' AS text, i.understanding,
       array_remove(array_append(
           ARRAY(SELECT name FROM callbacks WHERE callbacks.conversation_id = c.id AND name <> ''),
           c.profile ->> 'name'), NULL) AS names
FROM unanswered AS u JOIN conversations AS c ON c.id = u.conversation_id LEFT JOIN inbox AS i ON i.id = u.inbox_id
WHERE u.key IS NULL ORDER BY u.id LIMIT %s FOR KEY SHARE OF c
"""
_KEEP = b"UPDATE unanswered SET text = %(text)s, key = %(key)s WHERE id = %(id)s"
_DROP = b"DELETE FROM unanswered WHERE id = ANY(%s)"

_ASKED = """
SELECT u.conversation_id, u.focus, u.topic, u.text, u.key, u.asked_at,
       EXISTS (
           SELECT FROM nlu_reviews AS r JOIN nlu_labels AS l ON l.review_id = r.id AND l.withdrawn_at IS NULL
           WHERE r.inbox_id = u.inbox_id
       ) AS reviewed
FROM unanswered AS u
WHERE u.key IS NOT NULL AND u.asked_at >= %(since)s AND (%(topic)s::text IS NULL OR u.topic = %(topic)s)
ORDER BY u.asked_at DESC, u.id DESC LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that found no answer, in the words of one of those who asked it.

    Attributes:
        text: masked; what most of them typed.
        focus: what is asked, or None where nobody made it out.
        topic: national code of the procedure, or None.
        people: how many persons asked it.
        times: how often it was asked.
        latest: when last.
    """

    text: str
    focus: str | None
    topic: str | None
    people: int
    times: int
    latest: datetime

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "text": self.text,
            "focus": self.focus,
            "topic": self.topic,
            "people": self.people,
            "times": self.times,
            "latest": self.latest.isoformat(),
        }


async def mask_waiting(connection: AsyncConnection[DictRow], places: PlaceNames) -> int:
    """Mask questions of turns that are over; one whose message is gone, or holds nothing else, is dropped.

    Returns:
        How many were looked at.
    """
    rows = await (await connection.execute(_WAITING, [_BATCH])).fetchall()
    dropped = []
    for row in rows:
        masked = _masked(row, places)
        if masked is None:
            dropped.append(row["id"])
        else:
            await connection.execute(_KEEP, {"id": row["id"], "text": masked, "key": key_of(masked)})
    if dropped:
        await connection.execute(_DROP, [dropped])
    return len(rows)


def _masked(row: DictRow, places: PlaceNames) -> str | None:
    text = row["text"] or ""
    span = next((span for span in split(text) if span[0] <= row["start"] < span[1]), None)
    if span is None or span[1] - span[0] > LONGEST:
        return None
    entities = Understanding.from_json(row["understanding"]).entities if row["understanding"] else ()
    masked = redact(text[span[0] : span[1]], places, list(_within(entities, *span)), known=row["names"])
    return masked.text if masked.says_anything else None


def _within(entities: Iterable[Entity], start: int, end: int) -> Iterable[Entity]:
    """Yield what the model marked within a clause, by the clause's own offsets."""
    for entity in entities:
        if start <= entity.start and entity.end <= end:
            yield replace(entity, start=entity.start - start, end=entity.end - start)


async def unanswered(office: Office, since: datetime, *, topic: str | None = None) -> list[OpenQuestion]:
    """Return the questions that found no answer since a moment, those that most people asked first."""
    require(office.actor, "nlu.unanswered")
    rows = await office.database.fetch(_ASKED, {"since": since, "topic": topic, "most": _MOST})
    return await asyncio.to_thread(_ranked, rows)


def _ranked(rows: Sequence[DictRow]) -> list[OpenQuestion]:
    groups = Groups()
    numbered: dict[int, list[DictRow]] = {}
    for row in rows:
        alike = f"{row['focus']}/{row['topic']}"
        number = groups.find(row["key"], alike)
        if number is None:
            number = len(numbered)
        groups.add(row["key"], alike, number)
        numbered.setdefault(number, []).append(row)
    found = [_question(group) for group in numbered.values() if _is_shown(group)]
    return sorted(found, key=lambda one: (-one.people, -one.times, -one.latest.timestamp(), one.text))


def _is_shown(group: Sequence[DictRow]) -> bool:
    people = {row["conversation_id"] for row in group}
    return len(people) >= FEWEST_PEOPLE or any(row["reviewed"] for row in group)


def _question(group: Sequence[DictRow]) -> OpenQuestion:
    shown = [row for row in group if row["reviewed"]] or group
    by_key: dict[str, set[int]] = {}
    for row in group:
        by_key.setdefault(row["key"], set()).add(row["conversation_id"])
    texts = Counter(row["text"] for row in shown if len(by_key[row["key"]]) >= FEWEST_PEOPLE or row["reviewed"])
    text = texts.most_common(1)[0][0] if texts else min((row["key"] for row in shown), key=len)
    return OpenQuestion(
        text,
        group[0]["focus"],
        group[0]["topic"],
        len({row["conversation_id"] for row in group}),
        len(group),
        max(row["asked_at"] for row in group),
    )
