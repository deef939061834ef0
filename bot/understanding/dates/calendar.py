"""Reckoning with days: what a spoken day is on the calendar, seen from today. Pure."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.understanding.dates.model import DateFlag

WEEK = 7
SUNDAY = 6
_FAR_BACK = timedelta(days=180)
"""A day and month this long ago without a year is meant for next year: said in December, "5/1" is in January."""
_YEARS = range(1900, 2100)
_MONTHS = range(1, 13)
_DAYS = range(1, 32)


@dataclass(frozen=True, slots=True)
class Reading:
    """The days that one expression means, and what is unsure about them."""

    dates: tuple[date, ...] = ()
    flags: frozenset[DateFlag] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Mention:
    """One expression for a day.

    Attributes:
        start: index of its first token.
        length: how many tokens it takes.
        reading: what it means.
        weekday: 0-6 when it is a weekday whose week is still open.
        week: the week it names (0 this, 1 next) when it may qualify a weekday.
        later: said with "sau" ("thứ 6 sau").
        numeric: given by its numbers, which settles a weekday beside it.
    """

    start: int
    length: int
    reading: Reading
    weekday: int | None = None
    week: int | None = None
    later: bool = False
    numeric: bool = False


def flagged(flag: DateFlag) -> Reading:
    """Return a reading without a day."""
    return Reading(flags=frozenset({flag}))


def in_days(today: date, days: int) -> Reading:
    """Return the day ``days`` from today; one that is over says so."""
    return Reading((today + timedelta(days=days),), frozenset({DateFlag.PAST}) if days < 0 else frozenset())


def day_of(today: date, day: int, month: int, year: int | None = None) -> Reading:
    """Return a day given by its numbers; without a year it is the one that fits today best."""
    found = _date(today.year if year is None else _full_year(year), month, day)
    if found is None:
        return flagged(DateFlag.IMPOSSIBLE)
    if found >= today:
        return Reading((found,))
    if year is None and today - found > _FAR_BACK:
        later = _date(today.year + 1, month, day)
        return Reading((later,)) if later else flagged(DateFlag.IMPOSSIBLE)
    return Reading((found,), frozenset({DateFlag.PAST}))


def day_of_month(today: date, day: int) -> Reading:
    """Return the day of that number: this month's, or the next one's, which is a guess to be confirmed."""
    if day not in _DAYS:
        return flagged(DateFlag.IMPOSSIBLE)
    this = _date(today.year, today.month, day)
    if this is not None and this >= today:
        return Reading((this,))
    year, month = _next_month(today)
    following = _date(year, month, day)
    return Reading((following,) if following else (), frozenset({DateFlag.AMBIGUOUS}))


def weekday(today: date, number: int, week: int | None, *, later: bool = False) -> Reading:
    """Return a weekday.

    Args:
        today: the day it is said on.
        number: 0 for Monday to 6 for Sunday.
        week: 0 this week, 1 next week; None for the coming one. Weeks begin on Monday.
        later: "thứ 6 sau", which may be the coming one or the one after.
    """
    if week is not None:
        found = today - timedelta(days=today.weekday()) + timedelta(days=number + week * WEEK)
        if found >= today:
            return Reading((found,))
        if week == 0 and today.weekday() == SUNDAY:  # on a Sunday many count the week that begins tomorrow as this one
            return Reading((found + timedelta(days=WEEK),), frozenset({DateFlag.AMBIGUOUS}))
        return Reading((found,), frozenset({DateFlag.PAST}))
    ahead = (number - today.weekday()) % WEEK or WEEK
    coming = today + timedelta(days=ahead)
    if later and coming.isocalendar()[:2] == today.isocalendar()[:2]:
        return Reading((coming, coming + timedelta(days=WEEK)), frozenset({DateFlag.AMBIGUOUS}))
    return Reading((coming,))


def stretch(today: date, first: date, last: date) -> Reading:
    """Return all days from ``first`` to ``last`` that are not over."""
    begin = max(first, today)
    days = tuple(begin + timedelta(days=offset) for offset in range((last - begin).days + 1))
    return Reading(days, frozenset({DateFlag.RANGE if days else DateFlag.PAST}))


def week(today: date, offset: int, first: int = 0, last: int = SUNDAY) -> Reading:
    """Return weekdays ``first`` to ``last`` of this week (0), the next (1) and so on."""
    monday = today - timedelta(days=today.weekday()) + timedelta(days=offset * WEEK)
    return stretch(today, monday + timedelta(days=first), monday + timedelta(days=last))


def part_of_week(today: date, offset: int | None, first: int, last: int) -> Reading:
    """Return a part of a week; without an offset the coming one."""
    if offset is not None:
        return week(today, offset, first, last)
    return week(today, 0 if today.weekday() <= first else 1, first, last)


def month(today: date, offset: int) -> Reading:
    """Return the days of this month (0) or the next (1)."""
    year, number = (today.year, today.month) if offset == 0 else _next_month(today)
    return stretch(today, date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]))


def _next_month(today: date) -> tuple[int, int]:
    return (today.year + 1, 1) if today.month == _MONTHS[-1] else (today.year, today.month + 1)


def _full_year(year: int) -> int:
    return year + 2000 if year < 100 else year  # noqa: PLR2004 - two digits


def _date(year: int, month_number: int, day: int) -> date | None:
    if year not in _YEARS or month_number not in _MONTHS or day not in _DAYS:
        return None
    if day > calendar.monthrange(year, month_number)[1]:
        return None
    return date(year, month_number, day)
