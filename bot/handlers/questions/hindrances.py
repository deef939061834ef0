"""A message that only tells what hinders somebody: no internet, not able to come. Which ways follow from it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.turn import Outcome
from bot.guidance.answers import Focus
from bot.handlers import sending, which
from bot.handlers.questions import case, whose
from bot.handlers.questions.memory import Memory
from bot.understanding.clauses.objects import object_of
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.handlers.questions.hearing import Heard

_ONLY = re.compile(r"\bhà\W*$", re.IGNORECASE)
"""Said behind what is told: "only". Without its mark it would ask."""
_FAULT = re.compile(r"\b(?:loi|cong dich vu|trang|web|dang nhap|otp|treo|dung|error)\b")
_NOTHING_ELSE = frozenset({"nlu_fallback", "provide_info", "out_of_scope", "complaint_feedback", "greet"})
"""Wishes as which a message is read that tells of somebody and wants nothing."""


def only_tells(turn: Turn, heard: Heard) -> bool:
    """Return whether a message tells what hinders somebody and asks nothing, and more than "noted" follows from it."""
    told = {clause.start for clause in heard.clauses if clause.facts and _ONLY.search(clause.text)}
    asking = {clause.start for clause in heard.clauses if clause.act.asks}
    asks = (asking | {question.start for question in heard.questions}) - told - _of_no_matter(turn, heard)
    amid = turn.dialogue is not None and turn.dialogue.name != which.NAME
    if asks or amid or turn.understanding.values("procedure"):
        return False
    intent = turn.understanding.intent
    of_the_net = (intent in whose.INSTEAD or _reports_no_fault(turn)) and case.tells_of_the_net(turn)
    return of_the_net or (intent in _NOTHING_ELSE and case.tells_cannot_come(turn) and _follows(turn, heard))


def _of_no_matter(turn: Turn, heard: Heard) -> set[int]:
    """Return where it is asked how to hand in, or what to do, of nothing that is named or under way."""
    if turn.state.topic.procedure is not None or not case.tells_of_the_net(turn):
        return set()
    nameless = {one.start for one in heard.clauses if one.focus in {None, Focus.PROCEDURE} and not object_of(one.text)}
    general = turn.understanding.intent == "ask_submission_channel"  # is told by its handler, without a matter too
    if general:
        return nameless
    return nameless | {one.start for one in heard.questions if one.focus is Focus.CHANNEL and not one.topic.named}


def _reports_no_fault(turn: Turn) -> bool:
    """Return whether a message that was read as a report of a fault of the portal speaks of none."""
    return turn.understanding.intent == "report_online_error" and not _FAULT.search(canonical(turn.text))


def _follows(turn: Turn, heard: Heard) -> bool:
    """Return whether nothing is under way, or something of the matter under way is not told yet."""
    code = heard.topic.code or turn.state.topic.procedure
    memory = Memory.of(turn.state, turn.received_at)
    return code is None or any(memory.times(unit.id) == 0 for unit in case.hindered_units(turn, code))


async def tell(turn: Turn, heard: Heard) -> None:
    """Tell the ways of the matter under way; without one, keep it in mind and ask what is needed."""
    turn.outcome = Outcome.UNDERSTOOD
    named = turn.guidance.catalogue.get(heard.topic.code or turn.state.topic.procedure or "")
    if named is not None:
        await sending.about(turn, named, asks_ways=True)
        return
    which.await_procedure(turn, "ask_submission_channel")
    why = case.offline(turn) if case.tells_of_the_net(turn) else None
    if why is None:
        turn.say("case.hindered_which")
    else:
        turn.say("case.offline_which", said=turn.words(f"case.said_offline_{why}"))
