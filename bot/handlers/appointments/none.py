"""Somebody speaks of an appointment and none is there: said once, then what helps instead."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.matters import moment_of
from bot.handlers.hotline import call_choice

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

MEMO = "no_visit"
"""Memo: when it was said last that there is none, and how often within a day."""
NOWHERE = "nowhere"
"""Memo: when it was said last that nothing could be booked, since no office takes appointments."""
_A_DAY = timedelta(days=1)


def tell_none(turn: Turn) -> None:
    """Say that no appointment is known here; the next time, what somebody without a code can do."""
    times = _times(turn)
    turn.state.memo[MEMO] = {"at": turn.received_at.isoformat(), "times": times + 1}
    if booking_is_pointless(turn) and not times:
        turn.say("appointments.none_was_booked", choices=[call_choice(turn)])
    elif not times:
        turn.say("appointments.none", choices=[(turn.words("appointments.book"), "#book.start")])
    else:
        key = "appointments.none_again" if times == 1 else "appointments.none_short"
        turn.say(key, choices=[call_choice(turn)])


def booking_is_pointless(turn: Turn) -> bool:
    """Return whether it was said within a day that nothing can be booked."""
    nowhere = moment_of(turn.state.memo.get(NOWHERE))
    return nowhere is not None and turn.received_at - nowhere < _A_DAY


def note_nowhere(turn: Turn) -> None:
    """Note that nothing can be booked: a button for it would be refused."""
    turn.state.memo[NOWHERE] = turn.received_at.isoformat()


def _times(turn: Turn) -> int:
    memo = turn.state.memo.get(MEMO)
    if not isinstance(memo, dict) or not isinstance(memo.get("times"), int):
        return 0
    when = moment_of(memo.get("at"))
    return int(memo["times"]) if when is not None and turn.received_at - when < _A_DAY else 0
