"""Taking a typed message as the answer to the step that waits, whatever intent the NLU guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guidance.places import Level
from bot.handlers import area, consent
from bot.handlers.booking_asking import Step, ask_again
from bot.handlers.booking_calls import Calls
from bot.handlers.booking_corrections import ask_what
from bot.handlers.booking_flow import ask_procedure, proceed
from bot.handlers.booking_halfdays import Wish
from bot.handlers.booking_holding import drop_quietly
from bot.handlers.booking_places import no_area, take_area, take_unit
from bot.handlers.booking_reading import (
    TAKING,
    contact_in,
    day_problem,
    is_question,
    lives_there,
    names_day,
    numbers_in,
    only_books,
    place_in,
    settled,
    wants_again,
    when_in,
    yes_or_no,
)
from bot.handlers.booking_where import try_again
from bot.handlers.finding import Found, procedure_of
from bot.understanding.dates_model import DateFlag
from bot.understanding.keywords import agrees

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.handlers.booking_draft import Draft

_ALSO: dict[Step, frozenset[str]] = {
    Step.PROCEDURE: frozenset({"find_procedure", "out_of_scope", "ask_submission_channel"}),
    Step.HALF_DAY: frozenset({"ask_queue_capacity"}),
    Step.UNIT: frozenset({"ask_queue_capacity"}),
}
"""Intents that are an answer at one step and a wish of their own at others."""


async def take_answer(turn: Turn, draft: Draft, step: Step) -> bool:
    """Take the message as the answer to ``step``; False where it is none.

    A message that reads as another wish is only taken where it fits the step and asks nothing.
    """
    taking = turn.understanding.intent in TAKING | _ALSO.get(step, frozenset())
    if not taking and is_question(turn.text):
        return False
    return await _ANSWERS[step](turn, draft)


def take_message(turn: Turn, draft: Draft) -> bool:
    """Take everything that a wish for a slot already says; True where something had to be asked at once."""
    found = Found() if only_books(turn.text) else procedure_of(turn)
    if found.named and found.procedure is not None:
        draft.procedure = found.procedure.code
    match = place_in(turn, whole_text=False)
    if match is not None and lives_there(turn):
        home = settled(match)
        if home is not None and home.level is Level.COMMUNE:
            area.remember(turn, home, match.typed)
    elif match is not None:
        draft.unit_text = match.typed
    when = when_in(turn)
    if names_day(when) and day_problem(when) is None:
        draft.wish = Wish.of(when).to_json()
    numbers = numbers_in(turn, bare=False)
    draft.dossiers = numbers.dossiers or draft.dossiers
    draft.people = numbers.people or draft.people
    if found.named and found.procedure is None and found.offered and draft.procedure is None:
        ask_procedure(turn, found.offered)
        return True
    return False


async def _procedure(turn: Turn, draft: Draft) -> bool:
    found = procedure_of(turn)
    if not found.named:
        return False
    draft.procedure = None
    if take_message(turn, draft):
        return True
    if draft.procedure is None:
        return False
    await proceed(turn)
    return True


async def _presence(turn: Turn, draft: Draft) -> bool:
    answer = yes_or_no(turn)
    if answer is None:
        return False
    draft.must_come = answer
    await proceed(turn)
    return True


async def _area(turn: Turn, draft: Draft) -> bool:
    match = place_in(turn, whole_text=True)
    if match is None:
        if turn.understanding.intent not in TAKING or is_question(turn.text):
            return False
        if no_area(turn, draft):
            await proceed(turn)
        return True
    if take_area(turn, draft, match):
        when = when_in(turn)
        if names_day(when) and day_problem(when) is None:
            draft.wish = Wish.of(when).to_json()
        await proceed(turn)
    return True


async def _unit(turn: Turn, draft: Draft) -> bool:
    match = place_in(turn, whole_text=True)
    when = when_in(turn)
    wished = names_day(when) and day_problem(when) is None
    if match is None and not wished and not wants_again(turn.text):
        return False
    if wished:
        draft.wish = Wish.from_json(draft.wish).joined(Wish.of(when)).to_json()
    if match is None:
        try_again(draft)
    if match is None or take_unit(turn, draft, match):
        await proceed(turn)
    return True


async def _half_day(turn: Turn, draft: Draft) -> bool:
    when = when_in(turn)
    match = place_in(turn, whole_text=not names_day(when) and not is_question(turn.text))
    if match is not None and not take_unit(turn, draft, match):
        return True
    numbers = numbers_in(turn, bare=False)
    draft.dossiers = numbers.dossiers or draft.dossiers
    draft.people = numbers.people or draft.people
    if match is None and not names_day(when):
        if wants_again(turn.text) or numbers.dossiers or numbers.people:
            await proceed(turn)
            return True
        return False
    problem = day_problem(when)
    if problem is not None:
        turn.say(f"booking.day_{problem}")
        ask_again(turn)
        return True
    if DateFlag.EVENING in when.flags and not when.dates:
        turn.say("booking.day_evening")
        ask_again(turn)
        return True
    wish = Wish.of(when)
    draft.wish = (wish if wish.is_empty else Wish.from_json(draft.wish).joined(wish)).to_json()
    draft.from_day = None
    await proceed(turn)
    return True


async def _dossiers(turn: Turn, draft: Draft) -> bool:
    numbers = numbers_in(turn, bare=True)
    if numbers.problem is not None:
        turn.say(f"booking.{numbers.problem}")
        ask_again(turn)
        return True
    if numbers.dossiers is None and numbers.people is None:
        return False
    draft.dossiers = numbers.dossiers or draft.dossiers
    draft.people = numbers.people or draft.people
    await proceed(turn)
    return True


async def _consent(turn: Turn, draft: Draft) -> bool:
    if agrees(turn.text):
        await agreed(turn)
        return True
    if yes_or_no(turn) is False:
        await refused(turn, draft)
        return True
    if turn.understanding.intent == "affirm":
        turn.say("consent.plain_words")
        ask_again(turn)
        return True
    return False


async def agreed(turn: Turn) -> None:
    """They agree that name and phone are kept."""
    await consent.agree(turn)
    await proceed(turn)


async def refused(turn: Turn, draft: Draft) -> None:
    """They do not: no name, no booking; what was held is free again."""
    await drop_quietly(draft, Calls(turn))
    await consent.withdraw(turn)
    turn.end()
    turn.say("booking.refused")


async def _contact(turn: Turn, draft: Draft) -> bool:
    answer = yes_or_no(turn)
    if answer is True or agrees(turn.text):
        same_person(turn, draft)
        await proceed(turn)
        return True
    if answer is False:
        draft.other_person = True
        await proceed(turn)
        return True
    return await _person(turn, draft)


def same_person(turn: Turn, draft: Draft) -> None:
    """The remembered name and phone are the ones for this visit too."""
    draft.name = turn.profile.name
    draft.phone = turn.profile.phone


async def _person(turn: Turn, draft: Draft) -> bool:
    """Take a name, a phone, or both in one message."""
    said = contact_in(turn)
    if said.name is None and said.phone is None:
        if said.problem is not None:
            turn.say(f"call.phone_{said.problem.value}")
            ask_again(turn)
            return True
        return False
    draft.other_person = True
    draft.name = said.name or draft.name
    draft.phone = said.phone or draft.phone
    await proceed(turn)
    return True


async def _phone(turn: Turn, draft: Draft) -> bool:
    said = contact_in(turn)
    if said.phone is None:
        if said.problem is None and turn.understanding.intent not in TAKING:
            return False
        turn.say(f"call.phone_{said.problem.value if said.problem else 'none_found'}")
        ask_again(turn)
        return True
    return await _person(turn, draft)


async def _confirm(turn: Turn, draft: Draft) -> bool:
    """Only plain words confirm; politeness is told what they are, "không" is asked what is wrong."""
    if agrees(turn.text):
        await proceed(turn, confirmed=True)
        return True
    said = contact_in(turn)
    numbers = numbers_in(turn, bare=False)
    when = when_in(turn)
    if said.phone is not None or numbers.dossiers is not None or numbers.people is not None:
        draft.phone = said.phone or draft.phone
        draft.dossiers = numbers.dossiers or draft.dossiers
        draft.people = numbers.people or draft.people
        await proceed(turn)
        return True
    if names_day(when) and day_problem(when) is None and turn.understanding.intent in TAKING:
        draft.chosen = None
        draft.wish = Wish.of(when).to_json()
        await proceed(turn)
        return True
    if turn.understanding.intent == "deny":
        ask_what(turn)
        return True
    if turn.understanding.intent in ("affirm", "nlu_fallback", "provide_info") and not is_question(turn.text):
        turn.say("booking.plain_words")
        ask_again(turn)
        return True
    return False


async def _fix(turn: Turn, draft: Draft) -> bool:
    if await _person(turn, draft):
        return True
    return await _confirm(turn, draft)


async def _retry(turn: Turn, draft: Draft) -> bool:
    """Any answer tries again, with what it says besides."""
    if turn.understanding.intent not in TAKING and not wants_again(turn.text):
        return False
    if draft.pending is None:
        take_message(turn, draft)
    await proceed(turn)
    return True


_ANSWERS = {
    Step.PROCEDURE: _procedure,
    Step.PRESENCE: _presence,
    Step.AREA: _area,
    Step.UNIT: _unit,
    Step.HALF_DAY: _half_day,
    Step.DOSSIERS: _dossiers,
    Step.CONSENT: _consent,
    Step.CONTACT: _contact,
    Step.NAME: _person,
    Step.PHONE: _phone,
    Step.CONFIRM: _confirm,
    Step.FIX: _fix,
    Step.RETRY: _retry,
    Step.CHECKING: _retry,
}
