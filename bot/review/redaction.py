"""Masking a message before it is kept for labelling, and keeping track of the spans that were marked in it.

Beyond what logs leave out (phones, papers, e-mail, secrets) names, house numbers and codes go, since somebody will read
the message whom it was not meant for. Names of communes stay: they are what is asked about.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import Indel

from bot.conversation.understood import Entity
from bot.guidance.text import clean, composed, fold
from bot.review.person_names import find_names
from bot.understanding.masking import DOCUMENT, EMAIL, HIDDEN, PHONE, mask

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from bot.review.person_names import PlaceNames

NAME = "[tên]"
HOUSE = "[số nhà]"
CODE = "[mã]"
PLACEHOLDERS = (PHONE, DOCUMENT, HIDDEN, EMAIL, NAME, HOUSE, CODE)

_CODED = frozenset({"dossier_code", "appointment_code"})
_CODES = re.compile(r"(?i)\b(?:[a-z]?\d{2,3}(?:\.\d{2,3}){1,4}-)?\d{6}-\d{3,5}\b|\bh\d{2}(?:\.\d+)*-\d+-\d+\b")
"""A dossier's code of the one-stop system, like 000.01.12.H12-210822-0001: whoever has it can look the dossier up."""
_APPOINTMENT = re.compile(r"\b[A-Z]{2}-(?=[A-Z0-9]*\d)[A-Z0-9]{4,8}\b")
_NUMBER = r"\d{1,4}[A-Za-zĐđ]?(?:[/-]\d{1,4}[A-Za-z]?){0,3}"
_HOUSES = (
    re.compile(rf"(?i)\b(?:số\s+nhà|so\s+nha|nhà\s+số|nha\s+so|sn)\s*[:.]?\s*{_NUMBER}(?!\w)"),
    re.compile(
        rf"(?i)(?<![\w/.-])(?<!ngày )(?<!ngay )(?<!hôm )(?<!hom )(?:số\s+|so\s+)?{_NUMBER}\s*,?\s+"
        r"(?=(?:đường|duong|đ\.|hẻm|hem|kiệt|kiet)\s)"
    ),
    re.compile(rf"(?i)(?<=\b)(?:địa\s+chỉ|dia\s+chi|đ/c|đc)\s*[:.]?\s*(?:số\s+|so\s+)?(?P<number>{_NUMBER})(?![\w/])"),
)


_TOKEN = re.compile(r"\[[^\[\]]{0,40}\]|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Redacted:
    """A masked message, and the marked spans by its own offsets."""

    text: str
    entities: tuple[Entity, ...] = ()

    @property
    def says_anything(self) -> bool:
        """Whether words are left besides the placeholders."""
        rest = self.text
        for placeholder in PLACEHOLDERS:
            rest = rest.replace(placeholder, " ")
        return any(letter.isalpha() for letter in rest)


def redact(text: str, places: PlaceNames, entities: Sequence[Entity] = (), *, known: Collection[str] = ()) -> Redacted:
    """Return ``text`` without personal data.

    Args:
        text: as typed.
        places: names of communes, which stay.
        entities: spans marked in ``text``; those whose words changed are dropped, unless a placeholder stands for them.
        known: the person's own names, as they gave them elsewhere.
    """
    text, entities = _composed_with(text, entities)
    masked = _codes(text, entities)
    masked = mask(masked)
    masked = _houses(masked)
    for start, end in reversed(find_names(masked, places, known)):
        if not _inside_placeholder(masked, start, end):
            masked = masked[:start] + NAME + masked[end:]
    masked = " ".join(masked.split())
    return Redacted(masked, tuple(_moved(text, masked, entities)))


def _composed_with(text: str, entities: Sequence[Entity]) -> tuple[str, Sequence[Entity]]:
    """Return the text and its spans with every letter in one piece: some keyboards type accents as signs of their own.

    Names and house numbers would not be found in it otherwise.
    """
    whole = composed(text)
    if whole == text:
        return text, entities
    ends = sorted({offset for one in entities for offset in (one.start, one.end)})
    moved = dict(zip(ends, itertools.accumulate(_lengths(text, ends)), strict=True))
    spans = [(one.entity, moved[one.start], moved[one.end]) for one in entities]
    return whole, [Entity(name, whole[start:end], start, end) for name, start, end in spans]


def _lengths(text: str, ends: Iterable[int]) -> Iterator[int]:
    """Yield how long each stretch of the text, from one offset to the next, is in one piece."""
    begin = 0
    for end in ends:
        yield len(composed(text[begin:end]))
        begin = end


def leaks(text: str, places: PlaceNames) -> bool:
    """Return whether ``text`` still holds what ``redact`` would take out."""
    return redact(text, places).text != " ".join(text.split())


def key_of(text: str) -> str:
    """Return the form by which messages are compared: folded words and the kinds of placeholders, without signs."""
    return " ".join(re.findall(r"[^\W_]+", fold(clean(text))))


def _codes(text: str, entities: Sequence[Entity]) -> str:
    for entity in sorted(entities, key=lambda marked: -marked.start):
        if entity.entity in _CODED and any(letter.isdigit() for letter in text[entity.start : entity.end]):
            text = text[: entity.start] + CODE + text[entity.end :]
    return _APPOINTMENT.sub(CODE, _CODES.sub(CODE, text))


def _houses(text: str) -> str:
    for pattern in _HOUSES[:2]:
        text = pattern.sub(lambda match: HOUSE + (" " if match.group()[-1].isspace() else ""), text)
    return _HOUSES[2].sub(lambda match: match.group()[: -len(match["number"])] + HOUSE, text)


def _inside_placeholder(text: str, start: int, end: int) -> bool:
    opened, closed = text.rfind("[", 0, start), text.find("]", end)
    return opened >= 0 and closed >= 0 and text[opened : closed + 1] in PLACEHOLDERS


def _moved(text: str, masked: str, entities: Iterable[Entity]) -> Iterable[Entity]:
    """Yield the spans by the masked text's offsets. Both texts are compared by words; a placeholder is one."""
    if not entities:
        return
    ones, others = list(_TOKEN.finditer(text)), list(_TOKEN.finditer(masked))
    begins, ends = {}, {}
    for first, last, other_first, other_last in _pairs([one.group() for one in ones], [one.group() for one in others]):
        begins[ones[first].start()] = others[other_first].start()
        ends[ones[last - 1].end()] = others[other_last - 1].end()
    for entity in entities:
        start, end = begins.get(entity.start), ends.get(entity.end)
        if start is None or end is None or start >= end:
            continue
        value = masked[start:end]
        if value in PLACEHOLDERS or value == " ".join(text[entity.start : entity.end].split()):
            yield Entity(entity.entity, value, start, end)


def _pairs(ones: Sequence[str], others: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the stretches that stand for each other: single words that stayed, and what was put for others."""
    first = other_first = 0
    for block in Indel.opcodes(ones, others).as_matching_blocks():
        if first < block.a and other_first < block.b:
            yield first, block.a, other_first, block.b
        for offset in range(block.size):
            yield block.a + offset, block.a + offset + 1, block.b + offset, block.b + offset + 1
        first, other_first = block.a + block.size, block.b + block.size
