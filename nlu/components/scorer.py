"""The linear model and its neighbours: messages → a margin for each intent, and how much the training data knows of them."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from components.arrays import Floats, Places
from components.features import Vectoriser, idf_of

NEAR_FROM, NEAR_TO = "folded_words", "concepts"
"""The nearest training message is looked for in these two blocks, whose columns adjoin."""
PENALTY = 0.3
"""The SVM's C; smaller is smoother."""
TOLERANCE = 0.3
"""The SVM is done when no step would gain more."""
FEWEST = 2
"""So many forms of messages (as typed, without diacritics) must have an n-gram, else it is left out: one that a single form has
is its intent learnt by heart, and tells nothing of what strangers write."""
NEIGHBOURS = 3
"""So many training messages of an intent speak for it."""
NEIGHBOURS_WEIGHT = 1.0
"""What their mean similarity counts beside the margin of the linear model."""

Columns = list[list[tuple[int, int, int]]]
"""What `Vectoriser.columns` gives for one message."""


def machine() -> LinearSVC:
    """Make the classifier; it has to give `classes_`, `coef_` and `intercept_`."""
    return LinearSVC(C=PENALTY, tol=TOLERANCE, random_state=0)


@dataclass(frozen=True)
class Scores:
    """What the scorer says of some messages, a row for each."""

    margins: Floats
    """A margin for each intent, the neighbours' evidence added."""
    evidence: Floats
    """For each intent the mean similarity of its nearest training messages."""
    known: Floats
    """Share of the words known, share of the letter n-grams known, similarity to the nearest training message, words."""


@dataclass(frozen=True)
class Totals:
    """How many words and letter n-grams messages have, known or not."""

    words: Floats
    letters: Floats


class Scorer:
    """A linear support vector machine over the vectoriser's rows, with the training rows for the nearest neighbour."""

    def __init__(
        self,
        vectoriser: Vectoriser,
        labels: list[str],
        *,
        idf: Floats,
        weights: Floats,
        bias: Floats,
        neighbours: csr_matrix,
        borders: Places,
    ) -> None:
        self.vectoriser = vectoriser
        self.labels = labels
        self.idf = idf
        self.weights = weights
        """A row for each n-gram, a column for each intent."""
        self.bias = bias
        self.neighbours = neighbours
        """A row for each n-gram of `NEAR_FROM` to `NEAR_TO`, a column of length 1 for each training message."""
        self.borders = borders
        """The first column of each intent's messages in `neighbours`, and their number."""
        self._sizes = np.maximum(np.minimum(np.diff(borders), NEIGHBOURS), 1).astype(np.float32)
        self._single = np.zeros(vectoriser.width, dtype=np.float32)
        for form, column in vectoriser.vocabulary["folded_words"].items():
            self._single[column] = " " not in form and form[0].isalnum()
        first, last = vectoriser.span("folded_letters")
        self._letters = np.zeros(vectoriser.width, dtype=np.float32)
        self._letters[first:last] = 1

    @classmethod
    def fit(cls, vectoriser: Vectoriser, counts: csr_matrix, labels: Sequence[str], near: Sequence[int]) -> Scorer:
        """Train on counted messages.

        Args:
            vectoriser: What counted them.
            counts: A row for each message.
            labels: The intent of each.
            near: The rows to look for neighbours in.
        """
        idf = idf_of(counts, FEWEST)
        rows = vectoriser.weigh(counts, idf)
        fitted = machine().fit(rows, labels)
        found = [str(label) for label in fitted.classes_]
        by_label = sorted(near, key=lambda row: (labels[row], row))
        sizes = Counter(labels[row] for row in near)
        made = cls(
            vectoriser,
            found,
            idf=idf,
            weights=np.ascontiguousarray(fitted.coef_.T, dtype=np.float32),
            bias=fitted.intercept_.astype(np.float32),
            neighbours=csr_matrix((0, 0), dtype=np.float32),
            borders=np.cumsum([0, *(sizes[label] for label in found)]),
        )
        made.neighbours = made._near(rows[by_label]).T.tocsr()
        return made

    def linear(self, counts: csr_matrix) -> Floats:
        """Give the margins of the linear model alone, which is cheap."""
        return np.asarray(self.vectoriser.weigh(counts, self.idf) @ self.weights) + self.bias

    def margins(self, counts: csr_matrix) -> Floats:
        """Give the margins alone."""
        rows = self.vectoriser.weigh(counts, self.idf)
        evidence = self._evidence(self._similar(rows))
        return np.asarray(rows @ self.weights) + self.bias + NEIGHBOURS_WEIGHT * evidence

    def score(self, counts: csr_matrix, totals: Totals) -> Scores:
        """Score counted messages."""
        rows = self.vectoriser.weigh(counts, self.idf)
        seen = csr_matrix((counts.data * (self.idf[counts.indices] > 0), counts.indices, counts.indptr), shape=counts.shape)
        similar = self._similar(rows)
        evidence = self._evidence(similar)
        known = [
            (seen @ self._single) / np.maximum(totals.words, 1),
            (seen @ self._letters) / np.maximum(totals.letters, 1),
            similar.max(axis=1, initial=0.0),
            totals.words,
        ]
        margins = np.asarray(rows @ self.weights) + self.bias + NEIGHBOURS_WEIGHT * evidence
        return Scores(margins, evidence, np.column_stack(known).astype(np.float64))

    def _similar(self, rows: csr_matrix) -> Floats:
        return np.asarray((self._near(rows) @ self.neighbours).todense())

    def _evidence(self, similar: Floats) -> Floats:
        nearest = np.zeros((len(similar), len(self.labels), NEIGHBOURS), dtype=np.float32)
        for column, (first, last) in enumerate(itertools.pairwise(self.borders)):
            count = min(NEIGHBOURS, last - first)
            if count:
                nearest[:, column, :count] = np.partition(similar[:, first:last], -count, axis=1)[:, -count:]
        return np.asarray(nearest.sum(axis=2) / self._sizes)

    def _near(self, rows: csr_matrix) -> csr_matrix:
        part = csr_matrix(rows[:, self.vectoriser.span(NEAR_FROM)[0] : self.vectoriser.span(NEAR_TO)[1]])
        lengths = np.sqrt(np.asarray(part.multiply(part).sum(axis=1)).ravel())
        lengths[lengths == 0] = 1
        part.data /= np.repeat(lengths, np.diff(part.indptr)).astype(np.float32)
        return part
