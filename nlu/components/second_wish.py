"""Learns the gate of `wishes` from held-out messages, alone and joined in pairs."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from components.corpus import Corpus, stratified
from components.intent_model import IntentModel
from components.wishes import NO_WISH, Gate, best_cut, evidence
from components.words import words

_FOLDS = 5
_SHORT = 9
_JOINTS = (", ", " rồi ", " với lại ", " luôn ", " mà ", " ", ". ", " và ", "? ", " còn ", " nữa, ")


def fit_gate(model: IntentModel, corpus: Corpus, texts: Sequence[str], labels: Sequence[str], *, false_alarms: float) -> Gate:
    """Learn what two wishes look like.

    A fifth of the messages is held out; it is read by a scorer that saw the rest.

    Args:
        model: The trained model, for its calibration.
        corpus: What it was trained on.
        texts: The messages.
        labels: Their intents.
        false_alarms: The share of the held-out messages that may be taken for two wishes. Some of them do hold two.
    """
    fold_of = stratified(labels, _FOLDS)
    seen = [row for row in corpus.learnable if fold_of[corpus.message[row]]]
    apart = IntentModel(corpus.fit(seen), model.temperature, model.acceptance, model.outside, model.thresholds)
    held = [(text, label) for text, label, fold in zip(texts, labels, fold_of, strict=False) if not fold and label not in NO_WISH]
    single = [_evidence(apart, text)[0] for text, _ in held]
    joined = [_evidence(apart, text) for text, _ in _joined(held)]
    rows = [found for found in single if found is not None]
    both = [
        found for (found, read), (_, wanted) in zip(joined, _joined(held), strict=False) if found is not None and read == wanted
    ]
    if not rows or not both:
        return Gate((0.0,) * 5, 0.0, 1.0)
    fitted = LogisticRegression(max_iter=2000).fit(rows + both, [0] * len(rows) + [1] * len(both))
    weights, bias = tuple(float(value) for value in fitted.coef_[0]), float(fitted.intercept_[0])
    gate = Gate(weights, bias, 1.0)
    alarms = [0.0 if found is None else gate(found) for found in single]
    return Gate(weights, bias, round(float(np.quantile(alarms, 1 - false_alarms)), 4))


def _evidence(model: IntentModel, text: str) -> tuple[list[float] | None, frozenset[str]]:
    message = words(text)
    scores, columns = model.scores([message])
    cut = best_cut(model, message, columns[0])
    read = frozenset() if cut is None else frozenset({cut.first[0], cut.second[0]})
    return evidence(model, model.readings(scores)[0], scores, cut), read


def _joined(held: Sequence[tuple[str, str]]) -> list[tuple[str, frozenset[str]]]:
    """Join short messages of different intents, two at a time; the same ones each time."""
    chance = random.Random(0)  # noqa: S311 - nothing secret
    short = [(text, label) for text, label in held if len(text.split()) <= _SHORT]
    pairs = []
    for _ in range(len(held) if len(short) > 1 else 0):
        (one, wish), (other, second) = chance.sample(short, 2)
        if wish != second:
            pairs.append((one.rstrip("?.! ") + chance.choice(_JOINTS) + other, frozenset({wish, second})))
    return pairs
