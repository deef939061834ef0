"""Finding hours and halves of the day in a message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

from booking_client import HalfDay
from bot.understanding.dates.model import DateFlag
from bot.understanding.number_words import read_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.guidance.tokens import Tokens

_NOON = 12
_EVENING = 18
_LAST_NOON_HOUR = 2
"""\"1 giờ trưa\" is 13:00, "11 giờ trưa" is not."""
_FIRST_MORNING_HOUR = 6
_DAY_HOURS = 24
_HOUR_MINUTES = 60
_COLON = re.compile(r"(\d{1,2}):(\d{2})")

_MOVES = frozenset({"doi", "chuyen", "lui", "hoan", "roi", "qua"})
"""After these an unaccented "sang" is "over to"."""
_MOVE_AWAY = frozenset({"doi", "chuyen", "lui", "hoan"})
"""Of two hours after these ("dời 8h sáng qua 2h chiều") the last is wanted."""
_MEASURES = frozenset({"cao", "dai", "rong", "ngang"})
_AFTER_SANG = frozenset(
    {
        "mai",
        "moi",
        "mot",
        "moc",
        "nay",
        "kia",
        "hom",
        "bua",
        "ngay",
        "som",
        "thu",
        "t",
        "cn",
        "chu",
        "tuan",
        "duoc",
        "dc",
        "di",
        "nha",
        "nhe",
        "nhen",
        "luon",
        "co",
        "la",
        "lam",
        "luc",
    }
)
_BEFORE_SANG = frozenset(
    {"buoi", "gio", "h", "g", "ngay", "hom", "bua", "mai", "cai", "nay", "dau", "vao", "vo", "luc", "ca"}
)

_ARRIVED_AT = frozenset({"luot", "phien", "xa", "phuong", "noi", "cho", "do", "day", "lay", "nop", "len"})
_SUITS = frozenset({"ranh", "ban"})
"""Before the last word of a message: "không rảnh sáng"."""

_ENGLISH = {"morning": "sang", "noon": "trua", "afternoon": "chieu", "evening": "toi", "tonight": "toi"}
_SESSIONS = frozenset({"sang", "chieu", "xe", "trua", "som", "toi", *_ENGLISH})


@dataclass(frozen=True, slots=True)
class Clock:
    """Hour and half of the day.

    Attributes:
        half_day: said, or following from the hour.
        time: the hour, local.
        any_time: both halves were named.
        flags: NOON, EVENING, TIME_ASSUMED.
    """

    half_day: HalfDay | None = None
    time: time | None = None
    any_time: bool = False
    flags: frozenset[DateFlag] = frozenset()


def read_clock(tokens: Tokens) -> Clock:
    """Read the first hour and the halves of the day that are named."""
    first_move = next((index for index in range(len(tokens)) if tokens[index].plain in _MOVES), len(tokens))
    sessions = {name for index in range(len(tokens)) for name in _sessions(tokens, index, moved=index > first_move)}
    both = {"sang", "chieu"} <= sessions
    hours = list(_hours(tokens))
    clocks = [_with_hour(hour, sessions) for _, hour in hours]
    if len(hours) > 1 and any(tokens[before].plain in _MOVE_AWAY for before in range(hours[0][0])):
        return clocks[-1]
    if both and len({clock.half_day for clock in clocks}) > 1:
        return Clock(any_time=True)
    if clocks:
        return clocks[0]
    if both:
        return Clock(any_time=True)
    return next((clock for name, clock in _ALONE if name in sessions), Clock())


_ALONE = (
    ("toi", Clock(flags=frozenset({DateFlag.EVENING}))),
    ("sang", Clock(HalfDay.MORNING)),
    ("chieu", Clock(HalfDay.AFTERNOON)),
    ("trua", Clock(flags=frozenset({DateFlag.NOON}))),
    ("som", Clock(HalfDay.MORNING)),
)
"""What the parts of the day mean without an hour, in the order in which they count."""


def _with_hour(hour: tuple[int, int], sessions: set[str]) -> Clock:
    number, minute = hour
    flags = set()
    # Where both halves are named ("chiều em bận, 8h sáng được không") the hour is of the one that it is an hour of.
    late = number < (_FIRST_MORNING_HOUR if sessions & {"sang", "som"} else _NOON) and sessions & {"chieu", "toi"}
    after_lunch = number <= _LAST_NOON_HOUR and "trua" in sessions
    if late or after_lunch:
        number += _NOON
    elif number < _FIRST_MORNING_HOUR and not sessions & {"sang", "som"}:
        number += _NOON
        flags.add(DateFlag.TIME_ASSUMED)
    if number >= _EVENING:
        return Clock(None, time(number, minute), flags=frozenset({DateFlag.EVENING}))
    half = HalfDay.MORNING if number < _NOON else HalfDay.AFTERNOON
    return Clock(half, time(number, minute), flags=frozenset(flags))


def _hours(tokens: Tokens) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield where each hour stands, and the hour."""
    index = 0
    while index < len(tokens):
        hour = _hour(tokens, index)
        if hour is not None:
            yield index, hour
            index += read_number(tokens, index)[1]  # the "một giờ" of "mười một giờ" is no other hour
        index += 1


def _hour(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """Return hour and minute of "8h30", "8 giờ rưỡi", "9 giờ kém 15", "8:30", "7-9h" (its beginning)."""
    token = tokens[index]
    if match := _COLON.fullmatch(token.plain):
        hour = int(match.group(1))
        return _valid(_of_day(tokens, index + 1, hour) or hour, int(match.group(2)))
    number, taken = read_number(tokens, index)
    if not taken:
        span = re.fullmatch(r"(\d{1,2})-\d{1,2}", token.plain)
        if span is None:
            return None
        number, taken = int(span.group(1)), 1
    unit = tokens[index + taken]
    hour_of_day, minute = _of_day(tokens, index + taken, number), 30 if unit.says("rưỡi") else 0
    if hour_of_day is not None or minute:
        return _valid(number if hour_of_day is None else hour_of_day, minute)
    ahead = tokens[index - 1].says("trong", "sau", "mất") and tokens[index + taken + 1].says("nữa")
    apart = unit.start - tokens[index + taken - 1].end > 1  # "thứ 6, giờ nào cũng được" names no hour
    if apart or not (unit.plain in ("h", "g") or unit.says("giờ")) or (unit.says("giờ") and ahead):
        return None
    return _minutes(tokens, index + taken + 1, number)


def _of_day(tokens: Tokens, index: int, number: int) -> int | None:
    """Return the hour of "9 am", "2 p.m." whose half of the day stands at ``index``; None where there is none."""
    half = tokens[index].plain if tokens[index].plain in ("am", "pm") else tokens.plain(index, 2).replace(" ", "")
    if half not in ("am", "pm") or not 1 <= number <= _NOON or tokens[index].accented:
        return None
    return number % _NOON + (_NOON if half == "pm" else 0)


def _minutes(tokens: Tokens, index: int, hour: int) -> tuple[int, int] | None:
    token = tokens[index]
    if token.says("nữa"):
        return None
    if token.says("rưỡi"):
        return _valid(hour, 30)
    if token.says("kém"):
        less, taken = read_number(tokens, index + 1)
        return _valid(hour - 1, _HOUR_MINUTES - less) if taken and less else _valid(hour, 0)
    digits = re.fullmatch(r"(\d{1,2})(?:-\d{1,2})?", token.plain)
    apart = token.plain.isdigit() and (tokens[index + 1].says("phút") or len(token.plain) > 1)
    if digits and (apart or token.start == tokens[index - 1].end):
        return _valid(hour, int(digits.group(1))) or _valid(hour, 0)
    return _valid(hour, 0)


def _valid(hour: int, minute: int) -> tuple[int, int] | None:
    return (hour, minute) if 0 <= hour < _DAY_HOURS and 0 <= minute < _HOUR_MINUTES else None


def _sessions(tokens: Tokens, index: int, *, moved: bool) -> list[str]:
    """Return the part of the day that the token names, if it names one; ``moved``: a word of ``_MOVES`` came before."""
    token, previous, following = tokens[index], tokens[index - 1], tokens[index + 1]
    if token.plain not in _SESSIONS or previous.says("hồi"):  # "hồi sáng" tells what was, not when to come
        return []
    if (session := _ENGLISH.get(token.plain)) is not None:
        return [session] if previous.plain != "good" else []
    named = {
        "sang": token.plain == "sang" and _says_morning(tokens, index, moved=moved),
        "chieu": (token.says("chiều") and following.plain not in _MEASURES)
        or (token.says("xế") and (previous.says("buổi") or following.says("chiều"))),
        "trua": token.says("trưa"),
        "som": token.says("sớm") and not following.says("nhất") and not previous.says("càng"),
        "toi": token.plain == "toi" and _says_evening(tokens, index),
    }
    return [name for name, says in named.items() if says]


def _says_morning(tokens: Tokens, index: int, *, moved: bool) -> bool:
    """Whether this "sang" is "sáng"; without its accent it may as well be "sang tên", "dời sang thứ 6"."""
    token, previous, following = tokens[index], tokens[index - 1], tokens[index + 1]
    if token.accented:
        return token.says("sáng") and following.plain not in ("kien", "sua")
    if token.typed == "sangs" or len(tokens) == 1:
        return True
    if tokens.any_accented or moved:
        return False
    if previous.plain in _BEFORE_SANG or following.plain in _AFTER_SANG:
        return following.plain not in ("ten", "nhuong")
    if previous.plain in _SUITS and not following.plain:
        return True
    return bool(re.match(r"\d", following.plain) or (re.match(r"\d", previous.plain) and not following.plain))


def _says_evening(tokens: Tokens, index: int) -> bool:
    """Whether this "toi" is "tối" and neither "tôi" nor "tới"."""
    token = tokens[index]
    if token.accented:
        return token.says("tối") and not tokens[index + 1].says("đa", "thiểu", "cao")
    arrives = tokens[index + 1].plain in _ARRIVED_AT  # "mấy giờ tới lượt tui"
    return tokens[index - 1].plain in ("buoi", "h", "gio") and not tokens.any_accented and not arrives
