"""Which answers a change makes different: for whom, when, before and after."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.guidance.moments import VIETNAM
from bot.guidance.rulebook.changing import DATED, HARMLESS, OF_THE_END, changes, interval_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.guidance.effect.answering import Answering, Line
    from bot.guidance.effect.grid import Grid, Question
    from bot.guidance.rulebook.advice import Advice
    from bot.guidance.rulebook.changing import Change
    from bot.guidance.rulebook.parse import Entry

_MINUTE = timedelta(minutes=1)
_HALF_DAY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Effect:
    """One answer that becomes another.

    Attributes:
        place: id of the grid's place.
        before: lines that are told no more.
        after: lines that are told instead, or besides.
    """

    question: Question
    place: str
    moment: datetime
    before: tuple[Line, ...]
    after: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A question whose answers change, with the first change and where and when there are others."""

    first: Effect
    places: tuple[str, ...]
    moments: tuple[datetime, ...]


def effects(before: Answering, after: Answering, grid: Grid, now: datetime) -> Iterator[Effect]:
    """Yield every answer that a change makes different, at the grid's moments and around the dates of what changes.

    Args:
        before: by the rulebook that is told now.
        after: by the one that is tried.
        grid: questions, places, moments.
        now: by the calendar.
    """
    found = [
        change
        for change in changes(before.rulebook.to_plain(), after.rulebook.to_plain())
        if change.before is not None or change.section not in HARMLESS
    ]
    touched = frozenset(change.id for change in found)
    codes = tuple(dict.fromkeys(question.procedure for question in grid.questions))
    dated = all(change.section in DATED for change in found)
    for moment in (*edges(found), *grid.moments_at(now)):
        if not _matters(found, moment):
            continue
        for place in grid.places:
            alike = {
                code: dated
                and _same(before.advice(place.id, moment, code), after.advice(place.id, moment, code), touched)
                for code in codes
            }
            for question in grid.questions:
                if alike[question.procedure]:
                    continue
                was, becomes = (side.answer(question, place.id, moment) for side in (before, after))
                if was != becomes:
                    gone = tuple(line for line in was if line not in becomes)
                    new = tuple(line for line in becomes if line not in was)
                    yield Effect(question, place.id, moment, gone, new)


def _same(before: Advice, after: Advice, touched: frozenset[str]) -> bool:
    """Whether two pieces of advice name the same entries, none of which was changed: then they say the same."""
    named = _names(before)
    return named == _names(after) and not touched & {name for part in named for name, _how in part}


def _names(advice: Advice) -> tuple[tuple[tuple[str, str | None], ...], ...]:
    return (
        tuple((advised.rule.id, advised.applies) for advised in advice.rules),
        tuple((advised.rule.id, None) for advised in advice.history),
        tuple((advised.regime.id, None) for advised in advice.regimes),
        tuple((contact.id, None) for contact in (*advice.contacts, *advice.past_contacts)),
        tuple((silence.topic, silence.citation.rule if silence.citation else None) for silence in advice.silences),
    )


def edges(found: Iterable[Change]) -> Sequence[datetime]:
    """Return the moments at which what changes begins and ends, before or after: a minute before, and half a day on."""
    moments: set[datetime] = set()
    for change in found:
        for entry in (change.before, change.after):
            if entry is None or change.section not in DATED:
                continue
            interval = interval_of(change.section, entry)
            for edge in (interval.start, interval.end):
                if edge is not None:
                    moments |= {edge - _MINUTE, edge, edge + _HALF_DAY}
    return sorted(moment.astimezone(VIETNAM) for moment in moments)


def _matters(found: Sequence[Change], moment: datetime) -> bool:
    """Whether what changes is told otherwise at a moment, as in force or as history."""
    return any(_differs(change, moment) for change in found)


def _differs(change: Change, moment: datetime) -> bool:
    if change.section not in DATED:
        return True
    was, becomes = (_phase(change.section, entry, moment) for entry in (change.before, change.after))
    if was != becomes:
        return True
    if was is _Phase.HOLDS:
        return not set(change.fields) <= {DATED[change.section][1], *OF_THE_END}
    return was is _Phase.OVER


class _Phase(enum.Enum):
    UNTOLD = enum.auto()
    HOLDS = enum.auto()
    OVER = enum.auto()


def _phase(section: str, entry: Entry | None, moment: datetime) -> _Phase:
    if entry is None or entry.get("status") != "published":
        return _Phase.UNTOLD
    interval = interval_of(section, entry)
    if interval.is_before(moment):
        return _Phase.UNTOLD
    return _Phase.OVER if interval.is_over(moment) else _Phase.HOLDS


def summaries(found: Iterable[Effect]) -> tuple[Summary, ...]:
    """Return one line for each question, in the order of the grid's first change."""
    grouped: dict[str, list[Effect]] = {}
    for effect in found:
        grouped.setdefault(effect.question.ask, []).append(effect)
    return tuple(
        Summary(
            group[0],
            tuple(dict.fromkeys(effect.place for effect in group)),
            tuple(sorted({effect.moment for effect in group})),
        )
        for group in grouped.values()
    )
