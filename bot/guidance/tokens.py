"""Words of a message with both their forms: as typed, and folded."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from itertools import islice

from bot.guidance.text import clean, fold, tone_key

_TOKEN = re.compile(r"\d+(?:[./:-]\d+)*|[^\W\d_]+")

_MOST = 500
"""Tokens that are read of a text. Sentences of the longest text there may be (2,000 characters) have some 450."""


@dataclass(frozen=True, slots=True)
class Token:
    """One run of letters, or one number with its separators ("24/8", "8:30").

    Attributes:
        typed: in lower case, as typed.
        plain: folded.
        start: where it begins in the cleaned text.
        end: where it ends there.
        key: the typed form by letters and tone, None where it has no diacritics.
    """

    typed: str
    plain: str
    start: int
    end: int
    key: str | None = None

    def says(self, *forms: str) -> bool:
        """Return whether this is one of ``forms``, given with their diacritics.

        Typed with diacritics it has to agree in them ("mốt" is not "một"); typed without, the letters are enough.
        """
        plain, keys = _compared(forms)
        return self.plain in plain if self.key is None else self.key in keys

    @property
    def accented(self) -> bool:
        """Whether it was typed with diacritics."""
        return self.key is not None


@functools.cache
def _compared(forms: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(map(fold, forms)), frozenset(map(tone_key, forms))


def _token(match: re.Match[str]) -> Token:
    typed = match.group()
    return Token(typed, fold(typed), match.start(), match.end(), None if typed.isascii() else tone_key(typed))


NOTHING = Token("", "", 0, 0)
"""Stands where there is no token."""


class Tokens:
    """The tokens of a text (the first 500), with safe access beside the ends."""

    def __init__(self, text: str) -> None:
        lowered = clean(text).lower()
        self._tokens = [_token(match) for match in islice(_TOKEN.finditer(lowered), _MOST)]
        self.any_accented = any(token.accented for token in self._tokens)
        """Whether the text has diacritics anywhere, so that a word without them means it."""

    def __len__(self) -> int:
        return len(self._tokens)

    def __getitem__(self, index: int) -> Token:
        return self._tokens[index] if 0 <= index < len(self._tokens) else NOTHING

    def plain(self, index: int, count: int = 1) -> str:
        """Return ``count`` folded tokens from ``index`` on, joined by spaces."""
        return " ".join(token.plain for token in self._tokens[max(index, 0) : index + count])

    def follow(self, index: int, *forms: str) -> bool:
        """Return whether the words ``forms`` (with diacritics) stand at ``index`` one after another."""
        first, *others = forms
        if not self[index].says(first):  # nearly always
            return False
        return all(self[index + offset].says(form) for offset, form in enumerate(others, 1))
