"""The hours of an opening, its windows, and which of them a visit can have. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from booking_api.clock import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Sequence


class State(StrEnum):
    """Whether an opening can take a visit."""

    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Timetable:
    """When an opening is, and how it is cut into windows; the last window may be shorter."""

    date: dt.date
    starts_at: dt.time
    ends_at: dt.time
    slot_minutes: int

    @property
    def start(self) -> dt.datetime:
        """When the opening begins."""
        return dt.datetime.combine(self.date, self.starts_at, VIETNAM)

    @property
    def end(self) -> dt.datetime:
        """When the opening ends."""
        return dt.datetime.combine(self.date, self.ends_at, VIETNAM)

    @property
    def count(self) -> int:
        """How many windows there are."""
        return -(-(self.end - self.start) // dt.timedelta(minutes=self.slot_minutes))

    def window(self, index: int) -> tuple[dt.datetime, dt.datetime]:
        """Return start and end of the window ``index``, counted from 0."""
        slot = dt.timedelta(minutes=self.slot_minutes)
        start = self.start + index * slot
        return start, min(start + slot, self.end)

    def covered(self, spans: Sequence[tuple[dt.datetime, dt.datetime]]) -> list[bool]:
        """Tell for each window whether one of the half-open ``spans`` meets it."""
        windows = [self.window(index) for index in range(self.count)]
        return [any(start < end_ and start_ < end for start_, end_ in spans) for start, end in windows]


@dataclass(frozen=True, slots=True)
class Seats:
    """How an opening is filled: dossiers in all, people and closures by window."""

    capacity: int
    taken: int
    people_limit: int
    people: Sequence[int]
    closed: Sequence[bool]

    @property
    def left(self) -> int:
        """Dossiers still free."""
        return max(0, self.capacity - self.taken)


@dataclass(frozen=True, slots=True)
class Offer:
    """What an opening can give: ``window`` is set when ``state`` is OPEN; ``limit`` says which limit made it FULL."""

    state: State
    window: int | None = None
    limit: str | None = None


def offer(timetable: Timetable, seats: Seats, *, dossiers: int, people: int, now: dt.datetime) -> Offer:
    """Return the earliest window that has room for ``people`` and has not begun, or why there is none."""
    coming = [index for index in range(timetable.count) if timetable.window(index)[0] >= now]
    if not coming:
        return Offer(State.PAST)
    usable = [index for index in coming if not seats.closed[index]]
    if not usable:
        return Offer(State.CLOSED)
    if seats.taken + dossiers > seats.capacity:
        return Offer(State.FULL, limit="dossiers")
    for index in usable:
        if seats.people[index] + people <= seats.people_limit:
            return Offer(State.OPEN, window=index)
    return Offer(State.FULL, limit="people")
