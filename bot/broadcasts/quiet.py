"""When a broadcast may go out: not at night, unless it is urgent. Pure; on the calendar's clock."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.reminders import QUIET_TO, is_quiet
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
