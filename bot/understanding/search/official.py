"""Finding procedures by their official names alone, of which a catalogue has thousands.

Names that differ only in act, in whom they are for and in level share their object. A text is compared with the
objects, some hundreds, by what it says in the words of the table of naming and in its own; the rows of the best objects
are then told apart by the other three.
"""

from __future__ import annotations

import functools
import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.understanding.search.grammar import ANY_LEVEL, Parsed, fits, fits_whom, parse
from bot.understanding.search.naming import FORBID, THING, WHOM
from bot.understanding.search.words import EVERYDAY, FILLERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.understanding.search.naming import Heard, Naming, Phrase
    from bot.understanding.search.spoken import Spoken

_HEAD = 7
"""Telling words at the head of an object, which weigh most."""
_BEST_OBJECTS = 16
_ACT_SHARE = 0.3
_AGREEING = 0.12
_LEAST_FIT = 0.5
_LONG_NAME = 4
"""Words from which on an object without an act is an official name typed in full."""
_MOST_OUTRIGHT = 150
_FORBIDDEN = 0.7
"""Who wants something forbidden to another asks for no such paper."""
_SCATTERED = 0.7
"""How much a thing's words count that are nowhere beside each other as in its name."""
_NEARLY = 0.85
"""How well, as a share of the best, an object has to be called so for what sounds like a thing to mean it."""
_ITS_OBJECT = 0.5
"""How much of what sounds like a procedure counts for the others of its object."""
_ACT_OF_SPOKEN = 0.5
"""How much of what sounds like a thing depends on whether what is done fits."""
_FAINT = 0.01
"""Less than this is not worth being told apart."""


@dataclass(frozen=True, slots=True)
class Row:
    """A procedure's name, taken apart, and the object it is about."""

    code: str
    parsed: Parsed
    thing: int


@dataclass(frozen=True, slots=True)
class Wish:
    """How surely an object is meant, and what was said of the act and of whom it is for."""

    score: float
    acts: frozenset[str]
    whom: frozenset[str]


type Group = tuple[int, frozenset[str], frozenset[str]]
"""What procedures have in common that differ only in their level: the object, what is done, for whom."""


class OfficialNames:
    """The index; read only once built."""

    def __init__(self, names: Iterable[tuple[str, str]], naming: Naming, spoken: Spoken) -> None:
        self._naming = naming
        self._spoken = spoken
        self._rows: list[list[Row]] = []
        self._acts: dict[str, frozenset[str]] = {}
        self._groups: dict[str, Group] = {}
        things: dict[Phrase, int] = {}
        for code, name in names:
            parsed = _parsed(name)
            thing = things.setdefault(parsed.thing, len(things))
            if thing == len(self._rows):
                self._rows.append([])
            self._rows[thing].append(Row(code, parsed, thing))
            self._acts[code] = parsed.acts
            self._groups[code] = (thing, parsed.acts, parsed.whom)
        self._things = list(things)
        self._numbers = things
        self._weigh()
        self._meant = {
            id(meaning): self._objects_of(meaning.official) for meaning in naming.meanings if meaning.kind == THING
        }
        self._sounding = [
            _nearest(self._objects_of([_parsed(each) for each in official.split("|")])) for official in spoken.things
        ]
        self._first: dict[Group, str] = {}
        self._groups_of = [tuple(dict.fromkeys(self._groups[row.code] for row in rows)) for rows in self._rows]
        for rows in self._rows:
            for row in sorted(rows, key=lambda row: _level_off(row.parsed.level, ANY_LEVEL)):
                self._first.setdefault(self._groups[row.code], row.code)

    def _weigh(self) -> None:
        users: dict[str, list[int]] = {}
        for number, thing in enumerate(self._things):
            for word in set(thing):
                users.setdefault(word, []).append(number)
        self._postings = users
        most = math.log(1 + len(self._things)) or 1.0
        self._weights = {
            word: (0.05 if word in FILLERS else math.log(1 + len(self._things) / len(found)) / most)
            for word, found in users.items()
        }
        self._pairs = [frozenset(itertools.pairwise(thing[: 2 * _HEAD])) for thing in self._things]
        self._shares = [self._head_shares(thing) for thing in self._things]

    def _head_shares(self, thing: Phrase) -> dict[str, float]:
        """Return each word's share of the object; what comes late in a long name is hardly ever said."""
        shares: dict[str, float] = {}
        telling = 0
        for word in thing:
            if word in shares:
                continue
            weight = self._weights[word]
            shares[word] = weight * (1.0 if telling < _HEAD else 0.3 if telling < 2 * _HEAD else 0.05)
            telling += word not in FILLERS
        total = sum(shares.values()) or 1.0
        return {word: share / total for word, share in shares.items()}

    def _objects_of(self, official: Sequence[Parsed]) -> list[tuple[int, float, Parsed]]:
        """Return the objects that are called so, how surely each is meant, and what was said of act and for whom."""
        found: dict[int, tuple[float, Parsed]] = {}
        for order, parsed in enumerate(official):
            words = set(parsed.thing)
            total = sum(self._weights.get(word, 1.0) for word in words) or 1.0
            said: dict[int, float] = {}
            for word in words:
                for thing in self._postings.get(word, ()):
                    said[thing] = said.get(thing, 0.0) + self._weights[word]
            for thing, weight in said.items():
                share = weight / total
                if share < _LEAST_FIT:
                    continue
                covered = sum(self._shares[thing].get(word, 0.0) for word in words)
                fit = share**2 * (0.62 + 0.38 * covered) * (1.0 if order == 0 else 0.96)
                if thing not in found or fit > found[thing][0]:
                    found[thing] = (fit, parsed)
        return [(thing, fit, parsed) for thing, (fit, parsed) in found.items()]

    def search(self, text: str, heard: Sequence[Heard], acts: frozenset[str], words: Sequence[str]) -> dict[str, float]:
        """Return the likeliest procedures with scores of 0 to 1, of those that differ only in their level one."""
        whom = frozenset(each.meaning.word for each in heard if each.meaning.kind == WHOM)
        typed = parse(text)
        wishes = self._wishes(heard, words, Wish(0.0, acts, whom))
        best = sorted(wishes, key=lambda thing: (-max(wish.score for wish in wishes[thing]), thing))[:_BEST_OBJECTS]
        found: dict[Group, tuple[float, str]] = {}
        for thing in best:
            told = sorted((wish.score for wish in wishes[thing]), reverse=True)
            extra = _AGREEING * min(1.0, sum(told[1:]))
            for row in self._rows[thing]:
                score = extra + max(
                    wish.score * (1 - _ACT_SHARE + _ACT_SHARE * fits(wish.acts, row.parsed.acts))
                    * fits_whom(wish.whom, row.parsed.whom)
                    for wish in wishes[thing]
                )  # fmt: skip
                score -= _level_off(row.parsed.level, typed.level)
                twins = (row.thing, row.parsed.acts, row.parsed.whom)
                if twins not in found or score > found[twins][0]:
                    found[twins] = (score, row.code)
        exactly = self._numbers.get(typed.thing)
        if exactly is not None and (typed.acts or len(typed.thing) >= _LONG_NAME):
            twins = (exactly, typed.acts, typed.whom)
            for row in self._rows[exactly]:
                score = 1.0 + _AGREEING - _level_off(row.parsed.level, typed.level)
                if (row.thing, row.parsed.acts, row.parsed.whom) == twins and score > found.get(twins, (0.0,))[0]:
                    found[twins] = (score, row.code)
        return {code: score for score, code in found.values()}

    def sounding(self, heard: Sequence[Heard], acts: frozenset[str], words: Sequence[str]) -> dict[str, float]:
        """Return the procedures that a text sounds like, with scores of 0 to 1, of each ``alike`` one."""
        whom = frozenset(each.meaning.word for each in heard if each.meaning.kind == WHOM)
        codes = self._spoken.codes
        scores: dict[str, float] = {}
        objects: dict[int, list[tuple[float, frozenset[str]]]] = {}
        for meaning, share in self._spoken.likely(words).items():
            if meaning >= len(codes):
                for thing, fit, parsed in self._sounding[meaning - len(codes)] if share > _FAINT else ():
                    objects.setdefault(thing, []).append((share * fit, parsed.acts or acts))
            elif (code := codes[meaning]) in self._groups:
                code = self.alike(code)
                scores[code] = scores.get(code, 0.0) + share
                if share > _FAINT:
                    objects.setdefault(self._groups[code][0], []).append((share * _ITS_OBJECT, acts))
        for thing, told in objects.items():
            for group in self._groups_of[thing]:
                code, limits = self._first[group], fits_whom(whom, group[2])
                for share, wanted in told:
                    fit = 1 - _ACT_OF_SPOKEN + _ACT_OF_SPOKEN * fits(wanted, group[1])
                    scores[code] = scores.get(code, 0.0) + share * fit * limits
        return scores

    def alike(self, code: str) -> str:
        """Return the procedure that stands for those that differ from this one only in their level."""
        return self._first[self._groups[code]]

    def fit(self, code: str, acts: frozenset[str]) -> float:
        """Return 0 to 1, how well what is done in a procedure fits what somebody said; or how usual it is."""
        return fits(acts, self._acts[code])

    def _wishes(self, heard: Sequence[Heard], words: Sequence[str], said: Wish) -> dict[int, list[Wish]]:
        """Return by object how surely it is meant, once for each way in which it was said."""
        telling = [index for index, word in enumerate(words) if word not in FILLERS and word not in EVERYDAY]
        by_others = {place for each in heard if each.meaning.kind != THING for place in each.places}
        wishes: dict[int, list[Wish]] = {}
        for each in heard:
            if each.meaning.kind != THING:
                continue
            left = sum(1 for index in telling if index not in each.places and index not in by_others)
            sure = each.strength * (_FORBIDDEN if FORBID in said.acts else 1.0) * (0.72 + 0.28 / (1 + 0.22 * left))
            for thing, fit, parsed in self._meant[id(each.meaning)]:
                wish = Wish(sure * fit, parsed.acts or said.acts, said.whom | parsed.whom)
                wishes.setdefault(thing, []).append(wish)
        for thing, score in self._said_outright(words).items():
            wishes.setdefault(thing, []).append(Wish(score, said.acts, said.whom))
        return wishes

    def _said_outright(self, words: Sequence[str]) -> dict[int, float]:
        """Return the objects whose own words the text has."""
        known = {word for word in words if word in self._weights}
        own = {word: self._weights[word] * (0.5 if word in EVERYDAY else 1.0) for word in known}
        unknown = sum(1 for word in set(words) if word not in self._weights and word not in FILLERS)
        asked = sum(own.values()) + 0.45 * unknown
        if not asked:
            return {}
        pairs = set(itertools.pairwise(words))
        gains: dict[int, float] = {}
        for word, weight in own.items():
            if word in FILLERS:
                continue
            for thing in self._postings[word]:
                gains[thing] = gains.get(thing, 0.0) + weight
        likeliest = sorted(gains, key=gains.__getitem__, reverse=True)[:_MOST_OUTRIGHT]
        found: dict[int, float] = {}
        for thing in likeliest:
            shares = self._shares[thing]
            covered = sum([shares[word] for word in own if word in shares])
            together = len(shares) == 1 or not pairs.isdisjoint(self._pairs[thing])
            found[thing] = (0.5 * gains[thing] / asked + 0.5 * covered) * (1.0 if together else _SCATTERED)
        return found


@functools.lru_cache(maxsize=32_768)
def _parsed(name: str) -> Parsed:
    """Take an official name apart, once: an index is built anew whenever a file is imported, of mostly the same."""
    return parse(name)


def _nearest(objects: list[tuple[int, float, Parsed]]) -> list[tuple[int, float, Parsed]]:
    best = max((fit for _, fit, _ in objects), default=0.0)
    return [each for each in objects if each[1] >= _NEARLY * best]


def _level_off(level: int, said: int) -> float:
    if said != ANY_LEVEL:
        return 0.0 if level == said else 0.002
    return 0.0 if level == ANY_LEVEL else 0.0005 * (1 + level)
