"""Handing a conversation over to a clerk: where clerks sit, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from bot.conversation.messages import PlatformName

if TYPE_CHECKING:
    from bot.conversation.hours import Hours

RECENT = 8
"""Messages of a conversation that a clerk gets to read when it is handed over."""

_ANSWERED_BY = frozenset({PlatformName.TELEGRAM, PlatformName.ZALO_BOT})


@dataclass(frozen=True, slots=True)
class StaffChat:
    """The chat in which clerks answer.

    Attributes:
        platform: of it.
        chat: its address there.
        hours: when somebody looks at it.
    """

    platform: PlatformName
    chat: str
    hours: Hours

    @classmethod
    def parse(cls, text: str, hours: Hours) -> Self:
        """Read ``telegram:-1001234`` or ``zalo_bot:<chat id>``.

        Raises:
            ValueError: it says something else.
        """
        name, _, chat = text.partition(":")
        if name not in {str(platform) for platform in _ANSWERED_BY} or not chat.strip():
            raise ValueError("must be telegram:<id of the group> or zalo_bot:<id of the chat>")
        return cls(PlatformName(name), chat.strip(), hours)

    @property
    def has_replies(self) -> bool:
        """Whether clerks can reply to a certain message, and press buttons."""
        return self.platform is PlatformName.TELEGRAM


@dataclass(frozen=True, slots=True)
class Word:
    """One of the latest words of a conversation.

    Attributes:
        by_person: said by the person, not by the bot.
        text: what was said.
    """

    by_person: bool
    text: str
