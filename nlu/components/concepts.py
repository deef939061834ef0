"""Groups of phrases that mean the same to us: what a few thousand messages are too few to teach.

A lookup table (`lookups/*.yml`, Rasa's own format) names a group and lists its phrases: places, procedures, people, and
groups of meaning ("bao lâu", "mấy ngày", "chừng nào có" → `duration`). A message is rewritten with the groups in place
of the phrases, longest first, so that what holds for one place or one way to ask holds for all.

Phrases are written with diacritics. They match text without diacritics too; text with diacritics must have the same ones,
so "hủy" is no "Huy" where people took the trouble to type it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from components.words import Word, words

_NUMBERS = (
    ("time", re.compile(r"\d{1,2}(h|g|gio)(\d{1,2}|ruoi)?(p|phut)?|\d{1,2} (gio|h)( \d{1,2}| ruoi)?|\d{1,2} ?(am|pm)")),
    ("date", re.compile(r"\d{1,2} [/-] \d{1,2}( [/-] (\d{2}|\d{4}))?|(ngay|mung|mong) \d{1,2}( thang \d{1,2})?")),
    ("phone", re.compile(r"#(9|10|11)|0\d{3} \. \d{3} \. \d{3}|0\d{2,3} \d{3} \d{3,4}|0\d( [.]? ?\d{2,4}){3,4}")),
    ("code", re.compile(r"#\d+|[a-z]{1,3}\d{1,3}( [-.] [a-z0-9#]+)+")),
    ("number", re.compile(r"\d+")),
)
_LONGEST_NUMBER = 7

LOOKUP_PREFIX = "concept_"
"""Lookup tables of meaning are named so; the others are named after an entity."""


class Found(NamedTuple):
    """A phrase found in a message: words `start` to `end` (exclusive) belong to `group`."""

    group: str
    start: int
    end: int


class _Node:
    """What may follow the words so far, and the phrases that end with them: their words as typed, and their group."""

    __slots__ = ("next", "phrases")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.phrases: list[tuple[tuple[str, ...], str]] = []


class Concepts:
    """Finds phrases of the lookup tables in messages."""

    def __init__(self, tables: Mapping[str, Iterable[str]]) -> None:
        self.tables = {group: sorted(set(phrases)) for group, phrases in sorted(tables.items())}
        self._root = _Node()
        for group, phrases in self.tables.items():
            for phrase in phrases:
                parts = words(phrase)
                node = self._root
                for part in parts:
                    node = node.next.setdefault(part.folded, _Node())
                if parts:
                    node.phrases.append((tuple(part.typed for part in parts), group))

    def all(self, message: Sequence[Word]) -> list[Found]:
        """Find every phrase, also those inside others."""
        folded = [word.folded for word in message]
        digits = [not word.isalpha() and any(map(str.isdigit, word)) for word in folded]
        numbers = {start for at, digit in enumerate(digits) if digit for start in (at - 1, at)}
        found = []
        size = len(message)
        for start in range(size):
            node = self._root
            for end in range(start + 1, size + 1):
                after = node.next.get(folded[end - 1])
                if after is None:
                    break
                node = after
                if node.phrases:
                    typed = message[start:end]
                    groups = {group for forms, group in node.phrases if _same(typed, forms)}
                    found += [Found(group, start, end) for group in sorted(groups)]
            if start in numbers:
                found += _numbers(folded, start)
        return found

    def rewrite(self, message: Sequence[Word], phrases: Sequence[Found]) -> list[tuple[str, int, int]]:
        """Give the message as units (form, first word, word after the last), phrases replaced by their group.

        The longest phrase wins, then the one further left; a phrase of two groups gives both names in one form.

        Args:
            message: The message.
            phrases: What `all` found in it.
        """
        by_span: dict[tuple[int, int], list[str]] = {}
        for found in phrases:
            by_span.setdefault((found.start, found.end), []).append(found.group)
        taken: dict[int, tuple[int, str]] = {}
        covered: set[int] = set()
        for start, end in sorted(by_span, key=lambda span: (span[0] - span[1], span[0])):
            if covered.isdisjoint(range(start, end)):
                covered.update(range(start, end))
                taken[start] = (end, "@" + "+".join(by_span[start, end]))
        units: list[tuple[str, int, int]] = []
        at = 0
        while at < len(message):
            end, form = taken.get(at, (at + 1, message[at].folded))
            if not (units and form.startswith("@") and units[-1][0] == form):
                units.append((form, at, end))
            else:
                units[-1] = (form, units[-1][1], end)
            at = end
        return units


def _numbers(folded: Sequence[str], start: int) -> list[Found]:
    for end in range(min(len(folded), start + _LONGEST_NUMBER), start, -1):
        stretch = " ".join(folded[start:end])
        for name, pattern in _NUMBERS:
            if pattern.fullmatch(stretch):
                return [Found(name, start, end)]
    return []


def _same(typed: Sequence[Word], forms: tuple[str, ...]) -> bool:
    return all(word.typed == form or word.typed.isascii() for word, form in zip(typed, forms, strict=False))
