"""How a question is answered: by which units, in which order, and what is remembered of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.guidance.answers import Focus
from bot.guidance.answers.required import without_requirements
from bot.handlers.questions import aims, case, in_law
from bot.handlers.questions.choosing import choose
from bot.handlers.questions.memory import Waiting
from bot.handlers.questions.telling import Answered, Rest, tell
from bot.understanding.clauses import Act

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.conversation.turn import Turn
    from bot.guidance.answers import AnswerUnit
    from bot.handlers.questions.implied import Question
    from bot.handlers.questions.memory import Memory

MOST_AT_ONCE = 3
"""Questions that are answered at once."""


@dataclass(slots=True)
class Beside:
    """What stands beside the questions that are answered now.

    Attributes:
        later: questions that come next.
        starts: question → where its clause begins.
        unclear: questions of which it is not clear what they are about.
        rest: what else was said of matters, and not made out.
    """

    later: Sequence[Waiting] = ()
    starts: Mapping[Waiting, int] = field(default_factory=dict)
    unclear: Sequence[Waiting] = ()
    rest: Rest = field(default_factory=Rest)


def answer(turn: Turn, memory: Memory, now: Sequence[Waiting], beside: Beside | None = None) -> None:
    """Answer questions in one bubble; the matter of the last of them is the one under way.

    Args:
        turn: the turn.
        memory: what the conversation remembers of its questions.
        now: the questions, each with its procedure.
        beside: what stands beside them.
    """
    beside = beside or Beside()
    done = {(one.focus, one.code) for one in (*now, *beside.later)}
    before = [one for one in memory.waiting if one.code and (one.focus, one.code) not in done]
    memory.waiting = [*beside.later, *before]
    memory.asks_topic, memory.offered = False, []
    turn.state.topic.procedure = now[-1].code or turn.state.topic.procedure
    for code in {one.code for one in now if one.focus is Focus.PAPERS and one.code}:
        case.note_named(turn, code)
    answered = [Answered(one, units_of(turn, one, memory), beside.starts.get(one, 0)) for one in now]
    _first_what_is_left(turn, memory, answered)
    tell(turn, memory, answered, later=memory.waiting, unclear=beside.unclear, rest=beside.rest)


def answer_next(turn: Turn, memory: Memory) -> bool:
    """Answer what waits of the first matter of which something waits; the caller knows that there is one."""
    code = next(one.code for one in memory.waiting if one.code)
    now = [one for one in memory.waiting if one.code == code][:MOST_AT_ONCE]
    answer(turn, memory, now)
    return True


def _first_what_is_left(turn: Turn, memory: Memory, answered: list[Answered]) -> None:
    """Put before the answers, once, which way is left to somebody who cannot leave, or come, or use the internet."""
    for code in dict.fromkeys(one.question.code for one in answered):
        told = [unit.short for one in answered for unit in one.units]
        if any(unit.asks for one in answered for unit in one.units):
            continue  # what is left is the answer itself
        place = next(place for place, one in enumerate(answered) if one.question.code == code)
        for unit in case.hindered_units(turn, code):
            if memory.times(unit.id) == 0 and unit.short not in told:
                answered.insert(place, Answered(Waiting(unit.focus, code, ""), [unit], leads=True))


def units_of(turn: Turn, question: Waiting, memory: Memory) -> list[AnswerUnit]:
    """Return the unit that answers a question, with what belongs to it; what was not wanted gives way."""
    if (of_law := in_law.unit_of(turn, question)) is not None:
        return [of_law]
    units = case.units_of(turn, question.code, question.focus, text=question.text)
    if question.focus is Focus.ELIGIBILITY and aims.asks_not_who(question.text):
        units = without_requirements(units)
    # What was not wanted gives way to another unit that fits, where there is one.
    left = [unit for unit in units if unit.id not in memory.rejected]
    found = choose(left, question.text, whether=question.whether)
    if not found or not found[0].known:
        found = choose(units, question.text, whether=question.whether)
    if question.focus is Focus.PAPERS and found and not found[0].about and found[0].known:
        own, instead = case.of_the_case(turn, units), case.in_place_of(turn, question.code)
        gives_way = own and (found[0].needs_case or memory.times(found[0].id))
        found = [*(own if gives_way else [*found, *own]), *instead]
    return found


def waiting_for(question: Question, code: str) -> Waiting:
    """Return a question of a message as it is remembered, about a procedure."""
    return Waiting(question.focus, code, question.text, question.act is Act.ASKS_WHETHER, question.said)
