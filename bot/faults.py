"""Named points at which a test may kill the process, to show that nothing is lost or said twice."""

from __future__ import annotations

import enum
import os
import signal


class FaultPoint(enum.StrEnum):
    """Where a process can be killed; each stands between two steps that must not come apart."""

    INTAKE_BEFORE_COMMIT = "intake-before-commit"
    INTAKE_AFTER_COMMIT = "intake-after-commit"
    SPOOL_APPENDED = "spool-appended"
    SPOOL_REPLAYED = "spool-replayed"
    READING_CLAIMED = "reading-claimed"
    READING_DONE = "reading-done"
    TURN_CLAIMED = "turn-claimed"
    TURN_HANDLED = "turn-handled"
    TURN_WRITTEN = "turn-written"
    TURN_COMMITTED = "turn-committed"
    DELIVERY_TAKEN = "delivery-taken"
    DELIVERY_SENT = "delivery-sent"


class Faults:
    """Kills this process when it reaches ``point``; without one it does nothing."""

    def __init__(self, point: FaultPoint | None = None) -> None:
        self._point = point

    def reach(self, point: FaultPoint) -> None:
        """Note that the process got to ``point``."""
        if self._point is point:
            os.kill(os.getpid(), signal.SIGKILL)


NO_FAULTS = Faults()
