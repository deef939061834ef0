"""A platform for loads: its fake server, its way in, and what arrived there."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, override

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.rates import Rates
from tests.fakes.zalo import FakeZalo
from tests.updates import TOKEN, Sender, telegram_env
from tests.wires import TELEGRAM, ZALO_OA, Wire, Writer, ZaloWriter

if TYPE_CHECKING:
    from collections.abc import Sequence


class Side(ABC):
    """One of the platforms.

    Args:
        limited: whether the platform limits the rate of messages, and the bot keeps to that.
    """

    name: ClassVar[str]
    wire: ClassVar[Wire]
    server: FakeTelegram | FakeZalo

    @abstractmethod
    def __init__(self, *, limited: bool) -> None:
        """Make its server."""

    @property
    @abstractmethod
    def env(self) -> dict[str, str]:
        """Settings of a bot that speaks with it, once the server runs."""

    @abstractmethod
    def people(self, count: int) -> Sequence[Writer]:
        """So many persons whom the platform knows and lets the bot write to."""

    @abstractmethod
    def arrived(self) -> set[tuple[str, str]]:
        """The bot's messages that people have: (chat, the platform's id of the message)."""

    @abstractmethod
    def forbidden(self) -> int:
        """How many sends the platform refused because they came too fast."""


class TelegramSide(Side):
    """Telegram."""

    name = "telegram"
    wire = TELEGRAM

    @override
    def __init__(self, *, limited: bool) -> None:
        self.server: FakeTelegram = FakeTelegram(token=TOKEN, rates=Rates() if limited else Rates(0, 0, 0, 0, 0))
        self._limits = {} if limited else {"TELEGRAM_PER_SECOND": "0", "TELEGRAM_CHAT_PER_SECOND": "0"}

    @property
    @override
    def env(self) -> dict[str, str]:
        return {**telegram_env(self.server.url), **self._limits}

    @override
    def people(self, count: int) -> Sequence[Writer]:
        citizens = [self.server.user() for _ in range(count)]
        for citizen in citizens:
            citizen.chat.open = True  # they have pressed "Start" before
        return [Sender(citizen.id) for citizen in citizens]

    @override
    def arrived(self) -> set[tuple[str, str]]:
        with self.server.world.lock:
            return {
                (str(chat), str(message.id))
                for chat, messages in self.server.world.messages.items()
                for message in messages
                if message.from_bot
            }

    @override
    def forbidden(self) -> int:
        return self.server.floods


class ZaloSide(Side):
    """Zalo's Official Account."""

    name = "zalo_oa"
    wire = ZALO_OA

    @override
    def __init__(self, *, limited: bool) -> None:
        self.server: FakeZalo = FakeZalo()
        self._limits = {} if limited else {"ZALO_PER_SECOND": "0"}

    @property
    @override
    def env(self) -> dict[str, str]:
        settings = {name: value for name, value in self.server.env().items() if not name.startswith("ZALO_BOT")}
        return {**settings, **self._limits}

    @override
    def people(self, count: int) -> Sequence[Writer]:
        followers = [self.server.follower() for _ in range(count)]
        for follower in followers:
            follower.person.last_interaction = self.server.world.now()
        return [ZaloWriter(follower.id) for follower in followers]

    @override
    def arrived(self) -> set[tuple[str, str]]:
        with self.server.world.lock:
            return {
                (person.id, seen.id)
                for person in self.server.world.people.values()
                for seen in person.messages
                if seen.from_office
            }

    @override
    def forbidden(self) -> int:
        return sum(code == -32 for _, code in self.server.world.statistics.refused)


SIDES: dict[str, type[Side]] = {side.name: side for side in (TelegramSide, ZaloSide)}
