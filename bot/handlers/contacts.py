"""Whom to call or visit: only numbers that are published for the moment; people, complaints, call-backs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from booking_client import BookingError
from bot.guidance.rulebook.model import UNIT_PURPOSES, Purpose
from bot.guidance.rulebook.text import contact_words
from bot.handlers import mentions, opening_hours, unheard
from bot.handlers.answers import Answer
from bot.handlers.calendar import as_of
from bot.handlers.callback.reason import because
from bot.handlers.finding import advise, person_unit
from bot.handlers.hotline import call_choice
from bot.handlers.menu import intent_choice
from bot.handlers.questions import repeating
from bot.handlers.unit_contacts import keeps_address, value_of
from bot.handlers.units import tell_units
from bot.handlers.visiting import tell_past

if TYPE_CHECKING:
    from bot.conversation.messages import Choice
    from bot.conversation.turn import Turn

_ADDRESS_SECONDS = 1.0


def tell_numbers(answer: Answer) -> None:
    """Tell the published numbers for the moment, or that none is published."""
    advice = answer.advice
    line = advice.contact(Purpose.BOOKING)
    information = advice.contact(Purpose.INFORMATION)
    answer.turn.told.update(contact.id for contact in (line, information) if contact is not None)
    if line is not None:
        found = [a for a in advice.about("hotline") if "queue" in a.rule.topics][:1]
        answer.rules(found, why=False)
        if not found:
            answer.say("contacts.line", contact=contact_words(line))
    else:
        answer.silence("hotline_number")
    if information is not None:
        answer.say("contacts.information", contact=contact_words(information))


async def ask_hotline(turn: Turn) -> None:
    """Which number to call."""
    answer = Answer(turn, advise(turn))
    if repeating.asks_its_hours(turn):
        answer.say("case.line_hours")
    else:
        tell_numbers(answer)
    if answer.advice.hotline is None and mentions.old_hotline(turn.text):
        answer.say("contacts.old_line")
        tell_past(answer, "appointment")
    because(turn, turn.words("contacts.reason"), said=[turn.text] if turn.text else [])
    answer.send(choices=[call_choice(turn), intent_choice(turn, "ask_office_info")])


async def ask_office_info(turn: Turn) -> None:
    """Address, hours: told where a unit has published them, else said to be unknown."""
    if any(reply.text.startswith(turn.words("case.line_hours")) for reply in turn.replies):
        return  # a second reading of the same question, which was of the line's hours
    if opening_hours.asks(turn):
        opening_hours.tell(turn)
        return
    answer = Answer(turn, advise(turn))
    told = _published(turn, answer)
    if Purpose.UNIT_ADDRESS not in told:
        await _addresses(turn, answer)
    if Purpose.UNIT_HOURS not in told:
        answer.silence("hours")
    if told != UNIT_PURPOSES:
        answer.say("contacts.office_unknown")
    tell_units(answer)
    if answer.advice.hotline is None:
        answer.silence("hotline_number")
    answer.send(choices=[intent_choice(turn, "book_appointment"), call_choice(turn)])


def _published(turn: Turn, answer: Answer) -> frozenset[Purpose]:
    """Tell what the person's one-stop unit has published of itself for the moment; return what that was."""
    unit = person_unit(turn)
    if unit is None:
        return frozenset()
    found = turn.guidance.rulebook.contacts_of(unit.id, turn.moment)
    name = turn.guidance.places.label(unit, turn.moment)
    for contact in found:
        answer.say("contacts.of_unit", name=name, label=contact.label, value=value_of(turn, contact))
        turn.told.add(contact.id)
    return frozenset(contact.purpose for contact in found)


async def _addresses(turn: Turn, answer: Answer) -> None:
    unit = person_unit(turn)
    if turn.booking is None or unit is None or keeps_address(turn, unit.id, turn.moment):
        return
    try:
        units = await turn.booking.list_units(
            area_id=unit.id, on=turn.moment.date(), as_of=as_of(turn), timeout=_ADDRESS_SECONDS
        )
    except BookingError:
        return  # an address more or less; the answer stands without it
    for found in units:
        if found.address:
            answer.say("contacts.address", name=found.name, address=found.address)


async def talk_to_human(turn: Turn, *, first: Choice | None = None) -> None:
    """They want a person: the numbers to call, and a call-back; ``first`` is offered before that."""
    answer = Answer(turn, advise(turn))
    answer.say("contacts.human")
    tell_numbers(answer)
    because(turn, turn.words("contacts.reason"), said=[turn.text] if turn.text else [])
    answer.send(choices=[*([first] if first is not None else []), call_choice(turn)])


async def complaint_feedback(turn: Turn) -> None:
    """Complaint or praise: taken down by consent, named to whom it goes; nothing is promised.

    Who asks where to lodge one against a decision, or whom it goes to, is told what is known of that.
    """
    if mentions.lodges(turn.text) and unheard.tell(turn):
        return
    answer = Answer(turn, advise(turn))
    answer.say("contacts.complaint")
    oversight = answer.advice.about("oversight")[:1]
    answer.rules(oversight)
    answer.say("contacts.complaint_how")
    because(turn, turn.words("contacts.complaint_reason"), said=[turn.text] if turn.text else [])
    answer.send(choices=[call_choice(turn, "contacts.complaint_leave"), intent_choice(turn, "ask_hotline")])
