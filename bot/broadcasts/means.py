"""What the settings say about sending: which platforms, how fast, and Zalo's reply window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.broadcasts.audience_sql import Reach
from bot.conversation.messages import PlatformName
from bot.platforms.zalo_oa.rendering import Buttons

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.settings import Settings


def rates_of(settings: Settings) -> Mapping[str, float]:
    """Return platform → messages a second that go out, 0 for no limit."""
    return {
        PlatformName.TELEGRAM: settings.telegram_per_second,
        PlatformName.ZALO_OA: settings.zalo_per_second,
        PlatformName.ZALO_BOT: settings.zalo_bot_per_second,
        PlatformName.WEB: 0.0,
    }


def reach_of(settings: Settings, platforms: Collection[str] | None = None) -> Reach:
    """Return what can be reached.

    Args:
        settings: of the process.
        platforms: that it sends to; None where the bot's own processes do the sending and know better.
    """
    known = Reach().platforms if platforms is None else (*platforms, PlatformName.WEB)
    template = settings.zalo_template is not None
    return Reach(known, zalo_pays=settings.zalo_paid_messages, zalo_template=template)


def buttons_of(settings: Settings) -> Buttons:
    """Return how choices are shown on Zalo."""
    return Buttons(settings.zalo_buttons)
