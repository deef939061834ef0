"""Waiting until something has become true that nobody tells of."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_PAUSE = 0.03


def wait_until(condition: Callable[[], Any], seconds: float = 60.0) -> Any:
    """Wait until ``condition`` gives something, and return it; fails with what it last gave."""
    deadline = time.monotonic() + seconds
    while not (last := condition()):
        assert time.monotonic() < deadline, f"not within {seconds} s; the last value was {last!r}"
        time.sleep(_PAUSE)
    return last


async def until(condition: Callable[[], Any], seconds: float = 20.0) -> Any:
    """The same, while the loop goes on."""
    deadline = time.monotonic() + seconds
    while not (last := condition()):
        assert time.monotonic() < deadline, f"not within {seconds} s; the last value was {last!r}"
        await asyncio.sleep(_PAUSE)
    return last
