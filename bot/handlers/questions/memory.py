"""What a conversation remembers of its questions: what waits, what was told, what was not wanted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from bot.conversation.matters import moment_of
from bot.guidance.answers import Focus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bot.conversation.state import State

MEMO = "answers"
_FORGETS_AFTER = timedelta(hours=24)
_MOST_TOLD = 80
_MOST_WAITING = 6
_MOST_REJECTED = 20
_KNOWN = frozenset(Focus)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that was heard and not answered yet.

    Attributes:
        focus: what it asks.
        code: of its procedure; empty where that has to be asked first.
        text: its words in plain form, by which a unit is chosen.
        whether: it wants yes or no.
        said: its words as they were typed and are quoted; empty where it was not typed.
    """

    focus: Focus
    code: str
    text: str
    whether: bool = False
    said: str = field(default="", compare=False)


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
        rejected: ids of units that an objection met.
        rung: how many objections in a row it met.
        live: nothing else was said since.
        asks: what was asked back after the latest answer: the fact, the procedure's code, the question it changes.
        asks_topic: the person was asked which procedure ``waiting`` is about.
        offered: codes of the procedures among which they were asked.
        rest: what another version of the code keeps beside these.
    """

    waiting: list[Waiting] = field(default_factory=list)
    told: dict[str, tuple[int, str]] = field(default_factory=dict)
    last: list[str] = field(default_factory=list)
    latest: list[Waiting] = field(default_factory=list)
    lines: str = ""
    again: list[Waiting] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    rung: int = 0
    live: bool = False
    asks: list[str] = field(default_factory=list)
    asks_topic: bool = False
    offered: list[str] = field(default_factory=list)
    rest: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, state: State, now: datetime) -> Self:
        """Return what is remembered; what is older than a day is forgotten."""
        memo = state.memo.get(MEMO)
        if not isinstance(memo, dict):
            return cls()
        read = {name: value for name, value in memo.items() if name in _SHAPES and _SHAPES[name](value)}
        return cls(
            waiting=_questions(read.get("waiting", ())),
            told=_recently_told(read.get("told", {}), now),
            last=list(read.get("last", ())),
            latest=_questions(read.get("latest", ())),
            lines=read.get("lines", ""),
            again=_questions(read.get("again", ())),
            rejected=list(read.get("rejected", ())),
            rung=read.get("rung", 0),
            live=read.get("live", False),
            asks=list(read.get("asks", ())),
            asks_topic=read.get("asks_topic", False),
            offered=list(read.get("offered", ())),
            rest={name: value for name, value in memo.items() if name not in read},
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
            "rejected": self.rejected[-_MOST_REJECTED:],
            "rung": self.rung,
            "live": self.live,
            "asks": self.asks,
            "asks_topic": self.asks_topic,
            "offered": self.offered,
        }

    def times(self, unit: str) -> int:
        """Return how often a unit was told within a day."""
        return self.told.get(unit, (0, ""))[0]

    def note(self, unit: str, now: datetime) -> None:
        """Note that a unit is told."""
        self.told[unit] = (self.times(unit) + 1, now.isoformat())


def _is_row(value: object) -> bool:
    """A question of before has no fifth part, one of a later version may have more."""
    return isinstance(value, list) and len(value) > _WHETHER and all(isinstance(part, str) for part in value[:_WHETHER])


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and all(_is_row(row) for row in value)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


_WHETHER, _SAID = 3, 4
_SHAPES: Mapping[str, Callable[[object], bool]] = {
    "waiting": _is_rows,
    "told": lambda value: isinstance(value, dict),
    "last": _is_texts,
    "latest": _is_rows,
    "lines": lambda value: isinstance(value, str),
    "again": _is_rows,
    "rejected": _is_texts,
    "rung": lambda value: isinstance(value, int),
    "live": lambda value: isinstance(value, bool),
    "asks": _is_texts,
    "asks_topic": lambda value: isinstance(value, bool),
    "offered": _is_texts,
}
"""By field, whether a value is of the shape that is known here; what is not stays for whoever wrote it."""


def _recently_told(told: Mapping[str, Any], now: datetime) -> dict[str, tuple[int, str]]:
    """Return of each unit how often it was told and when last, of those told within a day."""
    recent = {}
    for unit, entry in told.items():
        if not (isinstance(entry, list) and len(entry) > 1 and isinstance(entry[0], int)):
            continue
        when = moment_of(entry[1])
        if when is not None and now - when < _FORGETS_AFTER:
            recent[unit] = (entry[0], entry[1])
    return recent


def _row(one: Waiting) -> list[Any]:
    return [one.focus.value, one.code, one.text, one.whether, one.said]


def _questions(rows: Iterable[list[Any]]) -> list[Waiting]:
    """Rebuild questions; a focus that only a newer version knows is left out."""
    return [Waiting(Focus(row[0]), row[1], row[2], bool(row[3]), _said(row)) for row in rows if row[0] in _KNOWN]


def _said(row: list[Any]) -> str:
    return row[_SAID] if len(row) > _SAID and isinstance(row[_SAID], str) else ""
