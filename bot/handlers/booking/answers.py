"""Taking a typed message as the answer to the step that waits, whatever intent the NLU guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.form import Heard, Problem
from bot.guidance.places.gazetteer import Level
from bot.handlers import area
from bot.handlers.asked import answers_step
from bot.handlers.booking.asking import Step
from bot.handlers.booking.asks import ask_procedure
from bot.handlers.booking.corrections import ask_what, correct
from bot.handlers.booking.form import FORM, Booking, proceed
from bot.handlers.booking.halfdays import Wish
from bot.handlers.booking.people import consent_answer, same_person, why
from bot.handlers.booking.phrases import (
    TAKING,
    Part,
    agrees_plainly,
    is_question,
    lives_there,
    only_books,
    wants_again,
    yes_or_no,
)
from bot.handlers.booking.places import no_area, take_area
from bot.handlers.booking.reading import contact_in, day_problem, names_day, numbers_in, place_in, when_in
from bot.handlers.booking.where import try_again
from bot.handlers.committing import ask_once_more
from bot.handlers.finding import Found, procedure_of
from bot.handlers.forms import ask_again, under_way

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
    return await _ANSWERS.get(step, _from_table)(turn, draft)


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
        home = area.settled(match)
        if home is not None and home.level is Level.COMMUNE:
            area.remember(turn, home, match.typed)
    elif match is not None:
        draft.unit_text = match.typed
    when = when_in(turn)
    if names_day(when) and day_problem(when) is None:
        draft.wish = Wish.of(when).to_json()
    numbers = numbers_in(turn, bare=False)
    draft.dossiers, draft.people = numbers.dossiers or draft.dossiers, numbers.people or draft.people
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
    if match is None or area.settled(match) is None:
        return False
    draft.unit_text = match.typed
    return True


async def _from_table(turn: Turn, draft: Draft) -> bool:
    """Take what the table's readers make of the message; False where they make nothing of it."""
    step, again = Step(under_way(turn).step), wants_again(turn.text)
    if step in _WHO and why(turn):
        return True
    booking = Booking(turn)
    heard, row = FORM.hear(booking, step), FORM.field(step)
    if not heard.values and heard.problem is None and not (again and step in (Step.UNIT, Step.HALF_DAY)):
        if row is None or not row.unclear or turn.understanding.intent not in TAKING:
            return False
        heard = Heard({}, Problem(row.unclear))
    if step is Step.UNIT and heard.problem is None and "unit_text" not in heard.values:
        try_again(draft)
    FORM.take(booking, heard)
    if heard.problem is not None:
        turn.say(heard.problem.key)
        ask_again(turn)
    elif step is Step.PRESENCE and draft.must_come is None:
        ask_again(turn)  # the question stays; what is said besides is kept
    else:
        await proceed(turn)
    return True


async def _contact(turn: Turn, draft: Draft) -> bool:
    """Take the answer to whether the remembered name and phone are the ones for this visit."""
    answer = yes_or_no(turn)
    if answer is True or agrees_plainly(turn.text):
        same_person(turn, draft)
    elif answer is False:
        draft.other_person = True
    else:
        return await _from_table(turn, draft)
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
        elif _note(turn):
            ask_again(turn)  # the question stays; all that was said besides is kept
        elif no_area(turn, draft):
            await proceed(turn)
        return True
    if take_area(turn, draft, match):
        _note(turn)
        await proceed(turn)
    return True


def _note(turn: Turn) -> bool:
    """Keep what is said beside the answer; True where something is."""
    booking = Booking(turn)
    heard = FORM.hear(booking, under_way(turn).step)
    FORM.take(booking, heard)
    return bool(heard.values)


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
    if await _from_table(turn, draft):
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


_WHO = (Step.CONTACT, Step.NAME, Step.PHONE, Step.FIX)
_ANSWERS = {
    Step.PROCEDURE: _procedure,
    Step.AREA: _area,
    Step.CONSENT: consent_answer,
    Step.CONTACT: _contact,
    Step.CONFIRM: _confirm,
    Step.FIX: _fix,
    Step.RETRY: _retry,
    Step.CHECKING: _retry,
}
"""Steps whose answers are more than the table's readers make of them."""
