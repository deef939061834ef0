"""Danger now: the three numbers first, short, no menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.finding import advise

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.guidance.rulebook.model import Contact


_SURE = 0.6
_KNOWN = ("113", "114", "115")


async def emergency(turn: Turn) -> None:
    """Show 113, 114, 115 at once; nothing is asked first.

    Nothing is added after, but one sentence where the reading may be wrong: better once too often than once too few.
    """
    numbers = {contact.value: _label(turn, contact) for contact in advise(turn).emergency if contact.value}
    lines = [turn.words("emergency.line", number=number, label=label) for number, label in sorted(numbers.items())]
    doubt = [] if turn.understanding.confidence >= _SURE else [turn.words("emergency.doubt")]
    turn.reply("\n".join((turn.words("emergency.call"), *lines, turn.words("emergency.machine"), *doubt)))


def _label(turn: Turn, contact: Contact) -> str:
    """Return whose number it is: the rulebook's Vietnamese word, or an English one for the three that are known."""
    if turn.profile.language != "en" or contact.value not in _KNOWN:
        return contact.label
    return turn.words(f"emergency.label_{contact.value}")
