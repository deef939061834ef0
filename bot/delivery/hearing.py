"""What platforms tell in a call besides its messages, kept before the call is answered where nothing else says it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from bot.delivery.notices import NoticesUnavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence

    from bot.delivery.notices import Notices
    from bot.platforms.notices import Notice


class Hearing:
    """Gathers what is told while a call is being received.

    Args:
        spawn: runs work beside.
    """

    def __init__(self, spawn: Callable[[Coroutine[object, object, None]], None]) -> None:
        self._spawn = spawn
        self._heard: list[Notice] = []

    def hear(self, notice: Notice) -> None:
        """Remember it until the call has been read."""
        self._heard.append(notice)

    def into(self, notices: Notices) -> Callable[[bool], Awaitable[None] | None]:
        """Return what is asked at the end of a call, with whether the call held a message too.

        It gives what to await before the call is answered. What comes with a message says no more than the message
        itself, that its person did something, and is kept beside.
        """

        async def keep(heard: Sequence[Notice]) -> None:
            for notice in heard:
                await notices.take(notice)

        async def keep_beside(heard: Sequence[Notice]) -> None:
            with contextlib.suppress(NoticesUnavailable):
                await keep(heard)

        def told(with_message: bool) -> Awaitable[None] | None:
            heard, self._heard = self._heard, []
            if heard and with_message:
                self._spawn(keep_beside(heard))
                return None
            return keep(heard) if heard else None

        return told
