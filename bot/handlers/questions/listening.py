"""What is only told, feared or sighed: met by one fitting line, or answered anew where it turns an answer.

Nothing is said twice in a row: each way of listening comes once a day, the last of them is a "Dạ".
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.matters import moment_of
from bot.conversation.messages import Choice, Kind
from bot.guidance.text import composed
from bot.handlers.hotline import call_choice, whom_else, whom_to_ask
from bot.handlers.menu import menu
from bot.handlers.questions import answering, corrected
from bot.handlers.questions.memory import Memory
from bot.handlers.quoting import asks, nobody_knows, says_enough
from bot.understanding.blame import blames_the_assistant
from bot.understanding.clauses import Act
from bot.understanding.clauses.told_only import says_what_is_unclear, tells_only
from bot.understanding.fold import canonical
from bot.understanding.reactions import ends_asking, fears, is_a_bare_answer, only_sighs, says_what_is_asked, waits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.turn import Turn
    from bot.understanding.clauses import Clause

_UNDER_WAY = "talk_under_way"
"""Memo: when something was said last that opened no question which matter is meant (ISO, real clock)."""
_FORGETS_AFTER = timedelta(hours=24)
_SAYS_SOMETHING = 3
"""Words from which on a message says something."""
_MENU = "fallback.data"
_ON, _STILL, _SHORT = "case.listens_on", "case.listens_still", "case.listens_short"
_LISTENS = ("case.listens", _ON, _STILL, _SHORT)
"""What whoever tells something beside a matter hears, each once a day but the last."""
_NOTES = ("case.noted", *_LISTENS)
_WAITS = ("case.waits", _SHORT)
_OF_NOTHING = ("case.listens_talk", _STILL, _SHORT)
_AT_FIRST = (_MENU, _STILL, _SHORT)
_SIGHS = ("case.sighs", _STILL, _SHORT)
_SORRY = ("courtesy.sorry_first", _STILL, _SHORT)
_FEARS = ("case.fears", "case.fears_still", _STILL, _SHORT)
_ANSWERS = re.compile(r"(?:(?:da|thua|u|o) )*(?:chua|khong|roi|co) ")
"""Answers by a yes or no and what it is of ("dạ chưa báo tử")."""
_WANTS = re.compile(r"\b(?:muon|tinh|dinh|xin|can (?!bo\b)|dat lich|gap (?:can bo|nguoi)|want|need)\b")
_OTHERWISE = re.compile(
    r"\b(?:can bo|truong ap|ap|xa|phuong|huyen|tinh|uy ban|tru so|cong an|xa doi|ho|nguoi ta|may (?:dua|ong|ba|anh"
    r"|chi)"
    r"|ben (?:do|kia|xa|phuong|tinh)|o (?:do|tren|duoi)|chi do|anh do|ba do|ong do|co do)"
    r"(?: \w+){0,4} (?:noi|keu|bieu|bao|kiu|doi)\b|^nghe (?:noi|dau|nguoi ta)\b"
)
"""Somebody else said it, to them, of the matter under way."""


def note_talk(turn: Turn) -> None:
    """Note that a talk is under way: something was said, and it is not only asked which matter it is about."""
    said = turn.inbound.kind is Kind.TEXT and turn.understanding.intent != "greet"
    if said and turn.dialogue is None and len(turn.text.split()) >= _SAYS_SOMETHING:
        turn.state.memo[_UNDER_WAY] = turn.received_at.isoformat()


def talk_under_way(turn: Turn) -> bool:
    """Return whether a matter is under way, or something was said before within a day."""
    said = moment_of(turn.state.memo.get(_UNDER_WAY) or "")
    recent = said is not None and turn.received_at - said < _FORGETS_AFTER
    return recent or turn.state.topic.procedure is not None


def asks_nothing(turn: Turn) -> bool:
    """Return whether nothing in a message asks, however it was read."""
    if only_sighs(turn.text) or (_ANSWERS.match(canonical(turn.text)) and not ends_asking(turn.text)):
        return True
    return not any(_asks(turn.text, clause) or says_what_is_asked(clause.text) for clause in turn.clauses)


def _asks(text: str, clause: Clause) -> bool:
    if says_what_is_unclear(clause.text):
        return True
    ends = ends_asking(clause.text) and not tells_only(clause.text) and not nobody_knows(text, clause)
    return ends or _is_marked(text, clause) or (asks(text, clause) and not fears(clause.text))


def is_marked(turn: Turn) -> bool:
    """Return whether a question mark stands behind something that a message names."""
    return any(_is_marked(turn.text, clause) for clause in turn.clauses)


def _is_marked(text: str, clause: Clause) -> bool:
    """Return whether a question mark stands behind what names something, however it reads ("còn sơ yếu lý lịch?")."""
    named = says_enough(clause) and clause.act is not Act.COURTESY
    return named and composed(text)[clause.end : clause.end + 2].strip().startswith("?") and not fears(clause.text)


def only_tells(turn: Turn) -> bool:
    """Return whether a message tells something amid a talk, or a question of ours, and neither asks nor wants."""
    acts = {clause.act for clause in turn.clauses}
    amid = talk_under_way(turn) or turn.dialogue is not None
    said = amid and not is_a_bare_answer(turn.text) and bool(acts - {Act.COURTESY})
    return said and Act.COMMANDS not in acts and asks_nothing(turn) and not _WANTS.search(canonical(turn.text))


def meets(turn: Turn, *, sighs: bool = False, choices: Sequence[Choice] = ()) -> bool:
    """Meet a message that asks nothing as somebody does who listens; False where there is nothing to listen to.

    Args:
        turn: the turn.
        sighs: it was read as somebody's displeasure.
        choices: what can be pressed beside it.
    """
    asks_something = not asks_nothing(turn) and not blames_the_assistant(turn.text)
    if is_a_bare_answer(turn.text) or asks_something:
        return False
    memory = Memory.of(turn.state, turn.received_at)
    heard = listened(turn, memory, sighs=sighs, choices=choices)
    memory.keep(turn.state)
    return heard


def listened(turn: Turn, memory: Memory, *, sighs: bool = False, choices: Sequence[Choice] = ()) -> bool:
    """Take what is told as somebody does who listens: nothing is claimed to be kept of it.

    Who was told otherwise elsewhere is sent back to who takes the dossier in, who fears something to who knows.
    """
    if all(clause.act is Act.COURTESY for clause in turn.clauses):
        return False
    if noted_anew(turn, memory) or corrected.tells(turn):
        return True
    procedure = turn.guidance.catalogue.get(turn.state.topic.procedure or "")
    begins = not talk_under_way(turn) and turn.dialogue is None
    rungs: Sequence[str] = _LISTENS if procedure is not None else _AT_FIRST if begins else _OF_NOTHING
    if blames_the_assistant(turn.text):
        rungs = _SORRY
    elif sighs:
        rungs = _SIGHS
    elif procedure is not None and _OTHERWISE.search(canonical(turn.text)):
        rungs = ("case.told_otherwise", *rungs)
    if fears(turn.text) and (sighs or not begins):
        rungs = _FEARS
    if waits(turn.text):
        rungs = _WAITS
    _say(turn, memory, rungs, choices)
    return True


def noted(turn: Turn, memory: Memory) -> bool:
    """Answer the latest questions anew where what was told turns them, else say that it is kept in mind."""
    if turn.guidance.catalogue.get(turn.state.topic.procedure or "") is None:
        return False
    if not noted_anew(turn, memory) and not corrected.tells(turn):
        of_us = blames_the_assistant(turn.text)
        rungs = _SORRY if of_us else _FEARS if fears(turn.text) else _WAITS if waits(turn.text) else _NOTES
        _say(turn, memory, rungs)
    return True


def noted_anew(turn: Turn, memory: Memory) -> bool:
    """Answer those of the latest questions anew that what was told turns; False where it turns none."""
    code = turn.state.topic.procedure
    turned = [
        one
        for one in memory.latest
        if one.code == code and memory.times(f"{code}/{one.focus.value}") <= 1
        if (found := answering.units_of(turn, one, memory)) and memory.times(found[0].id) == 0
    ]
    if turned:
        answering.answer(turn, memory, turned[: answering.MOST_AT_ONCE])
    return bool(turned)


def _say(turn: Turn, memory: Memory, rungs: Sequence[str], beside: Sequence[Choice] = ()) -> None:
    """Say the first of these that was not said within a day; the last of them always."""
    procedure = turn.guidance.catalogue.get(turn.state.topic.procedure or "")
    rung = next((one for one in rungs if memory.times(one) == 0), rungs[-1])
    memory.note(rung, turn.received_at)
    memory.live = procedure is not None
    choices = list(beside) if rung == _SIGHS[0] else []
    if rung == _MENU:
        choices = menu(turn)
    elif rung == "case.told_otherwise":
        choices = [call_choice(turn)]
    title = "" if procedure is None else procedure.title
    turn.say(rung, title=title, ask=_whom(turn) if rung == _FEARS[0] else "", choices=choices)


def _whom(turn: Turn) -> str:
    code = turn.state.topic.procedure
    return whom_to_ask(turn, code, turn.text) if code else whom_else(turn, turn.text)
