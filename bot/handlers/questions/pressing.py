"""The choices beside an answer: the rest of it, a case of the papers, a fact that was asked back, another question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guidance.answers import Focus
from bot.guidance.answers.general import RULES
from bot.handlers.questions import afterwards, answering, asking_back, case
from bot.handlers.questions.case import words
from bot.handlers.questions.memory import Waiting
from bot.handlers.questions.telling import Answered, case_choices, tell

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.handlers.questions.memory import Memory


def pressed(turn: Turn, memory: Memory, action: str, argument: str) -> bool:
    """Answer what a choice beside an answer asks; False where it is unknown, or an old one.

    Args:
        turn: the turn.
        memory: what the conversation remembers of its questions.
        action: what stands behind ``#ans.``.
        argument: what stands behind the colon.
    """
    if action == "again":
        return afterwards.told_again(turn, memory)
    if action == "more":
        return any(one.code for one in memory.waiting) and answering.answer_next(turn, memory)
    code, _, rest = argument.partition("/")
    if code not in turn.guidance.catalogue:
        return False
    if action == "fact":
        answer = asking_back.pressed(turn, argument)
        return answer is not None and afterwards.answered_back(turn, memory, *answer)
    if action == "ask" and rest in set(Focus):
        answering.answer(turn, memory, [Waiting(Focus(rest), code, "")])
        return True
    turn.state.topic.procedure = code
    return _papers_pressed(turn, memory, action, code, rest)


def _papers_pressed(turn: Turn, memory: Memory, action: str, code: str, rest: str) -> bool:
    papers = {unit.id: unit for unit in case.units_of(turn, code, Focus.PAPERS)}
    if action == "long" and (unit := papers.get(f"{code}/papers/{rest}")) is not None and unit.long is not None:
        memory.live = True
        turn.reply(words(turn, unit.long))
        general = papers.get(f"{code}/papers/{RULES}")
        if general is not None and general.long is not None and general is not unit:
            turn.reply(words(turn, general.long))  # each paper in full is not all without what holds for all of them
        return True
    if action == "case" and (unit := papers.get(f"{code}/papers/case{rest}")) is not None:
        case.choose_case(turn, code, papers, int(rest))
        tell(turn, memory, [Answered(Waiting(Focus.PAPERS, code, ""), [unit])])
        return True
    cases = next((unit for unit in papers.values() if unit.cases), None)
    if action == "cases" and rest.isdecimal() and cases is not None and int(rest) < len(cases.cases):
        turn.say("answers.case_question", choices=case_choices(turn, cases, int(rest)))
        return True
    return False
