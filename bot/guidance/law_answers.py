"""What a law answers and no page of the portal does ("giấy độc thân xài được mấy tháng"): by which words it is asked.

Data only. An answer says its own conditions, so that it holds for whoever asks; nothing told before turns it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.guidance.moments import local

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime


class LawAnswersError(ValueError):
    """The answers cannot be used; the message names the answer and the field."""


@dataclass(frozen=True, slots=True)
class LawAnswer:
    """One answer.

    Attributes:
        id: for programs; its words are the text ``in_law.ID``.
        asked: groups of phrases in plain form: a question has one of each, with what stands around it.
        matters: codes of the procedures that it belongs to, the likeliest first: one of them is talked of, or …
        named: … one of these phrases, in plain form, is in the message; both empty: its words say enough.
        never: phrases in plain form with which something else is asked.
        law: the document, as people are told it.
        article: of it, like "Điều 15 khoản 2"; empty where the copy does not say which.
        since: the day from which it is in force: of a day before it nothing is told.
        read_on: the day on which the copy was read.
    """

    id: str
    asked: tuple[tuple[str, ...], ...]
    matters: tuple[str, ...]
    named: tuple[str, ...]
    never: tuple[str, ...]
    law: str
    article: str
    since: date
    read_on: date

    def is_asked(self, question: str, around: str, message: str, code: str) -> bool:
        """Return whether a question asks this; arguments as of ``LawAnswers.find``."""
        whole = all(_has(around, group) for group in self.asked) and any(_has(question, group) for group in self.asked)
        if not whole or _has(message, self.never):
            return False
        about = not self.matters and not self.named
        return about or code in self.matters or _has(message, self.named)


class LawAnswers:
    """All of them, in the order of the file: the first that is asked answers.

    Args:
        answers: each with an id of its own.

    Raises:
        LawAnswersError: an id stands twice.
    """

    def __init__(self, answers: Iterable[LawAnswer] = ()) -> None:
        self._answers = tuple(answers)
        if len({one.id for one in self._answers}) != len(self._answers):
            raise LawAnswersError("an answer stands twice")

    def __iter__(self) -> Iterator[LawAnswer]:
        return iter(self._answers)

    def get(self, answer: str, at: datetime) -> LawAnswer | None:
        """Return an answer by its id; None where there is none, or its law was not in force yet."""
        day = local(at).date()
        return next((one for one in self._answers if one.id == answer and one.since <= day), None)

    def find(self, question: str, around: str, message: str, code: str, at: datetime) -> LawAnswer | None:
        """Return the answer to a question asked of a moment, or None.

        Args:
            question: what asks, in plain form.
            around: it with what stands before and behind it, in plain form.
            message: all that was said with it, in plain form.
            code: of the procedure that is talked of; empty where there is none.
            at: the moment.
        """
        day = local(at).date()
        known = (one for one in self._answers if one.since <= day)
        return next((one for one in known if one.is_asked(question, around, message, code)), None)


def _has(plain: str, phrases: Iterable[str]) -> bool:
    padded = f" {plain} "
    return any(f" {phrase} " in padded for phrase in phrases)
