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
FAR = 0.2
"""What another scorer puts so far beyond an intent's margin, on the right side, is left out where that intent is learnt anew: it
would not move the border. Four of five pairs of a message and an intent are such. Infinite: nothing is left out."""
NEIGHBOURS = 3
"""So many training messages of an intent speak for it."""
NEIGHBOURS_WEIGHT = 1.0
"""What their mean similarity counts beside the margin of the linear model."""

_AT_ONCE = 256
"""So many rows are compared with all training messages at once: twenty megabytes."""

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

    def of(self, at: int) -> Scores:
        """Give those of one message alone."""
        return Scores(*(rows[at : at + 1] for rows in (self.margins, self.evidence, self.known)))


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
    def fit(
        cls,
        vectoriser: Vectoriser,
        counts: csr_matrix,
        labels: Sequence[str],
        near: Sequence[int],
        before: Scorer | None = None,
    ) -> Scorer:
        """Train on counted messages.

        Args:
            vectoriser: What counted them.
            counts: A row for each message.
            labels: The intent of each.
            near: The rows to look for neighbours in.
            before: One that learnt most of them or more, which makes this one cheaper.
        """
        idf = idf_of(counts, FEWEST)
        rows = vectoriser.weigh(counts, idf)
        found = sorted(set(labels))
        if before is None or np.isinf(FAR):
            fitted = machine().fit(rows, labels)
            weights, bias = fitted.coef_, fitted.intercept_
        else:
            weights, bias = _near_the_border(rows, np.asarray(labels), found, before.margins_of(found, counts))
        by_label = sorted(near, key=lambda row: (labels[row], row))
        sizes = Counter(labels[row] for row in near)
        made = cls(
            vectoriser,
            found,
            idf=idf,
            weights=np.ascontiguousarray(weights.T, dtype=np.float32),
            bias=bias.astype(np.float32),
            neighbours=csr_matrix((0, 0), dtype=np.float32),
            borders=np.cumsum([0, *(sizes[label] for label in found)]),
        )
        made.neighbours = made._near(rows[by_label]).T.tocsr()
        return made

    def linear(self, counts: csr_matrix) -> Floats:
        """Give the margins of the linear model alone, which is cheap."""
        return np.asarray(self.vectoriser.weigh(counts, self.idf) @ self.weights) + self.bias

    def margins_of(self, names: Sequence[str], counts: csr_matrix) -> Floats:
        """Give the linear model's margins of some intents; on the border for those that it was never shown."""
        margins = np.zeros((counts.shape[0], len(names)), dtype=np.float32)
        known = [(at, self.labels.index(name)) for at, name in enumerate(names) if name in self.labels]
        margins[:, [at for at, _ in known]] = self.linear(counts)[:, [column for _, column in known]]
        return margins

    def score(self, counts: csr_matrix, totals: Totals) -> Scores:
        """Score counted messages."""
        rows = self.vectoriser.weigh(counts, self.idf)
        evidence, nearest = self._compared(self._near(rows))
        row_of = _rows(counts)
        seen = counts.data * (self.idf[counts.indices] > 0)
        words, letters = (
            np.bincount(row_of, weights=seen * kind[counts.indices], minlength=counts.shape[0])
            for kind in (self._single, self._letters)
        )
        known = [words / np.maximum(totals.words, 1), letters / np.maximum(totals.letters, 1), nearest, totals.words]
        margins = np.asarray(rows @ self.weights) + self.bias + NEIGHBOURS_WEIGHT * evidence
        return Scores(margins, evidence, np.column_stack(known).astype(np.float64))

    def _compared(self, near: csr_matrix) -> tuple[Floats, Floats]:
        """Give each intent's evidence, and the similarity to the nearest training message."""
        evidence, nearest = [], []
        for first in range(0, max(near.shape[0], 1), _AT_ONCE):
            some = near if near.shape[0] <= _AT_ONCE else near[first : first + _AT_ONCE]
            similar = (some @ self.neighbours).toarray()
            evidence.append(self._evidence(similar))
            nearest.append(similar.max(axis=1, initial=0.0))
        return np.vstack(evidence), np.concatenate(nearest)

    def _evidence(self, similar: Floats) -> Floats:
        nearest = np.zeros((len(similar), len(self.labels), NEIGHBOURS), dtype=np.float32)
        for column, (first, last) in enumerate(itertools.pairwise(self.borders)):
            count = min(NEIGHBOURS, last - first)
            if count:
                own = similar[:, first:last].copy()
                own.partition(last - first - count, axis=1)
                nearest[:, column, :count] = own[:, -count:]
        return np.asarray(nearest.sum(axis=2) / self._sizes)

    def _near(self, rows: csr_matrix) -> csr_matrix:
        """Give the part of rows that neighbours are looked for by, brought to length 1."""
        first, last = self.vectoriser.span(NEAR_FROM)[0], self.vectoriser.span(NEAR_TO)[1]
        there = (rows.indices >= first) & (rows.indices < last)
        values, row_of = rows.data[there], _rows(rows)[there]
        lengths = np.sqrt(np.bincount(row_of, weights=values * values, minlength=rows.shape[0]))
        pointers = np.concatenate([[0], np.cumsum(there)])[rows.indptr]
        lengths[lengths == 0] = 1
        values /= lengths[row_of].astype(np.float32)
        return csr_matrix((values, rows.indices[there] - first, pointers), shape=(rows.shape[0], last - first))


def _rows(matrix: csr_matrix) -> Places:
    """Give the row of each value."""
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


def _near_the_border(rows: csr_matrix, labels: Places, names: Sequence[str], margins: Floats) -> tuple[Floats, Floats]:
    """Train an SVM for each intent without the messages that are far beyond its margin.

    Only those within the margin or on the wrong side of it count in the end, so that little is changed by leaving out most others
    before; it takes a third of the time.

    Args:
        rows: The messages.
        labels: The intent of each.
        names: The intents.
        margins: What another scorer makes of the messages, a column for each intent.
    """
    weights, bias = np.zeros((len(names), rows.shape[1])), np.zeros(len(names))
    rows = rows.astype(np.float64)
    for at, name in enumerate(names):
        own = labels == name
        there = own | (margins[:, at] > -1 - FAR)
        if own[there].all():
            there[:] = True
        fitted = machine().fit(rows[np.flatnonzero(there)], own[there])
        weights[at], bias[at] = fitted.coef_[0], fitted.intercept_[0]
    return weights, bias
