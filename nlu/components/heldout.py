"""Scores of messages by scorers that had not seen them: what all calibration is fitted on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from components.arrays import Floats, Places
from components.corpus import NOISE, Corpus, stratified
from components.parallel import at_once
from components.scorer import Scorer

OUT_OF_SCOPE = "out_of_scope"
UNKNOWN_GROUPS = 3
"""Into how many groups the intents fall; one is hidden at a time."""
UNKNOWN_HIDDEN = 2
"""So many of the groups are hidden in turn."""
UNKNOWN_EVERY = 3
"""Of the messages of hidden intents every third is read: there are far more than two signals need."""


@dataclass(frozen=True)
class HeldOut:
    """A row for each held-out form of a message."""

    margins: Floats
    evidence: Floats
    known: Floats
    truth: Places
    """The right column, -1 for an intent that the scorer was never shown."""
    apart: Scorer
    """The scorer of the first fold."""
    unseen: Places
    """The messages that it did not see."""


@dataclass(frozen=True)
class _Task:
    """A scorer to train, and what it has to read."""

    name: str
    train: list[int]
    test: list[int]
    shown: bool
    """Whether the scorer is shown the intents of what it reads."""
    kept: bool = False
    """Whether the scorer is wanted afterwards."""


def held_out(corpus: Corpus, columns: list[str], folds: int, held: int, say: Callable[[str], None]) -> HeldOut:
    """Score messages (typed, bare) by scorers that saw neither them nor, in a second round, their intent.

    The messages are dealt out to folds, and some of these are held out: a scorer that saw five sixths differs little from the
    one that is kept, and a sixth of the messages is enough for what is fitted on their scores. In the second round no scorer
    is shown `out_of_scope` either: those messages stand for what nobody thought of. The meaningless messages belong to
    `out_of_scope`.
    """
    where = {label: column for column, label in enumerate(columns)}
    rows = corpus.learnable
    meaningless = [row for row, label in enumerate(corpus.labels) if label == NOISE]
    fold_of = stratified(corpus.labels[: corpus.message.max() + 1], folds)
    tasks: list[_Task] = []
    for fold in range(min(held, folds)):
        test = [row for row in rows if fold_of[corpus.message[row]] == fold] + meaningless[fold::folds]
        train = [row for row in rows if fold_of[corpus.message[row]] != fold]
        tasks.append(_Task(f"held-out fold {fold + 1} of {held}", train, test, shown=True, kept=not fold))
    inside = [label for label in columns if label != OUT_OF_SCOPE]
    for group in range(UNKNOWN_HIDDEN):
        hidden = {OUT_OF_SCOPE, *inside[group::UNKNOWN_GROUPS]}
        train = [row for row in rows if corpus.labels[row] not in hidden]
        test = [row for row in rows if corpus.labels[row] in hidden][::UNKNOWN_EVERY]
        if test and len({corpus.labels[row] for row in train}) > 1:
            tasks.append(_Task(f"unknown intents, group {group + 1} of {UNKNOWN_HIDDEN}", train, test, shown=False))

    def score(task: _Task) -> tuple[Floats, Floats, Floats, Places, Scorer | None]:
        scorer = corpus.fit(task.train)
        scores = corpus.score(scorer, task.test)
        wide = np.full((len(task.test), len(columns)), scores.margins.min() - 1.0)
        shown_to_it = [where[label] for label in scorer.labels]
        wide[:, shown_to_it] = scores.margins
        seen = np.zeros_like(wide)
        seen[:, shown_to_it] = scores.evidence
        names = [OUT_OF_SCOPE if corpus.labels[row] == NOISE else corpus.labels[row] for row in task.test]
        say(task.name)
        truth = np.array([where.get(name, -1) if task.shown else -1 for name in names])
        return wide, seen, scores.known, truth, scorer if task.kept else None

    margins, evidence, known, truth, scorers = zip(*at_once(score, tasks), strict=True)
    apart = next(scorer for scorer in scorers if scorer is not None)
    unseen = np.flatnonzero(np.array(fold_of) == 0)
    return HeldOut(np.vstack(margins), np.vstack(evidence), np.vstack(known), np.concatenate(truth), apart, unseen)
