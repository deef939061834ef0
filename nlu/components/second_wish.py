"""Learns the gate of `wishes` from held-out messages, alone and joined in pairs."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from components.intent_model import IntentModel
from components.unseen import Read, Unseen
from components.wishes import NO_WISH, Cut, Gate, cuts_of, evidence

_SHORT = 9
_MOST = 600
"""So many messages alone and so many pairs are read: nine numbers are learnt from them."""
_SURELY_TWO = 0.85
"""Held-out messages that the first fit believes this much do hold two wishes; the second fit leaves them out."""
_WEIGHED = 9
"""How many numbers `evidence` gives."""
_JOINTS = (", ", " rồi ", " với lại ", " luôn ", " mà ", " ", ". ", " và ", "? ", " còn ", " nữa, ")


def fit_gate(model: IntentModel, texts: Sequence[str], labels: Sequence[str], *, false_alarms: float) -> Gate:
    """Learn what two wishes look like, from the fold that the model's calibration held out first.

    Args:
        model: The model, just trained: its calibration, and the scorer that had not seen that fold.
        texts: The messages it was trained on.
        labels: Their intents.
        false_alarms: The share of the held-out messages that may be taken for two wishes. Some of them do hold two.

    Raises:
        ValueError: The model was loaded and not trained.
    """
    unseen = Unseen.of(model)
    held = [(texts[at], labels[at]) for at in unseen.messages if labels[at] not in NO_WISH]
    held = random.Random(0).sample(held, min(_MOST, len(held)))  # noqa: S311 - nothing secret
    pairs = _joined(held)
    read = unseen.each([text for text, _ in [*held, *pairs]], lambda some: _evidence(unseen.model, some))
    single, joined = read[: len(held)], read[len(held) :]
    rows = [found[0][1] for found in single if found]
    both = [found[0][1] for found, (_, wanted) in zip(joined, pairs, strict=True) if found and _wishes(found[0][0]) == wanted]
    if not rows or not both:
        return Gate((0.0,) * _WEIGHED, 0.0, 1.0)
    first = _fitted(rows, both)
    gate = _fitted([row for row in rows if first(row) <= _SURELY_TWO] or rows, both)
    alarms = [max((gate(row) for _, row in found), default=0.0) for found in single]
    return Gate(gate.weights, gate.bias, round(float(np.quantile(alarms, 1 - false_alarms)), 4))


def _fitted(single: Sequence[Sequence[float]], both: Sequence[Sequence[float]]) -> Gate:
    fitted = LogisticRegression(max_iter=5000).fit([*single, *both], [0] * len(single) + [1] * len(both))
    return Gate(tuple(float(value) for value in fitted.coef_[0]), float(fitted.intercept_[0]), 1.0)


def _wishes(cut: Cut) -> frozenset[str]:
    return frozenset({cut.first[0], cut.second[0]})


def _evidence(model: IntentModel, read: Sequence[Read]) -> list[list[tuple[Cut, list[float]]]]:
    """Give the cuts of each message that the gate may believe, the best by its score first."""
    cuts = cuts_of(model, [(one.message, one.columns) for one in read])
    found = []
    for one, its_cuts in zip(read, cuts, strict=True):
        reading = model.readings(one.scores)[0]
        weighed = [] if reading.fallback else [(cut, evidence(model, reading, one.scores, cut)) for cut in its_cuts]
        found.append([(cut, row) for cut, row in weighed if row is not None])
    return found


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
