"""Work shared out to processes: the same results in the same order, and nothing lost without a word."""

from __future__ import annotations

import os
import signal
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest

from components import parallel
from components.concepts import Concepts
from components.corpus import Corpus
from components.features import Options
from components.heldout import held_out
from components.parallel import Beside, at_once
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
    found = []
    for cores in (1, 2):
        monkeypatch.setattr(parallel, "_cores", lambda cores=cores: cores)
        found.append(held_out(corpus, 3, 3, lambda _: None)[1])
    assert all(
        np.array_equal(getattr(found[0], name), getattr(found[1], name)) for name in ("margins", "evidence", "known", "truth")
    )


def test_work_beside_is_done_by_another_process_before_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_cores", lambda: 2)
    beside = Beside()
    with beside:
        beside.do(lambda: (tmp_path / "made").write_text(str(os.getpid())))
        beside.finish()
        assert (tmp_path / "made").read_text() != str(os.getpid())


@pytest.mark.parametrize("cores", [1, 2])
def test_where_nobody_waits_or_on_one_core_work_is_done_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cores: int
) -> None:
    monkeypatch.setattr(parallel, "_cores", lambda: cores)
    beside = Beside()
    with beside if cores == 1 else nullcontext():
        beside.do(lambda: (tmp_path / "made").write_text(str(os.getpid())))
        assert (tmp_path / "made").read_text() == str(os.getpid())


def test_work_beside_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_cores", lambda: 2)

    def fail() -> None:
        raise ValueError("no such entity")

    beside = Beside()
    with beside:
        beside.do(fail)
        with pytest.raises(ValueError, match="no such entity"):
            beside.finish()


def test_work_that_nobody_waited_for_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_cores", lambda: 2)
    read, write = os.pipe()

    def hang() -> None:
        os.write(write, str(os.getpid()).encode())
        signal.pause()
        (tmp_path / "made").touch()

    beside = Beside()
    with beside:
        beside.do(hang)
        child = int(os.read(read, 20))
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    assert not (tmp_path / "made").exists()
    os.close(read)
    os.close(write)
