"""The queue of messages that staff label: a service for the terminal's screen, for files, and for a web page.

What somebody decides is kept with their name and the moment; nothing is overwritten. A label that is undone or replaced
stays as a withdrawn one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from psycopg.types.json import Jsonb

from bot.conversation.understood import Understanding
from bot.review.keeping import LONGEST
from bot.review.labels import Given, Label, Span, State, Verdict, settle
from bot.review.redaction import key_of, redact
from bot.review.signals import SURE, WEIGHTS, Reason
from bot.staff.audit import record
from bot.staff.errors import Refused
from bot.staff.roles import require

if TYPE_CHECKING:
    from typing import Any, Literal

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.review.domain import Domain
    from bot.review.person_names import PlaceNames
    from bot.staff.office import Office

    type Origin = Literal["screen", "file", "web"]

_GROUPS = """
WITH members AS (
    SELECT group_id, count(*) AS messages, count(DISTINCT conversation_id) AS people, max(received_at) AS latest,
           min(id) AS first, string_agg(DISTINCT reasons::text, '') AS reasons
    FROM nlu_reviews WHERE %(group)s::bigint IS NULL OR group_id = %(group)s GROUP BY group_id
), hinted AS (
    SELECT DISTINCT ON (group_id) group_id, hint FROM nlu_reviews
    WHERE hint IS NOT NULL AND (%(group)s::bigint IS NULL OR group_id = %(group)s) GROUP BY group_id, hint
    ORDER BY group_id, count(DISTINCT conversation_id) DESC, max(received_at) DESC, hint
), standing AS (
    SELECT group_id, jsonb_agg(jsonb_build_object(
        'review', review_id, 'labeller', labeller, 'at', at, 'verdict', verdict, 'intent', intent, 'wanted', wanted,
        'entities', entities) ORDER BY at, id) AS labels, min(review_id) AS shown
    FROM nlu_labels WHERE withdrawn_at IS NULL GROUP BY group_id
)
SELECT g.id AS group_id, g.applied, g.applied_at, g.refused_at, m.messages, m.people, m.latest, m.reasons, h.hint,
       r.id AS review_id, r.text, r.reading, s.labels
FROM nlu_groups AS g JOIN members AS m ON m.group_id = g.id
LEFT JOIN hinted AS h ON h.group_id = g.id
LEFT JOIN standing AS s ON s.group_id = g.id
JOIN nlu_reviews AS r ON r.id = coalesce(s.shown, m.first)
WHERE %(applied)s OR g.applied_at IS NULL
ORDER BY g.id
"""

TO_DECIDE = frozenset({State.OPEN, State.DISPUTED, State.REFUSED, State.SECOND})
"""States in which somebody has to decide."""
_FIRST = (State.DISPUTED, State.REFUSED, State.SECOND)

_NEVER = frozenset({"affirm", "deny", "provide_info", "greet", "thank_bye"})
"""Readings that are never proposed: what they mean hangs on what was asked."""

_ADD = b"""
INSERT INTO nlu_labels (group_id, review_id, labeller, verdict, intent, wanted, entities, origin)
VALUES (%(group)s, %(review)s, %(labeller)s, %(verdict)s, %(intent)s, %(wanted)s, %(entities)s, %(origin)s)
"""

_WAITING = b"""
SELECT r.group_id FROM nlu_reviews AS r JOIN nlu_groups AS g ON g.id = r.group_id
WHERE r.key = %s AND g.applied_at IS NULL LIMIT 1
"""

_WRITE = b"""
INSERT INTO nlu_reviews (group_id, text, key, reading, reasons, received_at)
VALUES (%(group)s, %(text)s, %(key)s, %(reading)s, %(reasons)s, now())
"""

_LAST = b"""
SELECT l.id, l.group_id, l.at, g.applied_at FROM nlu_labels AS l JOIN nlu_groups AS g ON g.id = l.group_id
WHERE l.labeller = %s AND l.withdrawn_at IS NULL ORDER BY l.at DESC, l.id DESC LIMIT 1 FOR UPDATE OF l
"""

_BRING_BACK = b"""
UPDATE nlu_labels SET withdrawn_at = NULL WHERE id = (
    SELECT id FROM nlu_labels WHERE group_id = %(group)s AND labeller = %(labeller)s AND withdrawn_at = %(at)s
    ORDER BY id DESC LIMIT 1
)
"""


@dataclass(frozen=True, slots=True)
class Item:
    """A group of messages that are nearly the same, shown by one of them.

    Attributes:
        group_id: of the group.
        review_id: of the message that is shown.
        text: that message, masked.
        reading: what the model made of it, entities by the masked text.
        reasons: why its messages are here.
        hint: the reading that most people pressed.
        correction: what the person of the message that is shown wrote to correct it, masked; empty for nothing.
        answer: what the bot said to that message, masked; empty where it is not known.
        before: what was written before it and what the bot said to that, masked; empty for nothing.
        messages: how many.
        people: by how many persons.
        latest: when the latest came in.
        state: how far it is.
        given: the labels that stand.
        standing: the label that decides; None while nobody or no side does.
        applied: what came of bringing it to the training data, or None.
        refused_at: when the training data last refused it, or None.
    """

    group_id: int
    review_id: int
    text: str
    reading: Understanding
    reasons: frozenset[Reason]
    hint: str | None
    correction: str
    messages: int
    people: int
    latest: datetime
    state: State
    given: tuple[Given, ...]
    standing: Given | None
    applied: str | None
    refused_at: datetime | None = None
    answer: str = ""
    before: tuple[str, str] = ("", "")

    @property
    def likeliest(self) -> str:
        """The model's first reading."""
        return self.reading.ranking[0].intent if self.reading.ranking else self.reading.intent

    @property
    def sure(self) -> str | None:
        """The reading that the model is sure of, None where it is sure of none."""
        return sure_of(self.reading)

    @property
    def marks(self) -> tuple[Span, ...]:
        """The words that the model marked."""
        return tuple(Span(entity.start, entity.end, entity.entity) for entity in self.reading.entities)

    @property
    def suggestion(self) -> Label | None:
        """What the person themselves pressed, with the words that the model marked; None where they pressed nothing.

        Nothing else is proposed: what somebody writes next is mostly another question, and a label that is there
        already is taken without being read.
        """
        pressed = Reason.OTHER_READING in self.reasons or Reason.REPHRASED not in self.reasons
        if self.hint is None or not pressed or self.hint in _NEVER or self.sure not in {None, self.hint}:
            return None
        return Label.of(self.hint, *self.marks)

    def left_by(self, name: str) -> bool:
        """Return whether this person has nothing to decide here any more: decided, or skipped once."""
        if self.state is State.DISPUTED:
            return False
        mine = [given for given in self.given if given.labeller == name]
        return any(
            given.label.verdict is Verdict.SKIP or self.refused_at is None or given.at > self.refused_at
            for given in mine
        )

    @property
    def weight(self) -> float:
        """How much there is to learn: from how many people, by what sign, and how near the second reading was.

        log2(1 + people) x the weight of the strongest reason x (2 - lead of the first reading over the second).
        """
        reason = max((WEIGHTS[reason] for reason in self.reasons), default=1.0)
        ranking = self.reading.ranking
        lead = ranking[0].confidence - ranking[1].confidence if len(ranking) > 1 else 1.0
        return math.log2(1 + self.people) * reason * (2.0 - min(1.0, max(0.0, lead)))


@dataclass(frozen=True, slots=True)
class ReviewDesk:
    """Somebody who labels.

    Attributes:
        office: the circumstances, and who it is.
        domain: what can be said of a message.
    """

    office: Office
    domain: Domain

    async def items(self, *, states: frozenset[State] = TO_DECIDE, mine: bool = False) -> list[Item]:
        """Return groups in these states: disputed ones, refused ones, then those that there is most to learn from.

        Args:
            states: which.
            mine: only what this person has still to decide: not decided or skipped by them, or disputed.
        """
        office = self.office
        require(office.actor, "nlu.review")
        values = {"applied": State.APPLIED in states, "group": None}
        found = [_item(row) for row in await office.database.fetch(_GROUPS, values)]
        name = office.actor.name
        wanted = [item for item in found if item.state in states and not (mine and item.left_by(name))]
        order = {state: place for place, state in enumerate(_FIRST)}
        return sorted(wanted, key=lambda item: (order.get(item.state, len(order)), -item.weight, item.group_id))

    async def item(self, group: int) -> Item:
        """Return one group.

        Raises:
            Refused: there is none with this number (any more).
        """
        require(self.office.actor, "nlu.review")
        rows = await self.office.database.fetch(_GROUPS, {"applied": True, "group": group})
        if not rows:
            raise Refused(f"Không còn câu số {group} trong hàng chờ.")
        return _item(rows[0])

    async def label(self, item: Item, label: Label, *, origin: Origin) -> None:
        """Decide about a group; an earlier decision of the same person is withdrawn.

        Raises:
            Refused: it cannot be said of this text, or the group is applied or gone meanwhile.
        """
        require(self.office.actor, "nlu.review")
        label.check(item.text, self.domain)
        async with self.office.database.transaction() as connection:
            await self._lock(connection, item)
            name = self.office.actor.name
            if label.verdict is Verdict.SKIP and await _says_otherwise(connection, item.group_id, name):
                return  # what they said stands: who skips a dispute does not give way
            await connection.execute(
                b"UPDATE nlu_labels SET withdrawn_at = now()"
                b" WHERE group_id = %s AND labeller = %s AND withdrawn_at IS NULL",
                [item.group_id, name],
            )
            stored = label.to_json()
            values = {
                "group": item.group_id,
                "review": item.review_id,
                "labeller": name,
                "verdict": label.verdict,
                "intent": label.intent,
                "wanted": label.wanted,
                "entities": Jsonb(stored.get("entities", [])),
                "origin": origin,
            }
            await connection.execute(_ADD, values)
            await record(connection, self.office.actor, "nlu.review", str(item.group_id), origin=origin, **stored)

    async def add(self, text: str, places: PlaceNames, reading: Understanding) -> int:
        """Put a sentence that nobody wrote to the bot into the queue; returns the number of its group.

        Args:
            text: as people would type it; personal data in it is masked.
            places: names of communes, which stay.
            reading: what the live model makes of it; of the source ``none`` where nobody asked it.

        Raises:
            Refused: it says nothing, is too long, or waits already.
        """
        office = self.office
        require(office.actor, "nlu.add")
        masked = redact(text, places, reading.entities)
        if not masked.says_anything or len(text) > LONGEST:
            raise Refused(f"Câu phải có chữ, dài nhất {LONGEST} ký tự.")
        key = key_of(masked.text)
        spans = [{"entity": e.entity, "value": e.value, "start": e.start, "end": e.end} for e in masked.entities]
        async with office.database.transaction() as connection:
            cursor = await connection.execute(_WAITING, [key])
            if (known := await cursor.fetchone()) is not None:
                raise Refused(f"Câu này đã có trong hàng chờ, số {known['group_id']}.")
            made = await (await connection.execute(b"INSERT INTO nlu_groups DEFAULT VALUES RETURNING id")).fetchone()
            group = int(made["id"]) if made is not None else 0
            values = {
                "group": group,
                "text": masked.text,
                "key": key,
                "reading": Jsonb({**reading.to_json(), "entities": spans}),
                "reasons": [Reason.ADDED],
            }
            await connection.execute(_WRITE, values)
            await record(connection, office.actor, "nlu.add", str(group))
        return group

    async def undo(self) -> int | None:
        """Take this person's latest decision back; what it had replaced stands again.

        Returns:
            The group's number, or None where there is nothing to undo.

        Raises:
            Refused: it is in the training data already.
        """
        require(self.office.actor, "nlu.review")
        name = self.office.actor.name
        async with self.office.database.transaction() as connection:
            last = await (await connection.execute(_LAST, [name])).fetchone()
            if last is None:
                return None
            if last["applied_at"] is not None:
                raise Refused("Câu gán nhãn gần nhất đã vào dữ liệu huấn luyện, không hoàn tác ở đây được nữa.")
            await connection.execute(b"UPDATE nlu_labels SET withdrawn_at = now() WHERE id = %s", [last["id"]])
            values = {"group": last["group_id"], "labeller": name, "at": last["at"]}
            await connection.execute(_BRING_BACK, values)
            await record(connection, self.office.actor, "nlu.review.undo", str(last["group_id"]))
            return int(last["group_id"])

    async def _lock(self, connection: AsyncConnection[DictRow], item: Item) -> None:
        cursor = await connection.execute(
            b"SELECT g.applied_at FROM nlu_groups AS g JOIN nlu_reviews AS r ON r.group_id = g.id AND r.id = %s"
            b" WHERE g.id = %s FOR UPDATE OF g",
            [item.review_id, item.group_id],
        )
        row = await cursor.fetchone()
        if row is None:
            raise Refused("Câu này vừa được xóa theo yêu cầu của người nhắn hoặc vì quá hạn lưu.")
        if row["applied_at"] is not None:
            raise Refused("Câu này vừa được đưa vào dữ liệu huấn luyện.")


def _item(row: DictRow) -> Item:
    given = tuple(_given(stored) for stored in row["labels"] or ())
    reading = Understanding.from_json(row["reading"])
    state, standing = settle(given, row["refused_at"], sure_of(reading))
    if row["applied_at"] is not None:
        state = State.APPLIED
    return Item(
        group_id=row["group_id"],
        review_id=row["review_id"],
        text=row["text"],
        reading=reading,
        reasons=frozenset(reason for reason in Reason if reason in row["reasons"]),
        hint=row["hint"],
        correction=row["reading"].get("next", ""),
        messages=row["messages"],
        people=max(1, row["people"]),
        latest=row["latest"],
        state=state,
        given=given,
        standing=standing,
        applied=row["applied"],
        refused_at=row["refused_at"],
        answer=row["reading"].get("answer", ""),
        before=(row["reading"].get("before", ""), row["reading"].get("before_answer", "")),
    )


def sure_of(reading: Understanding) -> str | None:
    """Return the intent that a model is sure of, None where it is sure of none."""
    first = reading.ranking[0] if reading.ranking else None
    return first.intent if first is not None and first.confidence >= SURE else None


async def _says_otherwise(connection: AsyncConnection[DictRow], group: int, name: str) -> bool:
    cursor = await connection.execute(
        b"SELECT 1 AS one FROM nlu_labels AS l JOIN nlu_groups AS g ON g.id = l.group_id"
        b" WHERE l.group_id = %s AND l.labeller = %s AND l.withdrawn_at IS NULL AND l.verdict <> 'skip'"
        b" AND (g.refused_at IS NULL OR l.at > g.refused_at)",
        [group, name],
    )
    return await cursor.fetchone() is not None


def _given(stored: dict[str, Any]) -> Given:
    return Given(Label.from_json(stored), stored["labeller"], datetime.fromisoformat(stored["at"]), stored["review"])
