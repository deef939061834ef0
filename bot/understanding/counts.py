"""Reading how many dossiers and how many people: "2 bộ", "hai hồ sơ", "một mình", "hai vợ chồng", "two people"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.guidance.tokens import Tokens
from bot.understanding.number_words import read_number

if TYPE_CHECKING:
    from collections.abc import Callable

_ENGLISH_DOSSIERS = (
    *("application", "applications", "dossier", "dossiers", "set", "sets", "file", "files"),
    *("copy", "copies", "document", "documents", "form", "forms"),
)
_DOSSIER_WORDS = ("bộ", "hồ", "hs", "giấy", "tờ", "bản", "khai", "đơn", "thủ", *_ENGLISH_DOSSIERS)
_PEOPLE_WORDS = ("người", "ng", "đứa", "mạng", "people", "person", "persons")
_CLASSIFIERS = ("cái", "bộ", "cuốn", "tấm")
_ENGLISH_UNITS = ("moment", "second", "sec", "minute", "minutes", "day", "days", "week", "weeks", "am", "pm", "of")
_NOT_COUNTED = (
    "h",
    "giờ",
    "tháng",
    "năm",
    "tuổi",
    "ngày",
    "tuần",
    "bữa",
    "hôm",
    "phút",
    "cửa",
    "k",
    "nghìn",
    "triệu",
    *_ENGLISH_UNITS,
)
_PAIRS = (
    ("vợ", "chồng"),
    ("mẹ", "con"),
    ("má", "con"),
    ("cha", "con"),
    ("bà", "cháu"),
    ("ông", "cháu"),
)
_GROUPS = (
    ("anh", "em"),
    ("chị", "em"),
    ("ông", "bà"),
)
_FOLKS = ("ba", "con")
"""Typed without diacritics this is "bà con", folks or relatives, far more often than a father and a child."""
_SELF = ("tôi", "tui", "em", "mình", "con", "cháu", "anh", "chị")
_ALONE = re.compile(r"(?:just|only) me\b|by myself\b|alone\b")
_TWO = re.compile(r"me and my \w+|my \w+ and (?:i|me)\b|(?:both|the two) of us\b")
_VAGUE = ("vài", "mấy", "nhiều")


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted.

    Attributes:
        dossiers: number of dossiers, None when not said.
        people: number of people who come, None when not said.
        number: a bare number ("2"), which only the question it answers gives a meaning.
        vague: "vài bộ", "mấy người": ask for the number.
    """

    dossiers: int | None = None
    people: int | None = None
    number: int | None = None
    vague: bool = False


def read_counts(text: str) -> Counts:
    """Read the counts in ``text``."""
    tokens = Tokens(text)
    dossiers = _first(tokens, _dossiers_at)
    people = _first(tokens, _people_at) or _first(tokens, _company_at)
    number = None
    if dossiers is None and people is None:
        number = _first(tokens, _bare_at)
    vague = dossiers is None and people is None and _first(tokens, _vague_at) is not None
    return Counts(dossiers, people, number, vague)


def _first(tokens: Tokens, reader: Callable[[Tokens, int], int | None]) -> int | None:
    return next((value for index in range(len(tokens)) if (value := reader(tokens, index)) is not None), None)


def _dossiers_at(tokens: Tokens, index: int) -> int | None:
    number, taken = _number(tokens, index)
    if not taken:
        return None
    after = index + taken
    if tokens[after].says(*_CLASSIFIERS) and tokens[after + 1].says(*_DOSSIER_WORDS):
        return number
    if tokens[after].says("thủ"):
        return number if tokens[after + 1].says("tục") else None
    if tokens[after].says("hồ"):
        return number if tokens[after + 1].says("sơ") else None
    return number if tokens[after].says(*_DOSSIER_WORDS) else None


def _people_at(tokens: Tokens, index: int) -> int | None:
    """Read a number of people; "ông bà" or "anh em" say how many only behind a number."""
    number, taken = _number(tokens, index)
    if not taken:
        return None
    after = index + taken
    counted = (
        tokens[after].says(*_PEOPLE_WORDS)
        or tokens.plain(after, 2) == "of us"
        or any(tokens.follow(after, *pair) for pair in (*_PAIRS, *_GROUPS, _FOLKS))
    )
    return number if counted else None


def _company_at(tokens: Tokens, index: int) -> int | None:
    """Read who comes, where no number is given: "một mình", "vợ chồng tui", "tui với vợ"."""
    english = tokens.plain(index, 4)
    if _alone_at(tokens, index) or _ALONE.match(english):
        return 1
    if _TWO.match(english):
        return 2
    if tokens.follow(index, *_FOLKS) and tokens.any_accented:
        return 2
    with_somebody = tokens[index + 1].says("với", "và", "cùng") and index + 2 < len(tokens)
    if any(tokens.follow(index, *pair) for pair in _PAIRS) or (tokens[index].says(*_SELF) and with_somebody):
        return 2
    return None


def _alone_at(tokens: Tokens, index: int) -> bool:
    token, following = tokens[index], tokens[index + 1]
    if token.says("mình") and following.says("ên"):
        return True
    one = token.says("một") or token.plain == "1"
    return (one and following.says("mình")) or (token.says("mình") and following.says("tôi", "tui", "em"))


def _bare_at(tokens: Tokens, index: int) -> int | None:
    number, taken = _number(tokens, index)
    if not taken or tokens[index + taken].says(*_NOT_COUNTED) or tokens.follow(index, *_FOLKS):
        return None
    spelled = not tokens[index].plain.isdigit()
    return None if spelled and len(tokens) > taken + 2 else number


def _vague_at(tokens: Tokens, index: int) -> int | None:
    following = tokens[index + 1]
    vague = tokens[index].says(*_VAGUE) and following.says(*_DOSSIER_WORDS, *_PEOPLE_WORDS, *_CLASSIFIERS)
    return 0 if vague else None


def _number(tokens: Tokens, index: int) -> tuple[int, int]:
    if tokens[index].says("đôi"):
        return 2, 1
    number, taken = read_number(tokens, index)
    return (number, taken) if number else (0, 0)
