"""How Zalo calls the bot's webhooks: signed on the raw bytes, at times twice or in another order."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import random
from dataclasses import dataclass, field, replace
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


RETRY_AFTER = (30.0, 300.0, 900.0, 1800.0, 3600.0)
"""Seconds after which Zalo repeats a call, each since the try before: documented for connections that fail."""


@dataclass(slots=True)
class Call:
    """A call of the webhook; a repeated one has the same body.

    Attributes:
        tries: how often it was made in vain.
        due: when it is made, by the world's clock.
    """

    event: dict[str, Any]
    body: bytes
    tries: int = 0
    due: float = 0.0

    def headers(self) -> dict[str, str]:
        """What it carries; a repetition says which one it is."""
        again = {"num_retry": str(self.tries)} if self.tries else {}
        return {**sign(self.body, self.event["timestamp"]), **again}


@dataclass(slots=True)
class Webhooks:
    """How events of the account are delivered; a test may change it at any time.

    Attributes:
        url: where they go; empty for nowhere.
        copies: each event is delivered so many times at once.
        ordered: one after another; otherwise what waits goes out at once, shuffled.
        held: nothing is delivered while true.
        retry_after: the schedule of repetitions, by the world's clock: ``RETRY_AFTER`` is Zalo's. None, for tests that
            end processes, repeats every ``retry_seconds`` for ever.
        retry_seconds: see ``retry_after``.
        retries: the console's switch "Webhook Retry".
        repeats_refused: whether an answer that is not 200 is repeated like a connection that fails; Zalo does not say.
        unheard: so many next answers of the bot are lost on their way.
        waiting: calls that are to be repeated.
        disabled: the last repetition was in vain; nothing comes until a person has switched it on again.
        answers: status of every delivery, 0 for none.
        repeated: ``num_retry`` of every repetition.
    """

    url: str = ""
    copies: int = 1
    ordered: bool = True
    held: bool = False
    retry_after: tuple[float, ...] | None = None
    retry_seconds: float = 0.05
    retries: bool = True
    repeats_refused: bool = True
    unheard: int = 0
    waiting: list[Call] = field(default_factory=list)
    disabled: bool = False
    answers: list[int] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)

    def failed(self, call: Call, now: float) -> None:
        """Note a call that was made in vain."""
        pauses = self.retry_after
        if pauses is None:
            self.waiting.append(replace(call, tries=call.tries + 1))
        elif self.retries and call.tries < len(pauses):
            self.waiting.append(replace(call, tries=call.tries + 1, due=now + pauses[call.tries]))
        elif self.retries:
            self.disabled = True

    def heard(self, status: int) -> bool:
        """Return whether Zalo is content with an answer; 0 is none."""
        return 200 <= status < 300 or (status != 0 and not self.repeats_refused)


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
        fresh, world.events = world.events, []
    now = world.now()
    due = [call for call in webhooks.waiting if call.due <= now]
    webhooks.waiting = [call for call in webhooks.waiting if call.due > now]
    calls = [*due, *(Call(event, encode(event)) for event in fresh)]
    if webhooks.disabled:
        return  # what happens meanwhile is never told

    async def deliver(call: Call) -> bool:
        if call.tries:
            webhooks.repeated.append(call.tries)
        return await _post(client, webhooks, webhooks.url, call.body, call.headers())

    if not webhooks.ordered:
        random.shuffle(calls)
        done = await asyncio.gather(*(deliver(call) for call in calls))
    else:
        done = [await deliver(call) for call in calls]
    failed = [call for call, ok in zip(calls, done, strict=True) if not ok]
    for call in failed:
        webhooks.failed(call, now)
    if failed and webhooks.retry_after is None:
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
            status = (await client.post(url, content=body, headers=headers)).status_code
        except httpx.HTTPError:
            return 0
        if webhooks.unheard > 0:
            webhooks.unheard -= 1
            return 0
        return status

    statuses = await asyncio.gather(*(once() for _ in range(max(1, webhooks.copies))))
    webhooks.answers += statuses
    return any(map(webhooks.heard, statuses))
