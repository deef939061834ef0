"""What follows from something that happens to people ("mới sanh em bé"): procedures in their order, with conditions.

Data only. Which step is whose, and what was done already, is asked by whoever leads through them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.guidance.moments import local

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

FEWEST, MOST = 2, 4
"""Steps of an event: one is a procedure and no event, and more than four nobody keeps in mind."""


class LifeEventsError(ValueError):
    """The life events cannot be used; the message names the event and the field."""


class Basis(StrEnum):
    """What a step's condition or place in the order stands on."""

    PAGE = "page"
    """The portal's page of the procedure says so."""
    NAME = "name"
    """Only the procedure's name in the catalogue was read."""
    ORDER = "order"
    """The order is ours: a paper of one step is needed for the next. No document says it."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when a step has to be done.

    Attributes:
        text_vi: in words, from the event on: "trong 60 ngày từ ngày sinh".
        source: code of the procedure on whose page it stands.
    """

    text_vi: str
    source: str


@dataclass(frozen=True, slots=True)
class Step:
    """One procedure that follows.

    Attributes:
        procedure: national code.
        when: for whom it is, in plain Vietnamese; a whole sentence.
        basis: what that stands on.
        title_vi: where the catalogue of procedures has none for this code.
        deadline: where a page names one.
    """

    procedure: str
    when: str
    basis: Basis
    title_vi: str | None = None
    deadline: Deadline | None = None


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """Something that happens to people.

    Attributes:
        id: for programs.
        title_vi: for a button or a heading.
        title_en: the same in English.
        said: how people say it, in Vietnamese and English.
        steps: what follows, in the order of doing.
        unsaid_vi: what people ask besides and no source here answers.
    """

    id: str
    title_vi: str
    title_en: str
    said: tuple[str, ...]
    steps: tuple[Step, ...]
    unsaid_vi: str | None = None


class LifeEvents:
    """All life events, by id, in the order of the file.

    Args:
        since: first day for which they are known; of an earlier moment nothing is told.
        events: the events.
    """

    def __init__(self, since: date, events: tuple[LifeEvent, ...]) -> None:
        self.since = since
        self._by_id = {event.id: event for event in events}
        if len(self._by_id) != len(events):
            raise LifeEventsError("an event stands twice")

    @classmethod
    def parse(cls, plain: Mapping[str, Any]) -> LifeEvents:
        """Build them from the parsed YAML.

        Raises:
            LifeEventsError: a field is missing, unknown or empty, a step stands twice, or there are too few or many.
        """
        _fields("life events", plain, {"since", "events"})
        try:
            since = date.fromisoformat(plain["since"])
        except (TypeError, ValueError) as error:
            raise LifeEventsError(f"since: no day: {plain['since']!r}") from error
        return cls(since, tuple(_event(entry) for entry in plain["events"]))

    def __iter__(self) -> Iterator[LifeEvent]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, event_id: str, moment: datetime) -> LifeEvent | None:
        """Return an event as it is known for ``moment``; None for an unknown one, or before anything was known."""
        return self._by_id.get(event_id) if local(moment).date() >= self.since else None

    def following(self, code: str) -> tuple[LifeEvent, ...]:
        """Return the events of which procedure ``code`` is a step."""
        return tuple(event for event in self if any(step.procedure == code for step in event.steps))


def _event(entry: Mapping[str, Any]) -> LifeEvent:
    where = str(entry.get("id", "an event without id"))
    _fields(where, entry, {"id", "title_vi", "title_en", "said", "steps"}, {"unsaid_vi"})
    steps = tuple(_step(where, step) for step in entry["steps"])
    codes = [step.procedure for step in steps]
    if len(set(codes)) != len(codes):
        raise LifeEventsError(f"{where}: steps: a procedure stands twice")
    if not FEWEST <= len(steps) <= MOST:
        raise LifeEventsError(f"{where}: steps: {len(steps)}, not {FEWEST} to {MOST}")
    return LifeEvent(
        id=entry["id"],
        title_vi=entry["title_vi"],
        title_en=entry["title_en"],
        said=tuple(entry["said"]),
        steps=steps,
        unsaid_vi=entry.get("unsaid_vi"),
    )


def _step(event: str, entry: Mapping[str, Any]) -> Step:
    where = f"{event}: {entry.get('procedure', 'a step without procedure')}"
    _fields(where, entry, {"procedure", "when", "basis"}, {"title_vi", "deadline"})
    try:
        basis = Basis(entry["basis"])
    except ValueError as error:
        raise LifeEventsError(f"{where}: basis: {entry['basis']!r} is none of {', '.join(Basis)}") from error
    deadline = entry.get("deadline")
    if deadline is not None:
        _fields(f"{where}: deadline", deadline, {"text_vi", "source"})
        deadline = Deadline(deadline["text_vi"], deadline["source"])
    return Step(entry["procedure"], entry["when"], basis, entry.get("title_vi"), deadline)


def _fields(
    where: str, entry: Mapping[str, Any], needed: set[str], allowed: set[str] | frozenset[str] = frozenset()
) -> None:
    missing = [name for name in sorted(needed) if not entry.get(name)]
    strange = sorted(entry.keys() - needed - allowed)
    if missing or strange:
        what = f"{', '.join(missing)} missing or empty" if missing else f"unknown field {strange[0]}"
        raise LifeEventsError(f"{where}: {what}")
