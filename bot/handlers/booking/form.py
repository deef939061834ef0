"""What a booking has to know: one row a question, in the order in which they are asked, held and read back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from booking_client import BookingError, TooManyDossiers
from bot.conversation.form import Field, Form, Problem, never
from bot.handlers import area, consent
from bot.handlers.booking import asks
from bot.handlers.booking.asking import Step
from bot.handlers.booking.confirming import confirm, read_back
from bot.handlers.booking.draft import NAME, Draft, Visiting
from bot.handlers.booking.gate import may_go_on, may_visit, refuse
from bot.handlers.booking.halfdays import Wish
from bot.handlers.booking.holding import drop_quietly, has_run_out, people_of, still_held, take
from bot.handlers.booking.limits import LIMITS, limited
from bot.handlers.booking.phrases import yes_or_no
from bot.handlers.booking.places import ask_area, is_settled, needs_area, settle_unit
from bot.handlers.booking.reading import (
    contact_in,
    day_problem,
    joined,
    names_day,
    numbers_in,
    other_place_in,
    place_in,
    when_in,
    wish_in,
)
from bot.handlers.booking.visit import crowd_limit
from bot.handlers.booking.where import choose
from bot.handlers.booking.words import capital
from bot.handlers.forms import go_through, under_way

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

    @property
    def step(self) -> str:
        """What is waited for."""
        return under_way(self.turn).step


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


# -- rows that find their answer themselves


async def _confirm(booking: Booking) -> bool:
    """Confirm what was read back, or repeat that: it may be booked already, whatever the rules say by now."""
    booking.confirmed = False
    booking.lead = await confirm(booking.turn, booking.draft, booking.calls)
    return booking.lead is not None


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


def _remembered(booking: Booking) -> bool:
    """Where a name and a phone are remembered and none was said."""
    profile, draft = booking.turn.profile, booking.draft
    return draft.name is None and draft.phone is None and profile.name is not None and profile.phone is not None


# -- reading


def _place(booking: Booking) -> str | Problem | None:
    """A place, as typed; a hamlet is in no list."""
    match = place_in(booking.turn, whole_text=True)
    if match is not None:
        return match.typed
    hamlet = booking.draft.menu and area.names_hamlet(booking.turn.text)
    return Problem("area.hamlet_unknown") if hamlet else None


def _place_beside(booking: Booking) -> str | None:
    """Another place than the one whose half-days are shown."""
    if booking.step != Step.HALF_DAY:
        return None
    return other_place_in(booking.turn)


def _day(booking: Booking) -> dict[str, Any] | Problem | None:
    """A day, a half-day or a wish about them; one that is over, or after hours, is told so."""
    return wish_in(booking.turn, booking.draft.wish)


def _day_beside(booking: Booking) -> dict[str, Any] | None:
    """A day or half-day, until it is asked who comes; "sáng t4" is no four."""
    turn, chosen = booking.turn, booking.draft.chosen
    when = when_in(turn)
    if booking.step not in _BEFORE_WHO or not names_day(when) or day_problem(when) is not None:
        return None
    if booking.step == Step.DOSSIERS and _counts(turn):
        return None
    wish = Wish.of(when)
    same = chosen is not None and wish.half in (None, chosen.half) and (not wish.days or chosen.day in wish.days)
    return None if same else joined(booking.draft.wish, wish)


def _counts(turn: Turn) -> bool:
    """Return whether a message counts something: "mot" alone is one, and no day."""
    spoken = numbers_in(turn, bare=False)
    return spoken.dossiers is not None or spoken.people is not None or len(turn.text.split()) == 1


def _dossiers(booking: Booking) -> int | Problem | None:
    """A number, bare or of dossiers."""
    turn = booking.turn
    if not _counts(turn) and when_in(turn).dates:
        return None
    numbers = numbers_in(turn, bare=True)
    return Problem(f"booking.{numbers.problem}") if numbers.problem is not None else numbers.dossiers


def _dossiers_beside(booking: Booking) -> int | None:
    """A number of dossiers, said as one."""
    return numbers_in(booking.turn, bare=False).dossiers if booking.step in _BEFORE_WHO else None


def _people(booking: Booking) -> int | None:
    """How many come to the counter."""
    return numbers_in(booking.turn, bare=False).people if booking.step in _BEFORE_WHO else None


def _name(booking: Booking) -> str | None:
    """The name of who comes."""
    return contact_in(booking.turn).name


def _phone(booking: Booking) -> str | Problem | None:
    """A phone number of Việt Nam; one with a digit missing or too many is told so."""
    said = contact_in(booking.turn)
    wrong = said.problem is not None and (said.name is None or booking.step == Step.PHONE)
    return Problem(f"call.phone_{said.problem}") if said.phone is None and wrong else said.phone


_BEFORE_WHO = (Step.PRESENCE, Step.AREA, Step.UNIT, Step.HALF_DAY, Step.DOSSIERS)
_BOTH = (Step.NAME, Step.CONTACT, Step.FIX)

FORM: Form[Booking] = Form(
    NAME,
    (
        Field(Step.CHECKING, _confirm, known=lambda b: b.draft.pending is None, when="it is not known what came of it"),
        Field(Step.PROCEDURE, lambda b: asks.ask_procedure(b.turn), clears=("must_come", "told", "_chosen")),
        Field(
            Step.PRESENCE,
            _gate,
            slot="must_come",
            read=lambda b: yes_or_no(b.turn),
            known=lambda b: b.allowed,
            when="the ladder depends on it",
        ),
        Field(
            "booked",
            _confirm,
            known=lambda b: not b.confirmed or b.draft.chosen is None,
            when="what was read back is agreed to",
        ),
        Field(
            Step.UNIT,
            lambda b: settle_unit(b.turn, b.draft),
            slot="unit_text",
            read=_place,
            beside=_place_beside,
            known=lambda b: is_settled(b.turn, b.draft),
            when="a place was named that may be several",
        ),
        Field(
            Step.AREA,
            lambda b: ask_area(b.turn, b.draft),
            known=lambda b: not needs_area(b.turn, b.draft),
            when="it decides the unit, or areas are locked down",
        ),
        Field(
            Step.HALF_DAY,
            lambda b: choose(b.turn, b.draft, b.calls, lead=b.lead),
            slot="wish",
            read=_day,
            beside=_day_beside,
            known=lambda b: b.draft.chosen is not None,
            clears=("_chosen", "from_day"),
        ),
        Field(Step.DOSSIERS, lambda b: asks.ask_dossiers(b.turn, b.draft), read=_dossiers, beside=_dossiers_beside),
        Field("people", read=_people, beside=_people, needed=never),
        Field(
            "places",
            _keep,
            known=lambda b: b.kept or still_held(b.turn, b.draft),
            when="as many as there are dossiers and people are not held",
        ),
        Field(
            Step.CONSENT,
            lambda b: asks.ask_consent(b.turn, b.draft),
            known=lambda b: consent.given(b.turn),
            when="the text as it is now was not agreed to",
        ),
        Field(
            Step.CONTACT,
            lambda b: asks.ask_remembered(b.turn),
            slot="other_person",
            needed=_remembered,
            when="a name and a phone are remembered",
        ),
        Field(Step.NAME, lambda b: asks.ask_led(b.turn, Step.NAME, b.lead), read=_name, at=_BOTH),
        Field(
            Step.PHONE,
            lambda b: asks.ask_led(b.turn, Step.PHONE, b.lead),
            read=_phone,
            at=_BOTH,
            unclear="call.phone_none_found",
        ),
        Field(Step.CONFIRM, lambda b: read_back(b.turn, b.draft, lead=b.lead), known=never),
    ),
    waits=(Step.FIX, Step.RETRY),
)
