"""First contact and small talk: that this is a machine, what it can do, for which day it answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.handlers.calendar import is_today
from bot.handlers.capacity import UNIT_MEMO
from bot.handlers.language import khmer
from bot.handlers.menu import intent_choice, menu

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

_UNIT = re.compile(r"unit_([A-Za-z0-9_-]{1,50})")


def disclose(turn: Turn) -> None:
    """Say that this is an automatic assistant, and for which day it answers when that is not today."""
    turn.reply("\n".join(_first_words(turn)))
    turn.profile.introduced = True


def _first_words(turn: Turn) -> list[str]:
    lines = [turn.words("opening.machine")]
    if not is_today(turn):
        lines.append(turn.words("opening.as_of", date=f"{turn.moment.day}/{turn.moment.month}/{turn.moment.year}"))
    return lines


async def start(turn: Turn) -> None:
    """The conversation was opened; a deep link names the unit that somebody wants to visit."""
    found = _UNIT.fullmatch(turn.text.strip())
    if found:
        turn.state.memo[UNIT_MEMO] = found[1]
    await greet(turn)
    if found:
        turn.say("opening.unit", choices=[intent_choice(turn, "book_appointment")])


async def greet(turn: Turn) -> None:
    """Hello."""
    lines = []
    if khmer(turn.text):
        lines.append(turn.words("opening.khmer"))
    if turn.profile.introduced:
        lines.append(turn.words("opening.again"))
    else:
        lines += [*_first_words(turn), turn.words("opening.can")]
        turn.profile.introduced = True
    turn.reply("\n".join(lines), choices=menu(turn))


async def thank_bye(turn: Turn) -> None:
    """Thanks, goodbye."""
    turn.say("opening.bye")


async def polite(turn: Turn) -> None:
    """A "dạ", "ok" or "không" when nothing was asked: never taken for an agreement to anything."""
    turn.say("opening.polite", choices=menu(turn))
