"""Putting the answers of a turn into one bubble: a line each, what is unknown said once, the source once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from bot.conversation.messages import Choice, Told
from bot.guidance.answers import Focus, Polarity
from bot.guidance.answers.fields import cut
from bot.guidance.answers.general import RULES
from bot.guidance.answers.hindered import OFFLINE
from bot.guidance.channels import Channel
from bot.guidance.steering.model import Appointment
from bot.handlers.booking.words import lower_first
from bot.handlers.finding import ladder_of
from bot.handlers.menu import MOST_CHOICES, book_choice, intent_choice
from bot.handlers.online_and_post import portal_links
from bot.handlers.questions import asking_back, case
from bot.handlers.questions.case import words
from bot.handlers.questions.focuses import asks_why
from bot.handlers.questions.founded import caveats_of, lines_to_call, sources_of
from bot.handlers.questions.unknown import (
    ask_words,
    asks_its_own,
    by_whom,
    focus_words,
    leaves_out,
    misses,
    not_understood,
    note_unknown,
    own_words,
    whom,
)
from bot.handlers.subscriptions import PROCEDURE, fits
from bot.handlers.told_fields import note_fields
from bot.understanding.masking import mask

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.messages import Link
    from bot.conversation.turn import Turn
    from bot.guidance.answers import AnswerUnit
    from bot.handlers.questions.memory import Memory, Waiting

_LABEL = 38
_QUOTE = 60
"""Characters of somebody's words that are said back."""
_AGAIN = "#ans.again"
_BECAUSE = re.compile(r"\b(?:vì|bởi|nhằm|để|because|so that)\b", re.IGNORECASE)
"""An answer that holds a reason itself."""
_SHORT_WAY, _LONG_WAY, _POINTING, _NOTHING_NEW = range(4)


@dataclass(slots=True)
class Answered:
    """A question with what answers it.

    Attributes:
        question: what was asked.
        units: what answers; the first decides.
        start: where its clause begins in the message, or None where it was not asked in this one.
        leads: nobody asked it; it is told before the answers.
        missed: the units say nothing of what is asked.
    """

    question: Waiting
    units: list[AnswerUnit]
    start: int | None = None
    leads: bool = False
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Rest:
    """What a message says of matters beside the questions that are understood.

    Attributes:
        count: how many matters it names without asking anything of them.
        unnamed: those of them that nobody could make out, as they were typed.
        unheard: where clauses begin that ask something and that nobody understood.
        maybe: what it names only by likeness, as it was typed, with the code of what it may be.
    """

    count: int = 0
    unnamed: tuple[str, ...] = ()
    unheard: tuple[int, ...] = ()
    maybe: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Bubble:
    """One answer in the making.

    Attributes:
        lines: what is said.
        told: the units that were used.
        asks: codes of the procedures of which the person is told to ask an office or the line.
        choices: what can be pressed.
        closing: what is asked back.
        links: what can be opened.
    """

    lines: list[str] = field(default_factory=list)
    told: list[AnswerUnit] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


def tell(
    turn: Turn,
    memory: Memory,
    answered: Sequence[Answered],
    *,
    later: Sequence[Waiting] = (),
    unclear: Sequence[Waiting] = (),
    rest: Rest | None = None,
) -> None:
    """Answer questions in one bubble and remember what was told.

    Args:
        turn: the turn.
        memory: what the conversation remembers of its questions.
        answered: at most three questions with their units.
        later: what was asked besides and comes next.
        unclear: what was asked besides, of a procedure that nobody could make out.
        rest: what else was said of matters, and not made out.
    """
    bubble = Bubble()
    memory.again = []
    rest = rest or Rest()
    if rest.count > 1:
        bubble.lines.append(turn.words("case.several", count=rest.count))
    alone = sum(not one.leads for one in answered) == 1
    for code, group in groupby(answered, lambda one: one.question.code):
        _topic(turn, memory, bubble, code, list(group), alone=alone)
    if alone and asks_why(turn.text) and bubble.told and not _BECAUSE.search("\n".join(bubble.lines)):
        bubble.lines.append(turn.words("answers.no_reason"))
    if rest.unheard:
        bubble.asks.append(answered[-1].question.code)
        bubble.lines += not_understood(turn, rest.unheard)
    bubble.lines += filter(None, (caveats_of(turn, bubble.told),))
    if unclear:
        what = ", ".join(
            dict.fromkeys(f"“{one.said}”" if one.said else lower_first(focus_words(turn, one)) for one in unclear)
        )
        bubble.lines.append(turn.words("answers.unclear", what=what))
    for quote, code in rest.maybe:
        if (procedure := turn.guidance.catalogue.get(code)) is not None:
            said = f"“{cut(mask(quote), _QUOTE)}”"
            bubble.lines.append(turn.words("case.unnamed_maybe", what=said, title=procedure.title))
            bubble.choices.append(Choice(procedure.title, f"#way.show:{code}"))
    if rest.unnamed:
        what = ", ".join(f"“{cut(mask(quote), _QUOTE)}”" for quote in rest.unnamed)
        bubble.lines.append(turn.words("case.unnamed", what=what))
    if later:
        asked = case.questions_named(turn, later, answered[-1].question.code)
        bubble.lines.append(turn.words("answers.more_questions", questions=asked))
        bubble.choices.append(Choice(turn.words("answers.more_button"), "#ans.more"))
    bubble.lines += bubble.closing[:1]
    note_fields(turn, bubble.told)
    memory.last = [unit.id for unit in bubble.told]
    memory.latest = [one.question for one in answered if not one.leads and not one.missed]
    memory.lines = "\n".join(bubble.lines)
    memory.live = True
    turn.reply(
        memory.lines,
        choices=list(dict.fromkeys(bubble.choices))[:MOST_CHOICES],
        citations=[*sources_of(turn, bubble.told), *lines_to_call(turn, bubble.asks)],
        links=bubble.links[:1],
        told=[Told(one.start, one.units[0].id) for one in answered if one.start is not None and one.units],
    )


def _topic(turn: Turn, memory: Memory, bubble: Bubble, code: str, answered: Sequence[Answered], *, alone: bool) -> None:
    procedure = turn.guidance.catalogue.get(code)
    head = len(bubble.lines)
    unknown: list[Answered] = []
    lines: list[str] = []
    single = len(answered) == 1
    for one in answered:
        one.missed = misses(turn, one)
        line = None if one.missed else _line(turn, memory, bubble, one, alone=alone)
        note_unknown(turn, one)
        if line is None:
            unknown.append(one)
        elif line and line not in lines:
            lines.append(line)
    for line in lines:
        if not any(line in other for other in lines if other != line):  # the whole of it is said in another line
            bubble.lines.append(line if single else turn.words("answers.line", line=line))
    if unknown:
        for asked, whats in by_whom(turn, unknown, procedure).items():
            first, *others = dict.fromkeys(whats)
            what = ", ".join((first, *(lower_first(other) for other in others)))
            line = turn.words("answers.unknown_many", what=what, ask=asked)
            bubble.lines.append(line if single else turn.words("answers.line", line=line))
        bubble.asks.append(code)
    own = [one for one in unknown if own_words(one, procedure) is not None]
    only_quoted = bool(own) and len(own) == len(answered)
    if procedure is not None and not only_quoted:
        bubble.lines.insert(head, turn.words("answers.head", title=procedure.title))
    with_form = any(one.question.focus.value in {"papers", "form"} for one in answered)
    if procedure is not None and with_form and case.offline(turn, code) is None:
        bubble.links += portal_links(turn, procedure)[:1]


def _line(turn: Turn, memory: Memory, bubble: Bubble, one: Answered, *, alone: bool) -> str | None:
    """Return the line that answers a question; None where nothing but that it is unknown can be said."""
    now = turn.received_at
    unit = one.units[0]
    if any(told.id == unit.id for told in bubble.told):
        return None if leaves_out(turn, one) else ""  # one sentence answers both
    question = f"{one.question.code}/{one.question.focus.value}"
    times, asked = memory.times(unit.id), memory.times(question)
    memory.note(unit.id, now)
    memory.note(question, now)
    if times and not asked and not unit.known and not one.leads:
        return None  # the same silence was told of something else: of this nothing has been said
    bubble.told += one.units
    way = times + (times >= _LONG_WAY and (unit.long is None or not alone))
    if way > _LONG_WAY:
        return _again(turn, memory, bubble, one, way)
    if way == _SHORT_WAY and not unit.known and (unit.short.key == "answers.unknown" or asks_its_own(turn, one)):
        return None
    said = unit.long if way == _LONG_WAY and unit.long is not None else unit.short
    line = words(turn, said)
    for beside in one.units[1:]:
        if memory.times(beside.id) == 0:
            line = f"{line} {words(turn, beside.short)}"
        memory.note(beside.id, now)
    asks = unit.asks or (not unit.known and (alone or bool(unit.citations)))
    if asks and one.question.code not in bubble.asks:
        bubble.asks.append(one.question.code)
        line = f"{line} {ask_words(turn, one, first=unit.asks)}"
    if alone or unit.needs_case:
        _offer(turn, bubble, unit, long=way == _LONG_WAY)
    if alone and not one.leads:
        _beside_the_only_one(turn, memory, bubble, one, first=way == _SHORT_WAY)
    return line


def _beside_the_only_one(turn: Turn, memory: Memory, bubble: Bubble, one: Answered, *, first: bool) -> None:
    """Ask back what would change the only answer; who may come is offered a visit, who asks a fee news of changes."""
    unit = one.units[0]
    back = None if bubble.closing else asking_back.ask(turn, memory, unit, one.question)
    if back is not None:
        bubble.closing.append(back[0])
        bubble.choices += back[1]
    if unit.cases and not bubble.closing:
        _ask_case(turn, memory, bubble, unit)
    if unit.id.endswith(f"/{OFFLINE}"):
        bubble.choices += case.choices_without_net(turn, one.question.code)
    _offer_visit(turn, bubble, unit, one.question.code)
    if first and unit.focus is Focus.FEE and unit.known and one.question.code in turn.guidance.catalogue:
        fits(turn, PROCEDURE, one.question.code)


def _offer_visit(turn: Turn, bubble: Bubble, unit: AnswerUnit, code: str) -> None:
    """Offer a visit where it is asked whether one may come, or has to book first, and one can be booked."""
    procedure = turn.guidance.catalogue.get(code)
    if case.inside(turn, code) is not None:
        return
    if procedure is None:
        if unit.focus is Focus.APPOINTMENT:
            bubble.choices.append(intent_choice(turn, "book_appointment"))
        return
    comes = unit.id.endswith(f"/{Focus.CHANNEL}/{Channel.IN_PERSON}")
    if not comes and unit.focus is not Focus.APPOINTMENT:
        return
    ladder = ladder_of(turn, procedure.code)
    at_counter = not comes or unit.yes_no is Polarity.YES or ladder.appointment is Appointment.COMPULSORY
    if ladder.may_book and at_counter:
        bubble.choices.append(book_choice(turn, procedure.code))


def _again(turn: Turn, memory: Memory, bubble: Bubble, one: Answered, way: int) -> str:
    """Say of what was told already that there is no more to it, and who knows more; a choice says it again."""
    procedure = turn.guidance.catalogue.get(one.question.code)
    own = None if one.units[0].known else own_words(one, procedure)
    what = own or focus_words(turn, one.question)
    if way <= _POINTING:
        memory.again = [*memory.again, one.question]
        if not one.units[0].known:
            bubble.choices.append(Choice(turn.words("ways.call"), f"#call.start:hotline/{one.question.code}"))
            return turn.words("answers.still_unknown", what=what)
        if one.units[0].needs_case:
            bubble.choices += case_choices(turn, one.units[0], 0, most=MOST_CHOICES - len(bubble.choices))
            return turn.words("answers.case_question")
        if not any(choice.payload == _AGAIN for choice in bubble.choices):
            bubble.choices.append(Choice(turn.words("answers.again_button"), _AGAIN))
        pointed = turn.words("answers.told_already", what=what, ask=whom(turn, one.question))
        fact = first_sentence(words(turn, one.units[0].short)) if one.units[0].places else ""
        return f"{fact} {pointed}".strip()
    bubble.choices.append(Choice(turn.words("ways.call"), f"#call.start:hotline/{one.question.code}"))
    return turn.words("answers.told_nothing_new", what=lower_first(what))


def _offer(turn: Turn, bubble: Bubble, unit: AnswerUnit, *, long: bool) -> None:
    """Offer the cases that a procedure's papers differ by, and the conditions of each paper."""
    if unit.long is not None and not long and unit.focus is Focus.PAPERS:
        bubble.choices.append(Choice(turn.words("answers.details"), f"#ans.long:{unit.topic}/{unit.id.split('/')[-1]}"))
    elif unit.long is not None and not long:
        # Asked once more, the same question is answered with all conditions.
        bubble.choices.append(Choice(turn.words("answers.details_of"), f"#ans.ask:{unit.topic}/{unit.focus.value}"))
    elif unit.focus is Focus.PAPERS and unit.topic and not unit.id.endswith(f"/{RULES}"):
        general = [one for one in case.units_of(turn, unit.topic, Focus.PAPERS) if one.id.endswith(f"/{RULES}")]
        payload = f"#ans.long:{unit.topic}/{RULES}"
        bubble.choices += [Choice(turn.words("answers.general_button"), payload)] if general and long else []
    if unit.cases and not case.is_settled(turn, unit):
        bubble.choices += case_choices(turn, unit, 0, most=MOST_CHOICES - len(bubble.choices))


def _ask_case(turn: Turn, memory: Memory, bubble: Bubble, unit: AnswerUnit) -> None:
    """Ask which case is theirs, once, where the papers of the common one were told and others need more."""
    if unit.needs_case or unit.topic is None or case.is_settled(turn, unit):
        return
    asked = asking_back.ask_case(turn, memory, unit.topic)
    bubble.closing += [asked] if asked is not None else []


def case_choices(turn: Turn, unit: AnswerUnit, first: int, *, most: int = MOST_CHOICES) -> list[Choice]:
    """Return choices of a unit's cases from number ``first`` on: at most ``most``, the last for those left over."""
    left = unit.cases[first:]
    shown = left if len(left) <= most else left[: most - 1]
    choices = [Choice(_label(turn.translated(case.name)), f"#ans.case:{unit.topic}/{case.number}") for case in shown]
    if len(shown) < len(left):
        choices.append(Choice(turn.words("answers.case_more"), f"#ans.cases:{unit.topic}/{first + len(shown)}"))
    return choices


def _label(name: str) -> str:
    name = name[:1].upper() + name[1:]
    return name if len(name) <= _LABEL else name[: name.rfind(" ", 0, _LABEL)] + "…"


def first_sentence(text: str) -> str:
    """Return a text up to the end of its first sentence."""
    return _SENTENCE.split(text, maxsplit=1)[0]


def shortened(lines: str, *, heading: bool = True) -> str:
    """Return an answer in fewer words: of each line what stands before its first full stop or bracket."""
    first, *rest = lines.splitlines() if heading else ("", *lines.splitlines())
    kept = [_SHORTEN.split(line, maxsplit=1)[0].rstrip(" :;,.") + "." for line in rest[:_MOST_SHORT_LINES]]
    return "\n".join((first, *(cut(line, _SHORT_LINE) for line in kept))).strip()


_SENTENCE = re.compile(r"(?<=\w[.!?]) (?=[A-ZÀ-Ỹ])")
_SHORTEN = re.compile(r"(?<=\w)\.\s| \(")
_MOST_SHORT_LINES = 4
_SHORT_LINE = 90
