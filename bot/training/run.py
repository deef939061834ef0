"""One training: `nlu/train.py` as a child of the lowest priority, its progress, and its end by request."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.embedded.children import environment_without_secrets, start_child, stop_child
from bot.embedded.parts import NLU, PartError, nlu_python

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from bot.training.workshop import Workshop

NICEST = 19
"""The lowest priority: answers go first."""

LINES = 40
"""Lines of a log that are kept for people to look at."""

_ALL_LINES = 10_000
_LOOK_EVERY = 0.5
_PER_MESSAGE = 0.006
_AT_LEAST = 10.0
_LEFT = re.compile(r"; about (\d+) s left$")
"""How ``nlu/train.py`` ends the lines of its progress."""


class TrainingFailed(Exception):
    """No model came of it; the text says why, for people."""


class TrainingCancelled(Exception):
    """Somebody asked to stop."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a training is.

    Attributes:
        step: its last line.
        seconds_left: as estimated; 0 when it takes longer than that.
        log: its last lines.
    """

    step: str
    seconds_left: int
    log: str


def estimate(messages: int, seconds_lately: float | None) -> float:
    """Return about how many seconds a training of so many messages takes."""
    return seconds_lately if seconds_lately is not None else _AT_LEAST + messages * _PER_MESSAGE


class Clock:
    """What is left of a training: as its program said last, measured by what it had done, and before that as expected.

    Args:
        expected: seconds for all of it.
        now: tells the time in seconds.
    """

    def __init__(self, expected: float, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._due = now() + expected
        self._heard = ""

    def left(self, step: str) -> int:
        """Return the seconds that are left, 0 when nobody can say.

        Args:
            step: the program's last line.
        """
        said = _LEFT.search(step)
        if said is not None and step != self._heard:
            self._heard = step
            self._due = self._now() + int(said[1])
        return max(0, round(self._due - self._now()))


async def train(
    workshop: Workshop, number: int, data: Path, *, expected: float, tell: Callable[[Progress], Awaitable[bool]]
) -> None:
    """Train a model of the messages in ``data`` into the workshop's folder; a file that is there already is kept.

    Args:
        workshop: folders.
        number: of the job.
        data: copy of the training messages.
        expected: seconds it will take, about.
        tell: told the progress twice a second; True means stop.

    Raises:
        TrainingFailed: no model came of it.
        TrainingCancelled: ``tell`` said so.
    """
    log = workshop.job(number) / "train.log"
    try:
        with log.open("wb") as out:
            child = start_child(
                [str(nlu_python()), str(NLU / "train.py"), "--data", str(data), "--out", str(workshop.models)],
                env=environment_without_secrets(),
                cwd=NLU,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        os.setpriority(os.PRIO_PROCESS, child.pid, NICEST)
    except (OSError, PartError) as error:
        raise TrainingFailed(explain(str(error))) from error
    clock = Clock(expected)
    try:
        while child.poll() is None:
            step = _last_step(log)
            if await tell(Progress(_LEFT.sub("", step), clock.left(step), tail(log))):
                raise TrainingCancelled
            await asyncio.sleep(_LOOK_EVERY)
    finally:
        if child.poll() is None:
            await asyncio.shield(asyncio.to_thread(stop_child, child))
    await tell(Progress(_last_step(log), 0, tail(log)))
    if child.returncode != 0:
        raise TrainingFailed(explain(tail(log, _ALL_LINES)) or f"train.py kết thúc với mã {child.returncode}")


def tail(log: Path, lines: int = LINES) -> str:
    """Return the last lines of a log."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


def _last_step(log: Path) -> str:
    said = [line.removeprefix("nlu: ") for line in tail(log).splitlines() if line.startswith("nlu: ")]
    return said[-1][:200] if said else "bắt đầu"


_FULL = ("No space left", "File too large", "Disk quota exceeded", "Errno 28", "Errno 27", "Errno 122")


def explain(said: str) -> str:
    """Return what a program's last words come to, for people."""
    if any(sign in said for sign in _FULL):
        return "hết chỗ trên đĩa: dọn bớt rồi làm lại"
    lines = [line for line in said.splitlines() if line.strip() and not line.startswith((" ", "Traceback"))]
    return lines[-1].removeprefix("nlu: ")[:500] if lines else ""
