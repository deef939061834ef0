"""A Telegram that does not slow anybody down, and its adapter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.conversation.messages import Outgoing, Reply
from bot.platforms.telegram import TelegramPlatform
from bot.platforms.telegram.rendering import LIMITS
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.rates import Rates

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from bot.conversation.messages import Inbound

UNLIMITED = Rates(per_second=0, chat_per_second=0, group_per_minute=0)


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram(rates=UNLIMITED) as telegram:
        yield telegram


@pytest.fixture
async def platform(telegram: FakeTelegram) -> AsyncIterator[TelegramPlatform]:
    limits = replace(LIMITS, per_chat_per_second=0.0)
    async with TelegramPlatform(telegram.token, api_url=telegram.url, limits=limits) as platform:
        yield platform


def to(chat: Any, text: str, **more: Any) -> Outgoing:
    return Outgoing(1, str(chat.id), Reply(text), **more)


def arrive(telegram: FakeTelegram, platform: TelegramPlatform) -> list[Inbound]:
    return [inbound for update in telegram.pending for inbound in platform.read(update)]
