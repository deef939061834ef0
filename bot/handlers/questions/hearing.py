"""What a message asks: its clauses, each with its focus and the procedure that it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.guidance.answers import FactName, Focus
from bot.handlers.finding import procedure_of
from bot.handlers.questions.topics import NOTHING, Topic, topic_of
from bot.understanding.clauses import Act, ClauseReader, Mood
from bot.understanding.clauses.model import Holder
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.conversation.turn import Turn
    from bot.understanding.clauses import Clause

ANSWERED = frozenset(
    {
        Focus.PAPERS,
        Focus.MISSING_PAPER,
        Focus.FORM,
        Focus.FEE,
        Focus.TIME,
        Focus.PLACE,
        Focus.AUTHORITY,
        Focus.WHO_MAY_GO,
        Focus.MUST_COME,
        Focus.CHANNEL,
        Focus.ELIGIBILITY,
        Focus.DEADLINE,
        Focus.CONSEQUENCE,
        Focus.RESULT,
        Focus.TERRITORY,
    }
)
"""Focuses that units answer by themselves; the others only beside one of these, else by the handler of their wish."""
BESIDE = frozenset({Focus.HOURS, Focus.CONTACT, Focus.APPOINTMENT, Focus.VALIDITY})
_BY_INTENT = {
    "ask_procedure_documents": Focus.PAPERS,
    "ask_procedure_fee": Focus.FEE,
    "ask_processing_time": Focus.TIME,
    "ask_procedure_authority": Focus.PLACE,
    "ask_form_download": Focus.FORM,
    "ask_must_appear": Focus.MUST_COME,
    "ask_result_delivery": Focus.RESULT,
}
"""Wishes that are questions though nothing in their words asks ("lệ phí khai sinh")."""
WISHES = {focus: intent for intent, focus in _BY_INTENT.items()}
"""Focus → the wish that asks it."""
_LACKS = re.compile(r"\b(?:khong co|chua co|khong con|thieu|mat|bi mat)\b")
_SAY_AGAIN = re.compile(r"\b(?:noi lai|nhac lai|lap lai|doc lai|ghi lai|noi gi|say (?:it|that) again|repeat)\b")
_GOES_ON = re.compile(
    r"^(?:da |ok |u |roi )*(?:tiep|tiep di|tiep tuc|noi tiep|next|con nua|go on)(?: (?:di|em|nha|a))*$"
)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that a message asks.

    Attributes:
        focus: what.
        act: how.
        topic: about which procedure.
        text: the clause in plain form.
        start: its first character in the message.
    """

    focus: Focus
    act: Act
    topic: Topic
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message says, as far as questions go.

    Attributes:
        questions: in the order of the message.
        clauses: all of it.
        topic: the procedure that the message as a whole is about, where it names one.
        facts: what the person tells and stands by.
        objects: it objects to what was said last, and asks nothing else.
        again: it wants to hear the last answer again.
        goes_on: it wants to hear what waits.
    """

    questions: tuple[Question, ...]
    clauses: tuple[Clause, ...]
    topic: Topic
    facts: Mapping[FactName, str | int | bool]
    objects: bool = False
    again: bool = False
    goes_on: bool = False


def hear(turn: Turn) -> Heard:
    """Read a turn's text."""
    search = turn.guidance.search
    clauses = tuple(ClauseReader.naming(search).read(turn.text))
    facts = _stood_by(clauses)
    under_way = turn.state.topic.procedure is not None
    plain = canonical(turn.text)
    questions = [question for clause in clauses if (question := _question(turn, clause, facts, under_way=under_way))]
    named = [question.topic for question in questions if question.topic.named]
    asking = {question.start for question in questions}
    others = [clause for clause in clauses if clause.start not in asking]
    whole = named[0] if named else _of_the_whole(turn, others, facts)
    return Heard(
        tuple(_inherit(questions, whole)),
        clauses,
        whole,
        facts,
        objects=not questions and any(clause.act in _OBJECTS for clause in clauses),
        again=not questions and bool(_SAY_AGAIN.search(plain)),
        goes_on=bool(_GOES_ON.match(plain)),
    )


_OBJECTS = frozenset({Act.DENIES, Act.COMPLAINS, Act.CORRECTS})


def _stood_by(clauses: Sequence[Clause]) -> dict[FactName, str | int | bool]:
    """Return the facts that are asserted or denied of the person's own matter; the latest of each counts."""
    facts: dict[FactName, str | int | bool] = {}
    for clause in clauses:
        for fact in clause.facts:
            if fact.holder is not Holder.OTHERS and fact.mood in {Mood.ASSERTS, Mood.DENIES}:
                facts[fact.name] = fact.value
    return facts


def _question(
    turn: Turn, clause: Clause, facts: Mapping[FactName, str | int | bool], *, under_way: bool
) -> Question | None:
    focus, act = clause.focus, clause.act
    plain = canonical(clause.text)
    asks = act.asks
    if not asks and turn.understanding.intent in _BY_INTENT and act in {Act.TELLS, Act.COMMANDS}:
        # Words without a question ("lệ phí khai sinh") ask where the wish was read so, and nothing is told beside.
        asks = not clause.facts
        focus = _BY_INTENT[turn.understanding.intent]
    if asks and focus in {None, Focus.PROCEDURE, Focus.PAPERS} and _LACKS.search(plain) and _lacked(clause):
        focus = Focus.MISSING_PAPER
    if not asks or focus is None or focus not in ANSWERED | BESIDE:
        return None
    topic = topic_of(turn.guidance.search, clause.text, focus=focus, act=act, facts=facts, under_way=under_way)
    return Question(focus, act, topic, plain, clause.start)


def _lacked(clause: Clause) -> bool:
    return any(fact.name in {FactName.LACKS, FactName.LOST} and fact.name is FactName.LACKS for fact in clause.facts)


def _of_the_whole(turn: Turn, clauses: Sequence[Clause], facts: Mapping[FactName, str | int | bool]) -> Topic:
    """Return what the message names outside of its questions, else what the model marked in it."""
    for clause in clauses:
        if clause.act in {Act.TELLS, Act.CORRECTS, Act.COMMANDS, Act.ASKS_HOW, Act.COURTESY}:
            topic = topic_of(
                turn.guidance.search, clause.text, focus=None, act=clause.act, facts=facts, under_way=False
            )
            if topic.code is not None:
                return topic
    if turn.understanding.values("procedure"):
        found = procedure_of(turn)
        if found.named and found.procedure is not None:
            return Topic(found.procedure.code)
        if found.named and found.offered:
            return Topic(offered=tuple(procedure.code for procedure in found.offered))
    return NOTHING


def _inherit(questions: Sequence[Question], whole: Topic) -> list[Question]:
    """Give questions that name nothing the procedure that was named before them, else the message's."""
    known = whole
    settled = []
    for question in questions:
        if question.topic.named:
            known = question.topic
        settled.append(question if question.topic.named else replace(question, topic=known))
    return settled
