"""The words of a text as search compares them."""

from __future__ import annotations

from bot.understanding.fold import canonical
from bot.understanding.search.words import PHRASES


def tokens(text: str) -> list[str]:
    """Return the canonical words of ``text``, those that make one notion written as one."""
    padded = f" {canonical(text)} "
    for phrase, word in PHRASES:
        padded = padded.replace(f" {phrase} ", f" {word} ")
    return padded.split()
