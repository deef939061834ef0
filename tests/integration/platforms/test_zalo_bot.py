"""Zalo's Bot Platform: odd polls, its webhook, protected people, quotas."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import pytest

from bot.conversation.messages import Kind, Outgoing, Reply
from bot.platforms.contract import MessageRefused, RateLimited
from tests.fakes.zalo import Trouble
from tests.integration.platforms.harness_zalo_bot import ZaloBotHarness
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def bot() -> AsyncIterator[ZaloBotHarness]:
    async with ZaloBotHarness() as harness:
        yield harness


def to(harness: ZaloBotHarness, text: str) -> Outgoing:
    return Outgoing(1, harness.chat, Reply(text))


async def test_polling_takes_each_update_once(bot: ZaloBotHarness) -> None:
    stop = asyncio.Event()
    stored: list[str | None] = []
    failures = iter([True, False])

    async def accept(inbound: Any) -> None:
        if inbound.text == "hai" and next(failures):
            raise RuntimeError("nothing can be stored")
        stored.append(inbound.text)
        if len(stored) == 3:
            stop.set()

    for text in ("một", "hai", "ba"):
        bot.citizen.type(text)
    async with asyncio.timeout(20):
        await bot.platform.poll(accept, stop)
    assert stored == ["một", "hai", "ba"]


async def test_an_empty_poll_is_no_problem_and_a_dead_token_is_one(bot: ZaloBotHarness) -> None:
    stop = asyncio.Event()
    polling = asyncio.create_task(bot.platform.poll(lambda _inbound: asyncio.sleep(0), stop))
    await until(lambda: bot.zalo.bot.polls >= 3)
    assert bot.platform.problem is None
    bot.zalo.trouble("deleteWebhook", Trouble("code", 401, "Unauthorized"))
    stop.set()
    await polling
    stop.clear()
    polling = asyncio.create_task(bot.platform.poll(lambda _inbound: asyncio.sleep(0), stop))
    await until(lambda: bot.platform.problem)
    assert "401" in (bot.platform.problem or "")
    stop.set()
    await polling


async def test_a_protected_person_is_answered(bot: ZaloBotHarness) -> None:
    bot.citizen.is_protected()
    (inbound,) = bot.arrive()
    assert inbound.kind is Kind.MEDIA


async def test_the_bots_token_is_in_no_log(bot: ZaloBotHarness, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await bot.platform.send(to(bot, "Dạ."))
    bot.zalo.trouble("sendMessage", Trouble("code", 400, f"Bad request for {bot.zalo.bot_token}"))
    with pytest.raises(MessageRefused) as caught:
        await bot.platform.send(to(bot, "Dạ."))
    assert bot.zalo.bot_token not in caplog.text + str(caught.value)


async def test_the_webhook_is_set_with_the_secret(bot: ZaloBotHarness) -> None:
    await bot.platform.set_webhook("https://motcua.example/")
    assert bot.zalo.bot.webhook_url == "https://motcua.example/webhooks/zalo/bot"
    assert len(bot.zalo.bot.webhook_secret) == 64


@pytest.mark.parametrize(
    "url", ["http://motcua.example", "https://localhost:8080", "https://127.0.0.1", "https://10.0.0.7"]
)
async def test_an_address_that_zalo_does_not_call_is_refused(bot: ZaloBotHarness, url: str) -> None:
    with pytest.raises(MessageRefused, match="public https"):
        await bot.platform.set_webhook(url)
    assert bot.zalo.bot.webhook_url == ""


async def test_a_month_that_is_used_up_holds_the_whole_bot(bot: ZaloBotHarness) -> None:
    bot.zalo.bot.messages_left = 1
    await bot.platform.send(to(bot, "một"))
    with pytest.raises(RateLimited, match="Quota exceeded") as caught:
        await bot.platform.send(to(bot, "hai"))
    assert caught.value.whole_platform
    assert [shown.text for shown in bot.screen()] == ["một"]
