"""What the rulebook answers to a question: the lines a citizen is told, each with the entry that it comes from.

Handlers choose among these lines, and say less; a line that changes here may change there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.guidance.rulebook.text import contact_words, tell, tell_silence
from bot.guidance.steering.ladder import steer
from bot.guidance.steering.text import explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from bot.guidance.effect.grid import Question
    from bot.guidance.offers import Offers
    from bot.guidance.rulebook.advice import Advice, Area
    from bot.guidance.rulebook.book import Rulebook
    from bot.guidance.steering.model import Ladder

_TELL_REGIMES = "epidemic"
"""The topic with which the distancing regimes in force are told."""

type Places = Callable[[str, datetime], Area | None]
"""A place of the grid, by its id, as rules see it at a moment."""


class Line(NamedTuple):
    """One thing that is told, and the rule, regime, contact or topic that it comes from."""

    entry: str
    text: str


class Answering:
    """Answers questions by one rulebook; what two questions share is looked up once.

    Args:
        rulebook: a version.
        offers: which procedure is offered how.
        places: of the grid.
    """

    def __init__(self, rulebook: Rulebook, offers: Offers, places: Places) -> None:
        self.rulebook = rulebook
        self._offers = offers
        self._places = places
        self._advice: dict[tuple[datetime, str, str | None], Advice] = {}
        self._ladders: dict[tuple[datetime, str, str], Ladder] = {}
        self._ways: dict[tuple[datetime, str, str], tuple[Line, ...]] = {}
        self._answers: dict[tuple[datetime, str, Question], tuple[Line, ...]] = {}

    def answer(self, question: Question, place: str, moment: datetime) -> tuple[Line, ...]:
        """Return what is told, in order."""
        key = (moment, place, question)
        if key not in self._answers:
            self._answers[key] = tuple(dict.fromkeys(self._lines(question, place, moment)))
        return self._answers[key]

    def advice(self, place: str, moment: datetime, procedure: str | None) -> Advice:
        """Return what holds there and then."""
        key = (moment, place, procedure)
        if key not in self._advice:
            offering = self._offers.at(moment, procedure) if procedure is not None else None
            self._advice[key] = self.rulebook.at(moment, self._places(place, moment), offering)
        return self._advice[key]

    def ladder(self, place: str, moment: datetime, procedure: str) -> Ladder:
        """Return how to submit a procedure there and then."""
        key = (moment, place, procedure)
        if key not in self._ladders:
            area = self._places(place, moment)
            self._ladders[key] = steer(self.rulebook, self._offers, moment, procedure, area=area)
        return self._ladders[key]

    def _lines(self, question: Question, place: str, moment: datetime) -> Iterable[Line]:
        if question.procedure is not None and not question.topics:
            yield from self._how_to_submit(question.procedure, place, moment)
            return
        advice = self.advice(place, moment, question.procedure)
        for topic in question.topics:
            told = advice.about(topic)
            for advised in told or advice.past_about(topic):
                yield Line(advised.rule.id, tell(advised, advice, self.rulebook).text)
            silence = advice.silence(topic)
            if silence is not None:
                yield Line(f"unsaid:{topic}", tell_silence(silence, advice, self.rulebook))
            if topic == _TELL_REGIMES:
                for regime in advice.regimes:
                    yield Line(regime.regime.id, regime.regime.text_vi)
        for purpose in question.contacts:
            for contact in advice.contacts:
                if contact.purpose is purpose:
                    yield Line(contact.id, contact_words(contact))

    def _how_to_submit(self, procedure: str, place: str, moment: datetime) -> tuple[Line, ...]:
        key = (moment, place, procedure)
        if key not in self._ways:
            self._ways[key] = tuple(self._ladder_lines(procedure, place, moment))
        return self._ways[key]

    def _ladder_lines(self, procedure: str, place: str, moment: datetime) -> Iterable[Line]:
        ladder = self.ladder(place, moment, procedure)
        told = explain(ladder, self.rulebook)
        yield Line(f"ways:{procedure}", " ".join((told.first, *told.why, *told.no_slot, *told.unsaid)))
        for warning in ladder.warnings:
            yield Line(warning.id, warning.text_vi)
        for citation in told.citations:
            yield Line(citation.rule, citation.document_name)
