"""The calendar of outside calls."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.turn import Turn

_SLACK = timedelta(hours=12)
"""A message may wait on the spool for hours; its moment is still the real one."""


def is_today(turn: Turn) -> bool:
    """Return whether the turn is answered for the real moment, not for another one that was set (AS_OF)."""
    return abs(turn.moment - turn.received_at) < _SLACK


def as_of(turn: Turn) -> datetime | None:
    """Return the moment to send to the booking service: None for the real one.

    A service in production refuses to be told a moment at all, so it is told only one that was set.
    """
    return None if is_today(turn) else turn.moment
