"""Whether a word as typed can be the word that is meant: "vâng" is no "vắng", but "kêt" may be "kết"."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING

from bot.guidance.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORD = re.compile(r"[^\W\d_]+")
_TONES = {"\u0300": "huyen", "\u0301": "sac", "\u0309": "hoi", "\u0303": "hoi", "\u0323": "nang"}
"""Hook and tilde are one, as they are to southern ears."""
_ACCENTED = 0.35
"""Share of words with diacritics from which on a text is taken to set them; some set them on a word or two."""


def typed_words(text: str) -> Mapping[str, set[str]]:
    """Return the words of ``text`` with diacritics by their folded form; nothing where the text hardly sets any."""
    words = _WORD.findall(clean(text).lower())
    if sum(not word.isascii() for word in words) < _ACCENTED * len(words):
        return {}
    typed: dict[str, set[str]] = {}
    for word in words:
        typed.setdefault(fold(word), set()).add(word)
    return typed


def accented_words(text: str) -> set[tuple[str, str]]:
    """Return the words of ``text`` that have diacritics, folded and as written."""
    return {(fold(word), word) for word in _WORD.findall(clean(text).lower()) if not word.isascii()}


@functools.lru_cache(maxsize=16_384)
def may_mean(typed: str, meant: str) -> bool:
    """Return whether nothing that was typed contradicts ``meant``; what was left out does not."""
    letters, tone = _taken_apart(typed)
    wanted, wanted_tone = _taken_apart(meant)
    if (tone and tone != wanted_tone) or len(letters) != len(wanted):
        return False
    return all(letter in (other, other[0]) for letter, other in zip(letters, wanted, strict=True))


@functools.lru_cache(maxsize=16_384)
def _taken_apart(word: str) -> tuple[tuple[str, ...], str]:
    """Return the letters, each with its mark (â, ơ, đ), and the tone of the word."""
    letters: list[str] = []
    tone = ""
    for character in unicodedata.normalize("NFD", word.replace("đ", "d\u0335")):
        if character in _TONES:
            tone = _TONES[character]
        elif unicodedata.combining(character) and letters:
            letters[-1] += character
        else:
            letters.append(character)
    return tuple(letters), tone
