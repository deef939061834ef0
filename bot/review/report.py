"""How well the bot understands people, by day, intent and model: counted from what they did, without anybody's words.

Understood is a message that was answered by the wish that was read and not corrected afterwards; a confident mistake
that its person corrects counts against the model. Answers inside a dialogue, and messages that no model could read, are
told apart and belong to neither side.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.conversation.understood import Understanding
from bot.review.labels import Given, Label, State, settle
from bot.review.queue import sure_of
from bot.staff.roles import require

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from psycopg.rows import DictRow

    from bot.staff.office import Office

_COUNTS = """
SELECT day, intent, model, understood, asked, misread, unread, in_dialogue FROM nlu_days
WHERE day >= %(first)s AND day <= %(last)s ORDER BY day, intent, model
"""

_LABELS = """
SELECT g.id, (SELECT r.reading FROM nlu_reviews AS r WHERE r.group_id = g.id ORDER BY r.id LIMIT 1) AS reading,
       g.applied_at IS NOT NULL AS applied, g.applied = 'added' AS added, g.refused_at,
       coalesce(jsonb_agg(jsonb_build_object('labeller', l.labeller, 'at', l.at, 'verdict', l.verdict,
           'intent', l.intent, 'wanted', l.wanted, 'entities', l.entities, 'review', l.review_id))
           FILTER (WHERE l.id IS NOT NULL), '[]') AS labels
FROM nlu_groups AS g LEFT JOIN nlu_labels AS l ON l.group_id = g.id AND l.withdrawn_at IS NULL
WHERE EXISTS (SELECT FROM nlu_reviews AS r WHERE r.group_id = g.id)
GROUP BY g.id
"""


@dataclass(slots=True)
class Tally:
    """Counts of messages.

    Attributes:
        understood: answered by the wish that was read, corrected ones among them.
        asked: not understood; the bot asked back.
        misread: of the understood, those that their person corrected.
        unread: no model answered in time.
        in_dialogue: answers to what the bot had asked.
    """

    understood: int = 0
    asked: int = 0
    misread: int = 0
    unread: int = 0
    in_dialogue: int = 0

    def add(self, row: DictRow) -> None:
        """Count a row more."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + row[name])

    @property
    def read(self) -> int:
        """Messages that a model had to make sense of by themselves."""
        return self.understood + self.asked

    @property
    def right(self) -> int:
        """Messages that were understood and not corrected; a correction may come the day after."""
        return max(0, self.understood - self.misread)

    @property
    def share(self) -> float | None:
        """Share understood, None where nothing was read."""
        return self.right / self.read if self.read else None

    def to_json(self) -> dict[str, Any]:
        """Return all counts, and the shares."""
        counts = {name: getattr(self, name) for name in self.__slots__}
        misread = self.misread / self.understood if self.understood else None
        asked = self.asked / self.read if self.read else None
        return {**counts, "share_understood": self.share, "share_misread": misread, "share_fallback": asked}


@dataclass(slots=True)
class Report:
    """The figures of a period.

    Attributes:
        first: its first day, in Vietnam's time.
        last: its last day.
        total: of everything.
        days: by day.
        intents: by the likeliest reading.
        models: by the model's version; empty for keywords.
        queue: how many groups of messages wait, by how far they are.
        added: groups that were brought to the training data.
    """

    first: date
    last: date
    total: Tally = field(default_factory=Tally)
    days: dict[date, Tally] = field(default_factory=dict)
    intents: dict[str, Tally] = field(default_factory=dict)
    models: dict[str, Tally] = field(default_factory=dict)
    queue: dict[State, int] = field(default_factory=dict)
    added: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return {
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "total": self.total.to_json(),
            "days": [{"day": day.isoformat(), **tally.to_json()} for day, tally in self.days.items()],
            "intents": [{"intent": intent, **tally.to_json()} for intent, tally in self.worst_first()],
            "models": [{"model": model, **tally.to_json()} for model, tally in self.models.items()],
            "queue": {**{str(state): self.queue.get(state, 0) for state in State}, "added": self.added},
        }

    def worst_first(self) -> list[tuple[str, Tally]]:
        """Return the intents, those first that went wrong most often."""
        return sorted(self.intents.items(), key=lambda pair: (-(pair[1].asked + pair[1].misread), pair[0]))


async def figures(office: Office, first: date, last: date) -> Report:
    """Return the figures from one day to another, both included."""
    require(office.actor, "nlu.report")
    rows = await office.database.fetch(_COUNTS, {"first": first, "last": last})
    report = Report(first, last)
    for row in rows:
        report.total.add(row)
    report.days = _by(rows, lambda row: row["day"])
    report.intents = _by(rows, lambda row: row["intent"])
    report.models = _by(rows, lambda row: row["model"])
    for row in await office.database.fetch(_LABELS):
        given = [
            Given(Label.from_json(label), label["labeller"], datetime.fromisoformat(label["at"]), label["review"])
            for label in row["labels"]
        ]
        state = State.APPLIED if row["applied"] else settle(given, row["refused_at"], _sure(row["reading"]))[0]
        report.queue[state] = report.queue.get(state, 0) + 1
        report.added += bool(row["added"])
    return report


def _sure(reading: dict[str, Any]) -> str | None:
    return sure_of(Understanding.from_json(reading))


def _by[K](rows: Iterable[DictRow], key: Callable[[DictRow], K]) -> dict[K, Tally]:
    found: dict[K, Tally] = {}
    for row in rows:
        found.setdefault(key(row), Tally()).add(row)
    return found
