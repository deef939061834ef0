"""Work in processes of its own: the same on several things at once, and one thing beside all others.

Processes, not threads: liblinear draws its random numbers from one place in a process, so fits at the same time would
disturb each other and no two trainings would be the same. The children are forked, so the corpus is not copied to them.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

_MOST = 2
"""More processes hold more arrays; a server of ours has two cores."""
_DIE_WITH_PARENT = 1
"""Linux: PR_SET_PDEATHSIG."""


def at_once(do: Callable[[Task], Result], tasks: Sequence[Task]) -> list[Result]:
    """Do every task; give the results in the order of the tasks, whatever process did them.

    A task that fails raises here, as it would have without processes. On one core, or where processes cannot be forked,
    one process does everything.
    """
    parts = min(_MOST, _cores(), len(tasks))
    if parts < 2 or not _forks():  # noqa: PLR2004 - two is what parallel means
        return [do(task) for task in tasks]
    children = [(part, *_started(do, tasks[part::parts])) for part in range(1, parts)]
    results: dict[int, Result] = dict(zip(range(0, len(tasks), parts), map(do, tasks[::parts]), strict=True))
    for part, child, ours in children:
        found: list[Result] = _answer(ours)
        child.join()
        results.update(zip(range(part, len(tasks), parts), found, strict=True))
    return [results[at] for at in range(len(tasks))]


class Beside:
    """Lets work go on in a process of its own until `finish`, while somebody is there to call that (`with BESIDE:`)."""

    def __init__(self) -> None:
        self._children: list[tuple[BaseProcess, Connection]] | None = None

    def __enter__(self) -> None:
        """Somebody is there."""
        self._children = []

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End what was not waited for."""
        for child, _ in self._children or []:
            child.kill()
            child.join()
        self._children = None

    def do(self, work: Callable[[], object]) -> None:
        """Have the work done by `finish`; on one core, or where nobody is there to wait, it is done at once.

        Args:
            work: What it leaves are files: the process that does it shares nothing else with this one.
        """
        if self._children is None or _cores() < 2 or not _forks():  # noqa: PLR2004 - as above
            work()
        else:
            self._children.append(_started(lambda _: bool(work()), [None]))

    def finish(self) -> None:
        """Wait for all of it; raises what it raised."""
        while self._children:
            child, ours = self._children[-1]
            _answer(ours)
            child.join()
            self._children.pop()


BESIDE = Beside()
"""The training's."""


def _forks() -> bool:
    return sys.platform.startswith("linux")


def _started(do: Callable[[Task], Result], tasks: Sequence[Task]) -> tuple[BaseProcess, Connection]:
    fork = multiprocessing.get_context("fork")
    ours, its = fork.Pipe(duplex=False)
    child = fork.Process(target=_child, args=(its, do, tasks, os.getpid()), daemon=True)
    child.start()
    its.close()
    return child, ours


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform.startswith("linux") else os.cpu_count() or 1


def _answer(ours: Connection) -> list[Result]:
    try:
        found = ours.recv()
    except EOFError:
        message = "A process of the training ended before its time (out of memory?)."
        raise RuntimeError(message) from None
    if isinstance(found, BaseException):
        raise found
    results: list[Result] = found
    return results


def _child(its: Connection, do: Callable[[Task], Result], tasks: Sequence[Task], parent: int) -> None:
    # A training that is killed must leave nothing behind that goes on.
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        return
    try:
        its.send([do(task) for task in tasks])
    except Exception as error:  # noqa: BLE001 - told to the parent, which raises it
        its.send(error)
