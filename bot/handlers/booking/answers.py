"""Taking a typed message as the answer to the step that waits, whatever intent the NLU guessed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.form import Heard
from bot.handlers import consent, early
from bot.handlers.asked import answers_step
from bot.handlers.booking.asking import Step
from bot.handlers.booking.corrections import ask_what, fix, names_name, part_of
from bot.handlers.booking.form import FORM, keep, proceed
from bot.handlers.booking.hearing import READ_BACK, Booking
from bot.handlers.booking.people import consent_answer, why
from bot.handlers.booking.phrases import is_question, wants_again
from bot.handlers.booking.places import ask_area, wish_kept
from bot.handlers.booking.reading import names_day, when_in
from bot.handlers.booking.where import try_again
from bot.handlers.committing import agreed_to, ask_once_more
from bot.handlers.finding import Found, procedure_of
from bot.handlers.forms import ask_again, lets_pass
from bot.handlers.place_put_right import place_put_right
from bot.handlers.put_right import without_what_is_not
from bot.understanding.agreement import Agreement, Means
from bot.understanding.clauses.denied import denied_in

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.handlers.booking.draft import Draft

_ALSO: dict[str, frozenset[str]] = {
    Step.PROCEDURE: frozenset({"find_procedure", "out_of_scope", "ask_submission_channel"}),
    Step.HALF_DAY: frozenset({"ask_queue_capacity"}),
    Step.UNIT: frozenset({"ask_queue_capacity"}),
}
"""Intents that are an answer at one step and a wish of their own at others."""
_RIGHT = re.compile(r" m[ớo]i (?:là )?(?:đúng|dung|phải|phai)\b.*", re.IGNORECASE)
_STAY = (Step.PROCEDURE, Step.PRESENCE, Step.AREA)
"""Their questions stay what they are, whatever is said besides: it is kept, and they are only put again."""
_WHERE = (Step.UNIT, Step.HALF_DAY)
_TRIED = (Step.RETRY, Step.CHECKING)
_WHO = (Step.CONTACT, Step.NAME, Step.PHONE, Step.FIX)


async def take_agreement(turn: Turn, step: str, reply: Agreement) -> bool:
    """Take an agreement to what commits; False where the message is none.

    A field that differs from what was read back is changed and read back anew instead.
    """
    agrees = agreed_to(turn, reply)
    if not agrees and (step == Step.CONSENT or reply.means is not Means.CHANGES):
        return False
    if step == Step.CONSENT:
        await consent.agree(turn)
        await early.take(turn)
    booking = Booking(turn, reply)
    heard = FORM.hear(booking, Step.CONFIRM if step in READ_BACK else step)
    changed = FORM.changed(booking, heard)
    if changed or step == Step.CONSENT:
        await keep(booking, heard, anew=changed)
    elif agrees:
        await proceed(turn, confirmed=True)
    return agrees or bool(changed)


async def take_answer(turn: Turn, draft: Draft, step: str) -> bool:
    """Take the message as the answer to ``step``; False where it is none.

    A message that reads as another wish is only taken where it fits the step and asks nothing.
    """
    booking, again = Booking(turn), wants_again(turn.text)
    also = turn.understanding.intent in _ALSO.get(step, ())
    if not (booking.taking or also) and is_question(turn.text) and not answers_step(turn):
        return False
    if step == Step.CONSENT:
        return await consent_answer(turn, draft)
    if step in _TRIED:
        other = is_question(turn.text) and not names_day(when_in(turn))
        return (again or (booking.taking and not other)) and await _try_again(booking)
    if step in _WHO and why(turn):
        return True
    heard = FORM.hear(booking, step)
    if not (heard.values or heard.problem or booking.found.offered or (again and step in _WHERE)):
        return _nothing_said(booking)
    if step == Step.UNIT and heard.problem is None and "unit_text" not in heard.values:
        try_again(draft)
    if heard.problem is not None or (step in _STAY and not FORM.answered(step, heard) and not booking.found.offered):
        FORM.take(booking, heard)
        _put_again(turn, draft, step, heard)
    else:
        await keep(booking, heard, anew=FORM.changed(booking, heard) if step in READ_BACK else ())
    return True


def _put_again(turn: Turn, draft: Draft, step: str, heard: Heard) -> None:
    """Put a question again that was not answered, after what has to be said of what was told besides."""
    if heard.problem is not None:
        turn.say(heard.problem.key)
    elif step == Step.AREA:
        ask_area(turn, draft)
        return
    elif (kept := wish_kept(turn, draft)) is not None:
        turn.reply(kept)
    ask_again(turn)


async def _try_again(booking: Booking) -> bool:
    """Any answer tries again, with what it says besides, unless it may be booked by now."""
    unknown = booking.draft.pending is not None
    await keep(booking, Heard({}) if unknown else FORM.hear(booking, Step.RETRY))
    return True


def _nothing_said(booking: Booking) -> bool:
    """What agrees to a read-back was taken before; politeness is asked for one word, "không" what is wrong."""
    turn, row = booking.turn, FORM.field(booking.step)
    read_back = booking.step in READ_BACK
    if read_back and turn.understanding.intent == "deny":
        ask_what(turn)
    elif booking.taking and lets_pass(turn):
        return False
    elif read_back and booking.taking:
        ask_once_more(turn, "booking.plain_words")
        ask_again(turn)
    elif row is not None and row.unclear and booking.taking:
        turn.say(row.unclear)
        ask_again(turn)
    else:
        return False
    return True


async def take_other_procedure(turn: Turn, draft: Draft, step: str) -> bool:
    """Take the procedure that is meant instead of one that is denied ("khai sinh chứ không phải chứng thực")."""
    denied = denied_in(turn.text)
    if step in (Step.PROCEDURE, Step.AREA) or draft.procedure is None or not denied:
        return False
    read = turn.understanding
    meant = replace(read, entities=tuple(one for one in read.entities if one.value not in denied))
    with turn.reading(without_what_is_not(turn.text), meant):
        found = procedure_of(turn)
        if not found.named or found.procedure is None or found.procedure.code == draft.procedure:
            return False
        await fix(turn, "procedure")
    return True


async def take_place(turn: Turn, draft: Draft, step: str) -> bool:
    """Take another place than the one that was read back, or ask which, where only that one is said to be wrong."""
    kept = draft.chosen.unit_name if draft.chosen is not None else ""
    if step not in READ_BACK or not kept:
        return False
    clause = place_put_right(turn.text, kept, turn.guidance.place_reader.named)
    if clause is None:
        return False
    with turn.reading(clause or turn.text):
        await fix(turn, "unit", pressed=not clause)
    return True


async def take_wrong(turn: Turn, step: str, reply: Agreement | None) -> bool:
    """Ask anew, or take, what is said to be wrong beside an agreement; which part it is, where it names none."""
    wrong = reply.wrong if reply is not None and step in READ_BACK else ""
    part = part_of(wrong)
    if part is None:
        if wrong:
            ask_what(turn)
        return bool(wrong)
    with turn.reading(_RIGHT.sub("", wrong)):
        # Of a surname or of an accent that is wrong the whole name is asked anew.
        await fix(turn, part, pressed=part == "name" and not names_name(wrong))
    return True


async def take_procedure(turn: Turn, draft: Draft) -> bool:
    """Take a procedure that is named where something else was asked for: the same one again, or another one instead."""
    found = procedure_of(turn) if turn.understanding.values("procedure") and not is_question(turn.text) else Found()
    if found.procedure is None or draft.procedure is None:
        return False
    if found.procedure.code == draft.procedure:
        ask_again(turn)
    else:
        await fix(turn, "procedure")
    return True
