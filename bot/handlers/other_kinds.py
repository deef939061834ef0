"""Messages that are no text: photos, voice, stickers, files, places, contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers import which
from bot.handlers.hotline import call_choice
from bot.handlers.menu import menu

if TYPE_CHECKING:
    from bot.conversation.turn import Turn


async def media(turn: Turn) -> None:
    """Nothing of it is opened or kept; words are asked for, and never a photo of an ID card."""
    turn.say("kinds.media", choices=[] if turn.dialogue else menu(turn))


async def location(turn: Turn) -> None:
    """Coordinates say nothing here: which commune it is has to be named."""
    turn.say("kinds.location")
    if turn.dialogue is None:
        which.ask_area(turn, "provide_info")


async def contact(turn: Turn) -> None:
    """A phone that nobody asked for is not kept."""
    turn.say("kinds.contact", choices=[call_choice(turn)])
