"""Scores of messages by scorers that had not seen them: what all calibration is fitted on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from components.arrays import Floats, Places
from components.corpus import NOISE, Corpus, stratified
from components.parallel import at_once

OUT_OF_SCOPE = "out_of_scope"
UNKNOWN_GROUPS = 3
"""In how many groups intents are hidden in turn."""


@dataclass(frozen=True)
class HeldOut:
    """A row for each held-out form of a message."""

    margins: Floats
    evidence: Floats
    known: Floats
    truth: Places
    """The right column, -1 for an intent that the scorer was never shown."""


@dataclass(frozen=True)
class _Task:
    """A scorer to train, and what it has to read."""

    name: str
    train: list[int]
    test: list[int]
    shown: bool
    """Whether the scorer is shown the intents of what it reads."""


def held_out(corpus: Corpus, columns: list[str], folds: int, say: Callable[[str], None]) -> HeldOut:
    """Score each message (typed, bare) by scorers that saw neither it nor, in a second round, its intent.

    In the second round no scorer is shown `out_of_scope` either: those messages stand for what nobody thought of. The
    meaningless messages belong to `out_of_scope`.
    """
    where = {label: column for column, label in enumerate(columns)}
    rows = corpus.learnable
    meaningless = [row for row, label in enumerate(corpus.labels) if label == NOISE]
    fold_of = stratified(corpus.labels[: corpus.message.max() + 1], folds)
    tasks: list[_Task] = []
    for fold in range(folds):
        test = [row for row in rows if fold_of[corpus.message[row]] == fold] + meaningless[fold::folds]
        train = [row for row in rows if fold_of[corpus.message[row]] != fold]
        tasks.append(_Task(f"held-out fold {fold + 1} of {folds}", train, test, shown=True))
    inside = [label for label in columns if label != OUT_OF_SCOPE]
    for group in range(UNKNOWN_GROUPS):
        hidden = {OUT_OF_SCOPE, *inside[group::UNKNOWN_GROUPS]}
        train = [row for row in rows if corpus.labels[row] not in hidden]
        test = [row for row in rows if corpus.labels[row] in hidden]
        if test and len({corpus.labels[row] for row in train}) > 1:
            tasks.append(_Task(f"unknown intents, group {group + 1} of {UNKNOWN_GROUPS}", train, test, shown=False))

    def score(task: _Task) -> tuple[Floats, Floats, Floats, Places]:
        scorer = corpus.fit(task.train)
        scores = corpus.score(scorer, task.test)
        wide = np.full((len(task.test), len(columns)), scores.margins.min() - 1.0)
        shown_to_it = [where[label] for label in scorer.labels]
        wide[:, shown_to_it] = scores.margins
        seen = np.zeros_like(wide)
        seen[:, shown_to_it] = scores.evidence
        names = [OUT_OF_SCOPE if corpus.labels[row] == NOISE else corpus.labels[row] for row in task.test]
        say(task.name)
        return wide, seen, scores.known, np.array([where.get(name, -1) if task.shown else -1 for name in names])

    margins, evidence, known, truth = zip(*at_once(score, tasks), strict=True)
    return HeldOut(np.vstack(margins), np.vstack(evidence), np.vstack(known), np.concatenate(truth))
