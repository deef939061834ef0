"""A circuit breaker: after several failures in a row, stop asking for a while."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from booking_client.errors import CircuitOpen

if TYPE_CHECKING:
    from collections.abc import Callable


class CircuitBreaker:
    """Closed → open after ``threshold`` infrastructure failures in a row → half-open after ``open_for`` seconds.

    Half-open lets one call through; its success closes the circuit, its failure opens it again. A refusal by the
    service (full, expired, …) is a success here: the service works.

    Args:
        threshold: failures in a row that open the circuit.
        open_for: seconds it stays open.
        clock: a monotonic clock in seconds.
    """

    def __init__(
        self, *, threshold: int = 5, open_for: float = 5.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._threshold = threshold
        self._open_for = open_for
        self._clock = clock
        self._failures = 0
        self._opened_at: float | None = None
        self._trial_until: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether a call now would be refused."""
        return self._wait() > 0

    def _wait(self) -> float:
        if self._opened_at is None:
            return 0.0
        now = self._clock()
        until = self._opened_at + self._open_for
        if self._trial_until is not None:
            until = max(until, self._trial_until)
        return max(0.0, until - now)

    def before(self) -> None:
        """Ask to make a call.

        Raises:
            CircuitOpen: not now.
        """
        if self._opened_at is None:
            return
        wait = self._wait()
        if wait > 0:
            raise CircuitOpen(wait)
        # A trial that never reports (its task was cancelled) must not close the door for good: it lapses.
        self._trial_until = self._clock() + self._open_for

    def succeeded(self) -> None:
        """Report that the service answered."""
        self._failures = 0
        self._opened_at = None
        self._trial_until = None

    def failed(self) -> None:
        """Report that the service could not be used."""
        self._failures += 1
        self._trial_until = None
        if self._opened_at is not None or self._failures >= self._threshold:
            self._opened_at = self._clock()
