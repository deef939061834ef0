"""What a conversation remembers of its questions: what waits, what was told, what was not wanted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from bot.guidance.answers import Focus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.conversation.state import State

MEMO = "answers"
_FORGETS_AFTER = timedelta(hours=24)
_MOST_TOLD = 80
_MOST_WAITING = 6
_KNOWN = frozenset(Focus)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that was heard and not answered yet.

    Attributes:
        focus: what it asks.
        code: of its procedure; empty where that has to be asked first.
        text: its words in plain form, by which a unit is chosen.
        whether: it wants yes or no.
    """

    focus: Focus
    code: str
    text: str
    whether: bool = False


@dataclass(slots=True)
class Memory:
    """What is kept in the conversation's state, under a key that other versions of the code leave alone.

    Attributes:
        waiting: questions that come next.
        told: id of a unit → how often it was told, and when last (ISO, real clock).
        last: what the latest answer told: ids of units.
        latest: the questions that it answered.
        lines: its words, for somebody who asks to hear them again.
        again: questions of which only was said that they were answered above.
        rung: how many objections in a row it met.
        live: nothing else was said since.
        asks_topic: the person was asked which procedure ``waiting`` is about.
        rest: what another version of the code keeps beside these.
    """

    waiting: list[Waiting] = field(default_factory=list)
    told: dict[str, tuple[int, str]] = field(default_factory=dict)
    last: list[str] = field(default_factory=list)
    latest: list[Waiting] = field(default_factory=list)
    lines: str = ""
    again: list[Waiting] = field(default_factory=list)
    rung: int = 0
    live: bool = False
    asks_topic: bool = False
    rest: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, state: State, now: datetime) -> Self:
        """Return what is remembered; what is older than a day is forgotten."""
        memo: Mapping[str, Any] = state.memo.get(MEMO) or {}
        told = {
            unit: (int(times), when)
            for unit, (times, when) in dict(memo.get("told") or {}).items()
            if now - datetime.fromisoformat(when) < _FORGETS_AFTER
        }
        return cls(
            waiting=_questions(memo.get("waiting") or ()),
            told=told,
            last=list(memo.get("last") or ()),
            latest=_questions(memo.get("latest") or ()),
            lines=str(memo.get("lines") or ""),
            again=_questions(memo.get("again") or ()),
            rung=int(memo.get("rung") or 0),
            live=bool(memo.get("live")),
            asks_topic=bool(memo.get("asks_topic")),
            rest={name: value for name, value in memo.items() if name not in _FIELDS},
        )

    def keep(self, state: State) -> None:
        """Store it with the turn."""
        recent = sorted(self.told.items(), key=lambda entry: entry[1][1])[-_MOST_TOLD:]
        state.memo[MEMO] = {
            **self.rest,
            "waiting": [_row(one) for one in self.waiting[:_MOST_WAITING]],
            "told": {unit: list(entry) for unit, entry in recent},
            "last": self.last,
            "latest": [_row(one) for one in self.latest],
            "lines": self.lines,
            "again": [_row(one) for one in self.again],
            "rung": self.rung,
            "live": self.live,
            "asks_topic": self.asks_topic,
        }

    def times(self, unit: str) -> int:
        """Return how often a unit was told within a day."""
        return self.told.get(unit, (0, ""))[0]

    def note(self, unit: str, now: datetime) -> None:
        """Note that a unit is told."""
        self.told[unit] = (self.times(unit) + 1, now.isoformat())


_FIELDS = frozenset({"waiting", "told", "last", "latest", "lines", "again", "rung", "live", "asks_topic"})


def _row(one: Waiting) -> list[Any]:
    return [one.focus.value, one.code, one.text, one.whether]


def _questions(rows: Iterable[list[Any]]) -> list[Waiting]:
    """Rebuild questions; a focus that only a newer version knows is left out."""
    return [Waiting(Focus(row[0]), row[1], row[2], bool(row[3])) for row in rows if row[0] in _KNOWN]
