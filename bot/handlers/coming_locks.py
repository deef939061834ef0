"""A lock-down that begins in the next days counts for whoever asks about them, or has booked one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guidance.moments import VIETNAM

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.turn import Turn
    from bot.guidance.places.gazetteer import AdminUnit
    from bot.handlers.answers import Answer


def tell_coming_lock(turn: Turn, answer: Answer, unit: AdminUnit) -> bool:
    """Tell of the lock-down that begins next for a place; False where none is known."""
    lock = turn.guidance.next_lock_of(unit.id, turn.moment)
    if lock is None:
        return False
    place, since = turn.guidance.places.full_name(unit), _clock(lock.since)
    if lock.until is None:
        answer.say("visiting.lock_comes_open", place=place, since=since)
    else:
        answer.say("visiting.lock_comes", place=place, since=since, until=_clock(lock.until))
    return True


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
