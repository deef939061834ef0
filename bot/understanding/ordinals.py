"""Which of several choices a message picks by its place: "2", "số 2 nha", "cái thứ hai", "cái đầu", "chọn cái cuối đi".

A closed grammar over whole messages. A weekday ("thứ hai") and a quantity ("2 cái") are no choice.
"""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.guidance.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOOKS_AT = 60
_MOST_WORDS = 9
_MOST_DIGITS = 2
LAST = -1
"""The last one, however many there are."""


def _forms(listed: str) -> frozenset[str]:
    """Return words with and without their accents: typed with others they are other words ("sợ hãi", not "số hai")."""
    return frozenset(form for word in listed.split() for form in (word, fold(word)))


_POLITE = _forms(
    """dạ vâng ok oke okie ừ ờ uh thì vậy thôi cho tôi tui em anh chị chú cô bác ông bà con cháu mình ad bạn nha nhé nhe
    nghen nhen nghe à ạ đi luôn đó ấy này kia với giùm giúp dùm ơi rồi là muốn xin được please the i want would like ll
    d go with that this it một cái đúng"""
) - _forms("một cái")
_PICKS = _forms("chọn bấm lấy nhấn ấn lựa theo làm coi xem hỏi pick choose take press select")
_KINDS = _forms("cái số mục câu nút dòng phần việc chỗ nơi ý lựa option number choice no nr button")
_ORDER = _forms("thứ")
_FILLS = _forms("chọn one tiên cùng hết nhất")
"""What may stand behind a kind or a place: "lựa chọn 2", "the first one", "đầu tiên", "cuối cùng"."""
_SPOKEN: Mapping[str, int] = MappingProxyType(
    {
        form: value
        for value, words in enumerate(
            (
                ("một", "nhất", "first", "one"),
                ("hai", "nhì", "second", "two"),
                ("ba", "third", "three"),
                ("bốn", "tư", "fourth", "four"),
                ("năm", "fifth", "five"),
                ("sáu", "sixth", "six"),
                ("bảy", "bẩy", "seventh", "seven"),
                ("tám", "eighth", "eight"),
                ("chín", "ninth", "nine"),
                ("mười", "tenth"),
            ),
            1,
        )
        for word in words
        for form in (word, fold(word))
    }
)
_PLACES: Mapping[str, int] = MappingProxyType(
    {"đầu": 1, "dau": 1, "trên": 1, "tren": 1, "cuối": LAST, "cuoi": LAST, "chót": LAST, "chot": LAST, "last": LAST}
    | {"dưới": LAST, "duoi": LAST, "bottom": LAST, "top": 1}
)
_ENGLISH = frozenset({"first", "second", "third", "fourth", "fifth"})
_SAYS_PLACE = _forms("tiên cùng") | _ENGLISH | {"last"}
_WORD = re.compile(r"[^\W_]+")


def choice_in(text: str) -> int | None:
    """Return the number of the choice that a whole message picks, ``LAST`` for the last one, or None."""
    if "?" in text or len(text) > _LOOKS_AT:
        return None
    words = _WORD.findall(unicodedata.normalize("NFC", text).lower())
    if not words or len(words) > _MOST_WORDS:
        return None
    return _value(words)


def _value(words: list[str]) -> int | None:
    """Read the words one by one: what leads to a value, the value, and politeness around it."""
    led = ordered = False
    value: int | None = None
    for at, word in enumerate(words):
        if value is None and (word in _PICKS or word in _KINDS or word in _ORDER):
            # Alone "thứ hai" is a day, and "lấy hai" how many.
            led, ordered = led or word in _KINDS, ordered or word in _ORDER
        elif value is None and (found := _one(words, at, led=led)) is not None:
            value = found
        elif word not in _POLITE and (word not in _FILLS or not (led or value is not None)):
            return None  # "nhan tien o dau" asks where money is given, and has the words of "nhấn đầu tiên"
    digits = value is not None and any(word.isdecimal() for word in words)
    return value if led or (digits and not ordered) or not _SAYS_PLACE.isdisjoint(words) else None


def _one(words: list[str], at: int, *, led: bool) -> int | None:
    """Return the value of a word, where it is one: digits, spoken behind what leads to it, or a place in the list."""
    word = words[at]
    if word.isdecimal() and word.isascii() and len(word) <= _MOST_DIGITS:
        return int(word)
    if word in _PLACES:
        return _PLACES[word]
    another = any(one.isdecimal() or one in _PLACES or one in _SPOKEN for one in words[at + 1 :])
    spoken = led or word in _ENGLISH
    return _SPOKEN.get(word) if spoken and not (word in _FILLS and another) else None
