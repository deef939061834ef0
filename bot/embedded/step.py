"""Progress of a start, step by step."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType


class Step:
    """Tells the progress of a step: at its start, and how long it took where that was over two seconds."""

    def __init__(self, name: str, progress: Callable[[str], None]) -> None:
        self._name = name
        self._progress = progress
        self._started = 0.0

    def __enter__(self) -> None:
        self._started = time.monotonic()
        self._progress(f"{self._name} …")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        seconds = time.monotonic() - self._started
        if error is None:
            self._progress(f"{self._name}: ready ({seconds:.1f} s)")
