"""Plain forms of what people type: folded, and with abbreviations and southern spellings written out."""

from __future__ import annotations

import functools
import itertools
import re

from bot.guidance.keystrokes import without_keystrokes
from bot.guidance.text import clean, fold, has_diacritics, strip_diacritics, words
from bot.understanding.abbreviations import EVERYWHERE, PHRASES, RULES, Rule

__all__ = ["canonical", "clean", "fold", "has_diacritics", "strip_diacritics", "words"]

_TOKEN = re.compile(r"\d+(?:[./:-]\d+)+|[^\W_]+")
_WARD = re.compile(r"(?:p|f|phg|ph)(\d{1,2})")
_BEGINNINGS = frozenset(tuple(phrase.split()[:2]) for phrase, _ in PHRASES)
_SEPARATE_WARD = re.compile(r"\b[pf]\.? ?(\d{1,2})\b(?![./:-]?\d)")
_ROUNDS = 4
"""Expanding one word can settle how its neighbour is read; two rounds do in practice."""


@functools.lru_cache(maxsize=256)  # a turn asks for its text's some thirty times, and for each of its words
def canonical(text: str) -> str:
    """Return ``text`` folded, with abbreviations written out and punctuation gone, words separated by one space.

    For comparing and searching, never for showing: "hs gks p8 nộp đc hok" → "ho so giay khai sinh phuong 8 nop duoc
    khong". Dates and codes stay in one piece ("24/8", "1.001193").
    """
    folded = fold(without_keystrokes(text))
    tokens = folded.split() if _only_words(folded) else _TOKEN.findall(_SEPARATE_WARD.sub(r"phuong \1", folded))
    for _ in range(_ROUNDS):
        again = _expand(_replace_phrases(tokens))
        if again == tokens:
            break
        tokens = again
    return " ".join(tokens)


def _replace_phrases(tokens: list[str]) -> list[str]:
    if _BEGINNINGS.isdisjoint(itertools.pairwise(tokens)):
        return tokens
    padded = f" {' '.join(tokens)} "
    for phrase, replacement in PHRASES:
        padded = padded.replace(f" {phrase} ", f" {replacement} ")
    return padded.split()


def _only_words(text: str) -> bool:
    """Whether there is nothing but letters and blanks: no figure, no sign."""
    return text.replace(" ", "").isalpha()


def _expand(tokens: list[str]) -> list[str]:
    if _SHORT.isdisjoint(tokens) and _only_words("".join(tokens)):
        return tokens
    expanded: list[str] = []
    for index, token in enumerate(tokens):
        previous = tokens[index - 1] if index else ""
        following = tokens[index + 1] if index + 1 < len(tokens) else ""
        expanded.extend(_read(token, previous, following).split())
    return expanded


def _read(token: str, previous: str, following: str) -> str:
    ward = _WARD.fullmatch(token)
    if ward:
        return f"phuong {ward.group(1)}"
    if token in EVERYWHERE:
        return EVERYWHERE[token]
    for rule in _RULES.get(token, ()):
        if rule.fits(previous, following):
            return rule.becomes
    return token


def _grouped() -> dict[str, tuple[Rule, ...]]:
    grouped: dict[str, tuple[Rule, ...]] = {}
    for rule in RULES:
        grouped[rule.word] = (*grouped.get(rule.word, ()), rule)
    return grouped


_RULES = _grouped()
_SHORT = EVERYWHERE.keys() | _RULES.keys()
"""All other words without figures are read as they stand."""
