"""What fields say by the way of something else: nothing is called unknown that another field of the procedure tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.guidance.answers.asked import Focus
from bot.guidance.answers.fields import lower_first
from bot.guidance.answers.model import Basis, Row, Say
from bot.guidance.answers.plain import clauses, folded, upper_first
from bot.guidance.catalogue.values import FieldKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.guidance.answers.fields import Asked
    from bot.guidance.answers.model import AnswerUnit
    from bot.guidance.catalogue.telling import Told

RECEIVED: Final = re.compile(
    r"(?:nhan|tra|thong bao) ket qua|(?:khi|luc) nhan giay|(?:chi tra|tra) cho dung|nhan qua buu (?:dien|chinh)"
)
"""Words by which a condition says how one gets what one came for."""
HOURS: Final = re.compile(r"gio hanh chinh|thu 2 den thu 6")
"""Words by which a condition says when an office works."""
_BOOKED: Final = re.compile(r"hen gio|dat gio")
_ANYWHERE: Final = re.compile(r"toan quoc|ca nuoc|noi thuan loi|khong ke noi cu tru|bat ky")
_KINDS: Final = (FieldKind.PRESENCE, FieldKind.TIME, FieldKind.RECEIVER)
"""Kinds whose conditions speak of other things than their own."""


def mentioned(asked: Asked, words: re.Pattern[str]) -> tuple[str, ...]:
    """Return the clauses of a procedure's conditions that have some words (folded), each once."""
    return tuple(dict.fromkeys(text for text, _one in _found(asked, words)))


def _found(asked: Asked, words: re.Pattern[str]) -> Iterator[tuple[str, Told]]:
    for kind in _KINDS:
        for one in asked.told(kind).told:
            for clause in clauses(one.field.condition):
                if words.search(folded(clause)):
                    yield lower_first(clause), one


def _units(asked: Asked, focus: Focus, words: re.Pattern[str], key: str) -> Iterator[AnswerUnit]:
    found = list(_found(asked, words))
    if found:
        said = tuple(dict.fromkeys(text for text, _one in found))
        row = Row((upper_first(said[0]), *said[1:]), "; ")
        yield asked.unit(focus, "mentioned", Say(key, {"what": row}), [one for _t, one in found], basis=Basis.DERIVED)


def hours_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield when it is taken, where the source says so of this procedure."""
    yield from _units(asked, Focus.HOURS, HOURS, "answers.mentioned")


def appointment_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield where a time is arranged, where the source says so of this procedure."""
    yield from _units(asked, Focus.APPOINTMENT, _BOOKED, "answers.mentioned")
