"""The linear model: messages → a margin for each intent, and how much of the message the training data knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from components.features import Vectoriser, idf_of

NEAR_FROM, NEAR_TO = "folded_words", "concepts"
"""The nearest training message is looked for in these two blocks, whose columns adjoin."""
PENALTY = 0.3
"""The SVM's C; smaller is smoother."""

Columns = list[list[tuple[int, int, int]]]
"""What `Vectoriser.columns` gives for one message."""


@dataclass(frozen=True)
class Scores:
    """What the scorer says of some messages, a row for each."""

    margins: np.ndarray
    """A margin for each intent."""
    known: np.ndarray
    """Share of the words known, share of the letter n-grams known, similarity to the nearest training message, words."""


@dataclass(frozen=True)
class Totals:
    """How many words and letter n-grams messages have, known or not."""

    words: np.ndarray
    letters: np.ndarray


class Scorer:
    """A linear support vector machine over the vectoriser's rows, with the training rows for the nearest neighbour."""

    def __init__(
        self,
        vectoriser: Vectoriser,
        labels: list[str],
        *,
        idf: np.ndarray,
        weights: np.ndarray,
        bias: np.ndarray,
        neighbours: csr_matrix,
    ) -> None:
        self.vectoriser = vectoriser
        self.labels = labels
        self.idf = idf
        self.weights = weights
        """A row for each n-gram, a column for each intent."""
        self.bias = bias
        self.neighbours = neighbours
        """A row for each n-gram of `NEAR_FROM` to `NEAR_TO`, a column of length 1 for each training message."""
        self._single = np.zeros(vectoriser.width, dtype=bool)
        for form, column in vectoriser.vocabulary["folded_words"].items():
            self._single[column] = " " not in form and form[0].isalnum()
        first, last = vectoriser.span("folded_letters")
        self._letters = np.zeros(vectoriser.width, dtype=bool)
        self._letters[first:last] = True

    @classmethod
    def fit(cls, vectoriser: Vectoriser, counts: csr_matrix, labels: Sequence[str], near: Sequence[int]) -> Scorer:
        """Train on counted messages.

        Args:
            vectoriser: What counted them.
            counts: A row for each message.
            labels: The intent of each.
            near: The rows to look for neighbours in.
        """
        idf = idf_of(counts)
        rows = vectoriser.weigh(counts, idf)
        machine = LinearSVC(C=PENALTY, random_state=0).fit(rows, labels)
        made = cls(
            vectoriser,
            [str(label) for label in machine.classes_],
            idf=idf,
            weights=np.ascontiguousarray(machine.coef_.T, dtype=np.float32),
            bias=machine.intercept_.astype(np.float32),
            neighbours=csr_matrix((0, 0), dtype=np.float32),
        )
        made.neighbours = made._near(rows[near]).T.tocsr()
        return made

    def margins(self, counts: csr_matrix) -> np.ndarray:
        """Give the margins alone."""
        return np.asarray(self.vectoriser.weigh(counts, self.idf) @ self.weights) + self.bias

    def score(self, counts: csr_matrix, totals: Totals) -> Scores:
        """Score counted messages."""
        rows = self.vectoriser.weigh(counts, self.idf)
        seen = csr_matrix((counts.data * (self.idf[counts.indices] > 0), counts.indices, counts.indptr), shape=counts.shape)
        near = (self._near(rows) @ self.neighbours).max(axis=1)
        known = [
            (seen @ self._single) / np.maximum(totals.words, 1),
            (seen @ self._letters) / np.maximum(totals.letters, 1),
            np.asarray(near.todense()).ravel(),
            totals.words,
        ]
        return Scores(np.asarray(rows @ self.weights) + self.bias, np.column_stack(known).astype(np.float64))

    def _near(self, rows: csr_matrix) -> csr_matrix:
        part = csr_matrix(rows[:, self.vectoriser.span(NEAR_FROM)[0] : self.vectoriser.span(NEAR_TO)[1]])
        lengths = np.sqrt(np.asarray(part.multiply(part).sum(axis=1)).ravel())
        lengths[lengths == 0] = 1
        part.data /= np.repeat(lengths, np.diff(part.indptr)).astype(np.float32)
        return part
