"""The hotline beside an answer: its number, and the choice to be called back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.messages import Choice
from bot.handlers.finding import advise

if TYPE_CHECKING:
    from bot.conversation.turn import Turn


def call_choice(turn: Turn, key: str = "ways.call") -> Choice:
    """Return the choice that leaves a call-back request for the hotline's desk."""
    code = turn.state.topic.procedure
    known = code if code and code in turn.guidance.catalogue else ""
    return Choice(turn.words(key), f"#call.start:hotline/{known}")


def hotline_line(turn: Turn) -> str:
    """Return the hotline that is published for the moment, as it is told ("name: number"); empty where none is."""
    line = advise(turn).hotline
    return f"{line.label}: {line.value}" if line is not None else ""
