"""Finding the expressions for days in a message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.understanding.dates import calendar as reckon
from bot.understanding.dates.calendar import Mention, Reading
from bot.understanding.dates.english import english
from bot.understanding.dates.model import DateFlag
from bot.understanding.dates.numbers import counted, lunar, numeric, spelled
from bot.understanding.number_words import read_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bot.guidance.tokens import Tokens

_WEEKDAYS = (("hai", "2"), ("ba", "3"), ("tư", "4"), ("năm", "5"), ("sáu", "6"), ("bảy", "bẩy", "7"))
_NEAR = 3
"""How many words may stand between a weekday and its week ("thứ 6 của tuần sau")."""


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
        if tokens[index - 1].says("số") and following.says("tự"):
            return None, 0  # "lay so thu tu" takes a number, on no Wednesday
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
        if token.says(form) and tokens[index + 1].says("tháng") and not tokens[index + 2].plain[:1].isdigit():
            return Mention(index, 2 + _offset(tokens, index + 2)[1], reckon.flagged(DateFlag.VAGUE))
    if token.says("qua") and tokens[index + 1].says("tuần"):
        return Mention(index, 2, reckon.week(today, 1), week=1)
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
    if token.says("trước", "rồi", "qua"):
        return -1, 1
    if token.says("sau", "tới", "kế"):
        return 1, 2 if token.says("kế") and tokens[index + 1].says("tiếp") else 1
    return None, 0


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
    judged = tokens[index - 1].says("sai", "nhầm", "lộn", "trật", "đúng")  # "sai ngày rồi" tells of no day that is over
    if following.says("trước", "hổm") or (following.says("rồi") and not judged):
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
    lunar,
    numeric,
    counted,
    spelled,
    _weekday,
    _week,
    _after_day_word,
    _relative,
    english,
)
