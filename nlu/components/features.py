"""Streams of n-grams, as sparse tf-idf rows.

A message is seen as typed and folded, in both streams as words (with pairs), and folded as letters inside words (`char_wb`) too.
Three blocks more come from `concepts`: the words with phrases replaced by what they mean, all meanings found, and which two
meet in the message. The blocks are normalised apart and weighted, so that many letters do not drown the words. Everything
here can be written down as JSON and numpy arrays: a model file holds no pickle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from components.arrays import Floats
from components.concepts import Concepts, Found
from components.counting import Counted, beside, counted, inside, runs
from components.words import Word

BLOCKS = ("typed_words", "folded_letters", "folded_words", "concepts", "groups", "pairs")

_PAIR = "&"
_KEPT = 8192
"""So many words keep their letter n-grams, a kilobyte each."""

Gram = tuple[str, int, int]
"""An n-gram, the first word it covers and the word after the last."""


def _weights() -> dict[str, float]:
    return {
        "typed_words": 1.0,
        "folded_words": 1.0,
        "folded_letters": 1.0,
        "concepts": 1.5,
        "groups": 1.0,
        "pairs": 1.0,
    }


@dataclass(frozen=True)
class Options:
    """How n-grams are made."""

    words: int = 2
    """Longest run of words."""
    concepts: int = 2
    """Longest run of words or concepts."""
    letters_from: int = 3
    letters_to: int = 5
    weights: dict[str, float] = field(default_factory=_weights)
    """Weight of each block; 0 leaves it out."""


class Vectoriser:
    """Turns messages (as lists of words) into rows of counts, and counts into rows of tf-idf.

    The idf is given to `weigh` from outside, so that a held-out fold can use the same counts with an idf of its own: 0 for
    an n-gram that its training messages do not have.
    """

    def __init__(self, options: Options, concepts: Concepts) -> None:
        self.options = options
        self.concepts = concepts
        self.vocabulary: dict[str, dict[str, int]] = {block: {} for block in self.blocks}
        self._borders = np.zeros(len(self.blocks) + 1, dtype=np.int64)

    @property
    def blocks(self) -> list[str]:
        """The blocks in use, in the order of their columns."""
        return [block for block in BLOCKS if self.options.weights.get(block, 0) > 0]

    @property
    def width(self) -> int:
        """How many columns there are."""
        return int(self._borders[-1])

    def span(self, block: str) -> tuple[int, int]:
        """Give the first column of a block and the one after its last."""
        at = self.blocks.index(block)
        return int(self._borders[at]), int(self._borders[at + 1])

    def fit(self, messages: Sequence[Sequence[Word]], taught: int, fewest: int = 1) -> csr_matrix:
        """Learn which n-grams there are, and count them.

        Args:
            messages: What is counted.
            taught: The first so many of them say which n-grams there are.
            fewest: So many of these must have an n-gram, else it is left out.

        Returns:
            What `counts` would give for them.
        """
        phrases = [self.concepts.all(message) for message in messages]
        found = list(zip(messages, phrases, strict=True))
        options = self.options
        makers: dict[str, Callable[[], Counted]] = {
            "typed_words": lambda: counted(runs(_forms(_units(message, typed=True)), options.words) for message in messages),
            "folded_words": lambda: counted(runs(_forms(_units(message, typed=False)), options.words) for message in messages),
            "folded_letters": lambda: inside(
                counted([word.folded for word in message if word.kind == "word"] for message in messages),
                lambda word: _inside(word, options.letters_from, options.letters_to),
            ),
            "concepts": lambda: counted(
                runs(_forms(self.concepts.rewrite(message, there)), options.concepts) for message, there in found
            ),
            "groups": lambda: counted([phrase.group for phrase in there] for there in phrases),
            "pairs": lambda: counted(map(_PAIR.join, combinations(_groups(there), 2)) for there in phrases),
        }
        forms, counts = beside([makers[block]() for block in self.blocks], taught, fewest)
        self._learn(dict(zip(self.blocks, forms, strict=True)))
        return counts

    def _learn(self, forms: dict[str, list[str]]) -> None:
        column = 0
        for at, block in enumerate(self.blocks):
            self.vocabulary[block] = {form: column + index for index, form in enumerate(forms[block])}
            column += len(forms[block])
            self._borders[at + 1] = column

    def grams(self, message: Sequence[Word]) -> dict[str, list[Gram]]:
        """Give the n-grams of each block."""
        phrases = self.concepts.all(message)
        makers: dict[str, Callable[[], list[Gram]]] = {
            "typed_words": lambda: _runs(_units(message, typed=True), self.options.words),
            "folded_words": lambda: _runs(_units(message, typed=False), self.options.words),
            "folded_letters": lambda: _letters(message, self.options),
            "concepts": lambda: _runs(self.concepts.rewrite(message, phrases), self.options.concepts),
            "groups": lambda: [(found.group, found.start, found.end) for found in phrases],
            "pairs": lambda: _pairs(phrases),
        }
        return {block: makers[block]() for block in self.blocks}

    def letters(self, message: Iterable[Word]) -> int:
        """Give how many letter n-grams there are, known or not."""
        least, most = self.options.letters_from, self.options.letters_to
        return sum(len(_inside(word.folded, least, most)) for word in message if word.kind == "word")

    def columns(self, grams: dict[str, list[Gram]]) -> list[list[tuple[int, int, int]]]:
        """Give the known ones among the n-grams, a list for each block: column, first word, word after the last."""
        return [
            [(known[form], start, end) for form, start, end in grams[block] if form in known]
            for block, known in self.vocabulary.items()
        ]

    def counts(self, found: Sequence[Sequence[Sequence[tuple[int, int, int]]]]) -> csr_matrix:
        """Count the columns of messages, as `columns` gives them."""
        sizes = [sum(map(len, message)) for message in found]
        columns = (column for message in found for block in message for column, _, _ in block)
        indices = np.fromiter(columns, dtype=np.int32, count=sum(sizes))
        pointers = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
        counts = csr_matrix((np.ones(len(indices), dtype=np.float32), indices, pointers), shape=(len(found), self.width))
        counts.sum_duplicates()
        return counts

    def weigh(self, counts: csr_matrix, idf: Floats) -> csr_matrix:
        """Turn counts into tf-idf, each block of each row brought to the length of the block's weight."""
        values = (1 + np.log(counts.data)) * idf[counts.indices]
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        blocks = np.searchsorted(self._borders, counts.indices, side="right") - 1
        cells = rows * len(self.blocks) + blocks
        lengths = np.sqrt(np.bincount(cells, weights=values * values, minlength=counts.shape[0] * len(self.blocks)))
        lengths[lengths == 0] = 1
        weights = np.array([self.options.weights[block] for block in self.blocks])
        values = (values * weights[blocks] / lengths[cells]).astype(np.float32)
        return csr_matrix((values, counts.indices, counts.indptr), shape=counts.shape)

    def state(self) -> dict[str, Any]:
        """What `restore` needs, as JSON."""
        return {
            "options": asdict(self.options),
            "tables": self.concepts.tables,
            "vocabulary": {block: list(forms) for block, forms in self.vocabulary.items()},
        }

    @classmethod
    def restore(cls, state: dict[str, Any]) -> Vectoriser:
        """Build it from what `state` gave."""
        made = cls(Options(**state["options"]), Concepts(state["tables"]))
        made._learn(state["vocabulary"])
        return made


def idf_of(counts: csr_matrix, fewest: int = 1) -> Floats:
    """Give the inverse document frequency of each column over some messages; 0 where fewer than `fewest` have it."""
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    return np.where(frequency >= fewest, np.log((1 + counts.shape[0]) / (1 + frequency)) + 1, 0).astype(np.float32)


def _forms(grams: Iterable[Gram]) -> list[str]:
    return [form for form, _, _ in grams]


def _units(message: Sequence[Word], *, typed: bool) -> list[Gram]:
    return [(word.typed if typed else word.folded, at, at + 1) for at, word in enumerate(message)]


def _runs(units: Sequence[Gram], longest: int) -> list[Gram]:
    return [
        (" ".join(unit[0] for unit in units[start:end]), units[start][1], units[end - 1][2])
        for end in range(1, len(units) + 1)
        for start in range(max(0, end - longest), end)
    ]


def _letters(message: Sequence[Word], options: Options) -> list[Gram]:
    grams = []
    for at, word in enumerate(message):
        if word.kind == "word":
            inside = _inside(word.folded, options.letters_from, options.letters_to)
            grams += [(form, at, at + 1) for form in inside]
    return grams


@lru_cache(_KEPT)
def _inside(word: str, shortest: int, longest: int) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(
        padded[start : start + size] for size in range(shortest, longest + 1) for start in range(max(1, len(padded) - size + 1))
    )


def _pairs(phrases: Sequence[Found]) -> list[Gram]:
    first: dict[str, Found] = {}
    for found in phrases:
        first.setdefault(found.group, found)
    return [
        (
            _PAIR.join((one, other)),
            min(first[one].start, first[other].start),
            max(first[one].end, first[other].end),
        )
        for one, other in combinations(_groups(phrases), 2)
    ]


def _groups(phrases: Sequence[Found]) -> list[str]:
    return sorted({found.group for found in phrases})
