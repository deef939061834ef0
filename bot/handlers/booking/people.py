"""Who comes: consent to keep a name and phone, then both of them, of this person or another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from booking_client import HoldAlreadyConfirmed
from bot.handlers import consent
from bot.handlers.booking.calls import Calls
from bot.handlers.booking.draft import OWN_PHONE, Draft
from bot.handlers.booking.form import proceed
from bot.handlers.booking.holding import drop, drop_quietly
from bot.handlers.booking.phrases import TAKING, agrees_plainly, asks_why, yes_or_no
from bot.handlers.booking.reading import contact_in
from bot.handlers.forms import ask_again
from bot.handlers.menu import further
from bot.handlers.names import asked_name

if TYPE_CHECKING:
    from bot.conversation.turn import Turn


async def consent_answer(turn: Turn, draft: Draft) -> bool:
    """Take the refusal to let name and phone be kept; what agrees was taken before, and politeness does not."""
    if yes_or_no(turn) is False:
        await refused(turn, draft)
        return True
    if turn.understanding.intent == "affirm":
        turn.say("consent.plain_words")
        ask_again(turn)
        return True
    return False


async def agreed(turn: Turn) -> None:
    """They agree that name and phone are kept."""
    await consent.agree(turn)
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


async def remembered_answer(turn: Turn, draft: Draft) -> bool:
    """Take the answer to whether the remembered name and phone are the ones for this visit."""
    answer = yes_or_no(turn)
    if answer is True or agrees_plainly(turn.text):
        same_person(turn, draft)
        await proceed(turn)
        return True
    if answer is False:
        draft.other_person = True
        await proceed(turn)
        return True
    return await person_answer(turn, draft)


def same_person(turn: Turn, draft: Draft) -> None:
    """The remembered name and phone are the ones for this visit too."""
    draft.name = turn.profile.name
    draft.phone = turn.profile.phone
    draft.own_phone = turn.state.memo.get(OWN_PHONE)


async def person_answer(turn: Turn, draft: Draft) -> bool:
    """Take a name, a phone, or both in one message."""
    if why(turn):
        return True
    said = contact_in(turn)
    if said.name is None and said.phone is None:
        if said.problem is not None:
            turn.say(f"call.phone_{said.problem.value}")
            ask_again(turn)
            return True
        return False
    draft.other_person = True
    draft.name = said.name or draft.name
    draft.phone = said.phone or draft.phone
    await proceed(turn)
    return True


def why(turn: Turn) -> bool:
    """Answer "sao phải cho tên": what name and phone are for; False where that was not asked."""
    if asked_name(turn) is not None or not asks_why(turn.text):
        return False
    turn.say("booking.why_contact")
    ask_again(turn)
    return True


async def phone_answer(turn: Turn, draft: Draft) -> bool:
    """Take a phone; a name is known by then, and "số má tui" is none."""
    if why(turn):
        return True
    said = contact_in(turn)
    if said.phone is None:
        if said.problem is None and turn.understanding.intent not in TAKING:
            return False
        turn.say(f"call.phone_{said.problem.value if said.problem else 'none_found'}")
        ask_again(turn)
        return True
    draft.phone = said.phone
    await proceed(turn)
    return True
