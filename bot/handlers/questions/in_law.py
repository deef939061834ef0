"""Which answer of a law a question asks for."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

from bot.guidance.answers import Focus
from bot.guidance.answers.in_law import IN_LAW, is_law, law_unit
from bot.handlers.questions.implied import Question
from bot.handlers.questions.topics import NOTHING
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.turn import Turn
    from bot.guidance.answers import AnswerUnit
    from bot.guidance.law_answers import LawAnswer
    from bot.handlers.questions.memory import Waiting
    from bot.understanding.clauses import Clause

_IN_ENGLISH: Final = re.compile(
    r"(?:(?:and|so|then|but) )?(?:is|are|am|do|does|did|can|could|may|must|should|will|how|when|where|who|what|which"
    r"|at what|after how)\b"
)
"""Begins a question in English, which the reader of clauses takes for something told."""
_NEXT: Final = 2
"""Clauses before and behind the one that asks, which may say what it asks about: "tui với ổng chưa cưới, … ghi sao"."""


def question(turn: Turn, clause: Clause) -> Question | None:
    """Return the question that a clause asks, kept by its answer's id, where a law answers it; else None."""
    plain = canonical(clause.text)
    if not clause.act.asks and _IN_ENGLISH.match(plain) is None:
        return None
    place = next((at for at, one in enumerate(turn.clauses) if one.start == clause.start), 0)
    behind = itertools.takewhile(lambda one: not one.act.asks, turn.clauses[place + 1 :])
    asked = canonical(" ".join((clause.text, *(one.text for one in behind))))
    around = canonical(" ".join(one.text for one in turn.clauses[max(0, place - _NEXT) : place + _NEXT + 1]))
    under_way = turn.state.topic.procedure or ""
    found = turn.guidance.law_answers.find(asked, around, canonical(turn.text), under_way, turn.moment)
    return None if found is None else Question(Focus.RULE, clause.act, NOTHING, f"{IN_LAW}/{found.id}", clause.start)


def opens(turn: Turn, questions: Iterable[Question], named: str | None) -> None:
    """Take the matter that such a question belongs to: the likeliest, or what is named instead of the one before.

    Args:
        turn: the turn.
        questions: what the message asks.
        named: code of the procedure that it names.
    """
    for one in questions:
        found = _kept(turn, one.text)
        if found is None:
            continue
        under_way = turn.state.topic.procedure
        likeliest = next(iter(found.matters), named)
        turn.state.topic.procedure = likeliest if under_way is None else named or under_way


def unit_of(turn: Turn, question: Waiting) -> AnswerUnit | None:
    """Return what a law answers to a question that is kept so, now or when it is asked for once more; else None."""
    found = _kept(turn, question.text)
    return None if found is None else law_unit(found, question.focus, question.code)


def _kept(turn: Turn, text: str) -> LawAnswer | None:
    return turn.guidance.law_answers.get(text.partition("/")[2], turn.moment) if is_law(text) else None
