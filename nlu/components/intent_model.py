"""The whole intent model: scorer, calibration, thresholds; how it is trained and how it is kept.

Everything after the scorer is fitted on held-out folds, on each message as typed and without diacritics. Two kinds of held-out
messages are used: of intents that the fold's scorer knows, and (a second round) of intents it was never shown, which stand
for what no training set has.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from components.arrays import Floats
from components.calibration import (
    Costs,
    Logistic,
    Temperature,
    Thresholds,
    choose,
    confidences,
    outside_signals,
    signals,
)
from components.corpus import Corpus, totals
from components.features import Vectoriser
from components.heldout import OUT_OF_SCOPE, HeldOut, held_out
from components.scorer import Columns, Scorer, Scores
from components.words import Word, words

UNKNOWN_SHARE = 0.1
"""How much the messages of hidden intents weigh in the acceptance, against all others."""
TYPICAL_ODDS = 1.3
"""How much likelier a message of the people is read rightly than one that was held out, as odds. Training messages are
chosen to be unlike each other, so held-out ones are harder than what the authors' like write, and a little easier than what
strangers do: with 1.65 the confidence was 6 points too high on a hand held out, with 1 it was 3 too low on the own sets."""
DANGER = "emergency"
"""Never refused as out of scope: whoever is told to say it otherwise may not get to."""
UNSURE_SHARE = 0.01
"""The largest share of held-out messages in scope that may be refused for being unsure alone."""


@dataclass(frozen=True)
class Reading:
    """What one message is taken for."""

    ranking: list[tuple[str, float]]
    """All intents, the likeliest first."""
    fallback: bool
    """Not understood: out of scope, or under the threshold."""
    ambiguous: bool
    """Understood, but the second reading is so near that both should be offered."""


class IntentModel:
    """Reads intents. Make one with `fit` or `load`."""

    def __init__(
        self,
        scorer: Scorer,
        temperature: Temperature,
        acceptance: Logistic,
        outside: Logistic,
        thresholds: Thresholds,
    ) -> None:
        self.scorer = scorer
        self.labels = scorer.labels
        self.temperature = temperature
        self.acceptance = acceptance
        """Whether the first reading is right."""
        self.outside = outside
        """Whether the message is out of scope."""
        self.thresholds = thresholds
        self.held: HeldOut | None = None
        """What it was calibrated on; a model that was loaded has it no more."""

    @classmethod
    def fit(
        cls,
        corpus: Corpus,
        *,
        folds: int = 5,
        held: int = 2,
        refusable: float = 0.05,
        costs: Costs | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> IntentModel:
        """Train on messages and their intents.

        Args:
            corpus: The messages.
            folds: How many folds the messages are dealt out to.
            held: How many of them are held out in turn.
            refusable: The share of held-out messages in scope that may be taken for out of scope.
            costs: What mistakes cost, for the thresholds.
            say: Told of progress.
        """
        scorer, seen = held_out(corpus, folds, held, say)
        temperature = Temperature.fit(seen.margins, seen.truth)
        probabilities = temperature(seen.margins)
        acceptance = _acceptance(seen, probabilities, scorer.labels)
        outside, most = _outside(seen, probabilities, scorer.labels, refusable)
        fallback, ambiguity = _thresholds(seen, probabilities, acceptance, scorer.labels, costs or Costs())
        thresholds = Thresholds(fallback, ambiguity, most)
        say(
            f"thresholds: fallback under a confidence of {fallback} or from {most} out of scope on, "
            f"both readings under a lead of {ambiguity}"
        )
        made = cls(scorer, temperature, acceptance, outside, thresholds)
        made.held = seen
        return made

    def scores(self, messages: Sequence[Sequence[Word]]) -> tuple[Scores, list[Columns]]:
        """Score messages; give their known n-grams too, from which `wishes` goes on."""
        vectoriser = self.scorer.vectoriser
        grams = [vectoriser.grams(message) for message in messages]
        columns = [vectoriser.columns(found) for found in grams]
        return self.scorer.score(vectoriser.counts(columns), totals(vectoriser, messages)), columns

    def read(self, text: str) -> Reading:
        """Read one message as typed."""
        return self.readings(self.scores([words(text)])[0])[0]

    def firsts(self, scores: Scores) -> list[tuple[str, float]]:
        """Give only the likeliest intent of each message and its confidence."""
        probabilities, sure = self._sure(scores)
        return [
            (self.labels[column], round(float(row[column]), 6))
            for column, row in zip(probabilities.argmax(axis=1), sure, strict=True)
        ]

    def _sure(self, scores: Scores) -> tuple[Floats, Floats]:
        """Give the probabilities, and the confidences that come of them."""
        probabilities = self.temperature(scores.margins)
        return probabilities, confidences(probabilities, self.acceptance(signals(probabilities, scores.evidence, scores.known)))

    def readings(self, scores: Scores) -> list[Reading]:
        """Turn scores into readings."""
        probabilities, sure = self._sure(scores)
        strange = np.zeros(len(sure))
        if OUT_OF_SCOPE in self.labels:
            column = self.labels.index(OUT_OF_SCOPE)
            strange = self.outside(outside_signals(probabilities, scores.known, column))
        found = []
        for at, row in enumerate(sure):
            order = np.argsort(-probabilities[at], kind="stable")
            ranking = [(self.labels[column], round(float(row[column]), 6)) for column in order]
            first = ranking[0][0]
            outside = first == OUT_OF_SCOPE or (first != DANGER and bool(strange[at] >= self.thresholds.outside))
            refused = ranking[0][1] < self.thresholds.fallback
            near = len(ranking) > 1 and ranking[0][1] - ranking[1][1] < self.thresholds.ambiguity
            found.append(Reading(ranking, outside or refused, near and not (outside or refused)))
        return found

    def save(self, folder: Path) -> None:
        """Write the model down as JSON and arrays."""
        neighbours = self.scorer.neighbours
        state = {
            "labels": self.labels,
            "vectoriser": self.scorer.vectoriser.state(),
            "scale": self.temperature.scale,
            "acceptance": asdict(self.acceptance),
            "outside": asdict(self.outside),
            "thresholds": asdict(self.thresholds),
        }
        (folder / "intents.json").write_text(json.dumps(state, ensure_ascii=False), encoding="utf-8")
        np.savez(
            folder / "intents.npz",
            idf=self.scorer.idf,
            weights=self.scorer.weights.astype(np.float16),
            bias=self.scorer.bias,
            data=neighbours.data.astype(np.float16),
            indices=neighbours.indices,
            indptr=neighbours.indptr,
            shape=neighbours.shape,
            borders=self.scorer.borders,
        )

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what `save` wrote; nothing in it is code."""
        state: dict[str, Any] = json.loads((folder / "intents.json").read_text(encoding="utf-8"))
        with np.load(folder / "intents.npz", allow_pickle=False) as arrays:
            neighbours = csr_matrix(
                (arrays["data"].astype(np.float32), arrays["indices"], arrays["indptr"]), shape=tuple(arrays["shape"])
            )
            scorer = Scorer(
                Vectoriser.restore(state["vectoriser"]),
                state["labels"],
                idf=arrays["idf"],
                weights=arrays["weights"].astype(np.float32),
                bias=arrays["bias"],
                neighbours=neighbours,
                borders=arrays["borders"],
            )
        return cls(
            scorer,
            Temperature(state["scale"]),
            Logistic(**state["acceptance"]),
            Logistic(**state["outside"]),
            Thresholds(**state["thresholds"]),
        )


def _acceptance(held: HeldOut, probabilities: Floats, labels: list[str]) -> Logistic:
    top = probabilities.argmax(axis=1)
    scored = np.array([labels[column] != OUT_OF_SCOPE for column in top])
    right = (top == held.truth)[scored]
    unknown = (held.truth < 0)[scored]
    weight = np.ones(len(right))
    if unknown.any():
        weight[unknown] = UNKNOWN_SHARE * (~unknown).sum() / unknown.sum()
    weight[right] *= TYPICAL_ODDS
    return Logistic.fit(signals(probabilities, held.evidence, held.known)[scored], right, weight)


def _outside(held: HeldOut, probabilities: Floats, labels: list[str], refusable: float) -> tuple[Logistic, float]:
    """Learn what is out of scope, and from which probability on to refuse."""
    if OUT_OF_SCOPE not in labels:
        return Logistic((), 0.0), 1.0
    column = labels.index(OUT_OF_SCOPE)
    shown = held.truth >= 0
    rows = outside_signals(probabilities[shown], held.known[shown], column)
    truth = held.truth[shown] == column
    fitted = Logistic.fit(rows, truth)
    return fitted, round(float(np.quantile(fitted(rows)[~truth], 1 - refusable)), 4)


def _thresholds(
    held: HeldOut, probabilities: Floats, acceptance: Logistic, labels: list[str], costs: Costs
) -> tuple[float, float]:
    shown = held.truth >= 0
    probabilities, truth = probabilities[shown], held.truth[shown]
    sure = confidences(probabilities, acceptance(signals(probabilities, held.evidence[shown], held.known[shown])))
    order = np.argsort(-probabilities, axis=1)
    outside = np.array([label == OUT_OF_SCOPE for label in labels])
    rows = np.flatnonzero(~outside[order[:, 0]])
    return choose(
        np.column_stack([sure[rows, order[rows, 0]], sure[rows, order[rows, 1]]]),
        ~outside[truth[rows]],
        order[rows, 0] == truth[rows],
        order[rows, 1] == truth[rows],
        refusable=UNSURE_SHARE,
        costs=costs,
    )
