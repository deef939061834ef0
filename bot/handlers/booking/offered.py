"""A bare place or day after an answer that offered a slot takes the offer: "xã Tắc Vân", "sáng mai"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.messages import Kind
from bot.conversation.router import FALLBACK
from bot.handlers.booking.phrases import is_question
from bot.handlers.booking.reading import day_problem, names_day, place_in, when_in
from bot.handlers.finding import procedure_of
from bot.handlers.menu import BOOK_START
from bot.handlers.questions import case
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.conversation.turn import DialogueHandler, Handler, Turn
    from bot.handlers.booking.dialogue import BookingDialogue
    from bot.understanding.dates.model import When

_BARE = ("provide_info", FALLBACK, "out_of_scope", "ask_area_status", "ask_office_info", "ask_admin_unit_change")
_ASKED = "ask_inperson_allowed"
INTENTS = (*_BARE, _ASKED)
"""Wishes under which bare data may arrive."""
_MAY_I = "duoc khong"
_MOST_WORDS = 10


def offered_first(handler: Handler, booking: BookingDialogue) -> Handler:
    """Wrap a handler: data that answers the offer of a slot begins the booking."""

    async def answer(turn: Turn) -> None:
        if turn.dialogue is not None or not await takes_offer(turn, booking):
            await handler(turn)

    return answer


class OfferedFirst:
    """Wraps a dialogue that asks one thing beside an offer ("ở xã nào?"): the answer takes the offer too.

    Args:
        dialogue: the dialogue.
        booking: begins a booking.
    """

    def __init__(self, dialogue: DialogueHandler, booking: BookingDialogue) -> None:
        self.name = dialogue.name
        self.steps = dialogue.steps
        self.prompt = dialogue.prompt
        self.leave = dialogue.leave
        self._dialogue = dialogue
        self._booking = booking

    async def advance(self, turn: Turn) -> bool:
        """Take the message as the answer to the offer, else to the dialogue's own question."""
        return await takes_offer(turn, self._booking) or await self._dialogue.advance(turn)


async def takes_offer(turn: Turn, booking: BookingDialogue) -> bool:
    """Begin the booking that the latest reply offered, where the message is a bare place or day; False where not."""
    code = offered(turn)
    if code is None or turn.understanding.intent not in INTENTS or case.tells_inside(turn):
        return False
    when = when_in(turn)
    takes = _asks_for_a_day(turn, when) if is_question(turn.text) else turn.understanding.intent in _BARE
    if not takes or not _is_data(turn):
        return False
    place = place_in(turn, whole_text=True)
    if place is None and (not names_day(when) or day_problem(when) is not None):
        return False
    await booking.take_offer(turn, code)
    return True


def offered(turn: Turn) -> str | None:
    """Return the procedure for which the latest reply offered a slot, or None."""
    if not turn.state.menu_live:
        return None
    codes = [
        choice.payload.removeprefix(BOOK_START) for choice in turn.state.menu if choice.payload.startswith(BOOK_START)
    ]
    return codes[0] if len(codes) == 1 and codes[0] in turn.guidance.catalogue else None


def _asks_for_a_day(turn: Turn, when: When) -> bool:
    """Return whether a question only asks for the slot: "sáng mốt ra Tắc Vân được hông"."""
    return canonical(turn.text).endswith(_MAY_I) and names_day(when)


def _is_data(turn: Turn) -> bool:
    if turn.inbound.kind is not Kind.TEXT or len(turn.text.split()) > _MOST_WORDS:
        return False
    return not turn.understanding.values("procedure") and not procedure_of(turn).named
