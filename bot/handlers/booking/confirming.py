"""Reading a booking back, confirming it, and saying what came of it; nothing is claimed that is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from booking_client import (
    BookingError,
    BookingUnavailable,
    HoldAlreadyConfirmed,
    IdempotencyConflict,
    InvalidRequest,
    PersonalLimit,
)
from bot.conversation.courses import IN_PERSON
from bot.conversation.messages import Choice
from bot.handlers.answers import Answer
from bot.handlers.booking.asking import Step
from bot.handlers.booking.draft import OWN_PHONE, Draft
from bot.handlers.booking.halfdays import Wish
from bot.handlers.booking.holding import people_of
from bot.handlers.booking.problems import HOLD_ENDED, TAKEN, problem_key
from bot.handlers.booking.visit import (
    advice_for,
    tell_bringing,
    tell_changes,
    tell_entrance,
    tell_result,
    tell_warnings,
)
from bot.handlers.booking.words import capital, half_day_words, phone_words, window_words
from bot.handlers.forms import ask, waiting
from bot.handlers.hotline import call_choice
from bot.handlers.reminding import remind
from bot.handlers.subscriptions import SERVICE, fits
from bot.handlers.unit_contacts import keeps_address, tell_address

if TYPE_CHECKING:
    from collections.abc import Iterable

    from booking_client import Booking
    from bot.conversation.turn import Turn
    from bot.handlers.booking.calls import Calls

MEMO = "booked"
"""Memo: token and code of the latest booking, so that its button pressed again says what came of it."""


def read_back(turn: Turn, draft: Draft, told: Iterable[str], *, lead: str | None = None) -> None:
    """Read the booking back, with the rules of the visit's day, and wait for plain words or the button.

    Args:
        turn: the turn.
        draft: the booking.
        told: lines of the table's rows that have one of their own.
        lead: what has to be said first.
    """
    chosen, held = draft.chosen, draft.held
    procedure = turn.guidance.catalogue.get(draft.procedure or "")
    if chosen is None or held is None or procedure is None or draft.name is None or draft.phone is None:
        raise LookupError("the booking is not complete")
    people = people_of(turn, draft)
    values = {
        "title": procedure.title,
        "unit": chosen.unit_name,
        "half_day": half_day_words(turn, chosen.half, chosen.day),
        "window": window_words(held.start, held.end),
        "dossiers": draft.dossiers,
        "name": draft.name,
        "phone": phone_words(draft.phone),
    }
    answer = Answer(turn, advice_for(turn, chosen.unit, procedure.code, held.start))
    answer.add(lead)
    answer.say("booking.read_back", **values)
    if people > 1:
        answer.say("booking.read_back_people", people=people)
    answer.add(*told)
    if Wish.from_json(draft.wish).timed and not draft.hour_told:
        draft.hour_told = True
        answer.say("booking.no_hour")
    if procedure.presence_kind == "both_parties":
        answer.add(answer_note(turn, procedure.code, draft))
    tell_changes(turn, answer, chosen.unit, held.start)
    tell_entrance(answer, why=False)
    answer.say("booking.confirm_how")
    token = turn.renew_token()
    choices = [
        Choice(turn.words("booking.confirm"), f"#book.confirm:{token}"),
        Choice(turn.words("booking.fix_day"), "#book.fix:day"),
        Choice(turn.words("booking.fix_contact"), "#book.fix:contact"),
        Choice(turn.words("booking.fix_other"), "#book.fix:other"),
        Choice(turn.words("booking.drop"), f"#book.drop:{token}"),
    ]
    answer.send(choices=choices)
    waiting(turn, Step.CONFIRM, choices, turn.words("booking.read_back_short", **values))


def answer_note(turn: Turn, procedure: str, draft: Draft) -> str | None:
    """Return the remark on who has to come ("Hai bên nam, nữ phải có mặt …")."""
    moment = draft.chosen.start if draft.chosen is not None else turn.moment
    return turn.guidance.offers.at(moment, procedure).duty.note


async def confirm(turn: Turn, draft: Draft, calls: Calls) -> str | None:
    """Confirm what was read back, or repeat a confirmation whose outcome is not known.

    Returns:
        None where the turn is answered; else what has to be said before the booking goes on.
    """
    pending = draft.pending or _pending(turn, draft)
    if pending is None:
        return turn.words("booking.problem_hold_ended")
    draft.pending = None
    try:
        booking = await calls.confirm(
            pending["hold"],
            name=pending["name"],
            phone=pending["phone"],
            proven="proven" in pending,
            key=pending["key"],
        )
    except HOLD_ENDED as error:
        draft.held = None
        return turn.words(problem_key(error))
    except HoldAlreadyConfirmed as error:
        booking = await _known(calls, error.code, draft, pending)
    except TAKEN as error:
        draft.held = None
        chosen = draft.chosen
        draft.chosen = None
        when = capital(half_day_words(turn, chosen.half, chosen.day)) if chosen else ""
        return turn.words(problem_key(error), when=when, unit=chosen.unit_name if chosen else "")
    except InvalidRequest:
        draft.phone = None
        return turn.words("booking.problem_invalid")
    except BookingUnavailable as error:
        draft.pending = pending
        if error.outcome_unknown:
            await turn.people.owe("confirm", pending["key"], code=None, procedure=draft.procedure)
        unsure(turn, error)
        return None
    except (IdempotencyConflict, PersonalLimit):
        raise
    except BookingError:
        draft.pending = pending  # what came of it is not known; the same key will tell
        raise
    await turn.people.owe_no_more(pending["key"])
    await booked(turn, booking, calls)
    return None


def _pending(turn: Turn, draft: Draft) -> dict[str, str] | None:
    held = draft.held
    if held is None or draft.name is None or draft.phone is None:
        return None
    pending = {"key": turn.key("confirm"), "hold": held.id, "name": draft.name, "phone": draft.phone}
    return pending | {"proven": "yes"} if draft.phone == draft.own_phone else pending


async def _known(calls: Calls, code: str, draft: Draft, pending: dict[str, str]) -> Booking:
    try:
        return await calls.booking(code)
    except BookingError:
        draft.pending = pending
        raise


def unsure(turn: Turn, error: BookingUnavailable) -> None:
    """Say that a confirmation has not arrived, or that nobody knows; the same key tells at the next try."""
    token = turn.renew_token()
    choices = [
        Choice(turn.words("booking.try_again"), f"#book.retry:{token}"),
        call_choice(turn),
    ]
    key = "booking.confirm_unknown" if error.outcome_unknown else "booking.confirm_down"
    ask(turn, Step.CHECKING, turn.words(key), choices, again=turn.words("booking.checking"))


async def booked(turn: Turn, booking: Booking, calls: Calls) -> None:
    """Say what was booked, and what to know for the visit."""
    token = turn.dialogue.token if turn.dialogue is not None else ""
    draft = Draft.of(turn)
    turn.profile.name = draft.name or turn.profile.name
    turn.profile.phone = draft.phone or turn.profile.phone
    if draft.own_phone is not None:
        turn.state.memo[OWN_PHONE] = draft.own_phone
    turn.state.topic.procedure = booking.procedure
    turn.course.led = IN_PERSON
    turn.state.memo[MEMO] = {"token": token, "code": booking.code}
    turn.end()
    await remind(turn, booking)
    tell_booked(turn, booking, await _address(turn, booking, calls))
    fits(turn, SERVICE, booking.unit_id)


async def _address(turn: Turn, booking: Booking, calls: Calls) -> str | None:
    """Return what the booking service knows of the place's address, where staff publish none by themselves."""
    if keeps_address(turn, booking.unit_id, booking.window.start):
        return None
    try:
        unit = await calls.unit(booking.unit_id)
    except BookingError:
        return None  # an address more or less; the booking stands
    return unit.address if unit is not None else None


def tell_booked(turn: Turn, booking: Booking, address: str | None, *, key: str = "booking.done") -> None:
    """Tell a booking in full: code, number, place and time first, then what to know for the visit.

    Args:
        turn: the turn.
        booking: what was booked.
        address: as the booking service has it; one that is published for the time of the visit goes before it.
        key: of the first sentence.
    """
    address = tell_address(turn, booking.unit_id, booking.window.start) or address
    procedure = turn.guidance.catalogue.get(booking.procedure)
    lines = [
        turn.words(
            key,
            code=booking.code,
            number=booking.queue_number,
            title=procedure.title if procedure is not None else booking.procedure,
            unit=booking.unit_name,
            half_day=half_day_words(turn, booking.half_day, booking.date),
            window=window_words(booking.window.start, booking.window.end),
            dossiers=booking.dossiers,
        )
    ]
    if address:
        lines.append(turn.words("booking.address", address=address))
    turn.reply("\n".join(lines))
    answer = Answer(turn, advice_for(turn, booking.unit_id, booking.procedure, booking.window.start))
    tell_bringing(turn, answer, booking.procedure, booking.window.start)
    tell_entrance(answer, why=False)
    tell_warnings(answer)
    tell_result(turn, answer, booking.procedure)
    answer.say("booking.how_to_change")
    answer.send(
        choices=[
            (turn.words("appointments.mine"), "#appt.list"),
            (turn.words("appointments.change"), f"#appt.move:{booking.code}"),
            (turn.words("appointments.cancel"), f"#appt.cancel:{booking.code}"),
        ]
    )
