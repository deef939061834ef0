"""Work shared out to processes: the same results in the same order, and nothing lost without a word."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest

from components import parallel
from components.concepts import Concepts
from components.corpus import Corpus
from components.features import Options
from components.heldout import held_out
from components.parallel import at_once
from datafiles import Line


@pytest.fixture(params=[1, 2])
def cores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(parallel, "_cores", lambda: request.param)
    return int(request.param)


@pytest.mark.usefixtures("cores")
@pytest.mark.parametrize("tasks", [[], [3], [3, 1, 2, 5, 4]])
def test_results_come_in_the_order_of_the_tasks(tasks: list[int]) -> None:
    factor = 10
    assert at_once(lambda task: task * factor, tasks) == [task * factor for task in tasks]


def test_two_cores_are_used(cores: int) -> None:
    assert len(set(at_once(lambda _: os.getpid(), [1, 2, 3, 4]))) == cores


@pytest.mark.usefixtures("cores")
@pytest.mark.parametrize("bad", [0, 1])
def test_a_task_that_fails_is_told(bad: int) -> None:
    def do(task: int) -> int:
        if task == bad:
            raise ValueError("no such fold")
        return task

    with pytest.raises(ValueError, match="no such fold"):
        at_once(do, [0, 1])


def test_a_process_that_is_killed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_cores", lambda: 2)
    here = os.getpid()

    def do(task: int) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return task

    with pytest.raises(RuntimeError, match="before its time"):
        at_once(do, [0, 1])


def test_held_out_scores_are_the_same_on_one_core_and_on_two(messages: list[Line], monkeypatch: pytest.MonkeyPatch) -> None:
    some = messages[::60]
    corpus = Corpus.make([line.text for line in some], [line.intent for line in some], Options(), Concepts({}))
    columns = sorted({line.intent for line in some})
    found = []
    for cores in (1, 2):
        monkeypatch.setattr(parallel, "_cores", lambda cores=cores: cores)
        found.append(held_out(corpus, columns, 3, 3, lambda _: None))
    assert all(
        np.array_equal(getattr(found[0], name), getattr(found[1], name)) for name in ("margins", "evidence", "known", "truth")
    )
