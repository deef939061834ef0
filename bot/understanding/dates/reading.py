"""Reading Vietnamese days and times: "sáng mai", "thu 6 tuan sau", "chiều 24/8", "bữa nào trống".

``read_when`` is pure: the same text and moment give the same reading. It never takes a day that is not certain for
certain; what has to be asked is flagged.
"""

from __future__ import annotations

import itertools
import re
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from booking_client import HalfDay
from bot.guidance.keystrokes import without_keystrokes
from bot.guidance.moments import VIETNAM
from bot.guidance.tokens import Tokens
from bot.understanding.dates.clock import Clock, read_clock
from bot.understanding.dates.days import find_days
from bot.understanding.dates.model import DateFlag, When
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from datetime import date

    from bot.understanding.dates.calendar import Mention

__all__ = ["DateFlag", "HalfDay", "When", "past_day", "read_when", "weekday_alone"]

_ANY = re.compile(
    r"\b(?:bua|ngay|hom|luc|khi|gio|buoi|may gio)(?: nao)?\b(?: \w+){0,3}? (?:trong|vang|ranh|cung duoc|cung ok|"
    r"con (?:cho|so|lich|trong|slot)|tien)\b"
)
_ANY_TIME = re.compile(
    r"\b(?:may gio|gio nao|luc nao|buoi nao|khi nao)(?: \w+){0,2}? (?:cung (?:duoc|ok)|trong|vang|ranh)\b|\bca ngay\b"
)
_ANY_DAY = re.compile(
    r"\b(?:bua nao|ngay nao|hom nao|luc nao|khi nao)(?: \w+){0,3}? (?:trong|vang|ranh|tien|cung (?:duoc|ok)|"
    r"con (?:cho|so|lich|trong|slot))\b"
)
_ANY_ENGLISH = re.compile(r"\b(?:any|whatever|which) ?(?:day|time|when)\b")
_ANYTHING = re.compile(r"^(?:da )?(?:sao|gi|the nao|nao) cung duoc\b|\btuy (?:y|em|ben|chi|anh|co|chu|ad)\b")
_EARLIEST = re.compile(
    r"\bsom nhat\b|\bcang (?:som|le|nhanh) cang (?:tot|hay|duoc)\b|\b(?:nhanh|le) nhat\b|\bsom chung nao\b|"
    r"\bsom som\b|\b(?:ngay|lich|bua|buoi|hom|slot|gio) (?:nao )?gan nhat\b|^gan nhat$|\basap\b|"
    r"\bas soon as possible\b|\b(?:earliest|soonest)\b|\bfirst available\b"
)
_FROM = re.compile(r"\b(?:tu|doi|chuyen|roi|lui|hoan)\b")
_BETWEEN = frozenset({"ngay", "la", "tuc", "nham", "vao", "hom", "trung"})
"""Words between a weekday and the date that is said to be it."""
_FIRST_AFTERNOON = time(12)
_DAYS_AROUND = 7


def read_when(text: str, now: datetime) -> When:
    """Read what ``text`` says about day, half-day and time, at the moment ``now`` (aware; told in Việt Nam's time)."""
    local = now.astimezone(VIETNAM) if now.tzinfo else now
    tokens = Tokens(without_keystrokes(text))
    mentions = _after_a_move(tokens, find_days(tokens, local.date()))
    dates, flags = _apart(tokens, mentions, local.date()) or _settle(mentions)
    clock = read_clock(tokens)
    plain = canonical(text)
    anything = bool(_ANYTHING.search(plain))
    if _is_over(dates, clock, local):
        flags |= {DateFlag.PAST}
    return When(
        dates=dates,
        half_day=clock.half_day,
        time=clock.time,
        any_day=anything or bool(_ANY_DAY.search(plain) or _ANY_ENGLISH.search(plain)),
        any_time=anything or clock.any_time or bool(_ANY_TIME.search(plain)),
        earliest=bool(_EARLIEST.search(plain)),
        flags=flags | clock.flags,
    )


def past_day(text: str, now: datetime) -> date | None:
    """Return the first day that a text names and that is over, or None."""
    today = now.astimezone(VIETNAM).date()
    named = (mention.reading for mention in find_days(Tokens(text), today))
    over = (reading.dates[0] for reading in named if DateFlag.PAST in reading.flags and len(reading.dates) == 1)
    return next((day for day in over if day < today), None)


def weekday_alone(text: str, now: datetime) -> int | None:
    """Return the one weekday that a text names without a date, from 0 for Monday on, or None."""
    mentions = find_days(Tokens(text), now.astimezone(VIETNAM).date())
    return mentions[0].weekday if len(mentions) == 1 and not mentions[0].numeric else None


def _apart(tokens: Tokens, mentions: list[Mention], today: date) -> tuple[tuple[date, ...], frozenset[DateFlag]] | None:
    """Return both days where a date and the weekday beside it are not the same; None where there are none such."""
    for first, last in itertools.pairwise(mentions):
        exact, named = (first, last) if first.numeric else (last, first)
        between = tokens.plain(first.start + first.length, last.start - first.start - first.length).split()
        if not exact.numeric or named.numeric or named.weekday is None or not _BETWEEN.issuperset(between):
            continue
        days = exact.reading.dates
        if len(days) != 1 or exact.reading.flags or days[0].weekday() == named.weekday:
            continue
        around = (days[0] + timedelta(days=after) for after in range(-_DAYS_AROUND, _DAYS_AROUND + 1))
        fits = [day for day in around if day.weekday() == named.weekday and day >= today]
        nearest = min(fits, key=lambda day: abs((day - days[0]).days))
        return tuple(sorted((days[0], nearest))), frozenset({DateFlag.APART, DateFlag.AMBIGUOUS})
    return None


def _after_a_move(tokens: Tokens, mentions: list[Mention]) -> list[Mention]:
    """Of "dời từ thứ 6 sang thứ 7" only the day after "sang" or "qua" is wanted."""
    if len(mentions) < 2:  # noqa: PLR2004 - nothing to choose from
        return mentions
    first, last = mentions[0], mentions[-1]
    before = tokens.plain(0, first.start)
    between = tokens.plain(first.start + first.length, last.start - first.start - first.length).split()
    if _FROM.search(before) and {"sang", "qua", "thanh"} & set(between):
        return [last]
    return mentions


def _settle(mentions: list[Mention]) -> tuple[tuple[date, ...], frozenset[DateFlag]]:
    """Join all mentioned days: what agrees becomes one, what does not has to be asked."""
    exact = [mention for mention in mentions if DateFlag.RANGE not in mention.reading.flags]
    ranges = [mention for mention in mentions if DateFlag.RANGE in mention.reading.flags]
    chosen = _agreeing(exact) or ranges
    dates = tuple(sorted({day for mention in chosen for day in mention.reading.dates}))
    flags = frozenset[DateFlag]().union(*(mention.reading.flags for mention in chosen))
    if len(dates) > 1 and DateFlag.RANGE not in flags:
        flags |= {DateFlag.AMBIGUOUS}
    return dates, flags


def _agreeing(mentions: list[Mention]) -> list[Mention]:
    """Drop the weekdays that a day given by numbers already has ("thứ 3 ngày 24/8")."""
    numeric = [mention for mention in mentions if mention.numeric and mention.reading.dates]
    given = {day.weekday() for mention in numeric for day in mention.reading.dates}
    return [mention for mention in mentions if mention.weekday is None or mention.weekday not in given]


def _is_over(dates: tuple[date, ...], clock: Clock, local: datetime) -> bool:
    """Whether the one day is today and the half-day or hour has passed."""
    if dates != (local.date(),):
        return False
    if clock.time is not None:
        return clock.time < local.time()
    return clock.half_day is HalfDay.MORNING and local.time() >= _FIRST_AFTERNOON
