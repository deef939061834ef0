"""When a broadcast may go out: not at night, unless it is urgent. Pure; on the calendar's clock."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.reminders import QUIET_FROM, QUIET_TO, is_quiet
from bot.guidance.moments import VIETNAM

if TYPE_CHECKING:
    from datetime import datetime

PATIENCE = timedelta(minutes=15)
"""How late a scheduled broadcast still starts by itself; afterwards it asks."""


def allowed_from(moment: datetime, *, urgent: bool) -> datetime:
    """Return the first moment from ``moment`` on at which a broadcast may go out."""
    if urgent or not is_quiet(moment):
        return moment
    local = moment.astimezone(VIETNAM)
    morning = local.replace(hour=QUIET_TO.hour, minute=QUIET_TO.minute, second=0, microsecond=0)
    return morning if morning > local else morning + timedelta(days=1)


def allowed_for(moment: datetime, *, urgent: bool) -> float:
    """Return for how many seconds from ``moment``, at which it may go out, a broadcast may go on doing so."""
    if urgent:
        return math.inf
    local = moment.astimezone(VIETNAM)
    evening = local.replace(hour=QUIET_FROM.hour, minute=QUIET_FROM.minute, second=0, microsecond=0)
    return (evening - local).total_seconds()
