"""How Zalo calls the bot's webhooks: signed on the raw bytes, at times twice or in another order."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from tests.fakes.zalo.world import APP_ID, OA_SECRET

if TYPE_CHECKING:
    from tests.fakes.zalo.bot import BotApi
    from tests.fakes.zalo.world import World

SAMPLE = {
    "app_id": APP_ID,
    "sender": {"id": "246845883529197922"},
    "recipient": {"id": "388613280878808645"},
    "user_id_by_app": "552177279717587730",
    "event_name": "user_send_text",
    "message": {"text": "This is testing message", "msg_id": "This is message id"},
    "timestamp": "154390853474",
}
"""What the console's Test button posts: ids of strangers, an old moment."""


def encode(event: dict[str, Any]) -> bytes:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def sign(body: bytes, timestamp: str, app_id: str = APP_ID, secret: str = OA_SECRET) -> dict[str, str]:
    """Return the headers of a call as Zalo sends them."""
    mac = hashlib.sha256(app_id.encode() + body + timestamp.encode() + secret.encode()).hexdigest()
    return {
        "Content-Type": "application/json",
        "User-Agent": "ZaloWebhook",
        "X-ZEvent-Server": "OA OpenAPI",
        "X-ZEvent-Signature": f"mac={mac}",
    }


@dataclass(slots=True)
class Webhooks:
    """How events of the account are delivered; a test may change it at any time.

    Attributes:
        url: where they go; empty for nowhere.
        copies: each event is delivered so many times at once.
        ordered: one after another; otherwise what waits goes out at once, shuffled.
        held: nothing is delivered while true.
        retry_seconds: wait after a failed delivery, for the tests' sake shorter than Zalo's half minute.
        answers: status of every delivery, 0 for none.
    """

    url: str = ""
    copies: int = 1
    ordered: bool = True
    held: bool = False
    retry_seconds: float = 0.05
    answers: list[int] = field(default_factory=list)


async def deliver_forever(world: World, webhooks: Webhooks, bot: BotApi, stopping: asyncio.Event) -> None:
    """Deliver events of the account and updates of the bot until stopped."""
    async with httpx.AsyncClient(trust_env=False, timeout=10.0) as client:
        while not stopping.is_set():
            if webhooks.url and not webhooks.held:
                await _deliver_events(client, world, webhooks)
            if bot.webhook_url:
                await _deliver_updates(client, world, webhooks, bot)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), 0.02)


async def _deliver_events(client: httpx.AsyncClient, world: World, webhooks: Webhooks) -> None:
    with world.lock:
        waiting, world.events = world.events, []
    calls = [(event, encode(event)) for event in waiting]

    async def deliver(event: dict[str, Any], body: bytes) -> bool:
        headers = sign(body, event["timestamp"])
        return await _post(client, webhooks, webhooks.url, body, headers)

    if not webhooks.ordered:
        random.shuffle(calls)
        done = await asyncio.gather(*(deliver(*call) for call in calls))
    else:
        done = [await deliver(*call) for call in calls]
    failed = [event for (event, _), ok in zip(calls, done, strict=True) if not ok]
    if failed:
        with world.lock:
            world.events[:0] = failed
        await asyncio.sleep(webhooks.retry_seconds)


async def _deliver_updates(client: httpx.AsyncClient, world: World, webhooks: Webhooks, bot: BotApi) -> None:
    with world.lock:
        waiting, world.updates = world.updates, []
    for update in waiting:
        body = encode({"ok": True, "result": update})
        headers = {"Content-Type": "application/json", "X-Bot-Api-Secret-Token": bot.webhook_secret}
        if not await _post(client, webhooks, bot.webhook_url, body, headers):
            with world.lock:
                world.updates.append(update)


async def _post(client: httpx.AsyncClient, webhooks: Webhooks, url: str, body: bytes, headers: dict[str, str]) -> bool:
    async def once() -> int:
        try:
            return (await client.post(url, content=body, headers=headers)).status_code
        except httpx.HTTPError:
            return 0

    statuses = await asyncio.gather(*(once() for _ in range(max(1, webhooks.copies))))
    webhooks.answers += statuses
    return any(200 <= status < 300 for status in statuses)
