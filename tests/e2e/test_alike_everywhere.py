"""Single questions over the wires of Telegram, Zalo and the web: the same answer on each, by the unit that is due."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.citizens import TelegramCitizen, WebCitizen
from tests.e2e.citizens_zalo import ZaloBotCitizen, ZaloCitizen
from tests.single_questions import QUESTIONS, Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.e2e.citizens import Citizen
    from tests.e2e.system import System

PEOPLE: tuple[type[Citizen], ...] = (TelegramCitizen, ZaloCitizen, ZaloBotCitizen, WebCitizen)
_AT_ONCE = 2
"""Waiting costs more than asking: twice as many people at once take a third more of the cores."""


def some() -> list[Question]:
    """Return a fifth of the questions, and what it lacks to ask everything."""
    chosen = QUESTIONS[::5]
    for question in QUESTIONS:
        asked = {focus for one in chosen for focus in one.focuses}
        if not asked.issuperset(question.focuses):
            chosen.append(question)
    return chosen


def ask(kind: type[Citizen], system: System, question: Question) -> list[dict[str, Any]]:
    """Have a new person ask; returns the outbox' messages that answer, each of which was drawn as it lies there."""
    with kind(system) as person:
        if question.before:
            person.say(question.before)
        answer = person.say(question.text)
        rows = system.rows(
            "SELECT o.body FROM outbox AS o JOIN inbox AS i ON i.id = o.inbox_id WHERE i.id ="
            " (SELECT max(m.id) FROM inbox AS m JOIN conversations AS c ON c.id = m.conversation_id"
            " WHERE c.platform = %s AND c.sender = %s) ORDER BY o.position",
            person.platform,
            person.sender,
        )
        bodies = [row["body"] for row in rows]
        for seen, body in zip(answer, bodies, strict=True):
            drawn = seen.text.splitlines()
            missing = [line for line in body["text"].splitlines() if line.strip() and line not in drawn]
            assert not missing, f"{person.platform} does not show {missing}"
            assert list(seen.choices) == [choice["label"] for choice in body.get("choices", ())]
        return bodies


def compare(system: System, questions: Sequence[Question]) -> None:
    """Ask everything of everybody at once; holds that all platforms answer alike, and by the units that are due."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        asked = [(question, [pool.submit(ask, kind, system, question) for kind in PEOPLE]) for question in questions]
    for question, answers in asked:
        first, *others = [answer.result() for answer in answers]
        told = [unit for body in first for _, unit in body.get("told", ())]
        assert question.unanswered(told) == [], (question.text, first)
        for kind, other in zip(PEOPLE[1:], others, strict=True):
            assert other == first, f"{kind.platform} answers {question.text!r} in another way"


def test_every_platform_answers_alike(system_of_today: System) -> None:
    """A fifth of the questions, with every focus among them; all of them in the long form."""
    compare(system_of_today, some())


@pytest.mark.soak
def test_every_platform_answers_all_questions_alike(system_of_today: System) -> None:
    assert len(QUESTIONS) >= 120
    compare(system_of_today, QUESTIONS)
