"""Guessing which unit a misspelled name means: typos, and spelling by southern ear ("đầm giơi", "tắc vâng")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.guidance.places.gazetteer import AdminUnit, Level
    from bot.guidance.tokens import Tokens

_LIKENESS_AFTER_KIND = 80
"""Least likeness (percent) behind "xã", "huyện" …, where a name is expected."""
_LIKENESS_BARE = 86
_SHORTEST = 5
"""Shorter names resemble too many words."""
_TIE = 3
"""Names within so many points of the best are offered too."""

_EAR = (
    (re.compile(r"\bgi"), "d"),
    (re.compile(r"\bv"), "d"),
    (re.compile(r"\bz"), "d"),
    (re.compile(r"\btr"), "ch"),
    (re.compile(r"\bs"), "x"),
    (re.compile(r"k"), "c"),
    (re.compile(r"y"), "i"),
    (re.compile(r"(?:ng|nh|n)\b"), "n"),
    (re.compile(r"(?:ch|c|t)\b"), "t"),
)
"""Sounds that fall together in the south."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A likely name.

    Attributes:
        start: index of its first token.
        end: index after its last token.
        units: the units it may be; several when names are equally like it.
        score: likeness in percent.
    """

    start: int
    end: int
    units: tuple[AdminUnit, ...]
    score: float


class Spelling:
    """Names by their letters and by their sound. Built once."""

    def __init__(self, units: Mapping[tuple[str, ...], Iterable[AdminUnit]]) -> None:
        self._names: list[tuple[str, tuple[AdminUnit, ...]]] = []
        for words, named in units.items():
            name = " ".join(words)
            if len(name) >= _SHORTEST:
                self._names.append((name, tuple(named)))
        self._written = [name for name, _ in self._names]
        self._heard = [_by_ear(name) for name, _ in self._names]

    def best(self, tokens: Tokens, start: int, ends: Iterable[int], level: Level | None) -> Guess | None:
        """Return the best guess for the tokens from ``start`` to one of ``ends``."""
        least = _LIKENESS_BARE if level is None else _LIKENESS_AFTER_KIND
        best: Guess | None = None
        for end in ends:
            typed = tokens.plain(start, end - start)
            if len(typed) < _SHORTEST:
                continue
            guess = self._guess(typed, start, end, level, least)
            if guess is not None and (best is None or guess.score > best.score):
                best = guess
        return best

    def _guess(self, typed: str, start: int, end: int, level: Level | None, least: float) -> Guess | None:
        scores: dict[int, float] = {}
        for query, choices in ((typed, self._written), (_by_ear(typed), self._heard)):
            for _, score, number in process.extract(
                query, choices, scorer=fuzz.ratio, score_cutoff=least, limit=_TIE * 2
            ):
                scores[number] = max(scores.get(number, 0.0), score)
        fitting = {
            number: tuple(unit for unit in self._names[number][1] if level is None or unit.level is level)
            for number in scores
        }
        usable = [number for number in scores if fitting[number]]
        if not usable:
            return None
        top = max(scores[number] for number in usable)
        units = tuple(unit for number in usable if scores[number] > top - _TIE for unit in fitting[number])
        return Guess(start, end, units, top)


def _by_ear(name: str) -> str:
    for pattern, sound in _EAR:
        name = pattern.sub(sound, name)
    return name
