"""Which half-days to offer for what somebody wished: pure choice among announced openings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from pydantic import TypeAdapter

from booking_client import HalfDay, OpeningState
from bot.understanding.dates.model import DateFlag

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from booking_client import Opening
    from bot.understanding.dates.model import When

SHOWN = 5
"""Half-days that one menu offers."""
_HALVES = 2


@dataclass(frozen=True, slots=True)
class Wish:
    """A day and half-day somebody would like.

    Attributes:
        days: any of these; all where empty.
        half: morning or afternoon, or both where None.
        earliest: the first there is.
        timed: an hour was named; windows are given in order, so it cannot be promised.
        apart: the days are a date and the weekday beside it, which are not the same: neither is taken for meant.
    """

    days: tuple[date, ...] = ()
    half: HalfDay | None = None
    earliest: bool = False
    timed: bool = False
    apart: bool = False

    @classmethod
    def of(cls, when: When) -> Self:
        """Return the wish in what was read; days that are over, do not exist or do not suit are no wish."""
        if DateFlag.REFUSED in when.flags:
            return cls()
        unusable = {DateFlag.PAST, DateFlag.IMPOSSIBLE, DateFlag.LUNAR}
        days = () if when.flags & unusable else when.dates
        apart = DateFlag.APART in when.flags
        return cls(days, when.half_day, when.earliest and not apart, when.time is not None, apart)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was wished."""
        return not (self.days or self.half or self.earliest)

    @property
    def is_exact(self) -> bool:
        """Whether one half-day was named."""
        return len(self.days) == 1 and self.half is not None

    def joined(self, later: Wish) -> Wish:
        """Return this wish with what was said later: "sáng", then "thứ 6"; another day is another wish."""
        if later.days or later.earliest:
            one_of_two = self.apart and set(later.days) <= set(self.days)
            half = later.half or (None if later.earliest or (self.days and not one_of_two) else self.half)
            return Wish(later.days, half, later.earliest, later.timed, later.apart)
        return Wish(self.days, later.half or self.half, self.earliest, later.timed or self.timed, self.apart)

    def settled(self, weekday: int | None, before: Wish) -> Wish:
        """Return this wish, of the two days of ``before`` that one whose weekday was said by itself."""
        meant = tuple(day for day in before.days if day.weekday() == weekday) if before.apart else ()
        return replace(self, days=meant) if len(meant) == 1 else self

    def fits(self, opening: Opening) -> bool:
        """Return whether an opening is what was wished."""
        return (not self.days or opening.date in self.days) and self.half in (None, opening.half_day)

    def distance(self, opening: Opening) -> tuple[int, int, date, bool]:
        """Return how far an opening is from the wish, for sorting; at the same distance the later day comes first."""
        days = [(abs((opening.date - day).days), int(opening.date < day)) for day in self.days]
        apart, before = min(days, default=(0, 0))
        other_half = int(self.half not in (None, opening.half_day))
        return (apart * _HALVES + other_half, before, opening.date, _is_afternoon(opening))

    def to_json(self) -> dict[str, Any]:
        """Return it for the slots."""
        return dict(_WISH.dump_python(self, mode="json"))

    @classmethod
    def from_json(cls, data: dict[str, Any] | None) -> Wish:
        """Rebuild what ``to_json`` gave; None is no wish."""
        return _WISH.validate_python(data or {})


_WISH = TypeAdapter(Wish)


class News(StrEnum):
    """Why what was wished is not there; each names a text `booking.news_<value>`."""

    FULL = "full"
    CLOSED = "closed"
    PAST = "past"
    NOT_ANNOUNCED = "not_announced"


@dataclass(frozen=True, slots=True)
class Offer:
    """What to do about a wish.

    Attributes:
        taken: the one opening that was wished for and is free, or None.
        shown: what to offer, in the order it is said.
        news: why the wish cannot be met, or None.
        more: whether there are free half-days after the last one shown.
    """

    taken: Opening | None = None
    shown: tuple[Opening, ...] = ()
    news: News | None = None
    more: bool = False


def offer(openings: Iterable[Opening], wish: Wish) -> Offer:
    """Choose among a unit's openings (of any state)."""
    everything = in_order(openings)
    usable = [opening for opening in everything if opening.state is OpeningState.OPEN]
    fitting = [opening for opening in usable if wish.fits(opening)]
    if fitting and (wish.earliest or wish.is_exact):
        return Offer(fitting[0])
    if fitting:
        return Offer(shown=tuple(fitting[:SHOWN]), more=_later(usable, fitting[:SHOWN]))
    wished = [opening for opening in everything if wish.fits(opening)]
    near = sorted(usable, key=wish.distance)[:SHOWN]
    news = None if wish.is_empty and not wished else _news(wished)
    return Offer(shown=tuple(near), news=news, more=_later(usable, near))


def _later(usable: Iterable[Opening], shown: Iterable[Opening]) -> bool:
    """Return whether there are free half-days after the last day that is shown."""
    last = max((opening.date for opening in shown), default=date.max)
    return any(opening.date > last for opening in usable)


def is_free(openings: Iterable[Opening]) -> bool:
    """Return whether any of the openings can be booked."""
    return any(opening.state is OpeningState.OPEN for opening in openings)


def _news(wished: Sequence[Opening]) -> News:
    states = {opening.state for opening in wished}
    if OpeningState.FULL in states:
        return News.FULL
    if OpeningState.CLOSED in states:
        return News.CLOSED
    return News.PAST if OpeningState.PAST in states else News.NOT_ANNOUNCED


def in_order(openings: Iterable[Opening]) -> list[Opening]:
    """Return openings by day and half-day."""
    return sorted(openings, key=lambda opening: (opening.date, _is_afternoon(opening), opening.unit_name))


def _is_afternoon(opening: Opening) -> bool:
    return opening.half_day is HalfDay.AFTERNOON
