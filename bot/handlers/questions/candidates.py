"""Questions about one of a few procedures, while it is open which: what holds of each is told before it is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.guidance.answers import Focus
from bot.handlers.questions import case, in_short
from bot.handlers.questions.case import words
from bot.handlers.questions.founded import caveats_of
from bot.handlers.questions.telling import Answered
from bot.handlers.questions.unknown import focus_words, note_unknown, own_words, whom
from bot.handlers.told_fields import note_fields
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.conversation.turn import Turn
    from bot.guidance.answers import AnswerUnit
    from bot.guidance.procedures import Procedure
    from bot.handlers.questions.memory import Memory, Waiting

FOR_EACH = "each"
"""Begins the note that a question was answered for each of the procedures that may be meant."""
MOST = 3
"""Candidates that are told of: more are no answer any more."""
_MOST_LINES = 4
_LONGEST, _LONGEST_ALONE = 320, 700
"""Characters of a line where several may be meant, and where one may be; what takes more is told when that is sure."""
_TOO_LONG = frozenset({Focus.PAPERS, Focus.FORM, Focus.PROCEDURE})
"""What takes a list of its own for every procedure."""


def settled_by_papers(turn: Turn, offered: Sequence[str]) -> str | None:
    """Return the one of several procedures for which a paper is wanted that the person told they do not have."""
    wanting = [code for code in offered if case.in_place_of(turn, code)]
    return wanting[0] if len(wanting) == 1 else None


def tell_of_each(
    turn: Turn,
    memory: Memory,
    questions: Sequence[Waiting],
    candidates: Sequence[Procedure],
    units_of: Callable[[Waiting, str], Sequence[AnswerUnit]],
) -> tuple[list[str], list[Waiting]]:
    """Return lines that answer questions for each candidate, and which questions they answer for all of them.

    Args:
        turn: the turn.
        memory: notes what is told.
        questions: without a procedure, in their order.
        candidates: the procedures that may be meant.
        units_of: answers a question for the code of a procedure.
    """
    lines: list[str] = []
    answered: list[Waiting] = []
    if len(candidates) == 1:
        return _tell_of_one(turn, memory, questions, candidates[0], units_of)
    if not 1 < len(candidates) <= MOST:
        return lines, answered
    for question in questions:
        found = {one.code: units_of(question, one.code)[:1] for one in candidates}
        first = {code: units[0] for code, units in found.items() if units and units[0].known}
        if question.focus in _TOO_LONG or not first:
            continue
        said = {code: words(turn, unit.short) for code, unit in first.items()}
        whole = len(first) == len(candidates)
        alike = whole and len(set(said.values())) == 1
        own = [
            turn.words("answers.line", line=next(iter(said.values())))
            if alike
            else turn.words("answers.of_one", title=one.title, line=said[one.code])
            for one in candidates[: 1 if alike else MOST]
            if one.code in first
        ]
        if len(lines) + len(own) > _MOST_LINES or max(map(len, own)) > _LONGEST:
            continue
        if whole:
            answered.append(question)
            memory.note(f"{FOR_EACH}/{question.focus.value}", turn.received_at)
        if any(memory.times(unit.id) == 0 for unit in first.values()):
            lines += own
        else:
            lines.append(turn.words("answers.said_for_each"))
        for unit in first.values() if whole else ():
            memory.note(unit.id, turn.received_at)
    return lines, answered


def _tell_of_one(
    turn: Turn,
    memory: Memory,
    questions: Sequence[Waiting],
    candidate: Procedure,
    units_of: Callable[[Waiting, str], Sequence[AnswerUnit]],
) -> tuple[list[str], list[Waiting]]:
    """Return what holds of the only procedure that may be meant: who is asked back would else wait a turn for it."""
    lines: list[str] = []
    told: list[AnswerUnit] = []
    answered: list[Waiting] = []
    for question in questions[:_MOST_LINES]:
        units = list(units_of(question, candidate.code)[:1])
        if not units or question.focus is Focus.PROCEDURE or memory.times(units[0].id):
            continue
        of_it = replace(question, code=candidate.code)
        line = words(turn, units[0].short) if units[0].known else _is_unknown(turn, of_it, candidate)
        if len(line) > _LONGEST_ALONE:
            line = in_short.line(turn, question.focus, units[0])
        lines.append(turn.words("answers.line", line=line))
        told += units
        answered.append(question)
        start = next((one.start for one in turn.clauses if canonical(one.text) == question.text), None)
        note_unknown(turn, Answered(of_it, units, start))
        memory.note(f"{FOR_EACH}/{question.focus.value}", turn.received_at)
        if units[0].known:
            memory.note(units[0].id, turn.received_at)
    note_fields(turn, told)
    return [*lines, *filter(None, (caveats_of(turn, told),))], answered


def _is_unknown(turn: Turn, question: Waiting, candidate: Procedure) -> str:
    what = own_words(Answered(question, []), candidate) or focus_words(turn, question)
    return turn.words("answers.unknown_many", what=what, ask=whom(turn, question))
