"""What people told of their matters, in a turn: noted from every message, used by answers, told where it is shown."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.matters import MEMO, UNNAMED, Matters
from bot.conversation.messages import Choice, Kind
from bot.conversation.turn import PRIVATE_STEPS
from bot.guidance.answers import FactName, Focus, Row, Say, keeps_inside
from bot.guidance.answers.asked import cannot_come
from bot.guidance.answers.asked import offline as offline_for
from bot.guidance.answers.hindered import INSIDE, OFFLINE, SHUT
from bot.guidance.answers.told import case_of_age, comes_by_age
from bot.guidance.channels import Channel
from bot.guidance.steering.model import StepState
from bot.handlers import abroad, filed
from bot.handlers.booking.words import lower_first
from bot.handlers.finding import ladder_of, person_area
from bot.handlers.menu import BOOK, book_choice
from bot.handlers.questions.choosing import choose
from bot.handlers.questions.memory import Memory
from bot.handlers.told_fields import note_fields
from bot.understanding.fold import canonical
from bot.understanding.masking import mask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.conversation.turn import Asker, Turn
    from bot.guidance.answers import AnswerUnit, Case
    from bot.handlers.questions.memory import Waiting

_BOOKS = (BOOK, "#ask.intent:book_appointment")
"""Choices that lead to a visit."""
_ONLINE = ("#way.online:", "#ask.intent:ask_online_guide")
"""Choices that lead to the portal."""
_OF_THE_PORTAL = frozenset({"ask_online_guide", "report_online_error", "ask_online_payment"})
_INSTEAD = {"answers.missing_instead": "case.lacks", "answers.missing_or": "case.lacks"}


def follow(turn: Turn) -> bool:
    """Note what a message tells; a guard that answers nothing."""
    dialogue = turn.dialogue
    private = dialogue is not None and dialogue.step in PRIVATE_STEPS
    if turn.inbound.kind is not Kind.TEXT or turn.ticket is not None or private:
        return False
    abroad.note(turn)
    told = [fact for clause in turn.clauses for fact in clause.facts]
    if told:
        matters = Matters.of(turn.state, turn.received_at)
        masked = [replace(fact, value=mask(fact.value)) if isinstance(fact.value, str) else fact for fact in told]
        matters.note(masked, turn.received_at, turn.inbox_id)
        matters.keep(turn.state)
    return False


async def settle(turn: Turn) -> None:
    """Once a turn is answered: what it told belongs to the matter that it turned out to be about.

    A goodbye names what was asked and not answered yet.
    """
    _name_what_waits(turn)
    if MEMO not in turn.state.memo:
        return
    matters = Matters.of(turn.state, turn.received_at)
    if turn.state.topic.procedure is not None and any(fact.matter == UNNAMED for fact in matters.facts):
        matters.name(turn.state.topic.procedure)
        matters.keep(turn.state)
    if inside(turn) is not None:
        _leave_out(turn, _BOOKS)
    pressed = (turn.inbound.payload or "").startswith(_ONLINE)
    if offline(turn) is not None and not pressed and turn.understanding.intent not in _OF_THE_PORTAL:
        _leave_out(turn, _ONLINE)


def words(turn: Turn, text: str | int | Say | Row) -> str:
    """Return a text in the person's language, with all that fills its places."""
    if isinstance(text, Row):
        return text.by.join(words(turn, part) for part in text.parts)
    if isinstance(text, Say):
        return turn.words(text.key, **{name: words(turn, value) for name, value in text.values.items()})
    return turn.translated(str(text))


def known(turn: Asker, code: str | None) -> Mapping[FactName, str | int | bool]:
    """Return what the person told of a matter and stands by, in this message or before."""
    return Matters.of(turn.state, turn.received_at).known(code, turn.received_at)


def units_of(
    turn: Asker,
    code: str,
    focus: Focus,
    facts: Mapping[FactName, str | int | bool] | None = None,
    *,
    text: str = "",
) -> Sequence[AnswerUnit]:
    """Return the units that answer a question here and now.

    Args:
        turn: whom to answer.
        code: of the procedure; empty: none.
        focus: what is asked.
        facts: by which they are chosen; None: what the person told.
        text: the question.
    """
    told = known(turn, code) if facts is None else facts
    return turn.guidance.answers.units_for(
        code, focus, told, at=turn.moment, known_at=turn.received_at, area=person_area(turn), text=text
    )


def inside(turn: Turn, code: str | None = None) -> FactName | None:
    """Return the fact by which the person cannot leave where they are, or None."""
    if MEMO not in turn.state.memo:
        return None
    return keeps_inside(known(turn, code or turn.state.topic.procedure))


def tells_inside(turn: Turn) -> bool:
    """Return whether this message tells that its writer cannot leave: no question about a place."""
    standing = Matters.of(turn.state, turn.received_at).standing(turn.state.topic.procedure)
    own = {fact.name: fact.value for fact in standing if fact.source == turn.inbox_id}
    return keeps_inside(own) is not None and inside(turn) is not None


def inside_unit(turn: Turn, code: str) -> AnswerUnit | None:
    """Return what tells which way works from inside, where the person cannot leave."""
    if inside(turn, code) is None:
        return None
    return _proposed(turn, code, Focus.CHANNEL, INSIDE)


def offline(turn: Asker, code: str | None = None) -> str | None:
    """Return why the person cannot use the internet, as they told it, or None."""
    if MEMO not in turn.state.memo:
        return None
    return offline_for(known(turn, code or turn.state.topic.procedure))


def online_again(turn: Asker, code: str | None = None) -> bool:
    """Return whether the person told last that they can use the internet after all."""
    return MEMO in turn.state.memo and known(turn, code).get(FactName.NO_INTERNET) is False


def tells_of_the_net(turn: Turn) -> bool:
    """Return whether this message tells that its writer can, or cannot, use the internet."""
    standing = Matters.of(turn.state, turn.received_at).standing(turn.state.topic.procedure)
    return any(fact.name is FactName.NO_INTERNET and fact.source == turn.inbox_id for fact in standing)


def tells_cannot_come(turn: Turn) -> bool:
    """Return whether this message tells that somebody who may have to come cannot."""
    standing = Matters.of(turn.state, turn.received_at).standing(turn.state.topic.procedure)
    told = (fact for fact in standing if fact.name is FactName.CANNOT_GO and fact.source == turn.inbox_id)
    return any(fact.value != "far" for fact in told)


def must_come_by_age(turn: Turn, code: str) -> bool | None:
    """Return whether the one whose age they told must come, where that hangs on it; None where it is not known."""
    return comes_by_age(turn.guidance.offers.at(turn.moment, code).duty, known(turn, code))


def hindered_units(turn: Turn, code: str) -> list[AnswerUnit]:
    """Return which ways are left to somebody who is hindered, as it is told before the answers of a matter."""
    if MEMO not in turn.state.memo or not code or filed.was_told(turn, code):
        return []
    found = [
        inside_unit(turn, code) or _proposed(turn, code, Focus.CHANNEL, OFFLINE),
        None if inside(turn, code) is not None else shut_unit(turn, code),
    ]
    return [unit for unit in found if unit is not None]


def offline_unit(turn: Turn, code: str) -> AnswerUnit | None:
    """Return what tells which way needs no internet, where the person has none and may leave."""
    return _proposed(turn, code, Focus.CHANNEL, OFFLINE) if offline(turn, code) is not None else None


def choices_without_net(turn: Turn, code: str) -> list[Choice]:
    """Return the choices of the ways that need no internet: the post, a visit where one can be booked."""
    ladder = ladder_of(turn, code)
    choices = []
    if (
        ladder.step(Channel.POSTAL).state is StepState.OPEN
        and ladder.step(Channel.IN_PERSON).state is not StepState.DUTY
    ):
        choices.append(Choice(turn.words("ways.post"), f"#way.post:{code}"))
    if ladder.may_book:
        choices.append(book_choice(turn, code))
    return choices


def shut_unit(turn: Turn, code: str) -> AnswerUnit | None:
    """Return what is known where the person who must come cannot."""
    if MEMO not in turn.state.memo or cannot_come(known(turn, code)) is None:
        return None
    return _proposed(turn, code, Focus.MUST_COME, SHUT)


def _proposed(turn: Turn, code: str, focus: Focus, proposition: str) -> AnswerUnit | None:
    return next(
        (unit for unit in units_of(turn, code, focus) if unit.id.split("/")[-1].split("-")[0] == proposition), None
    )


def of_the_case(turn: Turn, units: Sequence[AnswerUnit]) -> list[AnswerUnit]:
    """Return the papers of the person's own case: the one they chose, or that of the age that they told."""
    listed = next((unit for unit in units if unit.cases), None)
    found = _own_case(turn, listed) if listed is not None else None
    return [unit for unit in units if found is not None and unit.id.endswith(f"/case{found.number}")]


def is_settled(turn: Turn, listed: AnswerUnit) -> bool:
    """Return whether it is known which of the cases of a list of papers is the person's."""
    return _own_case(turn, listed) is not None


def _own_case(turn: Turn, listed: AnswerUnit) -> Case | None:
    if listed.topic is None:
        return None
    matters = Matters.of(turn.state, turn.received_at)
    chosen = matters.case_of(listed.topic)
    age = matters.known(listed.topic, turn.received_at).get(FactName.AGE)
    return next((one for one in listed.cases if one.name == chosen), None) or case_of_age(listed.cases, age)


def choose_case(turn: Turn, code: str, papers: Mapping[str, AnswerUnit], number: int) -> None:
    """Remember which case of a procedure's papers the person chose."""
    named = {one.number: one.name for unit in papers.values() for one in unit.cases}
    if number in named:
        matters = Matters.of(turn.state, turn.received_at)
        matters.choose_case(code, named[number], turn.received_at)
        matters.keep(turn.state)


def note_named(turn: Turn, code: str) -> bool:
    """Remember the case of a procedure's papers that this message names ("cấp lần đầu cần giấy gì"), if it names one.

    Returns:
        Whether the message says hardly more than that.
    """
    papers = {unit.id: unit for unit in units_of(turn, code, Focus.PAPERS)}
    listed = next((unit for unit in papers.values() if unit.cases), None)
    if listed is None:
        return False
    said = canonical(turn.text)
    found = {number: len(phrase.split()) for number, phrase in _cases_in(listed.cases, said)}
    longest = max(found.values(), default=0)
    named = [number for number, words_said in found.items() if words_said == longest]
    if len(named) != 1:
        return False
    choose_case(turn, code, papers, named[0])
    return len(said.split()) <= longest + _BESIDE_A_NAME


def _cases_in(cases: Sequence[Case], said: str) -> Iterator[tuple[int, str]]:
    """Return which cases a canonical text names, each with the words; a menu's label is the beginning of a name."""
    padded = f" {said} "
    for one in cases:
        whole = canonical(one.name)
        phrases = [canonical(part) for part in _PARTS_OF_A_NAME.split(one.name)]
        phrases += [" ".join(phrase.split()[1:]) for phrase in phrases if phrase.startswith("cap ")]
        named = [phrase for phrase in phrases if " " in phrase and f" {phrase} " in padded]
        if whole.startswith(said) and said.count(" ") >= _LABEL_GAPS:
            named.append(said)
        if named:
            yield one.number, max(named, key=len)


_PARTS_OF_A_NAME = re.compile(r"[,;()/]|\b(?:và|hoặc|hay)\b")
_LABEL_GAPS = 2
"""Gaps between words from which on the beginning of a case's name is one: its label in a menu."""
_BESIDE_A_NAME = 2
"""Words beside the name of a case in a message that says only that."""


def note_told(turn: Turn, unit: AnswerUnit) -> None:
    """Note that a unit was told outside of the answers to questions, so that these do not tell it again."""
    memory = Memory.of(turn.state, turn.received_at)
    memory.note(unit.id, turn.received_at)
    memory.keep(turn.state)
    note_fields(turn, [unit])


def in_place_of(turn: Turn, code: str) -> list[AnswerUnit]:
    """Return what replaces the papers that the person told they do not have."""
    papers = Matters.of(turn.state, turn.received_at).lacking(code)
    if not papers:
        return []
    units = units_of(turn, code, Focus.MISSING_PAPER, {})
    found: dict[str, AnswerUnit] = {}
    for paper in papers:
        for unit in choose(units, canonical(paper), whether=True):
            key = _INSTEAD.get(unit.short.key)
            if key is not None and unit.about:
                found[unit.id] = replace(unit, id=f"{unit.id}/told", short=Say(key, unit.short.values), long=None)
    return list(found.values())


def _name_what_waits(turn: Turn) -> None:
    """Add to a goodbye what still waits for an answer, so that it is not lost without a word."""
    bye = turn.words("opening.bye")
    place = next((place for place, reply in enumerate(turn.replies) if reply.text == bye), None)
    memory = Memory.of(turn.state, turn.received_at)
    waiting = [one for one in memory.waiting if one.code or not memory.times(f"each/{one.focus.value}")]
    if place is not None and waiting:
        line = turn.words("case.open_at_goodbye", questions=questions_named(turn, waiting))
        turn.replies[place] = replace(turn.replies[place], text=f"{bye}\n{line}")


def questions_named(turn: Turn, waiting: Sequence[Waiting], code: str | None = None) -> str:
    """Return questions as they are called in a sentence.

    Args:
        turn: the turn.
        waiting: the questions.
        code: of the procedure that is talked of, which needs no name.
    """
    named: dict[str, list[str]] = {}
    for one in waiting:
        # Of which matter was never said: its own words are what somebody knows again.
        own = f"“{one.said}”" if one.said and not one.code and code is None else ""
        focus = own or lower_first(turn.words(f"answers.focus_{one.focus.value}"))
        named.setdefault(one.code, []).append(focus)
    parts = []
    for its, focuses in named.items():
        procedure = turn.guidance.catalogue.get(its)
        asked = ", ".join(dict.fromkeys(focuses))
        if its == code or procedure is None:
            parts.append(asked)
        else:
            parts.append(turn.words("case.question_of", title=procedure.title, questions=asked))
    return "; ".join(parts)


def _leave_out(turn: Turn, payloads: tuple[str, ...]) -> None:
    """Leave out choices that the person cannot use: a visit, the portal. Who asks for one by name still gets it."""
    for place, reply in enumerate(turn.replies):
        kept = tuple(choice for choice in reply.choices if not choice.payload.startswith(payloads))
        if len(kept) < len(reply.choices):
            turn.replies[place] = replace(reply, choices=kept)
    turn.state.menu = tuple(choice for choice in turn.state.menu if not choice.payload.startswith(payloads))
