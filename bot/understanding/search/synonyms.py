"""What people say in other words than names do: ``content/synonyms.csv``, an act by a thing.

A row makes many ways to say one thing the same ("gạch|cắt|hủy" by "thường trú|tạm trú" is "xóa …"), in what people type
as in the names that are searched, so that a name need not be written down once for each verb. Only whole phrases count:
"cắt" alone stays as it is.
"""

from __future__ import annotations

import csv
import functools
import itertools
from importlib.resources import files
from typing import TYPE_CHECKING, Self

from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

type Words = tuple[str, ...]


class Synonyms:
    """The table, ready to be applied.

    Args:
        same: what is said, and what it is the same as; both in canonical words.
    """

    def __init__(self, same: Mapping[Words, Words]) -> None:
        self._by_beginning: dict[Words, list[tuple[Words, Words]]] = {}
        for said in sorted(same, key=len, reverse=True):
            if said != same[said]:
                self._by_beginning.setdefault(said[:2], []).append((said, same[said]))

    @classmethod
    @functools.cache
    def packaged(cls) -> Self:
        """Return the table that comes with the code, read once a process."""
        return cls.parse((files("bot.content") / "synonyms.csv").read_text(encoding="utf-8"))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Build it from the text of the CSV.

        Raises:
            ValueError: a row says nothing, has one word only, or two rows make two things of the same words.
        """
        same: dict[Words, Words] = {}
        for row in csv.DictReader(text.splitlines()):
            for said, meant in _said(row):
                if len(said) < _FEWEST or not meant:
                    raise ValueError(f"{' '.join(said)!r}: two words at least, and what they mean: {row}")
                if same.setdefault(said, meant) != meant:
                    raise ValueError(f"{' '.join(said)!r} means {' '.join(meant)!r} and {' '.join(same[said])!r}")
        return cls(same)

    def apply(self, words: Sequence[str]) -> list[str]:
        """Return canonical words with each phrase of the table, the longest first, as what it means."""
        if self._by_beginning.keys().isdisjoint(itertools.pairwise(words)):
            return list(words)
        applied: list[str] = []
        place = 0
        while place < len(words):
            said, meant = self._longest(words, place)
            applied += meant
            place += len(said)
        return applied

    def _longest(self, words: Sequence[str], place: int) -> tuple[Words, Words]:
        """Return the longest phrase that begins at a place and what it means; else the word there, as itself."""
        begun = self._by_beginning.get(tuple(words[place : place + 2]), ())
        itself = (words[place],)
        return next((pair for pair in begun if tuple(words[place : place + len(pair[0])]) == pair[0]), (itself, itself))


_FEWEST = 2
"""Words of a phrase: one alone means too much ("đổi", "cắt")."""


def _said(row: Mapping[str, str]) -> Iterable[tuple[Words, Words]]:
    acts, things = ((row[column] or "").split("|") for column in ("act", "thing"))
    for act, thing in itertools.product(acts, things):
        yield _words(act, thing), _words(row["same_act"] or act, row["same_thing"] or thing)


def _words(*parts: str) -> Words:
    return tuple(canonical(" ".join(part for part in parts if part)).split())
