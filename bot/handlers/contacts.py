"""Whom to call or visit: only numbers that are published for the moment; people, complaints, call-backs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from booking_client import BookingError
from bot.conversation.messages import Kind
from bot.guidance.rulebook.model import UNIT_PURPOSES, Purpose
from bot.guidance.rulebook.text import contact_words
from bot.handlers import mentions, opening_hours, quoting, unheard, visiting
from bot.handlers.answers import Answer
from bot.handlers.calendar import as_of
from bot.handlers.callback.reason import because
from bot.handlers.finding import advise, person_unit
from bot.handlers.hotline import call_choice
from bot.handlers.menu import intent_choice
from bot.handlers.questions import repeating
from bot.handlers.questions.listening import asks_nothing, meets, talk_under_way
from bot.handlers.questions.memory import Memory
from bot.handlers.unit_contacts import keeps_address, value_of
from bot.handlers.units import tell_units
from bot.understanding.blame import blames_an_office, blames_the_assistant
from bot.understanding.clauses import Act, Focus
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.conversation.messages import Choice
    from bot.conversation.turn import Turn

_ADDRESS_SECONDS = 1.0
_COMPLAINT = "contacts.complaint"
_AGAIN = 2
"""Ways of saying once more that a complaint can be left; the texts are numbered."""
_SURE = 0.8
_AT_LENGTH = 8
_REPROACH = re.compile(
    r"\b(?:ai (?:xu|den|chiu|lo|quan|hay)|cong bang|la sao|kieu gi|lam (?:chi|gi)|chi vay|coi duoc|chung nao nua"
    r"|vay ha"
    r"|hay sao|ra gi|o dau ra|cho nao)\b"
)
_LODGES = re.compile(
    r"\b(?:gui|gui don|phan anh|to|nop don|thua|kien) (?:\w+ )?(?:cho )?(?:ai|dau|o dau|cho nao|noi nao)\b"
)
"""Asks where a complaint goes."""


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
        visiting.tell_past(answer, "appointment")
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
    asks = _asks_indeed(turn)
    if (asks or mentions.lodges(turn.text)) and unheard.tell(turn, about=asks and _about(turn)):
        return
    if turn.inbound.kind is Kind.TEXT and not _is_complaint(turn) and _listened(turn):
        return
    because(turn, turn.words("contacts.complaint_reason"), said=[turn.text] if turn.text else [])
    leave = call_choice(turn, "contacts.complaint_leave")
    memory = Memory.of(turn.state, turn.received_at)
    times = memory.times(_COMPLAINT)
    memory.note(_COMPLAINT, turn.received_at)
    memory.keep(turn.state)
    if times and turn.inbound.kind is Kind.TEXT:
        turn.say(f"contacts.complaint_again_{min(times, _AGAIN)}", choices=[leave])
        return
    answer = Answer(turn, advise(turn))
    answer.say(_COMPLAINT)
    oversight = answer.advice.about("oversight")[:1]
    answer.rules(oversight)
    answer.say("contacts.complaint_how")
    answer.send(choices=[leave, intent_choice(turn, "ask_hotline")])


def _about(turn: Turn) -> bool:
    return turn.state.topic.procedure is not None


def _is_complaint(turn: Turn) -> bool:
    """Return whether an office or its people are blamed or praised; who begins a talk so mostly means one."""
    return blames_an_office(turn.text) or not talk_under_way(turn)


def _asks_indeed(turn: Turn) -> bool:
    """Return whether a question is asked, and not only put as a reproach ("ai xử đây", "vậy là công bằng hả")."""
    if asks_nothing(turn) or blames_the_assistant(turn.text):
        return False
    asking = [clause for clause in turn.clauses if quoting.asks(turn.text, clause)]
    if not _is_complaint(turn):
        return True
    last = turn.clauses[-1:]
    return any(
        clause in last and clause.focus not in {None, Focus.PROCEDURE} and not _REPROACH.search(canonical(clause.text))
        for clause in asking
        if clause.act is Act.ASKS_WHETHER or _LODGES.search(canonical(clause.text))
    )


def _listened(turn: Turn) -> bool:
    """Meet a sigh, a fear, a doubt; what was read for a complaint beyond doubt can be left for a clerk all the same."""
    leaves = turn.understanding.confidence >= _SURE and len(turn.text.split()) >= _AT_LENGTH
    choices = [call_choice(turn, "contacts.complaint_leave")] if leaves else []
    if meets(turn, sighs=True, choices=choices):
        if choices:
            because(turn, turn.words("contacts.complaint_reason"), said=[turn.text])
        return True
    return unheard.tell_as_typed(turn, about=_about(turn))
