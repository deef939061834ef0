"""Finding the expressions for days in a message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.understanding import dates_calendar as reckon
from bot.understanding.dates_calendar import Reading
from bot.understanding.dates_model import DateFlag
from bot.understanding.number_words import read_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bot.guidance.tokens import Tokens

_NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_TWO_DAYS = re.compile(r"(\d{1,2})-(\d{1,2})/(\d{1,2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.-](\d{4})")
_WEEKDAYS = (("hai", "2"), ("ba", "3"), ("tư", "4"), ("năm", "5"), ("sáu", "6"), ("bảy", "bẩy", "7"))
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
_NEAR = 3
"""How many words may stand between a weekday and its week ("thứ 6 của tuần sau")."""


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


def find_days(tokens: Tokens, today: date) -> list[Mention]:
    """Return the expressions for days, in order, weekdays joined with the week beside them."""
    found: list[Mention] = []
    index = 0
    while index < len(tokens):
        mention = next(filter(None, (matcher(tokens, index, today) for matcher in _MATCHERS)), None)
        if mention is None:
            index += 1
        else:
            found.append(mention)
            index += mention.length
    return _join_weeks(found, today)


def _join_weeks(mentions: list[Mention], today: date) -> list[Mention]:
    """Give each weekday the week named beside it, and drop the weeks that were used."""
    used: set[int] = set()
    joined: dict[int, Mention] = {}
    for position, mention in enumerate(mentions):
        if mention.weekday is None:
            continue
        offset: int | None = None
        for other in (position + 1, position - 1):
            if not 0 <= other < len(mentions) or mentions[other].week is None:
                continue
            first, second = sorted((mention, mentions[other]), key=lambda each: each.start)
            if second.start - first.start - first.length <= _NEAR:
                offset = mentions[other].week
                used.add(other)
                break
        reading = reckon.weekday(today, mention.weekday, offset, later=mention.later and offset is None)
        joined[position] = Mention(mention.start, mention.length, reading, mention.weekday)
    return [joined.get(position, mention) for position, mention in enumerate(mentions) if position not in used]


def _lunar(tokens: Tokens, index: int, today: date) -> Mention | None:
    token = tokens[index]
    if token.says("rằm", "âl") or (token.says("tết") and token.accented):
        return Mention(index, 1, reckon.flagged(DateFlag.LUNAR))
    if token.says("âm") and tokens[index + 1].says("lịch"):
        return Mention(index, 2, reckon.flagged(DateFlag.LUNAR))
    number, taken = read_number(tokens, index + 1) if token.says("mùng", "mồng", "mung", "mong") else (0, 0)
    if not 1 <= number <= 30:  # noqa: PLR2004 - a month of the moon has at most 30 days
        return None
    if tokens[index + 1 + taken].says("tây"):
        return Mention(index, 2 + taken, reckon.day_of_month(today, number), numeric=True)
    return Mention(index, 1 + taken, reckon.flagged(DateFlag.LUNAR))


def _numeric(tokens: Tokens, index: int, today: date) -> Mention | None:
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


def _spelled(tokens: Tokens, index: int, today: date) -> Mention | None:
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


def _weekday(tokens: Tokens, index: int, today: date) -> Mention | None:
    number, taken = _weekday_number(tokens, index)
    if number is None:
        return None
    following = tokens[index + taken]
    later = following.says("sau") and not tokens[index + taken - 1].says("tuần")
    if later or following.says("tới", "này", "đây"):
        taken += 1
    return Mention(index, taken, reckon.weekday(today, number, None, later=later), weekday=number, later=later)


def _weekday_number(tokens: Tokens, index: int) -> tuple[int | None, int]:
    token, following = tokens[index], tokens[index + 1]
    if token.says("chủ", "chúa") and following.says("nhật"):
        return reckon.SUNDAY, 2
    if token.plain == "cn":
        return reckon.SUNDAY, 1
    if token.says("thứ"):
        named = (number for number, forms in enumerate(_WEEKDAYS) if following.says(*forms))
        number = next(named, None)
        return number, 2 if number is not None else 0
    if token.plain == "t" and following.start == token.end and re.fullmatch(r"[2-7]", following.plain):
        return (None, 0) if tokens[index - 1].says("tháng", "sinh") else (int(following.plain) - 2, 2)
    return None, 0


def _week(tokens: Tokens, index: int, today: date) -> Mention | None:
    """As in "tuần sau", "đầu tuần", "cuối tuần này", "tháng sau", "cuối tháng"."""
    token = tokens[index]
    parts = {"đầu": (0, 1), "giữa": (2, 3), "cuối": (5, 6)}
    for form, (first, last) in parts.items():
        if token.says(form) and tokens[index + 1].says("tuần"):
            offset, taken = _offset(tokens, index + 2)
            return Mention(index, 2 + taken, reckon.part_of_week(today, offset, first, last), week=offset)
    if token.says("tuần"):
        offset, taken = _offset(tokens, index + 1)
        if offset is not None:
            return Mention(index, 1 + taken, reckon.week(today, offset), week=offset)
    if token.says("tháng"):
        offset, taken = _offset(tokens, index + 1)
        if offset in (0, 1):
            return Mention(index, 1 + taken, reckon.month(today, offset))
    return None


def _offset(tokens: Tokens, index: int) -> tuple[int | None, int]:
    token = tokens[index]
    if token.says("này", "nay"):
        return 0, 1
    if token.says("sau") and tokens[index + 1].says("nữa"):
        return 2, 2
    if token.says("sau", "tới", "kế"):
        return 1, 2 if token.says("kế") and tokens[index + 1].says("tiếp") else 1
    return None, 0


def _counted(tokens: Tokens, index: int, today: date) -> Mention | None:
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


def _relative(tokens: Tokens, index: int, today: date) -> Mention | None:
    """One of "mai", "mốt", "mơi", "nay", "bây giờ" without a word for day before it."""
    token, following = tokens[index], tokens[index + 1]
    if token.says("mai") and following.says("mốt") and _means_tomorrow(tokens, index):
        return Mention(index, 2, _either(today, 1, 2))
    if (token.says("mai") and _means_tomorrow(tokens, index)) or _says_moi(tokens, index):
        return Mention(index, 1, reckon.in_days(today, 1))
    if _says_mot(tokens, index):
        return Mention(index, 1, reckon.in_days(today, 2))
    if _says_nay(tokens, index):
        return Mention(index, 1, reckon.in_days(today, 0))
    if token.says("bây") and following.says("giờ"):
        return Mention(index, 2, reckon.in_days(today, 0))
    return None


_AFTER_DAY_WORD = (
    (("nay",), 0),
    (("mai", "mơi"), 1),
    (("mốt", "mốc"), 2),
    (("qua",), -1),
)


def _after_day_word(tokens: Tokens, index: int, today: date) -> Mention | None:
    """As in "hôm nay", "bữa nay", "ngày mốt", "ngày kia", "hôm qua", "bữa trước", "hồi hôm"."""
    token, following = tokens[index], tokens[index + 1]
    if not token.says("hôm", "bữa", "ngày"):
        return Mention(index, 2, reckon.flagged(DateFlag.PAST)) if tokens.follow(index, "hồi", "hôm") else None
    for forms, days in _AFTER_DAY_WORD:
        if following.says(*forms):
            return Mention(index, 2, reckon.in_days(today, days))
    if following.says("kia"):  # two days ahead in the standard, three where "mốt" is two
        return Mention(index, 2, _either(today, 2, 3) if token.says("ngày") else reckon.in_days(today, -2))
    if following.says("trước", "hổm", "rồi"):
        return Mention(index, 2, reckon.flagged(DateFlag.PAST))
    if following.says("tới", "sau") and not token.says("hôm"):
        return Mention(index, 2, reckon.flagged(DateFlag.VAGUE))
    return None


def _either(today: date, first: int, second: int) -> Reading:
    dates = tuple(day for ahead in (first, second) for day in reckon.in_days(today, ahead).dates)
    return Reading(dates, frozenset({DateFlag.AMBIGUOUS}))


_NAMES_BEFORE_MAI = frozenset(
    {"chi", "co", "ba", "em", "anh", "ten", "ong", "di", "thi", "be", "chau", "ngoc", "tuyet", "thanh", "hoa", "cay"}
)


def _means_tomorrow(tokens: Tokens, index: int) -> bool:
    """Whether "mai" is no name ("chị Mai") and no part of another word ("mai táng")."""
    return tokens[index - 1].plain not in _NAMES_BEFORE_MAI and tokens[index + 1].plain not in ("tang", "moi")


_AFTER_BARE_DAY = frozenset(
    {"di", "nha", "nhe", "duoc", "dc", "ra", "len", "sang", "chieu", "trua", "luc", "em", "la", "hen"}
)


def _says_mot(tokens: Tokens, index: int) -> bool:
    token, previous, following = tokens[index], tokens[index - 1], tokens[index + 1]
    if token.says("mốt") and token.accented:
        return not previous.says("mươi")
    if token.plain not in ("mot", "moc") or token.accented:
        return False
    alone = index == 0 and (following.plain in _AFTER_BARE_DAY or not following.plain)
    return alone or (previous.plain in ("sang", "chieu", "trua") and not read_number(tokens, index + 1)[1])


def _says_nay(tokens: Tokens, index: int) -> bool:
    token, previous = tokens[index], tokens[index - 1]
    beside = index == 0 or previous.says("sáng", "trưa", "chiều", "tối") or previous.accented
    return token.says("nay") and beside and (token.typed == "nay" or index == 0)


def _says_moi(tokens: Tokens, index: int) -> bool:
    token = tokens[index]
    if token.says("mơi") and token.accented:
        return True
    alone = len(tokens) == 1
    return token.typed == "moi" and (alone or tokens[index - 1].plain in ("sang", "chieu", "trua"))


_MATCHERS: tuple[Callable[[Tokens, int, date], Mention | None], ...] = (
    _lunar,
    _numeric,
    _counted,
    _spelled,
    _weekday,
    _week,
    _after_day_word,
    _relative,
)
