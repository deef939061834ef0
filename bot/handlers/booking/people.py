"""Who comes: consent to keep a name and phone, then both of them, of this person or another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from booking_client import HoldAlreadyConfirmed
from bot.handlers import consent, early
from bot.handlers.booking.calls import Calls
from bot.handlers.booking.draft import Draft
from bot.handlers.booking.form import proceed
from bot.handlers.booking.holding import drop, drop_quietly
from bot.handlers.booking.phrases import asks_why, yes_or_no
from bot.handlers.forms import ask_again, lets_pass
from bot.handlers.menu import further
from bot.handlers.names import asked_name

if TYPE_CHECKING:
    from bot.conversation.turn import Turn


async def consent_answer(turn: Turn, draft: Draft) -> bool:
    """Take the refusal to let name and phone be kept; what agrees was taken before, and politeness does not."""
    if yes_or_no(turn) is False:
        await refused(turn, draft)
        return True
    if turn.understanding.intent == "affirm" and not lets_pass(turn):
        turn.say("consent.plain_words")
        ask_again(turn)
        return True
    return False


async def agreed(turn: Turn) -> None:
    """They agree that name and phone are kept."""
    await consent.agree(turn)
    await early.take(turn)
    await proceed(turn)


async def refused(turn: Turn, draft: Draft) -> None:
    """They do not: no name, no booking; what was held is free again."""
    await drop_quietly(draft, Calls(turn))
    await consent.withdraw(turn)
    turn.end()
    turn.say("booking.refused", choices=further(turn))


async def leave(turn: Turn) -> None:
    """Give the booking up: what is held is free again."""
    draft, calls = Draft.of(turn), Calls(turn)
    held = draft.held is not None
    try:
        released = await drop(draft, calls)
    except HoldAlreadyConfirmed:
        await proceed(turn, calls)  # the confirmation of before did arrive: say so, with its code
        return
    turn.end()
    key = "left" if not held else "left_released" if released else "left_expiring"
    turn.say(f"booking.{key}", choices=further(turn))


def why(turn: Turn) -> bool:
    """Answer "sao phải cho tên": what name and phone are for; False where that was not asked."""
    if asked_name(turn) is not None or not asks_why(turn.text):
        return False
    turn.say("booking.why_contact")
    ask_again(turn)
    return True
