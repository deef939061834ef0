"""Appointments that are made: showing, moving and cancelling one, and what is said where that fails."""

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
from bot.handlers.appointments.past import is_over, tell_past
from bot.handlers.booking.confirming import tell_booked
from bot.handlers.booking.problems import TAKEN, WRONG_UNIT, problem_key
from bot.handlers.booking.where import choose
from bot.handlers.booking.words import capital, half_day_words, window_words
from bot.handlers.callback.reason import because
from bot.handlers.contacts import tell_numbers
from bot.handlers.finding import advise
from bot.handlers.forms import waiting
from bot.handlers.hotline import call_choice
from bot.handlers.reminding import locked_words, remind

if TYPE_CHECKING:
    from booking_client import Booking
    from bot.conversation.turn import Turn
    from bot.handlers.booking.calls import Calls

GONE = (BookingNotFound, BookingNotActive, BookingPast, CodeMistyped, TooManyTries)
"""The appointment cannot be changed any more, or is not this person's."""


def gone(turn: Turn, error: BookingError) -> None:
    """Say that there is nothing to change; a mistyped code is told as one of somebody else."""
    turn.end()
    found = BookingNotFound("mistyped") if isinstance(error, CodeMistyped) else error
    turn.say(problem_key(found), choices=[(turn.words("appointments.mine"), "#appt.list")])


async def carry_out(turn: Turn, change: Change, calls: Calls) -> None:
    """Cancel or move what was confirmed, or repeat that where its outcome is not known."""
    pending = change.pending or {"key": turn.key(change.wanted or "")}
    change.pending = pending
    code = change.code or ""
    try:
        if change.wanted == Wanted.CANCEL:
            cancelled = await calls.cancel(code, last4=change.proof, key=pending["key"])
            await turn.people.owe_no_more(pending["key"])
            await turn.people.drop_reminders(cancelled.code)
            _cancelled(turn, cancelled)
            return
        chosen = change.chosen
        if chosen is None:
            raise LookupError("no half-day is chosen")
        moved = await calls.move(code, chosen.opening, last4=change.proof, key=pending["key"])
    except (*TAKEN, *WRONG_UNIT, SameOpening, NewcomersLimit, ChangeAbandoned) as error:
        await turn.people.owe_no_more(pending["key"])
        await _lost(turn, change, calls, error)
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


def _cancelled(turn: Turn, booking: Booking) -> None:
    turn.end()
    turn.say(
        "appointments.cancelled",
        code=booking.code,
        half_day=half_day_words(turn, booking.half_day, booking.date),
        unit=booking.unit_name,
        choices=[(turn.words("appointments.book_again"), f"#book.start:{booking.procedure}")],
    )


async def _lost(turn: Turn, change: Change, calls: Calls, error: BookingError) -> None:
    """The new half-day cannot be had: the appointment stays, others are offered."""
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
    await choose(turn, change, calls, lead=f"{text} {turn.words('appointments.still_yours')}")


def show(turn: Turn, booking: Booking) -> None:
    """Show one appointment with what can be done about it."""
    if is_over(turn, booking):
        tell_past(turn, booking.date, booking)
        return
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
