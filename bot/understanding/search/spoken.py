"""How people speak of what they need: which procedure, or which thing, a text sounds like.

Names are matched word by word; a story ("con bò nhà tui bị lở mồm") names nothing. What such stories have in common
was learned from messages that people would type (``content/messages.csv``) and from everyday names
(``everyday_names.csv``, ``naming.csv``): a naive Bayes over words, pairs of neighbours and parts of words. Its weights
are packaged; ``learning`` makes them.
"""

from __future__ import annotations

import functools
import itertools
import math
import sys
from array import array
from collections import Counter
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Self

from bot.understanding.packed import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FILE, ACTS_FILE = "spoken.bin", "acts.bin"
"""The weights, in ``bot/content``: of procedures and things, and of what is to be done."""
SHARPNESS, ACTS_SHARPNESS = 1.5, 1.0
"""By how much a meaning has to be likelier to count e times as much. The former was chosen on messages and on looked-at
queries of evaluation/, the latter by cross-validation over the things of content/messages_by_thing.csv."""
_FAINT = 8.0
"""What is less likely than the likeliest by so many times ``SHARPNESS`` is not returned."""
_NEVER = -math.inf
_PARTS = (3, 4, 5)
"""Letters of a part of a word, its ends among them."""
_MOST_WORDS, _MOST_PARTS = 2_500, 3_500
"""So many weights of a text's words and pairs, and of its parts, are added up: those of the rarest, which tell most."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned.

    Attributes:
        digest: of what it was learned from.
        codes: the procedures that messages are known of.
        things: what official names call the things of everyday names, divided by "|"; or acts.
        offsets: of each meaning, procedures before things: how much it loses for the breadth of what is said of it.
        scale: of the unit of ``weights``.
        features: of words, pairs and parts: the rarity, where its weights begin and where they end.
        meanings: which meanings the weights are of.
        weights: how much a feature speaks for a meaning.
    """

    digest: str
    codes: tuple[str, ...]
    things: tuple[str, ...]
    offsets: tuple[float, ...]
    scale: float
    features: dict[str, tuple[float, int, int]]
    meanings: array[int]
    weights: array[int]

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        """Read what ``pack`` wrote."""
        header, raw = unpack(data)
        counts = header["counts"]
        middle = 2 * sum(counts)
        meanings = _numbers("H", raw[:middle])
        ends = list(itertools.accumulate(counts))
        features = {
            name: (rarity, end - count, end)
            for name, rarity, count, end in zip(
                header["features"].split("\n"), header["rarities"], counts, ends, strict=True
            )
        }
        return cls(
            header["digest"], tuple(header["codes"]), tuple(header["things"]), tuple(header["offsets"]),
            header["scale"], features, meanings, _numbers("B", raw[middle:]),
        )  # fmt: skip

    def pack(self) -> bytes:
        """Return it as the packaged file has it."""
        header = {
            "digest": self.digest,
            "codes": self.codes,
            "things": self.things,
            "offsets": self.offsets,
            "scale": self.scale,
            "features": "\n".join(self.features),
            "rarities": [rarity for rarity, _, _ in self.features.values()],
            "counts": [end - begin for _, begin, end in self.features.values()],
        }
        return pack(header, _numbers("H", self.meanings.tobytes()).tobytes() + self.weights.tobytes())


class Spoken:
    """What was learned, ready to be asked.

    Args:
        weights: the packaged ones as a rule (``packaged``).
        sharpness: by how much a meaning has to be likelier to count e times as much.
    """

    def __init__(self, weights: Weights, sharpness: float = SHARPNESS) -> None:
        self._weights = weights
        self._sharpness = sharpness
        shared = list(range(len(weights.offsets)))
        self._meanings = [shared[meaning] for meaning in weights.meanings]
        """Numbers that are there already: reading thousands from an array for each text makes them anew, a third of
        the time."""
        self._gains = weights.weights.tobytes()

    @classmethod
    @functools.cache
    def packaged(cls) -> Self:
        """Return what comes with the code of procedures and things, read once a process."""
        return cls(Weights.unpack((files("bot.content") / FILE).read_bytes()))

    @classmethod
    @functools.cache
    def packaged_acts(cls) -> Self:
        """Return what comes with the code of what is to be done, read once a process."""
        return cls(Weights.unpack((files("bot.content") / ACTS_FILE).read_bytes()), ACTS_SHARPNESS)

    @property
    def digest(self) -> str:
        """Of what it was learned from."""
        return self._weights.digest

    @property
    def codes(self) -> tuple[str, ...]:
        """The procedures among the meanings, which come first."""
        return self._weights.codes

    @property
    def things(self) -> tuple[str, ...]:
        """The things among the meanings, behind the procedures, as official names call them."""
        return self._weights.things

    def likely(self, words: Sequence[str]) -> dict[int, float]:
        """Return the meanings that ``words``, tokens of a text, sound like, with shares that sum up to 1 or less."""
        known = self._weights
        told = [*self._chosen(word_features(words), _MOST_WORDS), *self._chosen(part_features(words), _MOST_PARTS)]
        total = sum(weight for _, weight in told)
        gains = [0.0] * len(known.offsets)
        for feature, weight in told:
            _, begin, end = known.features[feature]
            share = weight * known.scale
            for meaning, gain in zip(self._meanings[begin:end], self._gains[begin:end], strict=True):
                gains[meaning] += share * gain
        rest = [gain - total * offset if gain else _NEVER for gain, offset in zip(gains, known.offsets, strict=True)]
        best = max(rest, default=_NEVER)
        least = best - _FAINT * self._sharpness
        odds = {m: math.exp((gain - best) / self._sharpness) for m, gain in enumerate(rest) if gain > least}
        every = sum(odds.values())
        return {meaning: share / every for meaning, share in odds.items()}

    def _chosen(self, features: Counter[str], most: int) -> list[tuple[str, float]]:
        """Return the rarest known features, each with its share of the text's length."""
        known = self._weights.features
        chosen: dict[str, float] = {}
        for feature in sorted((each for each in features if each in known), key=lambda each: (-known[each][0], each)):
            rarity, begin, end = known[feature]
            most -= end - begin
            if most < 0 and chosen:
                break
            chosen[feature] = (1 + math.log(features[feature])) * rarity
        return even_length(chosen)


def word_features(words: Sequence[str]) -> Counter[str]:
    """Return the words and pairs of neighbours, each with how often it is there."""
    features = Counter(words)
    features.update(f"{one} {other}" for one, other in itertools.pairwise(words))
    return features


def part_features(words: Iterable[str]) -> Counter[str]:
    """Return the parts of all words, each with how often it is there; "#" sets them apart from words."""
    return Counter(part for word in words for part in _parts(word))


def _parts(word: str) -> Iterator[str]:
    word = f" {word} "
    for length in _PARTS:
        if len(word) <= length:
            yield f"{word}#"
            return
        for start in range(len(word) - length + 1):
            yield f"{word[start : start + length]}#"


def even_length(features: dict[str, float]) -> list[tuple[str, float]]:
    """Return features weighted so that a long text says no more than a short one."""
    length = math.hypot(*features.values()) or 1.0
    return [(feature, weight / length) for feature, weight in features.items()]


def _numbers(kind: str, data: bytes) -> array[int]:
    """Return little-endian whole numbers; the same turns them back."""
    numbers: array[int] = array(kind, data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
