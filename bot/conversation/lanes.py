"""Doing queued work with a few tasks that sleep until they are woken."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.db.pool import INFRASTRUCTURE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

_PAUSE_WITHOUT_DATABASE = 0.5


class Lanes:
    """Runs ``work`` until it finds nothing, in at most ``most`` tasks at a time.

    A wake-up starts one lane; a lane that found work starts the next, so an empty queue costs one look only.

    Args:
        name: for logs.
        work: takes and does one piece; False when there was none.
        most: how many run at the same time.
    """

    def __init__(self, name: str, work: Callable[[], Awaitable[bool]], *, most: int) -> None:
        self._name = name
        self._work = work
        self._most = most
        self._running: set[asyncio.Task[None]] = set()
        self._again = False
        self._closed = False

    def wake(self) -> None:
        """Look for work now; a call while all lanes are busy is remembered."""
        self._again = True
        self.start_another()

    def wake_in(self, seconds: float) -> None:
        """Look for work in ``seconds``."""
        asyncio.get_running_loop().call_later(seconds, self.wake)

    @property
    def has_room(self) -> bool:
        """Whether a call to ``wake`` has another lane look at once."""
        return not self._closed and len(self._running) < self._most

    @property
    def closed(self) -> bool:
        """Whether no more work is to be taken."""
        return self._closed

    def start_another(self) -> None:
        """Start another lane, where there is room: for work that goes on with more of it."""
        if self._closed or len(self._running) >= self._most:
            return
        task = asyncio.create_task(self._lane(), name=self._name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _lane(self) -> None:
        while not self._closed:
            self._again = False
            try:
                found = await self._work()
            except INFRASTRUCTURE as error:
                logger.warning("database away", extra={"lane": self._name, "error": str(error).strip()})
                await asyncio.sleep(_PAUSE_WITHOUT_DATABASE)
                continue
            except Exception:
                logger.exception("work failed", extra={"lane": self._name})
                await asyncio.sleep(_PAUSE_WITHOUT_DATABASE)
                continue
            if found:
                self.start_another()
            elif not self._again:
                return

    async def close(self, patience: float = 4.0) -> None:
        """Take no more work; let running pieces finish, then cancel them."""
        self._closed = True
        running = set(self._running)
        if not running:
            return
        _, late = await asyncio.wait(running, timeout=patience)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
