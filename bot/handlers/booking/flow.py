"""The order of a booking: the first thing that is not known yet is asked, held or read back."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from booking_client import BookingError, BookingUnavailable, TooManyDossiers
from bot.conversation.messages import Choice
from bot.handlers import consent
from bot.handlers.answers import Answer
from bot.handlers.booking.asking import Step
from bot.handlers.booking.calls import Calls
from bot.handlers.booking.confirming import confirm, read_back
from bot.handlers.booking.draft import Draft
from bot.handlers.booking.gate import may_go_on, may_visit, refuse
from bot.handlers.booking.holding import drop_quietly, has_run_out, people_of, still_held, take
from bot.handlers.booking.limits import LIMITS, limited
from bot.handlers.booking.places import ask_area, needs_area, settle_unit
from bot.handlers.booking.problems import fault_key, is_ours
from bot.handlers.booking.visit import crowd_limit
from bot.handlers.booking.where import choose
from bot.handlers.booking.words import capital, half_day_words, phone_words
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

logger = logging.getLogger(__name__)

_QUICK_DOSSIERS = (1, 2, 3)


async def proceed(turn: Turn, calls: Calls | None = None, *, lead: str | None = None, confirmed: bool = False) -> None:
    """Go on with the booking under way.

    Args:
        turn: the turn.
        calls: the turn's calls, where some were made already.
        lead: what has to be said before the next question.
        confirmed: what was read back is confirmed.
    """
    run = _Run(turn, Draft.of(turn), calls or Calls(turn), lead, confirmed=confirmed)
    try:
        for stage in (_settled, _allowed, _confirmed, _chosen, _counted, _kept):
            if not await stage(run):
                return
    except LIMITS as error:
        limited(turn, error)
        return
    except BookingError as error:
        failed(turn, error)
        return
    _who(turn, run.draft, run.lead)


@dataclass(slots=True)
class _Run:
    """One way through the order; each stage returns whether the next one may follow."""

    turn: Turn
    draft: Draft
    calls: Calls
    lead: str | None
    confirmed: bool = field(kw_only=True)


async def _settled(run: _Run) -> bool:
    """Repeat a confirmation whose outcome is not known: it may be booked already, whatever the rules say by now."""
    if run.draft.pending is None:
        return True
    run.lead = await confirm(run.turn, run.draft, run.calls)
    return run.lead is not None


async def _allowed(run: _Run) -> bool:
    """Ask the ladder, for now and for the half-day that was chosen."""
    turn, draft = run.turn, run.draft
    if draft.procedure is None:
        ask_procedure(turn)
        return False
    turn.state.topic.procedure = draft.procedure
    allowed = may_go_on(turn, draft)
    if allowed is False:
        await drop_quietly(draft, run.calls)
        refuse(turn, draft)
    if not allowed:
        return False
    if draft.chosen is not None and not may_visit(turn, draft):
        await drop_quietly(draft, run.calls)
        run.lead = turn.words("booking.not_then", half_day=capital(_half_day(turn, draft)))
        draft.chosen = None
    return True


async def _confirmed(run: _Run) -> bool:
    """Confirm what was read back."""
    if not run.confirmed or run.draft.chosen is None:
        return True
    run.lead = await confirm(run.turn, run.draft, run.calls)
    return run.lead is not None


async def _chosen(run: _Run) -> bool:
    """Find the unit and the half-day."""
    turn, draft = run.turn, run.draft
    if not settle_unit(turn, draft):
        return False
    if needs_area(turn, draft):
        ask_area(turn, draft)
        return False
    return draft.chosen is not None or await choose(turn, draft, run.calls, lead=run.lead)


async def _counted(run: _Run) -> bool:
    """Ask how many dossiers there are."""
    if run.draft.dossiers is None:
        ask_dossiers(run.turn, run.draft)
        return False
    return True


async def _kept(run: _Run) -> bool:
    """Keep the places while the rest is asked."""
    turn, draft = run.turn, run.draft
    if still_held(turn, draft):
        return True
    most = crowd_limit(turn, draft)
    if most is not None and people_of(turn, draft) > most:
        _too_many(turn, draft, turn.words("booking.too_many_people", most=most))
        return False
    ran_out = has_run_out(turn, draft)
    try:
        lost = await take(turn, draft, run.calls)
    except TooManyDossiers as error:
        _too_many(turn, draft, turn.words(f"booking.too_many_{error.limit}_here", most=error.most))
        return False
    if lost is not None:
        await choose(turn, draft, run.calls, lead=f"{run.lead} {lost}" if run.lead else lost)
        return False
    if ran_out and run.lead is None:
        run.lead = turn.words("booking.held_again")
    return True


def _too_many(turn: Turn, draft: Draft, why: str) -> None:
    """More than may be booked at once: asked again, with the reason."""
    draft.dossiers = None
    draft.people = None
    ask_dossiers(turn, draft, lead=why)


def _who(turn: Turn, draft: Draft, lead: str | None) -> None:
    if not consent.given(turn):
        ask_consent(turn, draft)
    elif draft.name is None and draft.phone is None and _remembered(turn) and not draft.other_person:
        ask_remembered(turn)
    elif draft.name is None:
        again = turn.words("booking.ask_name")
        ask(turn, Step.NAME, turn.words("booking.led", lead=lead, question=again) if lead else again)
    elif draft.phone is None:
        again = turn.words("booking.ask_phone")
        ask(turn, Step.PHONE, turn.words("booking.led", lead=lead, question=again) if lead else again)
    else:
        read_back(turn, draft, lead=lead)


def _remembered(turn: Turn) -> bool:
    return turn.profile.name is not None and turn.profile.phone is not None


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
        from_words = turn.words("booking.chosen", unit=chosen.unit_name, half_day=_half_day(turn, draft))
        text = turn.words("booking.led", lead=lead or from_words, question=again)
    ask(turn, Step.DOSSIERS, text, choices, again=again)


def _half_day(turn: Turn, draft: Draft) -> str:
    chosen = draft.chosen
    return half_day_words(turn, chosen.half, chosen.day) if chosen is not None else ""


def ask_consent(turn: Turn, draft: Draft) -> None:
    """Say what is kept, why, who sees it, how long; wait for plain words or the button."""
    token = turn.renew_token()
    choices = [
        (turn.words("consent.agree"), f"#book.agree:{token}"),
        (turn.words("consent.refuse"), f"#book.refuse:{token}"),
    ]
    held = turn.words("booking.held", half_day=_half_day(turn, draft))
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
