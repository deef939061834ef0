"""What a clause does and is about, as it sounds: learned from messages that other people wrote and labelled.

The rules (``cues``) know the words that somebody thought of. What they have no word for ("e di 1 minh dc k", "hổng biết
có cần chồng đi chung") was learned: a linear reading of words, neighbours, parts of words, and what stands at the ends.
The weights are packaged; ``learning`` makes them.
"""

from __future__ import annotations

import functools
import itertools
import math
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Self

from bot.understanding.packed import pack, unpack
from bot.understanding.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

FILE = "clauses.bin"
"""The weights, in ``bot/content``."""
NO_FOCUS = "none"
"""The class of what is about nothing."""
START = ""
"""The feature that every text has."""
_PARTS = (3, 4)
"""Letters of a part of a word, its ends among them."""
_MOST_WORDS = 40
"""Words of a clause that are heard, its first and its last ones: 158 features of them at most, of parts as many as
``_MOST_FEATURES`` says."""
_FEWEST_WORDS = 3
"""What is shorter is read by its words alone."""
_LEAST_KNOWN = 0.7
"""The share of a clause's words that have to be known; English has words like "to" and "can", too."""
_ENGLISH = frozenset(
    ["what", "where", "which", "how", "who", "when", "does", "should", "could", "have", "need", "please"]
)
"""Words of a question that is none of Vietnamese: the rules read it."""
_MOST_FEATURES = 250
"""So many of a kind are added up."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned: a weight for each feature and class.

    Attributes:
        digest: of what it was learned from.
        acts: what clauses do, as nlu/acts.yml names it.
        focuses: what they are about, ``NO_FOCUS`` among it.
        scales: what one step of a weight counts, of acts and of focuses.
        rows: of each feature its weights, a byte for each act and then for each focus.
    """

    digest: str
    acts: tuple[str, ...]
    focuses: tuple[str, ...]
    scales: tuple[float, float]
    rows: Mapping[str, bytes]

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        """Read what ``pack`` wrote."""
        header, raw = unpack(data)
        acts, focuses = tuple(header["acts"]), tuple(header["focuses"])
        wide = len(acts) + len(focuses)
        names = header["features"].split("\n")
        places = range(0, len(raw), wide)
        rows = {name: raw[place : place + wide] for name, place in zip(names, places, strict=True)}
        return cls(header["digest"], acts, focuses, tuple(header["scales"]), rows)

    def pack(self) -> bytes:
        """Return it as the packaged file has it."""
        header = {
            "digest": self.digest,
            "acts": self.acts,
            "focuses": self.focuses,
            "scales": self.scales,
            "features": "\n".join(self.rows),
        }
        return pack(header, b"".join(self.rows.values()))


@dataclass(frozen=True, slots=True)
class Sound:
    """What a clause sounds like.

    Attributes:
        act: what it most likely does.
        act_margin: how clearly that is heard: above 0 rather than not, 1 as clearly as in what was learned from.
        focus: what it is most likely about, ``NO_FOCUS`` among it.
        focus_margin: likewise.
    """

    act: str
    act_margin: float
    focus: str
    focus_margin: float


class Heard:
    """What was learned, ready to be asked.

    Args:
        weights: the packaged ones as a rule (``packaged``).
    """

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._rows = Rows(weights.rows, len(weights.acts) + len(weights.focuses))

    @classmethod
    @functools.cache
    def packaged(cls) -> Self:
        """Return what comes with the code, read once a process."""
        return cls(Weights.unpack((files("bot.content") / FILE).read_bytes()))

    @property
    def digest(self) -> str:
        """Of what it was learned from."""
        return self._weights.digest

    def sound(self, plain: str) -> Sound | None:
        """Return what a clause sounds like; None where it has hardly a word, or too few that were ever heard.

        The latter are those of other languages.

        Args:
            plain: its canonical text.
        """
        words = plain.split()
        if len(words) < _FEWEST_WORDS or not _ENGLISH.isdisjoint(words):
            return None
        if sum(word in self._rows for word in words) < _LEAST_KNOWN * len(words):
            return None
        known = self._weights
        gains = self._rows.gains(kinds(plain))
        acts, focuses = gains[: len(known.acts)], gains[len(known.acts) :]
        act, focus = max(acts), max(focuses)
        return Sound(
            known.acts[acts.index(act)],
            act * known.scales[0],
            known.focuses[focuses.index(focus)],
            focus * known.scales[1],
        )


def kinds(plain: str) -> list[tuple[list[str], float]]:
    """Return what is looked at in a canonical text, by kind, each kind with its weight.

    A long text counts no more than a short one.
    """
    words = plain.split()
    if len(words) > _MOST_WORDS:
        words = [*words[: _MOST_WORDS // 2], *words[-_MOST_WORDS // 2 :]]
    told = list(dict.fromkeys(_of_words(words)))[:_MOST_FEATURES]
    parts = list(dict.fromkeys(part for word in words for part in _parts(word)))[:_MOST_FEATURES]
    return [([START], 1.0), (told, 1 / math.sqrt(len(told) or 1)), (parts, 1 / math.sqrt(len(parts) or 1))]


def _of_words(words: Sequence[str]) -> Iterator[str]:
    """Words, neighbours, those with one word between them, and threes; the ends are neighbours, too."""
    padded = ["^", *words, "$"]
    yield from words
    yield from (f"{one} {other}" for one, other in itertools.pairwise(padded))
    yield from (f"{one} _ {other}" for one, other in zip(padded, padded[2:], strict=False))
    yield from (" ".join(three) for three in zip(padded, padded[1:], padded[2:], strict=False))


def _parts(word: str) -> Iterator[str]:
    """Parts of a word; "#" sets them apart from words."""
    padded = f" {word} "
    for length in _PARTS:
        for start in range(len(padded) - length + 1):
            yield f"{padded[start : start + length]}#"
