"""What may be untimely when it can go out at last, judged once more then: it may have waited behind an outage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.reminders import QUIET_TO, is_quiet
from bot.guidance.moments import VIETNAM

if TYPE_CHECKING:
    from datetime import datetime

    from bot.delivery.taking import Taken


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Why a message does not go out now.

    Attributes:
        reason: for its row.
        wait: seconds until it may; None where it would be of no use any more then.
        aside: whether what is said later to the same person goes out meanwhile.
    """

    reason: str
    wait: float | None
    aside: bool = False


def held_back(taken: Taken, now: datetime) -> HeldBack | None:
    """Return why a message does not go out now; None where it does.

    A person whom somebody of the office answers by hand is left alone: by reminders and broadcasts, and by answers to
    what was said before, which would come between. Nothing of it is dropped, since it may hold what is told only once
    (a booking's code). What is the bot's to answer (``bot.conversation.by_hand``) goes out, and passes what waits.

    Reminders and broadcasts wait for the morning besides, unless the broadcast is urgent. The others are not fed at
    night, but some that was held for hours, or tried again, may be due then.

    Args:
        taken: the message.
        now: the calendar's moment (AS_OF).
    """
    if taken.useful is not None and taken.useful <= 0:
        return HeldBack("too late", None)
    unasked = bool(taken.message.extra.get("unasked"))
    wait = max(0.0, taken.by_hand or 0.0)
    reason = "somebody of the office answers by hand"
    then = now + timedelta(seconds=wait)
    if unasked and (taken.useful is not None or taken.by_day is not None) and is_quiet(then):
        wait += _to_morning(then)
        reason = "not between 21:00 and 7:00"
    if wait <= 0:
        return None
    if taken.useful is not None and taken.useful <= wait:
        return HeldBack(f"{reason}, and too late afterwards", None)
    # While a broadcast is being sent its messages are taken back at night; later nobody does, and an urgent one of the
    # same night must not wait behind it.
    return HeldBack(reason, wait, aside=not unasked or taken.by_day == "done")


def _to_morning(moment: datetime) -> float:
    local = moment.astimezone(VIETNAM)
    morning = local.replace(hour=QUIET_TO.hour, minute=0, second=0, microsecond=0)
    if morning <= local:
        morning += timedelta(days=1)
    return (morning - local).total_seconds()
