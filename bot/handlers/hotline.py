"""Who can be asked beside an answer: the deciding body, or the hotline with the choice to be called back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.messages import Choice
from bot.guidance.answers.offices import AT_A_CENTRE
from bot.guidance.rulebook.text import ask_words
from bot.handlers.deciding import body_of
from bot.handlers.finding import advise
from bot.handlers.questions.memory import Memory

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

LINE = "line/"
"""Before the number of a line that was told, in what is remembered of answers."""


def call_choice(turn: Turn, key: str = "ways.call") -> Choice:
    """Return the choice that leaves a call-back request for the hotline's desk."""
    code = turn.state.topic.procedure
    known = code if code and code in turn.guidance.catalogue else ""
    return Choice(turn.words(key), f"#call.start:hotline/{known}")


def hotline_line(turn: Turn) -> str:
    """Return the hotline that is published for the moment, as it is told ("name: number"); empty where none is.

    Who was told its number within a day hears its name alone.
    """
    line = advise(turn).hotline
    if line is None:
        return ""
    return line.label if has_number(turn) else f"{line.label}: {line.value}"


def whom_to_ask(turn: Turn, code: str, asked: str = "") -> str:
    """Return who knows what the assistant does not.

    That is the body whose business the question speaks of, else the line that is published, else the office that
    takes the matter in: this one, too, where the line was told already, and the office is no centre, which that moment
    may not have had yet.

    Args:
        turn: the turn.
        code: of the procedure, or empty where it is no matter of the catalogue's.
        asked: the words of the question, and of nothing beside it.
    """
    if asked and (body := body_of(turn, asked)):
        return body
    advice = advise(turn, code or None)
    office = turn.guidance.answers.office_to_ask(code or None, at=turn.moment, known_at=turn.received_at)
    if advice.hotline is not None and (office is None or office in AT_A_CENTRE or not has_number(turn)):
        return ask_words(advice, turn.guidance.rulebook)
    return turn.words("answers.office" if office is None else f"answers.office_{office.value}")


def whom_else(turn: Turn, asked: str = "") -> str:
    """Return who can be asked about what is no matter of the catalogue's: the body, the line, else no one by name."""
    if asked and (body := body_of(turn, asked)):
        return body
    advice = advise(turn)
    return turn.words("unheard.office") if advice.hotline is None else ask_words(advice, turn.guidance.rulebook)


def has_number(turn: Turn) -> bool:
    """Return whether the person was told the number of the line within a day."""
    line = advise(turn).hotline
    memory = Memory.of(turn.state, turn.received_at)
    return line is not None and memory.times(f"{LINE}{line.value}") > 0
