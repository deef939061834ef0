"""What is meant instead of a matter that was only pointed at: it is taken, asked back, or said back as unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.turn import Outcome
from bot.handlers import sending, unheard, which
from bot.handlers.finding import procedure_of
from bot.handlers.questions import answering
from bot.handlers.questions.hearing import hear
from bot.handlers.questions.memory import Memory, Waiting
from bot.handlers.questions.topics import changed
from bot.understanding.fold import canonical
from bot.understanding.search.evidence import names_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.turn import Turn
    from bot.guidance.procedures import Procedure

_LONGEST_NAME = 10
"""Words up to which what is meant instead may be nothing but what somebody calls a matter."""


async def take(turn: Turn, before: str | None, asked: Sequence[Waiting]) -> bool:
    """Take what a message says to be meant instead, where it only names it; False where it asks, or tells at length.

    Args:
        turn: reads only what is meant.
        before: the matter that was under way, which is not meant.
        asked: the questions that were answered of it last: they are answered of the other.
    """
    if hear(turn).questions or any(clause.act.asks for clause in turn.clauses):
        return False
    if len(turn.text.split()) > _LONGEST_NAME:
        return False
    named, found = _named(turn, before)
    if named is not None and asked:
        memory = Memory.of(turn.state, turn.received_at)
        answering.answer(turn, memory, [Waiting(one.focus, named.code, one.text, one.whether) for one in asked])
        memory.keep(turn.state)
        turn.state.topic.procedure = named.code
    elif named is not None:
        await sending.about(turn, named)
    elif found:
        which.ask_procedure(turn, "find_procedure", found)
    elif not (unheard.tell(turn) or unheard.tell_as_typed(turn, about=False)):
        return False
    turn.outcome = Outcome.UNDERSTOOD
    return True


def _named(turn: Turn, before: str | None) -> tuple[Procedure | None, list[Procedure]]:
    """Return the one matter that is meant instead, and else those that may be: a variant of that before by its act."""
    catalogue, heard = turn.guidance.catalogue, hear(turn)
    current = catalogue.get(before or "")
    variant = changed(turn.guidance.search, canonical(turn.text), current).code if current is not None else None
    if variant is not None:
        return catalogue.get(variant), []
    if heard.topic.code is not None:
        return catalogue.get(heard.topic.code), []
    offered = [one for code in heard.topic.offered if (one := catalogue.get(code)) is not None]
    if len(offered) == 1 and names_of(turn.guidance.search).evidence(canonical(turn.text), offered[0].code).whole:
        return offered[0], []
    return None, offered or list(procedure_of(turn).offered)
