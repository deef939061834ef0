"""How people name what officials call otherwise: ``content/naming.csv``, matched against a text.

A row says that whoever uses some words ("ghe câu", or "ghe" and "chìm" anywhere in the text) means something that
official names call by other words ("tàu cá"). So it also works for procedures of which only the official name is known.
"""

from __future__ import annotations

import csv
import functools
import math
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import TYPE_CHECKING, Self

from bot.understanding.fold import canonical
from bot.understanding.search.accents import accented_words, may_mean, typed_words
from bot.understanding.search.grammar import Parsed, parse
from bot.understanding.search.synonyms import Synonyms
from bot.understanding.search.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

THING = "thing"
ACT = "act"
WHOM = "whom"
FORBID = "forbid"
"""The act of those who want something forbidden."""
_KINDS = (THING, ACT, WHOM)
_PURPOSES = frozenset({"de"})
_BEHIND = 0.75
_LONGEST = 8
"""Words of a phrase."""

type Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One way to say something: phrases that all have to be in the text."""

    phrases: tuple[Phrase, ...]
    accents: frozenset[tuple[str, str]]
    """Their words with diacritics, folded and as written: what is typed must not contradict them."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A row of the table.

    Attributes:
        kind: what is meant: a thing, an act, or for whom.
        official: of a thing what official names call it, each way taken apart; of the others nothing.
        word: of an act, or of whom it is for, which one.
        said: how people say it.
    """

    kind: str
    official: tuple[Parsed, ...]
    word: str
    said: tuple[Said, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Heard:
    """A meaning found in a text.

    Attributes:
        meaning: the row.
        places: which tokens of the text said it.
        strength: 0 to 1, how telling these words are: near 1 where they are used for nothing else.
    """

    meaning: Meaning
    places: frozenset[int]
    strength: float


class Naming:
    """The table, ready to be matched."""

    def __init__(self, meanings: Iterable[Meaning] = ()) -> None:
        self.meanings = tuple(meanings)
        self._by_phrase: dict[Phrase, list[tuple[Meaning, Said]]] = {}
        self._longest: dict[str, int] = {}
        """By the first word of phrases, how many words the longest of them has."""
        used: dict[str, set[int]] = {}
        for number, meaning in enumerate(self.meanings):
            for said in meaning.said:
                for phrase in said.phrases:
                    self._by_phrase.setdefault(phrase, []).append((meaning, said))
                    self._longest[phrase[0]] = max(min(len(phrase), _LONGEST), self._longest.get(phrase[0], 0))
                    if meaning.kind == THING:
                        for word in phrase:
                            used.setdefault(word, set()).add(number)
        most = math.log(1 + max(1, len(self.meanings)))
        self._telling = {word: math.log(1 + len(self.meanings) / len(rows)) / most for word, rows in used.items()}

    @classmethod
    @functools.cache
    def packaged(cls) -> Self:
        """Return the table that comes with the code, read once a process."""
        return cls.parse((files("bot.content") / "naming.csv").read_text(encoding="utf-8"))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Build it from the text of the CSV.

        Raises:
            ValueError: a row has an unknown kind, or lacks what is official or what is said.
        """
        return cls(_meaning(row) for row in csv.DictReader(text.splitlines()))

    def words(self) -> set[str]:
        """Return all words of all phrases, which are no misspellings."""
        return {word for phrase in self._by_phrase for word in phrase}

    def hear(self, text: str, said_words: Sequence[str]) -> list[Heard]:
        """Return what ``text``, whose tokens are ``said_words``, says in the words of the table.

        Of one meaning the most telling way it was said is returned.
        """
        spans = self._spans(said_words)
        typed = typed_words(text)
        fired = [
            (meaning, said)
            for phrase in spans
            for meaning, said in self._by_phrase[phrase]
            if phrase == said.phrases[0] and all(each in spans for each in said.phrases) and _agrees(said, typed)
        ]
        used: dict[str, set[tuple[int, int]]] = {kind: set() for kind in _KINDS}
        for meaning, said in fired:
            if len(said.phrases) == 1:
                used[meaning.kind].update(spans[said.phrases[0]])
        best: dict[int, Heard] = {}
        for meaning, said in fired:
            longer = used[THING] | used[meaning.kind] if len(said.phrases) == 1 else set()
            where = [[span for span in spans[phrase] if not _is_inside(span, longer)] for phrase in said.phrases]
            if not all(where):
                continue  # "bằng lái" in "bằng lái đò"
            places = frozenset(place for found in where for span in found for place in range(*span))
            strength = self._strength(said)
            before = best.get(id(meaning))
            if before is not None:
                places, strength = places | before.places, max(strength, before.strength)
            best[id(meaning)] = Heard(meaning, places, strength)
        return _weakened_behind_a_purpose(list(best.values()), said_words)

    def _spans(self, words: Sequence[str]) -> dict[Phrase, list[tuple[int, int]]]:
        spans: dict[Phrase, list[tuple[int, int]]] = {}
        for start, first in enumerate(words):
            for end in range(start + 1, min(start + self._longest.get(first, 0), len(words)) + 1):
                phrase = tuple(words[start:end])
                if phrase in self._by_phrase:
                    spans.setdefault(phrase, []).append((start, end))
        return spans

    def _strength(self, said: Said) -> float:
        words = {word for phrase in said.phrases for word in phrase}
        return 1 - math.prod(1 - 0.85 * self._telling.get(word, 1.0) for word in words)


def _meaning(row: dict[str, str]) -> Meaning:
    kind, official, said = row["kind"], row["official"], row["said"]
    if kind not in _KINDS or not official or not said:
        raise ValueError(f"no meaning: {row}")
    names = tuple(parse(each) for each in official.split("|")) if kind == THING else ()
    ways: dict[tuple[Phrase, ...], Said] = {}
    for each in map(_said, sorted(said.split("|"), key=_is_other_words)):
        ways.setdefault(each.phrases, each)
    return Meaning(kind, names, official if kind != THING else "", tuple(ways.values()))


def _is_other_words(text: str) -> bool:
    """Whether it comes to the same as other words, whose diacritics count then ("bị trộm" to "mất", not to "mặt")."""
    parts = [canonical(part).split() for part in text.split("&")]
    return any(Synonyms.packaged().apply(words) != words for words in parts)


def _said(text: str) -> Said:
    phrases = tuple(tuple(tokens(part)) for part in text.split("&"))
    if not all(phrases):
        raise ValueError(f"no words: {text!r}")
    return Said(phrases, frozenset(accented_words(text)))


def _agrees(said: Said, typed: Mapping[str, set[str]]) -> bool:
    return all(any(may_mean(word, meant) for word in typed[plain]) for plain, meant in said.accents if plain in typed)


def asked_for(heard: Sequence[Heard], words: Sequence[str]) -> int:
    """Return up to which word a text says what is asked for; behind it, what for.

    "Giấy độc thân để cưới vợ" asks for the paper, not for the wedding; where nothing is named before, all counts.
    """
    things = [each for each in heard if each.meaning.kind == THING]
    taken = {place for each in things for place in each.places}
    purpose = next((i for i, word in enumerate(words) if word in _PURPOSES and i not in taken), len(words))
    return purpose if any(max(each.places) < purpose for each in things) else len(words)


def _weakened_behind_a_purpose(heard: list[Heard], words: Sequence[str]) -> list[Heard]:
    end = asked_for(heard, words)
    return [
        replace(each, strength=each.strength * _BEHIND)
        if each.meaning.kind == THING and min(each.places) > end
        else each
        for each in heard
    ]


def _is_inside(span: tuple[int, int], others: set[tuple[int, int]]) -> bool:
    """Return whether a span lies in one of others, none of which has more than ``_LONGEST`` words."""
    start, end = span
    around = ((first, last) for first in range(end - _LONGEST, start + 1) for last in range(end, first + _LONGEST + 1))
    return any(other != span and other in others for other in around)
