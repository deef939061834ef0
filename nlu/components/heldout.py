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
UNKNOWN_HIDDEN = 1
"""So many of the groups are hidden in turn."""
UNKNOWN_EVERY = 6
"""Of the messages of hidden intents every sixth is read: there are far more than two signals need."""


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


@dataclass(frozen=True)
class _Read:
    """What the scorer of a task made of what it read; see `HeldOut`."""

    margins: Floats
    evidence: Floats
    known: Floats
    truth: Places


def held_out(corpus: Corpus, folds: int, held: int, say: Callable[[str], None]) -> tuple[Scorer, HeldOut]:
    """Train the scorer of all messages, and those that saw neither what they read nor, in a second round, its intent.

    The messages (typed, bare) are dealt out to folds, and some of these are held out: a scorer that saw five sixths differs
    little from the one of all, and a sixth of the messages is enough for what is fitted on their scores. In the second round no
    scorer is shown `out_of_scope` either: those messages stand for what nobody thought of. The meaningless messages belong to
    `out_of_scope`.
    """
    rows = corpus.learnable
    columns = sorted({corpus.labels[row] for row in rows})
    where = {label: column for column, label in enumerate(columns)}
    meaningless = [row for row, label in enumerate(corpus.labels) if label == NOISE]
    fold_of = stratified(corpus.labels[: corpus.message.max() + 1], folds)
    all_of_it = f"scorer: {len(rows)} forms, {len(columns)} intents, {corpus.vectoriser.width} n-grams"
    whole, tasks = _Task(all_of_it, rows, [], shown=True), []
    for fold in range(min(held, folds)):
        test = [row for row in rows if fold_of[corpus.message[row]] == fold] + meaningless[fold::folds]
        train = [row for row in rows if fold_of[corpus.message[row]] != fold]
        tasks.append(_Task(f"held-out fold {fold + 1} of {held}", train, test, shown=True))
    inside = [label for label in columns if label != OUT_OF_SCOPE]
    for group in range(UNKNOWN_HIDDEN):
        hidden = {OUT_OF_SCOPE, *inside[group::UNKNOWN_GROUPS]}
        train = [row for row in rows if corpus.labels[row] not in hidden]
        test = [row for row in rows if corpus.labels[row] in hidden][::UNKNOWN_EVERY]
        if test and len({corpus.labels[row] for row in train}) > 1:
            tasks.append(_Task(f"unknown intents, group {group + 1} of {UNKNOWN_HIDDEN}", train, test, shown=False))

    # The others begin where this one ended: what it puts far from an intent's border has not to be learnt again.
    apart = corpus.fit(tasks[0].train)

    def work(task: _Task) -> Scorer | _Read:
        scorer = apart if task is tasks[0] else corpus.fit(task.train, apart)
        made = read_by(task, scorer) if task.test else scorer
        say(task.name)
        return made

    def read_by(task: _Task, scorer: Scorer) -> _Read:
        scores = corpus.score(scorer, task.test)
        margins = np.full((len(task.test), len(columns)), scores.margins.min() - 1.0)
        shown_to_it = [where[label] for label in scorer.labels]
        margins[:, shown_to_it] = scores.margins
        evidence = np.zeros_like(margins)
        evidence[:, shown_to_it] = scores.evidence
        names = [OUT_OF_SCOPE if corpus.labels[row] == NOISE else corpus.labels[row] for row in task.test]
        truth = np.array([where.get(name, -1) if task.shown else -1 for name in names])
        return _Read(margins, evidence, scores.known, truth)

    # The first task falls to this process, so that the scorer of all goes through no pipe.
    done = at_once(work, [whole, *tasks])
    (scorer,) = (made for made in done if isinstance(made, Scorer))
    found = [made for made in done if isinstance(made, _Read)]
    margins, evidence, known = (np.vstack([getattr(read, name) for read in found]) for name in ("margins", "evidence", "known"))
    truth = np.concatenate([read.truth for read in found])
    return scorer, HeldOut(margins, evidence, known, truth, apart, np.flatnonzero(np.array(fold_of) == 0))
