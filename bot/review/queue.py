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
from bot.review.labels import Given, Label, Span, State, Verdict, settle
from bot.review.signals import WEIGHTS, Reason
from bot.staff.audit import record
from bot.staff.errors import Refused
from bot.staff.roles import require

if TYPE_CHECKING:
    from typing import Any, Literal

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.review.domain import Domain
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

TO_DECIDE = frozenset({State.OPEN, State.DISPUTED, State.REFUSED})
"""States in which somebody has to decide."""
_FIRST = (State.DISPUTED, State.REFUSED)

_ADD = b"""
INSERT INTO nlu_labels (group_id, review_id, labeller, verdict, intent, wanted, entities, origin)
VALUES (%(group)s, %(review)s, %(labeller)s, %(verdict)s, %(intent)s, %(wanted)s, %(entities)s, %(origin)s)
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
        hint: the intent that most people pressed instead, or said next.
        correction: what the person of the message that is shown wrote to correct it, masked; empty for nothing.
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

    @property
    def likeliest(self) -> str:
        """The model's first reading."""
        return self.reading.ranking[0].intent if self.reading.ranking else self.reading.intent

    @property
    def suggestion(self) -> Label:
        """What to begin with: the reading that the person themselves pointed at, else the likeliest one."""
        spans = (Span(entity.start, entity.end, entity.entity) for entity in self.reading.entities)
        return Label.of(self.hint or self.likeliest, *spans)

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
    state, standing = settle(given, row["refused_at"])
    if row["applied_at"] is not None:
        state = State.APPLIED
    return Item(
        group_id=row["group_id"],
        review_id=row["review_id"],
        text=row["text"],
        reading=Understanding.from_json(row["reading"]),
        reasons=frozenset(reason for reason in Reason if reason in row["reasons"]),
        hint=row["hint"],
        correction=row["reading"].get("next", ""),
        messages=row["messages"],
        people=row["people"],
        latest=row["latest"],
        state=state,
        given=given,
        standing=standing,
        applied=row["applied"],
        refused_at=row["refused_at"],
    )


def _given(stored: dict[str, Any]) -> Given:
    return Given(Label.from_json(stored), stored["labeller"], datetime.fromisoformat(stored["at"]), stored["review"])
