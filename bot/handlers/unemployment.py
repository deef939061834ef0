"""Unemployment benefit: under the letter the labour department calls; no counter slot is given out for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.courses import CALLBACK
from bot.conversation.messages import Choice
from bot.guidance.procedures import UNEMPLOYMENT
from bot.guidance.steering.model import Appointment, Desk
from bot.handlers import online_and_post, unheard, ways
from bot.handlers.answers import Answer
from bot.handlers.callback.reason import because
from bot.handlers.finding import ladder_of, procedure_of
from bot.handlers.menu import intent_choice
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.guidance.procedures import Procedure

_SUSPENDED = re.compile(r"\b(?:tam hoan|ngung|hoan) (?:\w+ )?hop dong\b|\bnghi (?:viec )?khong (?:huong )?luong\b")
"""Work that is suspended and not lost: what is given for that is something else."""
BENEFIT = "1.014748"
"""The benefit itself, where none of the group is named."""


async def ask_unemployment_benefit(turn: Turn) -> None:
    """Tell who calls whom, and take a call-back request where the labour department is to call."""
    if _SUSPENDED.search(canonical(turn.text)) and unheard.tell(turn):
        return
    procedure = _procedure(turn)
    code = procedure.code if procedure else BENEFIT
    turn.state.topic.procedure = code
    ladder = ladder_of(turn, code)
    answer = Answer(turn, ladder.advice)
    found = ladder.advice.about("unemployment")
    if not found and procedure is not None:
        ways.show(turn, procedure)
        return
    answer.rules(found[:2])
    choices = []
    if ladder.appointment is Appointment.AGENCY_CALLS:
        answer.silence("documents_and_fees")
        answer.ask("unemployment.leave_number")
        turn.course.led = CALLBACK
        because(turn, turn.words("unemployment.reason"), said=[turn.text] if turn.text else [])
        choices.append(Choice(turn.words("unemployment.call"), f"#call.start:{Desk.LABOUR.value}/{code}"))
    else:
        answer.say("unemployment.details_unsaid")
        choices.append(Choice(turn.words("ways.online"), f"#way.online:{code}"))
        choices.append(Choice(turn.words("ways.all"), f"#way.show:{code}"))
    choices.append(intent_choice(turn, "talk_to_human"))
    answer.send(choices=choices, links=online_and_post.portal_links(turn, procedure))


def _procedure(turn: Turn) -> Procedure | None:
    found = procedure_of(turn).procedure
    if found is not None and found.group == UNEMPLOYMENT:
        return found
    return turn.guidance.catalogue.get(BENEFIT)
