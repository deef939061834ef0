"""What refers to the answers before: say it again, go on, plainly, it was not what was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.messages import Choice
from bot.guidance.answers import Focus
from bot.handlers.booking.words import lower_first
from bot.handlers.hotline import call_choice
from bot.handlers.questions import answering, whose
from bot.handlers.questions.case import words
from bot.handlers.questions.memory import Memory, Waiting
from bot.handlers.questions.telling import shortened
from bot.handlers.questions.unknown import focus_words

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.handlers.questions.hearing import Heard

_RUNGS = ("answers.misread", "answers.misread_known")
"""What an objection hears, one after the other; then a person, then nothing more of this."""
_ROWS = (Focus.PAPERS, Focus.FEE, Focus.TIME, Focus.PLACE, Focus.WHO_MAY_GO, Focus.CHANNEL)
"""What is offered, and told to be known or not, where somebody was misread."""


def goes_on(turn: Turn, memory: Memory, heard: Heard) -> bool:
    """Answer what refers to the answer before: say it again, go on, it was not what was meant."""
    if heard.goes_on:
        return _go_on(turn, memory)
    if heard.again:
        return told_again(turn, memory) if memory.again else _repeat(turn, memory)
    if heard.plainly:
        return _plainly(turn, memory)
    if heard.shorter and memory.lines:
        in_fewer_words(turn, memory)
        return True
    if heard.objects and turn.understanding.intent in whose.BESIDE:
        return False  # who asks for a person is not asked what they meant
    return _objection(turn, memory, heard)


def in_fewer_words(turn: Turn, memory: Memory) -> None:
    """Say the answer before in fewer words; what was said so already is not said a second time."""
    short, memory.live = shortened(memory.lines), True
    if short == memory.lines:
        turn.say("answers.no_shorter", choices=[call_choice(turn)])
    else:
        memory.lines = short
        turn.reply(short)


def answered_back(turn: Turn, memory: Memory, question: Waiting, so: bool) -> bool:
    """Answer anew with the fact that was asked back; where it is not so, the answer before stands."""
    memory.asks = []
    if so:
        answering.answer(turn, memory, [question])
    else:
        memory.live = True
        turn.say("case.as_said")
    return True


def told_again(turn: Turn, memory: Memory) -> bool:
    """Say what was answered above once more, word for word, since that is wanted."""
    questions = memory.again or memory.latest
    if not questions:
        return False
    for question in questions:
        for unit in answering.units_of(turn, question, memory):
            memory.told.pop(unit.id, None)
    answering.answer(turn, memory, questions)
    return True


def _go_on(turn: Turn, memory: Memory) -> bool:
    """Answer what waits; where nothing does, say so."""
    if any(one.code for one in memory.waiting):
        return answering.answer_next(turn, memory)
    if memory.waiting:
        asked = ", ".join(dict.fromkeys(lower_first(focus_words(turn, one)) for one in memory.waiting))
        memory.asks_topic = True
        turn.say("answers.unclear", what=asked)
        return True
    turn.say("case.nothing_waits")
    return True


def _plainly(turn: Turn, memory: Memory) -> bool:
    """Say yes or no to the latest question where a source does, in one sentence; else that it is not known."""
    if not memory.latest:
        memory.live = bool(memory.lines)
        if memory.lines:
            head, _, rest = memory.lines.partition("\n")
            told = rest if head.startswith(turn.words("answers.head", title="")) and rest else memory.lines
            turn.reply(shortened(told, heading=False).splitlines()[0])
        return memory.live
    question = memory.latest[-1]
    found = answering.units_of(turn, question, memory)
    memory.live = True
    if found and found[0].yes_no is not None:
        turn.reply(shortened(words(turn, found[0].short), heading=False))
    else:
        turn.say("answers.neither", what=lower_first(focus_words(turn, question)), choices=[call_choice(turn)])
    return True


def _repeat(turn: Turn, memory: Memory) -> bool:
    """Say the last answer again, since that was asked for."""
    memory.live = True
    if memory.lines:
        turn.reply(f"{turn.words('answers.again')}\n{memory.lines}")
    else:
        turn.say("answers.nothing_to_repeat")
    return True


def _objection(turn: Turn, memory: Memory, heard: Heard) -> bool:
    """Take the next rung: the questions for what is meant, other readings, what is known, a person."""
    latest = memory.latest
    if not latest:
        return False
    memory.rejected += [unit for unit in memory.last if unit not in memory.rejected]
    named = heard.topic.code
    if named is not None and named != latest[0].code:
        answering.answer(turn, memory, [Waiting(one.focus, named, one.text, one.whether) for one in latest])
        return True
    code = latest[0].code
    procedure = turn.guidance.catalogue.get(code)
    if procedure is None:
        return False
    rung, memory.rung = memory.rung, memory.rung + 1
    memory.live = True
    asked = {one.focus for one in latest}
    if rung == 0:
        others = [focus for focus in _ROWS if focus not in asked][:3]
        choices = [_ask_choice(turn, focus, code) for focus in others]
        turn.say(_RUNGS[0], title=procedure.title, choices=choices)
    elif rung == 1:
        _what_is_known(turn, memory, code, procedure.title)
    elif rung == len(_RUNGS):
        turn.say("answers.misread_human", choices=[call_choice(turn)])
    return rung <= len(_RUNGS)


def _what_is_known(turn: Turn, memory: Memory, code: str, title: str) -> None:
    known, unknown = (", ".join(found) for found in _known(turn, memory, code))
    if unknown:
        text = turn.words(_RUNGS[1], title=title, known=known, unknown=unknown)
    else:
        text = turn.words("answers.misread_all", title=title, known=known)
    turn.reply(text, choices=[call_choice(turn)])


def _known(turn: Turn, memory: Memory, code: str) -> tuple[list[str], list[str]]:
    known: list[str] = []
    unknown: list[str] = []
    for focus in _ROWS:
        question = Waiting(focus, code, "")
        found = answering.units_of(turn, question, memory)
        (known if found and found[0].known else unknown).append(lower_first(focus_words(turn, question)))
    return known, unknown


def _ask_choice(turn: Turn, focus: Focus, code: str) -> Choice:
    return Choice(turn.words(f"answers.focus_{focus.value}"), f"#ans.ask:{code}/{focus.value}")
