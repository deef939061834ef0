"""Waiting until something has become true that nobody tells of."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_SHORTEST, _LONGEST = 0.02, 0.1
_PART = 0.05


def pause(began: float) -> float:
    """How long to wait before the next look: a twentieth of what has passed, so that long waits cost little."""
    return min(_LONGEST, max(_SHORTEST, _PART * (time.monotonic() - began)))


def wait_until(condition: Callable[[], Any], seconds: float = 60.0) -> Any:
    """Wait until ``condition`` gives something, and return it; fails with what it last gave."""
    began = time.monotonic()
    while not (last := condition()):
        assert time.monotonic() < began + seconds, f"not within {seconds} s; the last value was {last!r}"
        time.sleep(pause(began))
    return last


async def until(condition: Callable[[], Any], seconds: float = 60.0) -> Any:
    """The same, while the loop goes on."""
    began = time.monotonic()
    while not (last := condition()):
        assert time.monotonic() < began + seconds, f"not within {seconds} s; the last value was {last!r}"
        await asyncio.sleep(pause(began))
    return last
