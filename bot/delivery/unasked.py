"""What nobody asked for, judged once more just before it goes out: it may have waited behind a pause or an outage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.reminders import QUIET_TO, is_quiet
from bot.guidance.moments import VIETNAM

if TYPE_CHECKING:
    from datetime import datetime

    from bot.delivery.outbox import Taken


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Why a message does not go out now.

    Attributes:
        reason: for its row.
        wait: seconds until it may; None where it would be of no use any more then.
    """

    reason: str
    wait: float | None


def held_back(taken: Taken, now: datetime) -> HeldBack | None:
    """Return why a message does not go out now; None where it does.

    Reminders and broadcasts leave a person alone whom somebody of the office answers by hand; reminders wait for the
    morning besides. A broadcast that is urgent may go out at night, and the others are not fed then.

    Args:
        taken: the message.
        now: the calendar's moment (AS_OF).
    """
    if taken.useful is not None and taken.useful <= 0:
        return HeldBack("too late", None)
    if not taken.message.extra.get("unasked"):
        return None
    wait = max(0.0, taken.by_hand or 0.0)
    reason = "somebody of the office answers by hand"
    then = now + timedelta(seconds=wait)
    if taken.useful is not None and is_quiet(then):
        wait += _to_morning(then)
        reason = "not between 21:00 and 7:00"
    if wait <= 0:
        return None
    if taken.useful is not None and taken.useful <= wait:
        return HeldBack(f"{reason}, and too late afterwards", None)
    return HeldBack(reason, wait)


def _to_morning(moment: datetime) -> float:
    local = moment.astimezone(VIETNAM)
    morning = local.replace(hour=QUIET_TO.hour, minute=0, second=0, microsecond=0)
    if morning <= local:
        morning += timedelta(days=1)
    return (morning - local).total_seconds()
