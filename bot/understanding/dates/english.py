"""Finding the expressions for days in English: "next Monday", "the 5th of December", "the day after tomorrow"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.understanding.dates import calendar as reckon
from bot.understanding.dates.calendar import Mention
from bot.understanding.dates.model import DateFlag

if TYPE_CHECKING:
    from datetime import date

    from bot.guidance.tokens import Tokens

_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            ("monday",),
            ("tuesday", "tues"),
            ("wednesday", "wed"),
            ("thursday", "thurs", "thur"),
            ("friday", "fri"),
            ("saturday",),
            ("sunday",),
        )
    )
    for name in names
}
"""Short forms that are Vietnamese syllables too ("mon", "sat", "sun", "tue", "thu") are left out."""
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march",),
            ("april", "apr"),
            ("may",),
            ("june",),
            ("july",),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        1,
    )
    for name in names
}
_MAY = "may"
"""Bare it is "máy" or "mấy" here: it is a month only beside "of" or behind "5th"."""
_SUFFIXES = frozenset({"st", "nd", "rd", "th"})
_YEAR = re.compile(r"20\d\d")
_DAYS_AHEAD = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1, "tmr": 1, "tmrw": 1}
_LAST_DAY = 31


def english(tokens: Tokens, index: int, today: date) -> Mention | None:
    """Read the expression at ``index``, if there is one."""
    return _relative(tokens, index, today) or _weekday(tokens, index, today) or _dated(tokens, index, today)


def _relative(tokens: Tokens, index: int, today: date) -> Mention | None:
    said = tokens[index].plain
    if tokens.plain(index, 3) == "day after tomorrow":
        return Mention(index, 3, reckon.in_days(today, 2))
    if said in _DAYS_AHEAD:
        return Mention(index, 1, reckon.in_days(today, _DAYS_AHEAD[said]))
    if said == "weekend":
        return Mention(index, 1, reckon.part_of_week(today, None, reckon.SUNDAY - 1, reckon.SUNDAY))
    stretch = tokens[index + 1].plain if said in ("this", "next") else ""
    offset = int(said == "next")
    if stretch == "week":
        return Mention(index, 2, reckon.week(today, offset), week=offset)
    return Mention(index, 2, reckon.month(today, offset)) if stretch == "month" else None


def _weekday(tokens: Tokens, index: int, today: date) -> Mention | None:
    said = tokens[index].plain
    ahead = 1 if said in ("this", "next", "last") else 0
    number = _WEEKDAYS.get(tokens[index + ahead].plain)
    if number is None:
        return None
    if said == "last":
        return Mention(index, 2, reckon.flagged(DateFlag.PAST))
    later = said == "next"
    reading = reckon.weekday(today, number, None, later=later)
    return Mention(index, 1 + ahead, reading, weekday=number, later=later)


def _dated(tokens: Tokens, index: int, today: date) -> Mention | None:
    """As in "the 5th", "5(th) (of) December (2026)", "December (the) 5(th) (2026)"."""
    month = _MONTHS.get(tokens[index].plain)
    if month is not None:
        at = index + 1 + (tokens[index + 1].plain == "the")
        day, after, suffixed = _day(tokens, at)
        if not day or (tokens[index].plain == _MAY and not suffixed):
            return None
    else:
        day, after, suffixed = _day(tokens, index)
        joined = tokens[after].plain == "of"
        month = _MONTHS.get(tokens[after + joined].plain) if day else None
        if month is None:
            return Mention(index, after - index, reckon.day_of_month(today, day), numeric=True) if suffixed else None
        if tokens[after + joined].plain == _MAY and not (joined or suffixed):
            return None
        after += 1 + joined
    year = int(tokens[after].plain) if _YEAR.fullmatch(tokens[after].plain) else None
    end = after + (year is not None)
    return Mention(index, end - index, reckon.day_of(today, day, month, year), numeric=True)


def _day(tokens: Tokens, index: int) -> tuple[int, int, bool]:
    """Return the day of a month at ``index`` (0: none), where it ends, and whether it is "5th" rather than "5"."""
    plain = tokens[index].plain
    if not (plain.isascii() and plain.isdigit() and 1 <= int(plain[:3]) <= _LAST_DAY):
        return 0, index, False
    following = tokens[index + 1]
    suffixed = following.plain in _SUFFIXES and following.start == tokens[index].end
    return int(plain[:3]), index + 1 + suffixed, suffixed
