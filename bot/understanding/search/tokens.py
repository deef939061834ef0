"""The words of a text as search compares them."""

from __future__ import annotations

import itertools

from bot.understanding.fold import canonical
from bot.understanding.search.synonyms import Synonyms
from bot.understanding.search.words import PHRASES

_BEGINNINGS = frozenset(tuple(phrase.split()[:2]) for phrase, _ in PHRASES)


def tokens(text: str) -> list[str]:
    """Return the canonical words of ``text``: other words for the same alike, those that make one notion as one."""
    words = Synonyms.packaged().apply(canonical(text).split())
    if _BEGINNINGS.isdisjoint(itertools.pairwise(words)):
        return words
    padded = f" {' '.join(words)} "
    for phrase, word in PHRASES:
        padded = padded.replace(f" {phrase} ", f" {word} ")
    return padded.split()
