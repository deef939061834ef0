"""What the change of an appointment has to know: one row a question, in the order in which they are asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from booking_client import BookingError, BookingStatus
from bot.conversation.form import Field, Form, Problem, never
from bot.conversation.messages import Choice
from bot.handlers.answers import Answer
from bot.handlers.appointments.change import Change, Step, Wanted
from bot.handlers.appointments.flow import GONE, carry_out, failed, gone, show
from bot.handlers.appointments.kept import speaks_of_call, tell_callback
from bot.handlers.appointments.none import tell_none
from bot.handlers.appointments.past import day_over, is_over, of_day, past_words, tell_past
from bot.handlers.appointments.reading import upcoming
from bot.handlers.booking.draft import Visiting
from bot.handlers.booking.halfdays import Wish
from bot.handlers.booking.places import settle_unit
from bot.handlers.booking.reading import (
    contact_in,
    day_problem,
    names_day,
    other_place_in,
    when_in,
    wish_in,
)
from bot.handlers.booking.visit import advice_for, tell_changes, tell_entrance
from bot.handlers.booking.where import choose
from bot.handlers.booking.words import booking_label, half_day_words, window_words
from bot.handlers.forms import ask, go_through, waiting
from bot.understanding.phones import read_phone

if TYPE_CHECKING:
    from booking_client import Booking
    from bot.conversation.turn import Turn
    from bot.handlers.booking.calls import Calls

NAME = "appointments"
_MOST = 5
_LAST = 4
"""Digits of a phone that show who booked, beside the code."""


@dataclass(slots=True)
class Changing(Visiting):
    """A change in this turn.

    Attributes:
        booking: the appointment, once it is found and shown to be this person's.
    """

    booking: Booking | None = None

    @property
    def change(self) -> Change:
        """What is known of the change."""
        return Change(self.slots)


async def go_on(turn: Turn, calls: Calls | None = None, *, lead: str | None = None, confirmed: bool = False) -> None:
    """Go on with the change under way, as far as what is known goes."""
    try:
        await go_through(FORM, Changing(turn, lead=lead, confirmed=confirmed, made=calls))
    except GONE as error:
        gone(turn, error)
    except BookingError as error:
        failed(turn, error)


# -- asking


async def _which(changing: Changing) -> bool:
    """Ask which of several appointments is meant; one that is the only one is."""
    turn, change = changing.turn, changing.change
    mine = (await changing.calls.mine()).bookings
    found, over = upcoming(turn, mine), day_over(turn)
    if over is not None and not found:
        turn.end()
        tell_past(turn, over, of_day(turn, mine, over))
        return False
    if not found:
        turn.end()
        if change.wanted == Wanted.CANCEL and speaks_of_call(turn) and await tell_callback(turn):
            return False
        tell_none(turn)
        if change.wanted == Wanted.CANCEL:
            await tell_callback(turn)
        return False
    told = Wish.from_json(change.which)
    days = [booking for booking in found if not told.days or booking.date in told.days]
    meant = [booking for booking in days if told.half in (None, booking.half_day)]
    if len(meant) == 1 and over is None:
        _note(changing, meant[0])
        return True
    change.which = None
    choices = [(booking_label(turn, booking), f"#appt.pick:{booking.code}") for booking in found[:_MOST]]
    which = turn.words(f"appointments.which_{change.wanted}")
    lead = past_words(turn, over, of_day(turn, mine, over)) if over is not None else None
    text = turn.words("booking.led", lead=lead, question=which) if lead else which
    ask(turn, Step.CHOOSE, text, choices, again=which)
    return False


async def _find(changing: Changing) -> bool:
    """Find the appointment of a code; ask for the phone that booked where it is not this person's own.

    It is asked for without a word of whether there is such an appointment, and the look changes nothing.
    """
    change = changing.change
    booking = await changing.calls.own(change.code or "")
    if booking is None and change.proof is None:
        ask(changing.turn, Step.PHONE, changing.turn.words("appointments.ask_phone"))
        return False
    found = booking or await changing.calls.look_up(change.code or "", change.proof or "")
    if change.wanted != Wanted.SHOW and found.status is BookingStatus.BOOKED and is_over(changing.turn, found):
        changing.turn.end()
        tell_past(changing.turn, found.date, found)
        return False
    _note(changing, found)
    return True


def _note(changing: Changing, booking: Booking) -> None:
    """Keep what the appointment is, for read-backs and for looking for another half-day."""
    change, turn = changing.change, changing.turn
    changing.booking = booking
    change.code, change.procedure = booking.code, booking.procedure
    change.dossiers, change.people = booking.dossiers, booking.people
    change.moving_from = booking.opening_id
    if change.unit is None and not change.elsewhere:
        change.unit = booking.unit_id
    change.before = {
        "code": booking.code,
        "unit": booking.unit_name,
        "day": booking.date.isoformat(),
        "half_day": half_day_words(turn, booking.half_day, booking.date),
        "window": window_words(booking.window.start, booking.window.end),
    }


def _show(changing: Changing) -> None:
    if changing.booking is not None:
        changing.turn.end()
        show(changing.turn, changing.booking)


def _read_back_cancel(changing: Changing) -> None:
    turn = changing.turn
    token = turn.renew_token()
    choices = [
        (turn.words("appointments.confirm_cancel"), f"#appt.confirm:{token}"),
        (turn.words("appointments.move_instead"), f"#appt.instead:{token}"),
        (turn.words("appointments.keep"), f"#appt.keep:{token}"),
    ]
    text = turn.words("appointments.read_back_cancel", **changing.change.before or {})
    short = turn.words("appointments.read_back_cancel_short", **changing.change.before or {})
    ask(turn, Step.CONFIRM_CANCEL, text, choices, again=short)


def _read_back_move(changing: Changing) -> None:
    turn, change, chosen = changing.turn, changing.change, changing.change.chosen
    if chosen is None:
        raise LookupError("no half-day is chosen")
    new = half_day_words(turn, chosen.half, chosen.day)
    values = {**(change.before or {}), "new": new, "new_unit": chosen.unit_name}
    answer = Answer(turn, advice_for(turn, chosen.unit, change.procedure or "", chosen.start))
    answer.say("appointments.read_back_move", **values)
    tell_changes(turn, answer, chosen.unit, chosen.start)
    tell_entrance(answer, why=False)
    answer.say("appointments.confirm_how")
    token = turn.renew_token()
    choices = [
        Choice(turn.words("appointments.confirm_move"), f"#appt.confirm:{token}"),
        Choice(turn.words("appointments.other_day"), "#appt.other"),
        Choice(turn.words("appointments.keep"), f"#appt.keep:{token}"),
    ]
    answer.send(choices=choices)
    waiting(turn, Step.CONFIRM_MOVE, choices, turn.words("appointments.read_back_short", **values))


# -- reading


def _day_of_it(changing: Changing) -> dict[str, Any] | None:
    """The day that tells one of several appointments."""
    when = when_in(changing.turn)
    return Wish.of(when).to_json() if names_day(when) and day_problem(when) is None else None


def _proof(changing: Changing) -> str | Problem | None:
    """The phone that booked, or its last four digits."""
    turn, said = changing.turn, contact_in(changing.turn)
    typed = turn.text.strip()
    if typed.isdecimal() and len(typed) == _LAST:
        return "".join(str(int(digit)) for digit in typed)
    shared = read_phone(turn.inbound.phone or "").phone
    phone = shared.number if shared is not None else said.phone
    if phone is not None:
        return phone[-_LAST:]
    return Problem(f"call.phone_{said.problem.value}") if said.problem is not None else None


def _place(changing: Changing) -> str | None:
    """Another place, as typed."""
    return other_place_in(changing.turn)


def _wish(changing: Changing) -> dict[str, Any] | Problem | None:
    """A day, a half-day, or a wish about them; joined with what was said of it before."""
    return wish_in(changing.turn, changing.change.wish)


_WHERE = (Step.UNIT, Step.HALF_DAY)

FORM: Form[Changing] = Form(
    NAME,
    (
        Field(
            Step.RETRY,
            lambda c: carry_out(c.turn, c.change, c.calls),
            known=lambda c: c.change.pending is None and not (c.confirmed and c.change.before is not None),
            when="what was read back is agreed to, or it is not known what came of it",
        ),
        Field(
            Step.CHOOSE,
            _which,
            slot="which",
            read=_day_of_it,
            known=lambda c: c.change.code is not None,
            when="no code was typed or picked, and there are several",
        ),
        Field(
            Step.PHONE,
            _find,
            slot="proof",
            read=_proof,
            known=lambda c: c.booking is not None,
            when="the code is not of an appointment of this person's",
        ),
        Field(
            "show", _show, needed=lambda c: c.change.wanted == Wanted.SHOW, known=never, when="it shall only be shown"
        ),
        Field(
            Step.CONFIRM_CANCEL,
            _read_back_cancel,
            needed=lambda c: c.change.wanted == Wanted.CANCEL,
            known=never,
            when="it shall be cancelled",
        ),
        Field(
            Step.UNIT,
            lambda c: settle_unit(c.turn, c.change),
            slot="unit_text",
            read=_place,
            at=_WHERE,
            known=lambda c: c.change.unit_text is None,
            when="a place was named that may be several",
            clears=("from_day",),
        ),
        Field(
            Step.HALF_DAY,
            lambda c: choose(c.turn, c.change, c.calls, lead=c.lead),
            slot="wish",
            read=_wish,
            at=_WHERE,
            known=lambda c: c.change.chosen is not None,
            clears=("from_day",),
        ),
        Field(Step.CONFIRM_MOVE, _read_back_move, known=never),
    ),
)
