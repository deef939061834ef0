"""Call-back requests that were sent and wait: named to who asks for another, and taken back by a button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.conversation.caps import MOST_CALLBACKS_OF_PHONE, Cap
from bot.conversation.messages import Choice
from bot.guidance.rulebook.text import contact_words
from bot.handlers.answers import Answer
from bot.handlers.finding import advise
from bot.handlers.menu import further

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.turn import Turn

_MOST = 3


def tell_waiting(turn: Turn, waiting: Sequence[dict[str, Any]], argument: str) -> None:
    """Say which requests wait, before another one is left for ``argument`` (a desk and a procedure)."""
    lines = [turn.words("call.open_one", number=row["id"], reason=row["reason"]) for row in waiting[:_MOST]]
    again = Choice(turn.words("call.again"), f"#call.again:{argument}")
    choices = [again, *(withdrawing(turn, row["id"]) for row in waiting[:_MOST])]
    turn.say("call.already", requests="\n".join(lines), choices=choices)


def tell_full(turn: Turn, full: Cap, waiting: Sequence[dict[str, Any]]) -> None:
    """Say why no more requests are taken, and what to do: take one back, ring up, wait."""
    answer = Answer(turn, advise(turn))
    answer.say(f"call.full_{full.value}", most=len(waiting) if full is Cap.PERSON else MOST_CALLBACKS_OF_PHONE)
    line = answer.advice.hotline
    if line is not None:
        answer.say("contacts.line", contact=contact_words(line))
    choices = [withdrawing(turn, row["id"]) for row in waiting[:_MOST]] if full is Cap.PERSON else further(turn)
    answer.send(choices=choices)


def withdrawing(turn: Turn, number: int) -> Choice:
    """Return the button that takes a request back."""
    return Choice(turn.words("call.withdraw", number=number), f"#call.withdraw:{number}")


async def withdraw(turn: Turn, number: str) -> bool:
    """Take a request back; False where that is no number of a request."""
    if not (number.isascii() and number.isdigit()):
        return False
    done = await turn.people.withdraw_callback(int(number))
    turn.say("call.withdrawn" if done else "call.not_waiting", number=number, choices=further(turn))
    return True
