"""Replaying what waits on a disk: at once where this process wrote it, within seconds where another one did."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_AGAIN_AFTER = 0.5
"""Seconds until the database is asked again whether it is there."""
_NEXT_PASS = 0.01
_LOOK_EVERY = 5.0
"""Seconds: a process that has ended tells nobody what it left on the disk."""


async def keep_replaying(
    waits: Callable[[], bool],
    replay: Callable[[], Awaitable[bool]],
    written: asyncio.Event,
    away: tuple[type[Exception], ...],
) -> None:
    """Replay whenever something waits; until cancelled.

    Args:
        waits: whether anything does.
        replay: brings it to the database; returns whether nothing is left.
        written: is set when this process has written something.
        away: what ``replay`` raises while the database is away.
    """
    while True:
        try:
            while waits():
                if not await replay():
                    await asyncio.sleep(_NEXT_PASS)
        except away:
            await asyncio.sleep(_AGAIN_AFTER)
            continue
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(written.wait(), _LOOK_EVERY)
        written.clear()
