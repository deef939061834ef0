"""A matter in a few lines: a line each for the ways, the papers, the fee and the time, as far as they are known.

The overview tells them of what somebody named (``bot/handlers/overview.py``); where one procedure is asked back they
are told as far as it is meant, and then not once more to who says yes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guidance.answers import Focus
from bot.handlers.booking.words import lower_first
from bot.handlers.questions import case
from bot.handlers.questions.answering import units_of
from bot.handlers.questions.founded import caveats_of
from bot.handlers.questions.memory import Memory, Waiting
from bot.handlers.questions.telling import first_sentence
from bot.handlers.told_fields import note_fields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.turn import Turn
    from bot.guidance.answers import AnswerUnit
    from bot.guidance.procedures import Procedure

TOLD = (Focus.CHANNEL, Focus.PAPERS, Focus.FEE, Focus.TIME)
"""What is told, a line each, in this order."""
_ROOM = 150
"""Characters of a line up to which both of its sentences are told."""
_IF_SO = "if_so"


def units(turn: Turn, code: str, memory: Memory) -> dict[Focus, Sequence[AnswerUnit]]:
    """Return what answers each of the questions that are told in short."""
    return {focus: units_of(turn, Waiting(focus, code, ""), memory) for focus in TOLD}


def line(turn: Turn, focus: Focus, unit: AnswerUnit) -> str:
    """Return a unit in one line: in its fewest words, or in its first sentence where both are too long."""
    said = case.words(turn, unit.brief or unit.short)
    if len(said) > _ROOM and unit.brief is None:
        said = first_sentence(said)
    if focus in {Focus.FEE, Focus.TIME}:
        return turn.words(f"answers.brief_{focus.value}", said=lower_first(said))
    return said


def lines_if_so(turn: Turn, procedure: Procedure) -> list[str]:
    """Return in short what may be meant, and note that it was told; empty where hardly anything is known."""
    if procedure.imported:
        return []
    memory = Memory.of(turn.state, turn.received_at)
    known = {
        focus: found[0] for focus, found in units(turn, procedure.code, memory).items() if found and found[0].known
    }
    if Focus.CHANNEL not in known or memory.times(f"{procedure.code}/{_IF_SO}"):
        return []
    memory.note(f"{procedure.code}/{_IF_SO}", turn.received_at)
    memory.keep(turn.state)
    note_fields(turn, known.values())
    lines = [turn.words("answers.line", line=line(turn, focus, unit)) for focus, unit in known.items()]
    return [*lines, *filter(None, (caveats_of(turn, list(known.values())),))]


def take_if_so(turn: Turn, memory: Memory, code: str) -> bool:
    """Return whether a procedure was told in short while it was asked back, and was not agreed to since.

    Who says yes, or presses its name, hears it only once; who asks for it later hears it anew.
    """
    if memory.times(f"{code}/{_IF_SO}") != 1:
        return False
    memory.note(f"{code}/{_IF_SO}", turn.received_at)
    return True
