"""When somebody has as much as one may have: said with what they can do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from booking_client import NewcomersLimit, PersonalLimit
from bot.conversation.messages import Choice
from bot.guidance.moments import VIETNAM
from bot.handlers.answers import Answer
from bot.handlers.booking.asking import Step
from bot.handlers.callback.reason import because
from bot.handlers.contacts import tell_numbers
from bot.handlers.finding import advise
from bot.handlers.forms import waiting
from bot.handlers.hotline import call_choice

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

LIMITS = (PersonalLimit, NewcomersLimit)
"""Refusals that no other half-day cures."""


def limit_words(turn: Turn, error: PersonalLimit | NewcomersLimit) -> str:
    """Return which limit was met, and what can be done about it."""
    if isinstance(error, NewcomersLimit):
        if error.retry_at is None:
            return turn.words("booking.problem_newcomers")
        return turn.words("booking.newcomers_until", hour=f"{error.retry_at.astimezone(VIETNAM):%H:%M %d/%m}")
    key = f"booking.limit_{error.scope}_{error.limit}"
    return turn.words(key, taken=error.taken, most=error.most, days=error.days)


def limited(turn: Turn, error: PersonalLimit | NewcomersLimit) -> None:
    """Say which limit was met; what was entered is kept until the person tries again."""
    answer = Answer(turn, advise(turn))
    answer.add(limit_words(turn, error))
    tell_numbers(answer)
    because(turn, turn.words("booking.call_reason_limit"))
    token = turn.renew_token()
    choices = [Choice(turn.words("booking.try_again"), f"#book.retry:{token}"), call_choice(turn)]
    if isinstance(error, PersonalLimit):
        choices.insert(0, Choice(turn.words("appointments.mine"), "#appt.list"))
    answer.send(choices=choices)
    waiting(turn, Step.RETRY, choices, turn.words("booking.limit_short"))
