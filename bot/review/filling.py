"""Putting made-up values where personal data was masked, so that the model learns from sentences as people type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.guidance.text import fold, has_diacritics
from bot.review.labels import Span
from bot.review.redaction import CODE, HOUSE, NAME
from bot.understanding.masking import DOCUMENT, EMAIL, PHONE

if TYPE_CHECKING:
    from collections.abc import Iterable

_PLACEHOLDER = re.compile("|".join(map(re.escape, (PHONE, DOCUMENT, EMAIL, NAME, HOUSE, CODE))))
_PHONES = ("0912000111", "0945 000 222", "0918.000.333", "0939000444")
_NAMES = ("Nguyễn Văn Demo", "Trần Thị Mẫu", "Lê Văn Thử")
_VALUES = {
    DOCUMENT: "381000111",  # no length of today's identity numbers
    EMAIL: "gmail",
    HOUSE: "số nhà 12",
    CODE: "H12.40-260820-0009",
}
_APPOINTMENT = "TV-0815"


def fill(text: str, spans: Iterable[Span] = ()) -> tuple[str, tuple[Span, ...]]:
    """Return ``text`` with plainly made-up values for its placeholders, and the spans by its new offsets.

    Values go without diacritics and capitals where the sentence does.
    """
    spans = tuple(spans)
    placeholders = list(_PLACEHOLDER.finditer(text))
    bare = not has_diacritics(_PLACEHOLDER.sub("", text))
    pieces, moves, at = [], [], 0
    for number, found in enumerate(placeholders):
        marked = {span.entity for span in spans if span.start <= found.start() and found.end() <= span.end}
        value = _value(found.group(), number, marked)
        value = fold(value) if bare and found.group() in (NAME, HOUSE) else value
        pieces += [text[at : found.start()], value]
        moves.append((found.end(), len(value) - len(found.group())))
        at = found.end()
    filled = "".join((*pieces, text[at:]))

    def moved(offset: int) -> int:
        return offset + sum(shift for end, shift in moves if end <= offset)

    return filled, tuple(Span(moved(span.start), moved(span.end), span.entity) for span in spans)


def _value(placeholder: str, number: int, marked: set[str]) -> str:
    if placeholder == PHONE:
        return _PHONES[number % len(_PHONES)]
    if placeholder == NAME:
        return _NAMES[number % len(_NAMES)]
    if placeholder == CODE and "appointment_code" in marked:
        return _APPOINTMENT
    return _VALUES[placeholder]
