"""Words with their place in the text as it was typed.

Two cuts of the same text: *pieces* (a run of letters, a run of digits, or one other sign) are what entities are made of,
so that "p8" or "8h30" can be cut anywhere people put a border; *words* (pieces that touch, "5k", "8h30") are what intents
are read from. Offsets count characters of the text as typed, whatever its Unicode form.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from components.folding import fold_word

_PIECE = re.compile(r"(?P<letters>[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*)|(?P<digits>\d+)|(?P<sign>[^\s])")
_TONE_PLACES = (("oà", "òa"), ("oá", "óa"), ("oả", "ỏa"), ("oã", "õa"), ("oạ", "ọa"), ("oè", "òe"), ("oé", "óe"),
                ("oẻ", "ỏe"), ("oẽ", "õe"), ("oẹ", "ọe"), ("uỳ", "ùy"), ("uý", "úy"), ("uỷ", "ủy"), ("uỹ", "ũy"),
                ("uỵ", "ụy"))  # fmt: skip
_LONG_NUMBER = 5
_KEPT = 16_384
"""So many runs of letters keep their forms: most of what people write is a few thousand syllables."""


class Piece(NamedTuple):
    """One run of letters, one run of digits, or one other sign, in three forms."""

    text: str
    """As typed."""
    start: int
    end: int
    typed: str
    """NFC, lower case, the tone mark where the older spelling puts it ("hoà" → "hòa"); diacritics kept."""
    folded: str
    """By `folding.fold_word`."""
    kind: str
    """"letters", "digits" or "sign"."""


class Word(NamedTuple):
    """Pieces that touch and are letters or digits, or one sign; for reading intents, without the exact numbers."""

    typed: str
    folded: str
    start: int
    end: int
    kind: str
    """"word" or "sign"."""


def pieces(text: str) -> list[Piece]:
    """Cut `text` into pieces; nothing but white space is left out."""
    found = []
    for match in _PIECE.finditer(text):
        kind = match.lastgroup or "sign"
        part = match.group()
        typed = folded = part
        if kind == "letters":
            typed, folded = _forms(part)
        found.append(Piece(part, match.start(), match.end(), typed, folded, kind))
    return found


def words(text: str) -> list[Word]:
    """Cut `text` into words. Numbers of five digits or more become "#" and their length: no phone is ever learnt."""
    return words_of(pieces(text))


def words_of(parts: list[Piece]) -> list[Word]:
    """Join pieces that touch into words; see `words`."""
    found: list[Word] = []
    for part in parts:
        typed, folded = (part.typed, part.folded) if part.kind != "digits" else (_number(part.text),) * 2
        last = found[-1] if found else None
        if last is not None and part.kind != "sign" and last.kind == "word" and last.end == part.start:
            found[-1] = Word(last.typed + typed, last.folded + folded, last.start, part.end, "word")
        else:
            kind = "sign" if part.kind == "sign" else "word"
            found.append(Word(typed, folded, part.start, part.end, kind))
    return found


@lru_cache(_KEPT)
def _forms(part: str) -> tuple[str, str]:
    return _typed_form(part), fold_word(part)


def _typed_form(part: str) -> str:
    typed = unicodedata.normalize("NFC", part).lower()
    for newer, older in _TONE_PLACES:
        if typed.endswith(newer):
            return typed.removesuffix(newer) + older
    return typed


def _number(digits: str) -> str:
    return digits if len(digits) < _LONG_NUMBER else f"#{len(digits)}"
