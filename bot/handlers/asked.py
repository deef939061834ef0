"""Whether a message is what the step under way asks for, so that it is taken before it is read as any other wish."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.messages import Kind
from bot.handlers.booking.phrases import is_question
from bot.handlers.booking.reading import names_day, numbers_in, place_in, when_in
from bot.handlers.committing import settles
from bot.handlers.names import asked_name
from bot.understanding.fold import canonical
from bot.understanding.phones import find_phones

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.conversation.turn import Turn

_URGENT = "emergency"
_COUNTED = ("dossiers", "phone")
_MOST_WORDS = 8
_OTHER_WISH = re.compile(
    r"\b(?:thong bao|tin nhan|nhan tin|du lieu|thong tin|ngung|ngung nhan|dung nhan|tat|huy|xoa|lien ket|stop)\b"
)
"""Words that no phone, place or number has around it where it is only an answer."""
_NOT_OF_A_PHONE = frozenset({"tat", "huy", "xoa", "ngung", "stop", "lieu"})
_DIGITS = frozenset({"khong", "mot", "hai", "ba", "bon", "tu", "nam", "sau", "bay", "tam", "chin"})
_TAG = re.compile(r"\d (?:bo |ho so )?(?:dung|phai) khong(?: \w+)?$")
"""Who says "2 bộ đúng không" has answered."""
_A_TAG = 3
"""Words of "đúng không em", behind which a number is still the answer."""


def answers_step(turn: Turn) -> bool:
    """Return whether a name, phone, place, day, number, yes or no is asked for and the message is one."""
    dialogue = turn.dialogue
    if dialogue is None or turn.inbound.kind is not Kind.TEXT:
        return False
    reads = _READ_AT.get(dialogue.step)
    if reads is None or (turn.understanding.intent == _URGENT and reads is not gives_name):
        return False
    return reads(turn)


def counts(turn: Turn) -> bool:
    """Return whether a number of dossiers or a phone is asked for and the message is one."""
    return turn.dialogue is not None and turn.dialogue.step in _COUNTED and answers_step(turn)


def gives_name(turn: Turn) -> bool:
    """Return whether a name is asked for and the message is one."""
    return asked_name(turn) is not None


def _only_answers(turn: Turn) -> bool:
    plain = canonical(turn.text)
    asks = is_question(turn.text) and not _TAG.search(plain)
    return len(plain.split()) <= _MOST_WORDS and not _OTHER_WISH.search(plain) and not asks


def _phone(turn: Turn) -> bool:
    """Return whether a number is given; what is said around it is not counted by its digits, spoken or typed."""
    if not find_phones(turn.text):
        return False
    beside = [word for word in canonical(turn.text).split() if not word.isdigit() and word not in _DIGITS]
    asks = is_question(turn.text) and len(beside) > _A_TAG
    return len(beside) <= _MOST_WORDS and not asks and not _NOT_OF_A_PHONE & set(beside)


def _place(turn: Turn) -> bool:
    return _only_answers(turn) and place_in(turn, whole_text=True) is not None


def _day(turn: Turn) -> bool:
    return _only_answers(turn) and names_day(when_in(turn))


def _number(turn: Turn) -> bool:
    return _only_answers(turn) and numbers_in(turn.text, bare=True).dossiers is not None


_READ_AT: Mapping[str, Callable[[Turn], bool]] = {
    "name": gives_name,
    "phone": _phone,
    "area": _place,
    "unit": _place,
    "place": _place,
    "half_day": _day,
    "dossiers": _number,
    "consent": settles,
    "confirm": settles,
    "fix": settles,
    "confirm_move": settles,
    "confirm_cancel": settles,
}
"""By the name of the step, which is the same in every dialogue that asks for it."""
