"""How updates reach the bot: webhook or long polling, one of the two."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from tests.fakes.telegram import checks
from tests.fakes.telegram.errors import Refusal, bad_request

if TYPE_CHECKING:
    from tests.fakes.telegram.world import World

_TERMINATED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
_LONGEST_POLL = 50


@dataclass(slots=True)
class Behaviour:
    """How webhooks misbehave, and how patient they are; a test may change it at any time.

    Attributes:
        copies: each update is delivered so many times at once.
        ordered: of one chat, the next update waits for the answer to the one before; otherwise all go out at once,
            shuffled.
        held: nothing is delivered while true.
        retry_seconds: first wait after an answer that is not 2xx; doubles up to ``retry_most``.
    """

    copies: int = 1
    ordered: bool = True
    held: bool = False
    retry_seconds: float = 0.05
    retry_most: float = 1.0
    answer_seconds: float = 60.0


@dataclass(slots=True)
class Webhook:
    url: str = ""
    secret: str = ""
    answers: list[int] = field(default_factory=list)
    """Status of every delivery, 0 for no answer."""
    last_error: str = ""


class Delivery:
    """Runs in the server's loop."""

    def __init__(self, world: World, stopping: asyncio.Event) -> None:
        self.world = world
        self.webhook = Webhook()
        self.behaviour = Behaviour()
        self.polls = 0
        self._news = asyncio.Event()
        self._stopping = stopping
        self._poller: asyncio.Future[None] | None = None
        self._busy: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        self._news.set()

    # ── long polling ─────────────────────────────────────────────────────────────────────────────────────────────

    async def get_updates(self, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook.url:
            raise Refusal(409, _WEBHOOK_ACTIVE)
        limit = checks.integer(parameters, "limit", 100) or 100
        if not 1 <= limit <= 100:
            raise bad_request("limit must be between 1 and 100")
        seconds = min(max(checks.integer(parameters, "timeout", 0) or 0, 0), _LONGEST_POLL)
        self._remember_kinds(parameters)
        self._confirm(checks.integer(parameters, "offset"))
        self.polls += 1
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(Refusal(409, _TERMINATED))
        self._poller = mine = asyncio.get_running_loop().create_future()
        try:
            await self._until_news(mine, seconds)
        finally:
            if not mine.done():
                mine.set_result(None)
        with self.world.lock:
            return self.world.updates[:limit]

    async def _until_news(self, mine: asyncio.Future[None], seconds: float) -> None:
        end = asyncio.get_running_loop().time() + seconds
        while not self._stopping.is_set():
            if mine.done():
                mine.result()  # raises 409 when another poller came
            self._news.clear()
            if self.world.updates or (left := end - asyncio.get_running_loop().time()) <= 0:
                return
            news = asyncio.ensure_future(self._news.wait())
            stop = asyncio.ensure_future(self._stopping.wait())
            await asyncio.wait({news, stop, mine}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            news.cancel()
            stop.cancel()

    def _confirm(self, offset: int | None) -> None:
        if offset is None:
            return
        with self.world.lock:
            if offset < 0:
                self.world.updates = self.world.updates[offset:]
            else:
                self.world.updates = [u for u in self.world.updates if u["update_id"] >= offset]

    # ── webhooks ─────────────────────────────────────────────────────────────────────────────────────────────────

    def set_webhook(self, parameters: dict[str, Any]) -> bool:
        url = str(parameters.get("url") or "")
        secret = str(parameters.get("secret_token") or "")
        if url:
            address = urlsplit(url)
            if address.scheme != "https" and address.hostname not in {"127.0.0.1", "localhost"}:
                raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
            if len(secret) > 256 or not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
                raise bad_request("secret token contains unallowed characters")
        self._remember_kinds(parameters)
        self._drop(parameters)
        self.webhook = Webhook(url, secret)
        self.wake()
        return True

    def delete_webhook(self, parameters: dict[str, Any]) -> bool:
        self._drop(parameters)
        self.webhook = Webhook()
        return True

    def webhook_info(self) -> dict[str, Any]:
        info = {"url": self.webhook.url, "has_custom_certificate": False}
        info |= {"pending_update_count": len(self.world.updates)}
        return info | ({"last_error_message": self.webhook.last_error} if self.webhook.last_error else {})

    async def run(self) -> None:
        """Deliver until the server stops."""
        async with httpx.AsyncClient(trust_env=False, timeout=self.behaviour.answer_seconds) as client:
            while not self._stopping.is_set():
                if self.webhook.url and not self.behaviour.held:
                    self._begin(client)
                self._news.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), 0.05)
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, client: httpx.AsyncClient) -> None:
        with self.world.lock:
            waiting = list(self.world.updates)
        if not self.behaviour.ordered:
            random.shuffle(waiting)
        for update in waiting:
            lane = _chat_of(update) if self.behaviour.ordered else update["update_id"]
            if lane not in self._busy:
                self._busy.add(lane)
                task = asyncio.create_task(self._deliver(client, update, lane))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _deliver(self, client: httpx.AsyncClient, update: dict[str, Any], lane: int) -> None:
        """Post an update until it is answered with 2xx, as Telegram does."""
        try:
            wait = self.behaviour.retry_seconds
            while self.webhook.url and not self._stopping.is_set():
                copies = [self._post(client, update) for _ in range(max(1, self.behaviour.copies))]
                statuses = await asyncio.gather(*copies)
                if any(200 <= status < 300 for status in statuses):
                    with self.world.lock:
                        self.world.updates = [u for u in self.world.updates if u is not update]
                    return
                await asyncio.sleep(wait)
                wait = min(wait * 2, self.behaviour.retry_most)
        finally:
            self._busy.discard(lane)
            self.wake()

    async def _post(self, client: httpx.AsyncClient, update: dict[str, Any]) -> int:
        headers = {"Content-Type": "application/json"}
        if self.webhook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.webhook.secret
        body = json.dumps(update, ensure_ascii=False).encode()
        try:
            answer = await client.post(self.webhook.url, content=body, headers=headers)
        except httpx.HTTPError as error:
            self.webhook.answers.append(0)
            self.webhook.last_error = f"Connection failed: {error}"
            return 0
        self.webhook.answers.append(answer.status_code)
        if not answer.is_success:
            self.webhook.last_error = f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"
        return answer.status_code

    def _remember_kinds(self, parameters: dict[str, Any]) -> None:
        kinds = parameters.get("allowed_updates")
        if isinstance(kinds, str):
            kinds = json.loads(kinds)
        if isinstance(kinds, list):
            self.world.allowed = frozenset(kinds) or None

    def _drop(self, parameters: dict[str, Any]) -> None:
        if str(parameters.get("drop_pending_updates")).lower() == "true":
            with self.world.lock:
                self.world.updates.clear()


def _chat_of(update: dict[str, Any]) -> int:
    body = next(value for name, value in update.items() if name != "update_id")
    return int((body.get("message") or body)["chat"]["id"])
