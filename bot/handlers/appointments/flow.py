"""Appointments that are made: finding the one that is meant, showing, moving and cancelling it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from booking_client import (
    BookingError,
    BookingNotActive,
    BookingNotFound,
    BookingPast,
    BookingUnavailable,
    ChangeAbandoned,
    CodeMistyped,
    NewcomersLimit,
    SameOpening,
    TooManyTries,
)
from bot.conversation.messages import Choice
from bot.handlers.answers import Answer
from bot.handlers.appointments.change import Change, Step, Wanted
from bot.handlers.appointments.kept import tell_callback
from bot.handlers.appointments.reading import upcoming
from bot.handlers.booking.confirming import tell_booked
from bot.handlers.booking.halfdays import Wish
from bot.handlers.booking.problems import TAKEN, WRONG_UNIT, problem_key
from bot.handlers.booking.visit import advice_for, tell_changes, tell_entrance
from bot.handlers.booking.where import choose
from bot.handlers.booking.words import booking_label, capital, half_day_words, window_words
from bot.handlers.callback.reason import because
from bot.handlers.contacts import tell_numbers
from bot.handlers.finding import advise
from bot.handlers.forms import ask, waiting
from bot.handlers.hotline import call_choice
from bot.handlers.reminding import locked_words, remind

if TYPE_CHECKING:
    from booking_client import Booking
    from bot.conversation.turn import Turn
    from bot.handlers.booking.calls import Calls

NAME = "appointments"
_MOST = 5
GONE = (BookingNotFound, BookingNotActive, BookingPast, CodeMistyped, TooManyTries)
"""The appointment cannot be changed any more, or is not this person's."""


async def go_on(turn: Turn, calls: Calls, *, lead: str | None = None, confirmed: bool = False) -> None:
    """Go on with the change under way, as far as what is known goes."""
    change = Change.of(turn)
    try:
        await _Flow(turn, change, calls).run(lead, confirmed=confirmed)
    except BookingError as error:
        failed(turn, error)


class _Flow:
    def __init__(self, turn: Turn, change: Change, calls: Calls) -> None:
        self.turn = turn
        self.change = change
        self.calls = calls

    async def run(self, lead: str | None, *, confirmed: bool) -> None:
        change = self.change
        try:
            if change.pending is not None or (confirmed and change.before is not None):
                await self.carry_out()
                return
            booking = await self.find()
            if booking is None:
                return
            self.note(booking)
            await self.next(booking, lead)
        except GONE as error:
            self.turn.end()
            found = BookingNotFound("mistyped") if isinstance(error, CodeMistyped) else error
            self.turn.say(problem_key(found), choices=[(self.turn.words("appointments.mine"), "#appt.list")])

    # -- which one

    async def find(self) -> Booking | None:
        """Return the appointment that is meant; None where it had to be asked for or there is none."""
        if self.change.code is None:
            return await self.choose()
        booking = await self.calls.own(self.change.code)
        return booking if booking is not None else await self.proven(self.change.code)

    async def choose(self) -> Booking | None:
        turn = self.turn
        found = upcoming(turn, (await self.calls.mine()).bookings)
        if not found:
            turn.end()
            choices = [(turn.words("appointments.book"), "#book.start")]
            turn.say("appointments.none", choices=choices)
            if self.change.wanted == Wanted.CANCEL:
                await tell_callback(turn)
            return None
        told = Wish.from_json(self.change.which)
        days = [booking for booking in found if not told.days or booking.date in told.days]
        meant = [booking for booking in days if told.half in (None, booking.half_day)]
        if len(meant) == 1:
            return meant[0]
        self.change.which = None
        choices = [(booking_label(turn, booking), f"#appt.pick:{booking.code}") for booking in found[:_MOST]]
        ask(turn, Step.CHOOSE, turn.words(f"appointments.which_{self.change.wanted}"), choices)
        return None

    async def proven(self, code: str) -> Booking | None:
        """Return the appointment of a code, where the phone that was given is the one that booked; else ask for it.

        It is asked for without a word of whether there is such an appointment, and the look changes nothing.
        """
        if self.change.proof is None:
            ask(self.turn, Step.PHONE, self.turn.words("appointments.ask_phone"))
            return None
        return await self.calls.look_up(code, self.change.proof)

    def note(self, booking: Booking) -> None:
        """Keep what the appointment is, for read-backs and for looking for another half-day."""
        change, turn = self.change, self.turn
        change.code = booking.code
        change.procedure = booking.procedure
        change.dossiers = booking.dossiers
        change.people = booking.people
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

    # -- what is wanted

    async def next(self, booking: Booking, lead: str | None) -> None:
        wanted = Wanted(self.change.wanted or Wanted.SHOW)
        if wanted is Wanted.SHOW:
            self.turn.end()
            show(self.turn, booking)
        elif wanted is Wanted.CANCEL:
            self.read_back_cancel()
        elif self.change.chosen is not None or await choose(self.turn, self.change, self.calls, lead=lead):
            self.read_back_move()

    def read_back_cancel(self) -> None:
        turn = self.turn
        token = turn.renew_token()
        choices = [
            (turn.words("appointments.confirm_cancel"), f"#appt.confirm:{token}"),
            (turn.words("appointments.move_instead"), f"#appt.instead:{token}"),
            (turn.words("appointments.keep"), f"#appt.keep:{token}"),
        ]
        ask(turn, Step.CONFIRM_CANCEL, turn.words("appointments.read_back_cancel", **self.change.before or {}), choices)

    def read_back_move(self) -> None:
        turn, chosen = self.turn, self.change.chosen
        if chosen is None:
            raise LookupError("no half-day is chosen")
        values = {
            **(self.change.before or {}),
            "new": half_day_words(turn, chosen.half, chosen.day),
            "new_unit": chosen.unit_name,
        }
        answer = Answer(turn, advice_for(turn, chosen.unit, self.change.procedure or "", chosen.start))
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

    # -- doing it

    async def carry_out(self) -> None:
        """Cancel or move what was confirmed, or repeat that where its outcome is not known."""
        change, turn = self.change, self.turn
        pending = change.pending or {"key": turn.key(change.wanted or "")}
        change.pending = pending
        code = change.code or ""
        try:
            if change.wanted == Wanted.CANCEL:
                cancelled = await self.calls.cancel(code, last4=change.proof, key=pending["key"])
                await turn.people.owe_no_more(pending["key"])
                await turn.people.drop_reminders(cancelled.code)
                self.cancelled(cancelled)
                return
            chosen = change.chosen
            if chosen is None:
                raise LookupError("no half-day is chosen")
            moved = await self.calls.move(code, chosen.opening, last4=change.proof, key=pending["key"])
        except (*TAKEN, *WRONG_UNIT, SameOpening, NewcomersLimit, ChangeAbandoned) as error:
            await turn.people.owe_no_more(pending["key"])
            await self.lost(error)
            return
        except BookingUnavailable as error:
            if error.outcome_unknown:
                what = Wanted(change.wanted or Wanted.MOVE).value
                await turn.people.owe(what, pending["key"], code=code, procedure=change.procedure)
            raise
        await turn.people.owe_no_more(pending["key"])
        turn.end()
        await remind(turn, moved)
        tell_booked(turn, moved, None, key="appointments.moved")

    def cancelled(self, booking: Booking) -> None:
        turn = self.turn
        turn.end()
        turn.say(
            "appointments.cancelled",
            code=booking.code,
            half_day=half_day_words(turn, booking.half_day, booking.date),
            unit=booking.unit_name,
            choices=[(turn.words("appointments.book_again"), f"#book.start:{booking.procedure}")],
        )

    async def lost(self, error: BookingError) -> None:
        """The new half-day cannot be had: the appointment stays, others are offered."""
        change, turn = self.change, self.turn
        chosen = change.chosen
        change.pending = None
        change.chosen = None
        when = capital(half_day_words(turn, chosen.half, chosen.day)) if chosen else ""
        left = getattr(error, "places_left", 0)
        text = turn.words(
            "booking.problem_too_few" if left else problem_key(error),
            when=when,
            unit=chosen.unit_name if chosen else "",
            left=left,
            dossiers=change.dossiers or 1,
            people=change.people or 1,
        )
        await choose(turn, change, self.calls, lead=f"{text} {turn.words('appointments.still_yours')}")


def show(turn: Turn, booking: Booking) -> None:
    """Show one appointment with what can be done about it."""
    turn.reply(
        line(turn, booking),
        choices=[
            (turn.words("appointments.change"), f"#appt.move:{booking.code}"),
            (turn.words("appointments.cancel"), f"#appt.cancel:{booking.code}"),
        ],
    )


def line(turn: Turn, booking: Booking) -> str:
    """Return an appointment in words."""
    procedure = turn.guidance.catalogue.get(booking.procedure)
    locked = locked_words(turn.guidance, turn.texts, booking.unit_id, booking.window.start, turn.profile.language)
    told = turn.words(
        "appointments.one",
        code=booking.code,
        number=booking.queue_number,
        half_day=half_day_words(turn, booking.half_day, booking.date),
        window=window_words(booking.window.start, booking.window.end),
        unit=booking.unit_name,
        title=procedure.title if procedure is not None else booking.procedure,
        dossiers=booking.dossiers,
    )
    return told if locked is None else f"{told}\n{locked}"


def failed(turn: Turn, error: BookingError, *, retry: bool = True) -> None:
    """Say plainly that the booking service cannot be used; where ``retry``, the change under way can be tried again."""
    answer = Answer(turn, advise(turn))
    unknown = isinstance(error, BookingUnavailable) and error.outcome_unknown
    answer.say("appointments.unknown" if unknown else "appointments.down")
    if answer.advice.hotline is not None:
        tell_numbers(answer)
    because(turn, turn.words("booking.call_reason_down"))
    if not retry:
        answer.send(choices=[(turn.words("booking.try_again"), "#appt.list"), call_choice(turn)])
        return
    token = turn.renew_token()
    choices = [Choice(turn.words("booking.try_again"), f"#appt.retry:{token}"), call_choice(turn)]
    answer.send(choices=choices)
    waiting(turn, Step.RETRY, choices, turn.words("appointments.retry_short"))
