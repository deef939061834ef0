"""Finding the days that are given by numbers: "24/8", "ngày 24 tháng 8", "mùng 5", "3 ngày nữa"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.understanding.dates import calendar as reckon
from bot.understanding.dates.calendar import Mention, Reading
from bot.understanding.dates.model import DateFlag
from bot.understanding.number_words import read_number

if TYPE_CHECKING:
    from datetime import date

    from bot.guidance.tokens import Tokens

_NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_TWO_DAYS = re.compile(r"(\d{1,2})-(\d{1,2})/(\d{1,2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.-](\d{4})")
_COUNTED = frozenset(
    {
        "h",
        "g",
        "gio",
        "bo",
        "nguoi",
        "ho",
        "cai",
        "ban",
        "to",
        "ngay",
        "lan",
        "tuoi",
        "trang",
        "phan",
        "k",
        "nam",
        "thang",
    }
)
"""After "2-3" these words make it a count, not a date."""


def lunar(tokens: Tokens, index: int, today: date) -> Mention | None:
    """As in "mùng 5", "rằm", "âm lịch", "20/10 âm", "tháng chạp"; "mùng 5 tây" is a day of the sun's month."""
    token = tokens[index]
    if words := _words_of_the_moon(tokens, index):
        return Mention(index, words, reckon.flagged(DateFlag.LUNAR))
    number, taken = read_number(tokens, index + 1) if token.says("mùng", "mồng", "mung", "mong") else (0, 0)
    if not 1 <= number <= 30:  # noqa: PLR2004 - a month of the moon has at most 30 days
        return None
    if tokens[index + 1 + taken].says("tây"):
        return Mention(index, 2 + taken, reckon.day_of_month(today, number), numeric=True)
    return Mention(index, 1 + taken, reckon.flagged(DateFlag.LUNAR))


def _words_of_the_moon(tokens: Tokens, index: int) -> int:
    """Return how many words from ``index`` on say by themselves that a day is of the moon's calendar."""
    token, previous, following = tokens[index], tokens[index - 1], tokens[index + 1]
    if token.says("âm") and following.says("lịch"):
        return 2
    hour = token.typed == "am" and previous.plain.isdigit() and int(previous.plain[:3]) <= 12  # noqa: PLR2004 - "9 am"
    hour = hour and not tokens[index - 2].says("ngày", "hôm", "mùng", "mồng")
    behind_a_number = token.says("âm") and previous.plain[-1:].isdigit() and not (hour or following.says("tính"))
    month = token.says("giêng", "chạp") and (token.accented or previous.says("tháng"))
    named = token.says("rằm", "âl") or (token.says("tết") and token.accented)
    return int(named or month or behind_a_number)


def numeric(tokens: Tokens, index: int, today: date) -> Mention | None:
    """As in "24/8", "24-8-2021", "2021-08-24", "23-24/8"."""
    plain = tokens[index].plain
    if match := _ISO.fullmatch(plain):
        year, month, day = (int(part) for part in match.groups())
        return Mention(index, 1, reckon.day_of(today, day, month, year), numeric=True)
    if match := _TWO_DAYS.fullmatch(plain):
        first, second, month = (int(part) for part in match.groups())
        readings = [reckon.day_of(today, day, month) for day in (first, second)]
        dates = tuple(day for reading in readings for day in reading.dates)
        return Mention(index, 1, Reading(dates, frozenset({DateFlag.AMBIGUOUS})), numeric=True)
    match = _NUMERIC.fullmatch(plain)
    if match is None or not _looks_like_date(match, tokens[index + 1].plain):
        return None
    day, month = int(match.group(1)), int(match.group(3))
    year_text = match.group(4)
    return Mention(index, 1, reckon.day_of(today, day, month, int(year_text) if year_text else None), numeric=True)


def _looks_like_date(match: re.Match[str], following: str) -> bool:
    if match.group(4):
        return True
    day, separator, month = int(match.group(1)), match.group(2), int(match.group(3))
    if day == month == 24:  # noqa: PLR2004 - "24/24" is round the clock
        return False
    if separator == "/":
        return True
    return following not in _COUNTED and 1 <= day <= 31 and 1 <= month <= 12  # noqa: PLR2004 - days, months


def spelled(tokens: Tokens, index: int, today: date) -> Mention | None:
    """As in "ngày 24 (tháng 8 (năm 2021))", "24 tháng 8", "24 tây", "hai mươi bốn tháng tám"."""
    prefixed = tokens[index].says("ngày", "hôm", "bữa")
    start = index + 1 if prefixed else index
    day, taken = read_number(tokens, start)
    if not taken:
        return None
    after = start + taken
    if tokens[after].says("tây"):
        return Mention(index, after + 1 - index, reckon.day_of_month(today, day), numeric=True)
    if tokens[after].says("tháng") and (prefixed or not tokens[after + 1].says("nữa")):
        return _with_month(tokens, index, after + 1, day, today)
    if not prefixed or not tokens[start].plain.isdigit() or not 1 <= day <= 31:  # noqa: PLR2004 - days of a month
        return None
    if tokens[after].plain in _COUNTED:
        return None
    return Mention(index, after - index, reckon.day_of_month(today, day), numeric=True)


def _with_month(tokens: Tokens, index: int, at: int, day: int, today: date) -> Mention | None:
    joined = _MONTH_YEAR.fullmatch(tokens[at].plain)
    if joined:
        reading = reckon.day_of(today, day, int(joined.group(1)), int(joined.group(2)))
        return Mention(index, at + 1 - index, reading, numeric=True)
    if tokens[at].says("này", "nay"):
        return Mention(index, at + 1 - index, reckon.day_of(today, day, today.month), numeric=True)
    if tokens[at].says("sau", "tới"):
        following = today.month % 12 + 1
        return Mention(
            index, at + 1 - index, reckon.day_of(today, day, following, today.year + (following == 1)), numeric=True
        )
    month, taken = read_number(tokens, at)
    if not taken:
        return None
    end, year = at + taken, None
    at_year = end + 1 if tokens[end].says("năm") else end
    if re.fullmatch(r"(?:19|20)\d\d", tokens[at_year].plain):
        year, end = int(tokens[at_year].plain), at_year + 1
    return Mention(index, end - index, reckon.day_of(today, day, month, year), numeric=True)


def counted(tokens: Tokens, index: int, today: date) -> Mention | None:
    """As in "3 ngày nữa", "vài bữa nữa", "1 tuần nữa"."""
    if tokens[index].says("vài", "mấy") and tokens[index + 1].says("ngày", "bữa", "hôm", "tuần"):
        vague = tokens[index + 2].says("nữa", "sau", "tới")
        return Mention(index, 3, reckon.flagged(DateFlag.VAGUE)) if vague else None
    number, taken = read_number(tokens, index)
    unit = tokens[index + taken]
    if not taken or not tokens[index + taken + 1].says("nữa"):
        return None
    if unit.says("ngày", "bữa", "hôm"):
        return Mention(index, taken + 2, reckon.in_days(today, number))
    if unit.says("tuần"):
        return Mention(index, taken + 2, reckon.in_days(today, number * reckon.WEEK))
    return None
