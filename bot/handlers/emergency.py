"""Danger now: the three numbers first, short, no menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.finding import advise

if TYPE_CHECKING:
    from bot.conversation.turn import Turn


_SURE = 0.6


async def emergency(turn: Turn) -> None:
    """Show 113, 114, 115 at once; nothing is asked first.

    Nothing is added after, but one sentence where the reading may be wrong: better once too often than once too few.
    """
    numbers = {contact.value: contact.label for contact in advise(turn).emergency if contact.value}
    lines = [turn.words("emergency.line", number=number, label=label) for number, label in sorted(numbers.items())]
    doubt = [] if turn.understanding.confidence >= _SURE else [turn.words("emergency.doubt")]
    turn.reply("\n".join((turn.words("emergency.call"), *lines, turn.words("emergency.machine"), *doubt)))
