"""What stays when somebody cancels: the appointments of before, amid something else; a call-back that waits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from booking_client import BookingError
from bot.conversation.messages import Choice
from bot.handlers.appointments.reading import upcoming
from bot.handlers.booking.calls import Calls
from bot.handlers.booking.words import booking_label
from bot.handlers.callback.waiting import withdrawing
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

_MOST = 3
_OF_A_CALL = re.compile(r"\b(?:yeu cau|phieu|goi|call)\b")
_OF_A_VISIT = re.compile(r"\b(?:lich|hen|buoi|appointment)\b")


async def tell_kept(turn: Turn) -> None:
    """Say which appointments are still made, with a button that cancels each.

    "Hủy" gives up what is under way. Who meant the appointment of before would else go away believing it cancelled,
    and keep a place from others.
    """
    if turn.booking is None:
        return
    try:
        found = upcoming(turn, (await Calls(turn).mine()).bookings)[:_MOST]
    except BookingError:
        turn.add(turn.words("appointments.kept_unread"), Choice(turn.words("appointments.mine"), "#appt.list"))
        return
    for booking in found:
        cancel = Choice(turn.words("appointments.cancel_one", code=booking.code), f"#appt.cancel:{booking.code}")
        turn.add(turn.words("appointments.kept_besides", booking=booking_label(turn, booking)), cancel)


async def tell_callback(turn: Turn) -> bool:
    """Name a call-back that waits, to who cancels and has no appointment: it is what they may mean; False for none."""
    waiting = (await turn.people.open_callbacks())[:1]
    for request in waiting:
        text = turn.words("appointments.callback_waits", number=request["id"])
        turn.add(text, withdrawing(turn, request["id"]))
    return bool(waiting)


def speaks_of_call(turn: Turn) -> bool:
    """Return whether what is to be cancelled is a request, a slip or a call, and no appointment."""
    plain = canonical(turn.text)
    return _OF_A_CALL.search(plain) is not None and _OF_A_VISIT.search(plain) is None
