"""What the contract suite needs from a platform: a citizen on its wire, and ways to break it.

A new platform gets a module ``harness_<name>.py`` with a subclass of ``Harness`` and a line in ``HARNESSES`` of
``test_contract.py``.
"""

from __future__ import annotations

import abc
import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from bot.platforms.contract import (
    BadCredentials,
    ContactGone,
    MessageRefused,
    OutcomeUnknown,
    PlatformError,
    PlatformUnavailable,
    RateLimited,
)

if TYPE_CHECKING:
    from bot.conversation.messages import Inbound, PlatformName
    from bot.platforms.contract import Platform, RawRequest


class Breakage(enum.Enum):
    """What goes wrong with the next message, and the error that must tell of it."""

    UNREACHABLE = PlatformUnavailable
    FAILS_BEFORE_TAKING = (PlatformUnavailable, "an error of the platform's own")
    TOO_FAST = RateLimited
    GONE = ContactGone
    REFUSED = MessageRefused
    ANSWER_LOST = OutcomeUnknown
    TOKEN_REVOKED = BadCredentials

    @property
    def error(self) -> type[PlatformError]:
        return self.value[0] if isinstance(self.value, tuple) else self.value


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as the citizen sees it.

    Attributes:
        text: all of it, folded parts too.
        labels: what can be pressed, in order; empty where the platform has no buttons.
        links: addresses that can be opened by a button.
        file: what can be kept: its name and content.
        message_id: the platform's id.
    """

    text: str
    labels: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    message_id: str | None = None
    file: tuple[str, bytes] | None = None


class Harness(abc.ABC):
    """One citizen on one platform, without the conversation behind it. An async context manager.

    What the citizen does travels in the platform's wire format and comes back parsed; what is sent appears on the
    citizen's screen by way of the platform's own server (or a fake one that keeps its limits).

    Attributes:
        name: of the platform.
        breakages: what ``break_next`` can do here.
        platform: the part under test.
        chat: the platform's address of the citizen's chat.
        names_the_pressed: whether a press tells which message its button stood under.
        tells_the_order: whether events carry an order of the platform's own.
        takes_files: whether a file arrives as one; else it is told as text.
    """

    name: ClassVar[PlatformName]
    breakages: ClassVar[frozenset[Breakage]]
    names_the_pressed: ClassVar[bool] = True
    tells_the_order: ClassVar[bool] = True
    takes_files: ClassVar[bool] = True
    platform: Platform
    chat: str

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    @abc.abstractmethod
    async def type(self, text: str) -> list[Inbound]:
        """The citizen types a text; returns what arrives."""

    @abc.abstractmethod
    async def press(self, label: str) -> list[Inbound]:
        """The citizen presses a button of the newest message that has it; returns what arrives."""

    @abc.abstractmethod
    async def repeat(self) -> list[Inbound]:
        """The platform delivers its last event once more; returns what arrives."""

    @abc.abstractmethod
    def screen(self) -> list[Shown]:
        """What the platform has shown of the bot's messages, oldest first."""

    @abc.abstractmethod
    def forged(self) -> list[RawRequest]:
        """Calls of somebody who is not the platform; empty where it has no webhook."""

    @abc.abstractmethod
    def odd(self) -> list[RawRequest]:
        """Calls of the platform that mean nothing to the bot."""

    @abc.abstractmethod
    def break_next(self, breakage: Breakage) -> None:
        """Let the next message go wrong."""
