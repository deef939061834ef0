"""Whether a message is what the step under way asks for, so that it is taken before it is read as any other wish."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.messages import Kind
from bot.handlers.booking.phrases import is_question
from bot.handlers.booking.reading import numbers_in, place_in
from bot.handlers.committing import settles
from bot.handlers.names import asked_name
from bot.understanding.fold import canonical
from bot.understanding.phones import find_phones

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.conversation.turn import Turn

_URGENT = "emergency"
_MOST_WORDS = 8
_OTHER_WISH = re.compile(
    r"\b(?:thong bao|tin nhan|nhan tin|du lieu|thong tin|ngung|ngung nhan|dung nhan|tat|huy|xoa|lien ket|stop)\b"
)
"""Words that no phone, place or number has around it where it is only an answer."""


def answers_step(turn: Turn) -> bool:
    """Return whether a name, phone, place, number, yes or no is asked for and the message is one."""
    dialogue = turn.dialogue
    if dialogue is None or turn.inbound.kind is not Kind.TEXT:
        return False
    reads = _READ_AT.get(dialogue.step)
    if reads is None or (turn.understanding.intent == _URGENT and reads is not gives_name):
        return False
    return reads(turn)


def gives_name(turn: Turn) -> bool:
    """Return whether a name is asked for and the message is one."""
    return asked_name(turn) is not None


def _only_answers(turn: Turn) -> bool:
    plain = canonical(turn.text)
    return len(plain.split()) <= _MOST_WORDS and not _OTHER_WISH.search(plain) and not is_question(turn.text)


def _phone(turn: Turn) -> bool:
    return bool(find_phones(turn.text)) and _only_answers(turn)


def _place(turn: Turn) -> bool:
    return _only_answers(turn) and place_in(turn, whole_text=True) is not None


def _number(turn: Turn) -> bool:
    return _only_answers(turn) and numbers_in(turn, bare=True).dossiers is not None


_READ_AT: Mapping[str, Callable[[Turn], bool]] = {
    "name": gives_name,
    "phone": _phone,
    "area": _place,
    "unit": _place,
    "dossiers": _number,
    "consent": settles,
    "confirm": settles,
    "fix": settles,
    "confirm_move": settles,
    "confirm_cancel": settles,
}
"""By the name of the step, which is the same in every dialogue that asks for it."""
