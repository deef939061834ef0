"""Streams of n-grams, as sparse tf-idf rows.

A message is seen as typed and folded, in both streams as words (with pairs), and folded as letters inside words (`char_wb`) too.
Three blocks more come from `concepts`: the words with phrases replaced by what they mean, all meanings found, and which two
meet in the message. The blocks are normalised apart and weighted, so that many letters do not drown the words. Everything
here can be written down as JSON and numpy arrays: a model file holds no pickle.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from components.arrays import Flags, Floats
from components.concepts import Concepts, Found
from components.words import Word

BLOCKS = ("typed_words", "folded_letters", "folded_words", "concepts", "groups", "pairs")

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

    def fit(self, grams: Sequence[dict[str, list[Gram]]]) -> None:
        """Learn which n-grams there are, from those of messages."""
        self._learn({block: sorted({gram[0] for found in grams for gram in found[block]}) for block in self.blocks})

    def keep(self, kept: Flags) -> None:
        """Forget the n-grams of the other columns; those that are kept move together."""
        self._learn({block: [form for form, column in known.items() if kept[column]] for block, known in self.vocabulary.items()})

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
    names = sorted(first)
    return [
        (f"{one}&{other}", min(first[one].start, first[other].start), max(first[one].end, first[other].end))
        for at, one in enumerate(names)
        for other in names[at + 1 :]
    ]
