"""How a booking's questions are put, and what is said where the booking service cannot be used."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from booking_client import BookingError, BookingUnavailable
from bot.conversation.messages import Choice
from bot.handlers import consent
from bot.handlers.answers import Answer
from bot.handlers.booking.asking import Step
from bot.handlers.booking.halfdays import Wish
from bot.handlers.booking.problems import fault_key, is_ours
from bot.handlers.booking.words import half_day_words, phone_words
from bot.handlers.callback.reason import because
from bot.handlers.contacts import tell_numbers
from bot.handlers.finding import advise
from bot.handlers.forms import ask, waiting
from bot.handlers.hotline import call_choice
from bot.handlers.menu import popular

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.turn import Turn
    from bot.guidance.procedures import Procedure
    from bot.handlers.booking.draft import Draft

logger = logging.getLogger(__name__)

_QUICK_DOSSIERS = (1, 2, 3)


def too_many(turn: Turn, draft: Draft, why: str) -> None:
    """More than may be booked at once: asked again, with the reason."""
    draft.dossiers = None
    draft.people = None
    ask_dossiers(turn, draft, lead=why)


def ask_led(turn: Turn, step: Step, lead: str | None) -> None:
    """Ask for a name or a phone, behind what has to be said first."""
    again = turn.words(f"booking.ask_{step.value}")
    ask(turn, step, turn.words("booking.led", lead=lead, question=again) if lead else again)


def ask_procedure(turn: Turn, offered: Iterable[Procedure] = ()) -> None:
    """Ask which procedure it is for."""
    found = list(offered)
    choices = [Choice(p.title, f"#book.proc:{p.code}") for p in found or popular(turn)]
    question = turn.words("booking.ask_which_procedure" if found else "booking.ask_procedure")
    ask(turn, Step.PROCEDURE, question, choices)


def ask_dossiers(turn: Turn, draft: Draft, *, lead: str | None = None) -> None:
    """Ask how many dossiers there are; the numbers of the menu are the numbers of dossiers."""
    choices = [(turn.words("booking.dossiers", count=count), f"#book.dossiers:{count}") for count in _QUICK_DOSSIERS]
    chosen = draft.chosen
    again = turn.words("booking.ask_dossiers")
    text = again
    if chosen is not None:
        text = turn.words("booking.led", lead=lead or chosen_words(turn, draft), question=again)
    ask(turn, Step.DOSSIERS, text, choices, again=again)


def chosen_words(turn: Turn, draft: Draft) -> str:
    """Return where and when the visit is to be, and, to who named an hour, that none can be chosen."""
    chosen = draft.chosen
    text = turn.words("booking.chosen", unit=chosen.unit_name if chosen else "", half_day=half_day(turn, draft))
    if not Wish.from_json(draft.wish).timed or draft.hour_told:
        return text
    draft.hour_told = True
    return f"{text} {turn.words('booking.no_hour')}"


def half_day(turn: Turn, draft: Draft) -> str:
    """Return the chosen half-day in words."""
    chosen = draft.chosen
    return half_day_words(turn, chosen.half, chosen.day) if chosen is not None else ""


def ask_consent(turn: Turn, draft: Draft) -> None:
    """Say what is kept, why, who sees it, how long; wait for plain words or the button."""
    token = turn.renew_token()
    choices = [
        (turn.words("consent.agree"), f"#book.agree:{token}"),
        (turn.words("consent.refuse"), f"#book.refuse:{token}"),
    ]
    held = turn.words("booking.held", half_day=half_day(turn, draft))
    text = turn.words("booking.led", lead=held, question=consent.text(turn))
    ask(turn, Step.CONSENT, text, choices, again=turn.words("booking.consent_short"))


def ask_remembered(turn: Turn) -> None:
    """Offer the name and phone of the last time."""
    phone = phone_words(turn.profile.phone or "")
    question = turn.words("booking.ask_remembered", name=turn.profile.name, phone=phone)
    choices = [
        (turn.words("booking.same_person"), "#book.who:same"),
        (turn.words("booking.other_person"), "#book.who:other"),
    ]
    ask(turn, Step.CONTACT, question, choices)


def failed(turn: Turn, error: BookingError) -> None:
    """Say plainly that the booking service cannot be used; nothing is claimed, nothing is lost."""
    if is_ours(error):
        logger.error("the booking service refused a call", exc_info=error)
    elif isinstance(error, BookingUnavailable):
        logger.warning("the booking service is away", extra={"reason": str(error)})
    answer = Answer(turn, advise(turn))
    answer.say(fault_key(error))
    if answer.advice.hotline is not None:
        tell_numbers(answer)
    because(turn, turn.words("booking.call_reason_down"))
    if turn.dialogue is None:
        answer.send(choices=[call_choice(turn)])
        return
    token = turn.renew_token()
    choices = [Choice(turn.words("booking.try_again"), f"#book.retry:{token}"), call_choice(turn)]
    answer.send(choices=choices)
    waiting(turn, Step.RETRY, choices, turn.words("booking.retry_short"))
