"""The time that is left is told from the first second, and by what the machine turns out to do."""

from __future__ import annotations

import io
import logging
import os
import re
from pathlib import Path

import pytest

import train

LINES = [
    *["entities: shown 1 of 5 forms"] * 5,
    "entities: learnt in 4 rounds",
    "messages: 3, counted in 5 forms",
    "scorer: 5 forms",
    "unknown intents, group 1 of 1",
    "held-out fold 1 of 1",
    "thresholds: fallback under 0.2",
    "second wish: believed from 0.7 on",
    "wishes among clauses: believed from a probability of 0.4 on",
]
DATA = Path(train.__file__).parent / "data"


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    clock = [0.0]
    monkeypatch.setattr(train.time, "monotonic", lambda: clock[0])
    return clock


@pytest.mark.parametrize("slower", [1, 8])
def test_what_is_left_falls_to_nothing_and_ends_true_on_a_machine_of_any_speed(now: list[float], slower: int) -> None:
    out = io.StringIO()
    said = train._Said(0.0, 50, out)
    assert said.left() == 50
    said.begin()
    for at, line in enumerate(LINES, 1):
        now[0] = slower * 50 * at / (len(LINES) + 0.5)
        said.emit(logging.LogRecord("components", logging.INFO, "", 0, line, None, None))
    left = [int(found) for found in re.findall(r"about (\d+) s left$", out.getvalue(), re.MULTILINE)]
    assert len(left) == len(LINES)
    assert left[-1] <= slower * 5
    half = left[len(left) // 2]
    assert slower * 50 * 0.25 < half < slower * 50 * 0.75


def test_a_busy_machine_and_few_messages_are_foreseen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(train.os, "sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(train.os, "getloadavg", lambda: (0.0, 0.0, 0.0))
    quiet = train.expected(DATA)
    assert train.USUAL * 0.7 < quiet < train.USUAL * 2, "the figure is of other messages than there are"
    monkeypatch.setattr(train.os, "getloadavg", lambda: (6.0, 6.0, 6.0))
    assert train.expected(DATA) == 4 * quiet
    (tmp_path / "few.yml").write_text("nlu: []")
    monkeypatch.setattr(train.os, "getloadavg", lambda: (0.0, 0.0, 0.0))
    assert train.expected(tmp_path) < 2 * train.LOADING


def test_what_another_process_said_counts(now: list[float]) -> None:
    said = train._Said(0.0, 50, io.StringIO())
    before = said.left()
    child = os.fork()
    if child == 0:
        said.emit(logging.LogRecord("components", logging.INFO, "", 0, LINES[5], None, None))
        os._exit(0)
    os.waitpid(child, 0)
    assert said.left() < before
    assert now == [0.0]
