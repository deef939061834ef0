"""What each test costs in core-seconds: its own, those of all it starts, and those of the servers that it uses.

Seconds by the clock say little on a machine that is busy. ``scripts/covered.py`` adds the figures of a run up.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
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


def used(pid: int | None = None) -> float:
    """Core-seconds that a process (by default this one) and all below it have used, the ended ones too.

    What a process has used goes over to its parent when that waits for it. 0 where there is no /proc.
    """
    pid = pid or os.getpid()
    total = 0.0
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        total = sum(map(int, fields[11:15])) / _TICKS
        for task in Path(f"/proc/{pid}/task").iterdir():
            total += sum(used(int(child)) for child in (task / "children").read_bytes().split())
    return total


def _so_far(item: pytest.Item) -> float:
    """Unit tests start hardly anything, and are so many that looking at all servers of the run would cost more."""
    return sum(os.times()[:4]) if "/unit/" in item.nodeid else used() + sum(map(used, ELSEWHERE))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Look before anything is set up."""
    item.stash[_before] = _so_far(item)
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
        item.user_properties.append((PROPERTY, round(until - item.stash[_before], 2)))
