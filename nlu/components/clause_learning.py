"""Learns the finder of `clause_wishes` from real messages whose wishes are all known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from components.arrays import Flags, Floats
from components.calibration import Logistic
from components.clause_wishes import NOTHING, Candidate, Finder, candidates
from components.intent_model import IntentModel
from components.unseen import Read, Unseen

_PENALTY = 0.3
"""Of the logistic model over evidence of one spread; smaller is smoother."""
_FEWEST = 10
"""From fewer second wishes, or fewer messages with one wish, nothing is learnt."""


@dataclass(frozen=True)
class _Known:
    """A message of which all wishes are known."""

    text: str
    wishes: frozenset[str]


def fit_finder(
    model: IntentModel,
    texts: Sequence[str],
    labels: Sequence[str],
    others: Sequence[Sequence[str] | None],
    *,
    false_alarms: float,
) -> Finder:
    """Learn which intents are further wishes, from the fold that the model's calibration held out first.

    Args:
        model: The model, just trained: its calibration, and the scorer that had not seen that fold.
        texts: The messages it was trained on.
        labels: Their intents.
        others: The wishes that each holds beside its first; None where nobody said whether there are any.
        false_alarms: The share of the held-out messages with one wish that may get a second.

    Returns:
        The finder; one that believes nothing where too few messages say which wishes they hold.

    Raises:
        ValueError: The model was loaded and not trained.
    """
    unseen = Unseen.of(model)
    told = [(at, others[at]) for at in unseen.messages]
    known = [_Known(texts[at], frozenset({labels[at], *more})) for at, more in told if more is not None]
    read = unseen.each([one.text for one in known], lambda some: [_found(unseen.model, one) for one in some])
    single = [found for one, (_, found) in zip(known, read, strict=True) if len(one.wishes) == 1]
    rows = np.array([candidate.evidence for _, found in read for candidate in found])
    truth = np.array(
        [
            first in one.wishes and candidate.intent in one.wishes
            for one, (first, found) in zip(known, read, strict=True)
            for candidate in found
        ]
    )
    if min(truth.sum(), len(single)) < _FEWEST:
        return NOTHING
    finder = Finder(_fitted(rows, truth), 0.0)
    alarms = [finder.best(found)[1] for found in single]
    return Finder(finder.weighs, round(float(np.quantile(alarms, 1 - false_alarms)), 4))


def _found(model: IntentModel, one: Read) -> tuple[str, list[Candidate]]:
    """Give the first reading of a message and what may be wishes beside it."""
    return model.labels[int(one.scores.margins[0].argmax())], candidates(model, one.message, one.scores, one.columns)


def _fitted(rows: Floats, truth: Flags) -> Logistic:
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    fitted = LogisticRegression(C=_PENALTY, max_iter=3000).fit((rows - mean) / spread, truth)
    weights = fitted.coef_[0] / spread
    return Logistic(tuple(map(float, weights)), float(fitted.intercept_[0] - weights @ mean))
