"""Danger now: the three numbers first, short, no menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.finding import advise

if TYPE_CHECKING:
    from bot.conversation.turn import Turn


async def emergency(turn: Turn) -> None:
    """Show 113, 114, 115 at once; nothing is asked first and nothing is added after."""
    numbers = {contact.value: contact.label for contact in advise(turn).emergency if contact.value}
    lines = [turn.words("emergency.line", number=number, label=label) for number, label in sorted(numbers.items())]
    turn.reply("\n".join((turn.words("emergency.call"), *lines, turn.words("emergency.machine"))))
