"""The unit of an answer that a law gives and the portal does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.guidance.answers.model import AnswerUnit, Basis, Place, Say

if TYPE_CHECKING:
    from bot.guidance.answers.asked import Focus
    from bot.guidance.law_answers import LawAnswer

IN_LAW: Final = "in_law"


def is_law(text: str) -> bool:
    """Return whether the words by which a question is kept name what a law answers to it."""
    return text.startswith(f"{IN_LAW}/")


def law_unit(answer: LawAnswer, focus: Focus, code: str) -> AnswerUnit:
    """Return the unit; nobody has confirmed it, and whoever takes the dossier in knows whether it is so still.

    Args:
        answer: what is told.
        focus: what is asked.
        code: of the procedure that is talked of; empty where there is none.
    """
    return AnswerUnit(
        f"{IN_LAW}/{answer.id}",
        code or None,
        focus,
        Say(f"{IN_LAW}.{answer.id}"),
        Basis.STATED,
        places=(Place(f"{IN_LAW}/{answer.id}", answer.law, answer.article, answer.read_on, of_law=True),),
    )
