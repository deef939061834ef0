"""What a booking has to know: one row a question, in the order in which they are asked, held and read back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from booking_client import BookingError, TooManyDossiers
from bot.conversation.form import Field, Form, never
from bot.handlers import consent
from bot.handlers.booking import asks
from bot.handlers.booking.asking import Step
from bot.handlers.booking.confirming import confirm, read_back
from bot.handlers.booking.draft import NAME, Draft, Visiting
from bot.handlers.booking.gate import may_go_on, may_visit, refuse
from bot.handlers.booking.holding import drop_quietly, has_run_out, people_of, still_held, take
from bot.handlers.booking.limits import LIMITS, limited
from bot.handlers.booking.places import ask_area, is_settled, needs_area, settle_unit
from bot.handlers.booking.visit import crowd_limit
from bot.handlers.booking.where import choose
from bot.handlers.booking.words import capital
from bot.handlers.forms import go_through

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.handlers.booking.calls import Calls


@dataclass(slots=True)
class Booking(Visiting):
    """A booking in this turn.

    Attributes:
        allowed: the ladder was asked, and leaves the counter open.
        kept: the places are held as of now.
    """

    allowed: bool = False
    kept: bool = False

    @property
    def draft(self) -> Draft:
        """What is known of the booking."""
        return Draft(self.slots)


async def proceed(turn: Turn, calls: Calls | None = None, *, lead: str | None = None, confirmed: bool = False) -> None:
    """Go on with the booking under way.

    Args:
        turn: the turn.
        calls: the turn's calls, where some were made already.
        lead: what has to be said before the next question.
        confirmed: what was read back is confirmed.
    """
    try:
        await go_through(FORM, Booking(turn, lead=lead, confirmed=confirmed, made=calls))
    except LIMITS as error:
        limited(turn, error)
    except BookingError as error:
        asks.failed(turn, error)


# -- what is known


def _is_certain(booking: Booking) -> bool:
    """No confirmation waits whose outcome is not known."""
    return booking.draft.pending is None


def _is_allowed(booking: Booking) -> bool:
    """The ladder leaves the counter open, for now and for the half-day that was chosen."""
    return booking.allowed


def _is_unconfirmed(booking: Booking) -> bool:
    """What was read back was not agreed to."""
    return not booking.confirmed or booking.draft.chosen is None


def _is_placed(booking: Booking) -> bool:
    """No place waits to be understood."""
    return is_settled(booking.turn, booking.draft)


def _is_home(booking: Booking) -> bool:
    """It is known where the person lives, or it decides nothing."""
    return not needs_area(booking.turn, booking.draft)


def _is_chosen(booking: Booking) -> bool:
    """A half-day is chosen."""
    return booking.draft.chosen is not None


def _is_kept(booking: Booking) -> bool:
    """The places are held for as many as there are."""
    return booking.kept or still_held(booking.turn, booking.draft)


def _is_consented(booking: Booking) -> bool:
    """The text as it is now was agreed to."""
    return consent.given(booking.turn)


def _is_remembered(booking: Booking) -> bool:
    """Where a name and a phone are remembered and none was said."""
    profile, draft = booking.turn.profile, booking.draft
    return draft.name is None and draft.phone is None and profile.name is not None and profile.phone is not None


# -- asking


async def _settle(booking: Booking) -> bool:
    """Repeat a confirmation whose outcome is not known: it may be booked already, whatever the rules say by now."""
    booking.lead = await confirm(booking.turn, booking.draft, booking.calls)
    return booking.lead is not None


async def _confirm(booking: Booking) -> bool:
    booking.confirmed = False
    return await _settle(booking)


async def _procedure(booking: Booking) -> None:
    asks.ask_procedure(booking.turn)


async def _gate(booking: Booking) -> bool:
    """Ask the ladder, for now and for the half-day that was chosen."""
    turn, draft = booking.turn, booking.draft
    turn.state.topic.procedure = draft.procedure
    allowed = may_go_on(turn, draft)
    if allowed is False:
        await drop_quietly(draft, booking.calls)
        refuse(turn, draft)
    elif allowed and draft.chosen is not None and not may_visit(turn, draft):
        await drop_quietly(draft, booking.calls)
        booking.lead = turn.words("booking.not_then", half_day=capital(asks.half_day(turn, draft)))
        draft.chosen = None
    booking.allowed = bool(allowed)
    return booking.allowed


async def _unit(booking: Booking) -> bool:
    return settle_unit(booking.turn, booking.draft)


async def _area(booking: Booking) -> None:
    ask_area(booking.turn, booking.draft)


async def _half_day(booking: Booking) -> bool:
    return await choose(booking.turn, booking.draft, booking.calls, lead=booking.lead)


async def _dossiers(booking: Booking) -> None:
    asks.ask_dossiers(booking.turn, booking.draft)


async def _keep(booking: Booking) -> bool:
    """Keep the places while the rest is asked."""
    turn, draft = booking.turn, booking.draft
    most = crowd_limit(turn, draft)
    if most is not None and people_of(turn, draft) > most:
        asks.too_many(turn, draft, turn.words("booking.too_many_people", most=most))
        return False
    ran_out = has_run_out(turn, draft)
    try:
        lost = await take(turn, draft, booking.calls)
    except TooManyDossiers as error:
        asks.too_many(turn, draft, turn.words(f"booking.too_many_{error.limit}_here", most=error.most))
        return False
    booking.kept = lost is None
    if lost is not None:
        booking.lead = f"{booking.lead} {lost}" if booking.lead else lost
    elif ran_out and booking.lead is None:
        booking.lead = turn.words("booking.held_again")
    return True


async def _consent(booking: Booking) -> None:
    asks.ask_consent(booking.turn, booking.draft)


async def _remembered(booking: Booking) -> None:
    asks.ask_remembered(booking.turn)


async def _name(booking: Booking) -> None:
    asks.ask_led(booking.turn, Step.NAME, booking.lead)


async def _phone(booking: Booking) -> None:
    asks.ask_led(booking.turn, Step.PHONE, booking.lead)


async def _read_back(booking: Booking) -> None:
    read_back(booking.turn, booking.draft, lead=booking.lead)


FORM: Form[Booking] = Form(
    NAME,
    (
        Field(Step.CHECKING, _settle, known=_is_certain),
        Field(Step.PROCEDURE, _procedure),
        Field(Step.PRESENCE, _gate, slot="must_come", known=_is_allowed),
        Field("booked", _confirm, known=_is_unconfirmed),
        Field(Step.UNIT, _unit, slot="unit_text", known=_is_placed),
        Field(Step.AREA, _area, known=_is_home),
        Field(Step.HALF_DAY, _half_day, slot="wish", known=_is_chosen),
        Field(Step.DOSSIERS, _dossiers),
        Field("places", _keep, known=_is_kept),
        Field(Step.CONSENT, _consent, known=_is_consented),
        Field(Step.CONTACT, _remembered, slot="other_person", needed=_is_remembered),
        Field(Step.NAME, _name),
        Field(Step.PHONE, _phone),
        Field(Step.CONFIRM, _read_back, known=never),
    ),
    waits=(Step.FIX, Step.RETRY),
)
