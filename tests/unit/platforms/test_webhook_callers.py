"""A webhook call that cannot be the platform's is refused by its headers: nobody waits for its body, or parses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.metrics import Metrics
from bot.platforms.telegram import TelegramPlatform
from bot.platforms.zalo_bot import ZaloBotPlatform
from bot.web.webhooks import webhook_routes
from tests.integration.platforms.harness_zalo_oa import ZaloOaHarness

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.platforms.contract import Platform

TOKEN = "123456789:only-for-tests"


async def call(platform: Platform, headers: dict[str, str]) -> tuple[int, int]:
    """Call a platform's webhook; the status, and how many parts of the body were asked for before it."""
    asked = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal asked
        for _ in range(3):
            asked += 1
            yield b"{"

    intake: Any = None  # nothing gets so far
    app = Starlette(routes=webhook_routes({"any": platform}, intake, Metrics()))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
        answer = await client.post("/webhooks/any", content=body(), headers=headers)
    return answer.status_code, asked


@pytest.mark.parametrize(
    "headers",
    [{}, {"x-telegram-bot-api-secret-token": "no"}, {"x-bot-api-secret-token": "no"}, {"x-zevent-signature": "mac=12"}],
)
@pytest.mark.parametrize("name", ["telegram", "zalo_bot", "zalo_oa"])
async def test_a_strangers_body_is_not_read(name: str, headers: dict[str, str]) -> None:
    async with ZaloOaHarness() as account:
        platforms: dict[str, Platform] = {
            "telegram": TelegramPlatform(TOKEN),
            "zalo_bot": ZaloBotPlatform(TOKEN),
            "zalo_oa": account.platform,
        }
        assert await call(platforms[name], headers) == (401, 0)


async def test_what_carries_the_secret_is_read() -> None:
    platform = TelegramPlatform(TOKEN, secret="ours")
    assert await call(platform, {"X-Telegram-Bot-Api-Secret-Token": "ours"}) == (400, 3)
