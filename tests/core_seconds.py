"""What each test costs in core-seconds: its own, those of all it starts, and those of the servers that it uses.

Seconds by the clock say little on a machine that is busy. ``scripts/covered.py`` adds the figures of a run up.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PROPERTY = "core_seconds"
"""Under this name a report holds the figure of a test."""

ELSEWHERE: list[int] = []
"""Processes that work for this one alone and are not below it (tests/forking.py)."""

_TICKS = os.sysconf("SC_CLK_TCK")
_before = pytest.StashKey[float]()
_last = pytest.StashKey[tuple[bool, float]]()


def used(*pids: int) -> float:
    """Core-seconds that processes (by default this one) and all below them have used, the ended ones too.

    What a process has used goes over to its parent when that waits for it. 0 where there is no /proc.
    """
    total, left = 0, list(pids or (os.getpid(),))
    while left:
        process = f"/proc/{left.pop()}"
        with contextlib.suppress(OSError):
            fields = _content(f"{process}/stat").rpartition(b")")[2].split()
            total += sum(map(int, fields[11:15]))
            for task in os.listdir(f"{process}/task"):  # noqa: PTH208 - see below
                left += map(int, _content(f"{process}/task/{task}/children").split())
    return total / _TICKS


def _content(path: str) -> bytes:
    """As ``Path.read_bytes``, which takes three times as long: some 50 files are read after each test."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - what takes as long is the path
        return file.read()


def _so_far(item: pytest.Item) -> float:
    """Unit tests start hardly anything, and are so many that looking at all servers of the run would cost more."""
    return sum(os.times()[:4]) if _of_unit(item) else used(os.getpid(), *ELSEWHERE)


def _of_unit(item: pytest.Item) -> bool:
    return "/unit/" in item.nodeid


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Look before anything is set up: what there was when the last test was torn down is known."""
    of_unit, last = item.config.stash.get(_last, (None, 0.0))
    item.stash[_before] = last if of_unit is _of_unit(item) else _so_far(item)
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Look again when all is torn down that goes with the test.

    With the last test of a worker the servers of its whole run end: their cost was counted as it came, or is nobody's.
    """
    until = _so_far(item) if nextitem is None else None
    try:
        return (yield)
    finally:
        until = _so_far(item) if until is None else until
        item.config.stash[_last] = (_of_unit(item), until)
        item.user_properties.append((PROPERTY, round(until - item.stash[_before], 2)))
