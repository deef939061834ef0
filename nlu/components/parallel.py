"""The same work on several things at once, in processes of its own.

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
    if parts < 2 or not sys.platform.startswith("linux"):  # noqa: PLR2004 - two is what parallel means
        return [do(task) for task in tasks]
    fork = multiprocessing.get_context("fork")
    children = []
    for part in range(1, parts):
        ours, its = fork.Pipe(duplex=False)
        child = fork.Process(target=_child, args=(its, do, tasks[part::parts], os.getpid()), daemon=True)
        child.start()
        its.close()
        children.append((part, child, ours))
    results: dict[int, Result] = dict(zip(range(0, len(tasks), parts), map(do, tasks[::parts]), strict=True))
    for part, child, ours in children:
        found: list[Result] = _answer(ours)
        child.join()
        results.update(zip(range(part, len(tasks), parts), found, strict=True))
    return [results[at] for at in range(len(tasks))]


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
