"""What stays when somebody cancels: the appointments of before, amid something else; a call-back that waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from booking_client import BookingError
from bot.conversation.messages import Choice
from bot.handlers.appointments.reading import upcoming
from bot.handlers.booking.calls import Calls
from bot.handlers.booking.words import booking_label
from bot.handlers.callback.waiting import withdrawing

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

_MOST = 3


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


async def tell_callback(turn: Turn) -> None:
    """Name a call-back that waits, to who cancels and has no appointment: it is what they may mean."""
    for request in (await turn.people.open_callbacks())[:1]:
        text = turn.words("appointments.callback_waits", number=request["id"])
        turn.add(text, withdrawing(turn, request["id"]))
