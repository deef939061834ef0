"""The hotline beside an answer: its number, and the choice to be called back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.messages import Choice
from bot.guidance.rulebook.text import ask_words
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


def whom_to_ask(turn: Turn, code: str) -> str:
    """Return who knows what the assistant does not: the published line, else the office that takes it in."""
    advice = advise(turn, code or None)
    if advice.hotline is not None:
        return ask_words(advice, turn.guidance.rulebook)
    office = turn.guidance.answers.office_to_ask(code or None, at=turn.moment, known_at=turn.received_at)
    return turn.words("answers.office" if office is None else f"answers.office_{office.value}")


def whom_else(turn: Turn) -> str:
    """Return who can be asked about what is no matter of the catalogue's: the published line, else no one by name."""
    advice = advise(turn)
    return turn.words("unheard.office") if advice.hotline is None else ask_words(advice, turn.guidance.rulebook)
