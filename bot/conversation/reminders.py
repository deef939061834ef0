"""When somebody is reminded of an appointment: pure rules, on the calendar's clock."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.guidance.moments import VIETNAM

if TYPE_CHECKING:
    from bot.conversation.messages import Reply

QUIET_FROM, QUIET_TO = time(21), time(7)
"""Nothing is sent by itself between these, Việt Nam's time."""

_EVENING = time(19)
_INSTEAD_OF_NIGHT = time(20)
_AHEAD = timedelta(hours=2)


class ReminderKind(enum.StrEnum):
    """Which of the two reminders of an appointment."""

    EVENING = "evening"
    SOON = "soon"


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment that somebody is reminded of.

    Attributes:
        code: of the booking.
        start: of its window.
        reply: what the reminder says, with its choices.
        unit: id of the one-stop unit.
        procedure: national code.
    """

    code: str
    start: datetime
    reply: Reply
    unit: str = ""
    procedure: str = ""


def reminders_of(visit: datetime) -> list[tuple[ReminderKind, datetime]]:
    """Return when to remind of a visit: the evening before at 19:00, and two hours before.

    What would fall into the quiet hours goes out at 20:00 the evening before.
    """
    local = visit.astimezone(VIETNAM)
    evening = datetime.combine(local.date() - timedelta(days=1), _EVENING, VIETNAM)
    soon = local - _AHEAD
    if is_quiet(soon):
        soon = evening.replace(hour=_INSTEAD_OF_NIGHT.hour)
    return [(ReminderKind.EVENING, evening), (ReminderKind.SOON, soon)]


def is_quiet(moment: datetime) -> bool:
    """Return whether a moment lies in the quiet hours."""
    clock = moment.astimezone(VIETNAM).time()
    return clock >= QUIET_FROM or clock < QUIET_TO
