"""What a process does beside its requests: work that fails begins again, and /readyz says that it failed."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    type Work = Coroutine[object, object, None]

logger = logging.getLogger(__name__)

_LONGEST_PAUSE = 60.0
_REMEMBERED = 2 * _LONGEST_PAUSE
"""Seconds that a failure counts; longer than any pause, so that work which fails again and again stays told."""


@dataclass(slots=True)
class _Failing:
    error: str
    times: int
    at: float


class Background:
    """The tasks of one process, until it is closed."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._failing: dict[str, _Failing] = {}

    @property
    def problem(self) -> str | None:
        """Which work failed lately; None where all goes on.

        Errors are named by their kind only: this is shown to whoever asks, and their texts may hold what people wrote.
        """
        now = asyncio.get_running_loop().time()
        told = [
            f"{name} failed {failing.times} times ({failing.error})"
            for name, failing in sorted(self._failing.items())
            if now - failing.at < _REMEMBERED
        ]
        return f"{', '.join(told)}; each begins again within a minute, the log says why" if told else None

    def once(self, work: Work) -> None:
        """Do something that may end."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def keep(self, name: str, work: Callable[[], Work]) -> None:
        """Do something until it returns; where it raises, begin it anew after a pause that grows to a minute.

        Args:
            name: for /readyz and the log.
            work: begins it.
        """
        self.once(self._kept(name, work))

    async def _kept(self, name: str, work: Callable[[], Work]) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            try:
                await work()
            except Exception as error:
                # Whatever it was: without this work nobody would be reminded, or what waits on the disk stay there.
                logger.exception("work in the background failed and begins again", extra={"work": name})
                before = self._failing.get(name)
                lately = before is not None and clock() - before.at < _REMEMBERED
                times = before.times + 1 if before is not None and lately else 1
                self._failing[name] = _Failing(type(error).__name__, times, clock())
                await asyncio.sleep(min(_LONGEST_PAUSE, 2.0 ** min(times - 1, 6)))
            else:
                return

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("work in the background failed", exc_info=error)

    async def close(self) -> None:
        """Cancel what still runs, and wait for its end."""
        running = tuple(self._tasks)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
