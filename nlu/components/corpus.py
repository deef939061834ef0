"""Training messages, counted once and used again for every fold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from components.arrays import Places
from components.concepts import Concepts
from components.features import Options, Vectoriser
from components.folding import strip_diacritics
from components.noise import noise
from components.scorer import FEWEST, Scorer, Scores, Totals
from components.words import Word, words

NOISE = "noise"
"""The label of rows that mean nothing; they are never learnt, only scored."""
NOISE_PART = 20
"""One meaningless message is made up for so many real ones."""


@dataclass(frozen=True)
class Corpus:
    """Training messages, counted once: as typed, and once more without diacritics where there were any."""

    vectoriser: Vectoriser
    counts: csr_matrix
    totals: Totals
    labels: list[str]
    message: Places
    """For each row, which message it is a form of; noise is -1."""

    @classmethod
    def make(
        cls, texts: Sequence[str], labels: Sequence[str], options: Options, concepts: Concepts, *, copies: bool = True
    ) -> Corpus:
        """Count the messages; `copies` adds each once more without diacritics."""
        bare = [strip_diacritics(text) for text in texts]
        also = [index for index, text in enumerate(texts) if copies and bare[index] != text]
        messages = [words(text) for text in texts] + [words(bare[index]) for index in also]
        meaningless = [words(text) for text in noise(list(texts), len(texts) // NOISE_PART)]
        vectoriser = Vectoriser(options, concepts)
        everything = [*messages, *meaningless]
        return cls(
            vectoriser,
            vectoriser.fit(everything, len(messages), FEWEST),
            totals(vectoriser, everything),
            [*labels, *(labels[index] for index in also), *[NOISE] * len(meaningless)],
            np.array([*range(len(texts)), *also, *[-1] * len(meaningless)]),
        )

    @property
    def learnable(self) -> list[int]:
        """The rows that are messages."""
        return [row for row, message in enumerate(self.message) if message >= 0]

    def fit(self, rows: Sequence[int], before: Scorer | None = None) -> Scorer:
        """Train on some rows, which is cheaper with a scorer of most of them or more."""
        chosen = np.asarray(rows)
        near = np.unique(self.message[chosen], return_index=True)[1]
        return Scorer.fit(self.vectoriser, self.counts[chosen], [self.labels[row] for row in chosen], near, before)

    def score(self, scorer: Scorer, rows: Sequence[int]) -> Scores:
        """Score some rows."""
        chosen = np.asarray(rows)
        return scorer.score(self.counts[chosen], Totals(self.totals.words[chosen], self.totals.letters[chosen]))


def totals(vectoriser: Vectoriser, messages: Sequence[Sequence[Word]]) -> Totals:
    """Count words and letter n-grams, known or not."""
    return Totals(
        np.array([sum(word.kind == "word" for word in message) for message in messages]),
        np.array([vectoriser.letters(message) for message in messages]),
    )


def stratified(labels: Sequence[str], folds: int) -> list[int]:
    """Deal the messages of each intent out to folds, in an order that does not follow the files."""
    order = np.random.default_rng(0).permutation(len(labels))
    dealt: dict[str, int] = {}
    fold_of = [0] * len(labels)
    for index in order:
        fold_of[index] = dealt.get(labels[index], hash_of(labels[index])) % folds
        dealt[labels[index]] = fold_of[index] + 1
    return fold_of


def hash_of(label: str) -> int:
    """A number from a name that is the same in every process."""
    return sum(label.encode())
