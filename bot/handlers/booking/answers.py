"""Taking a typed message as the answer to the step that waits, whatever intent the NLU guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guidance.places.gazetteer import Level
from bot.handlers import area
from bot.handlers.asked import answers_step
from bot.handlers.booking.asking import Step
from bot.handlers.booking.asks import ask_procedure
from bot.handlers.booking.corrections import ask_what, correct
from bot.handlers.booking.form import proceed
from bot.handlers.booking.halfdays import Wish
from bot.handlers.booking.people import consent_answer, person_answer, phone_answer, remembered_answer
from bot.handlers.booking.phrases import (
    TAKING,
    Part,
    is_question,
    lives_there,
    only_books,
    wants_again,
    yes_or_no,
)
from bot.handlers.booking.places import no_area, take_area, take_unit
from bot.handlers.booking.reading import contact_in, day_problem, names_day, numbers_in, place_in, settled, when_in
from bot.handlers.booking.where import try_again
from bot.handlers.committing import ask_once_more
from bot.handlers.finding import Found, procedure_of
from bot.handlers.forms import ask_again
from bot.understanding.dates.model import DateFlag

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.handlers.booking.draft import Draft

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
    if not taking and is_question(turn.text) and not answers_step(turn):
        return False
    return await _ANSWERS[step](turn, draft)


async def take_procedure(turn: Turn, draft: Draft) -> bool:
    """Take a procedure that is named where something else was asked for: the same one again, or another one instead."""
    found = procedure_of(turn) if turn.understanding.values("procedure") and not is_question(turn.text) else Found()
    if found.procedure is None or draft.procedure is None:
        return False
    if found.procedure.code == draft.procedure:
        ask_again(turn)
    else:
        await correct(turn, draft, Part.PROCEDURE)
    return True


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
    _note_numbers(turn, draft)
    if found.named and found.procedure is None and found.offered and draft.procedure is None:
        ask_procedure(turn, found.offered)
        return True
    return False


async def _procedure(turn: Turn, draft: Draft) -> bool:
    found = procedure_of(turn)
    if found.procedure is None and not turn.understanding.values("procedure") and _keeps_data(turn, draft):
        ask_again(turn)
        return True
    if not found.named:
        return False
    draft.procedure = None
    if take_message(turn, draft):
        return True
    if draft.procedure is None:
        return False
    await proceed(turn)
    return True


def _keeps_data(turn: Turn, draft: Draft) -> bool:
    """Keep a day or a place that is said before the procedure is known; "ngày mốt" is none, though words are alike."""
    when = when_in(turn)
    if names_day(when) and day_problem(when) is None:
        draft.wish = Wish.of(when).to_json()
        return True
    match = place_in(turn, whole_text=True)
    if match is None or settled(match) is None:
        return False
    draft.unit_text = match.typed
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
        if turn.understanding.values("procedure"):
            return False
        if draft.menu and area.names_hamlet(turn.text):
            turn.say("area.hamlet_unknown")
            ask_again(turn)
        elif any([_note_when(turn, draft), _note_numbers(turn, draft)]):
            ask_again(turn)  # the question stays; all that was said besides is kept
        elif no_area(turn, draft):
            await proceed(turn)
        return True
    if take_area(turn, draft, match):
        _note_when(turn, draft)
        _note_numbers(turn, draft)
        await proceed(turn)
    return True


def _note_when(turn: Turn, draft: Draft) -> bool:
    """Keep the day and half-day that a message says; True where it says one."""
    when = when_in(turn)
    if not names_day(when) or day_problem(when) is not None:
        return False
    draft.wish = Wish.from_json(draft.wish).joined(Wish.of(when)).to_json()
    return True


def _note_numbers(turn: Turn, draft: Draft) -> bool:
    """Keep how many dossiers or people a message counts; True where it counts some."""
    numbers = numbers_in(turn, bare=False)
    draft.dossiers = numbers.dossiers or draft.dossiers
    draft.people = numbers.people or draft.people
    return numbers.dossiers is not None or numbers.people is not None


async def _unit(turn: Turn, draft: Draft) -> bool:
    match = place_in(turn, whole_text=True)
    if match is None and draft.menu and area.names_hamlet(turn.text):
        turn.say("area.hamlet_unknown")
        ask_again(turn)
        return True
    said = (_note_when(turn, draft), _note_numbers(turn, draft))
    if match is None and not any(said) and not wants_again(turn.text):
        return False
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
    counted = _note_numbers(turn, draft)
    if match is None and not names_day(when):
        if wants_again(turn.text) or counted:
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
    spoken = numbers_in(turn, bare=False)
    counted = spoken.dossiers is not None or spoken.people is not None or len(turn.text.split()) == 1
    if not counted and when_in(turn).dates:
        await correct(turn, draft, Part.DAY)  # "sáng t4" is another day and no four; "mot" alone is one
        return True
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


async def _confirm(turn: Turn, draft: Draft) -> bool:
    """What agrees was taken before; politeness is asked for one word, "không" what is wrong."""
    if await _other_data(turn, draft):
        pass
    elif turn.understanding.intent == "deny":
        ask_what(turn)
    elif turn.understanding.intent in TAKING and not is_question(turn.text):
        ask_once_more(turn, "booking.plain_words")
        ask_again(turn)
    else:
        return False
    return True


async def _other_data(turn: Turn, draft: Draft) -> bool:
    """Take data typed at the read-back as a correction: "2 bộ thôi", "sáng thứ 6", another phone or place."""
    taking = turn.understanding.intent in TAKING
    said, numbers, when = contact_in(turn), numbers_in(turn, bare=False), when_in(turn)
    if turn.understanding.values("admin_unit") and taking:
        await correct(turn, draft, Part.UNIT)
    elif said.phone is not None or numbers.dossiers is not None or numbers.people is not None:
        draft.phone = said.phone or draft.phone
        draft.dossiers = numbers.dossiers or draft.dossiers
        draft.people = numbers.people or draft.people
        await proceed(turn)
    elif names_day(when) and day_problem(when) is None and taking:
        draft.chosen = None
        draft.wish = Wish.of(when).to_json()
        await proceed(turn)
    else:
        return False
    return True


async def _fix(turn: Turn, draft: Draft) -> bool:
    if await person_answer(turn, draft):
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
    Step.CONSENT: consent_answer,
    Step.CONTACT: remembered_answer,
    Step.NAME: person_answer,
    Step.PHONE: phone_answer,
    Step.CONFIRM: _confirm,
    Step.FIX: _fix,
    Step.RETRY: _retry,
    Step.CHECKING: _retry,
}
