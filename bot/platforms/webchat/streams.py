"""Handing stored messages to an open page: server-sent events, and long polls for networks that break them."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from bot.platforms.webchat.ports import MailboxUnavailable
from bot.platforms.webchat.wire import reply_to_wire

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from starlette.types import Receive, Scope, Send

    from bot.platforms.webchat.config import WebChatConfig
    from bot.platforms.webchat.limits import Place
    from bot.platforms.webchat.ports import Mailbox, Watcher

_logger = logging.getLogger(__name__)
_BATCH = 50


def event(name: str, data: Any, event_id: int | None = None) -> bytes:  # noqa: ANN401 - any JSON value
    """Return one server-sent event (WHATWG HTML, 9.2)."""
    head = f"id: {event_id}\n" if event_id is not None else ""
    return f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


async def poll(
    mailbox: Mailbox, chat: str, after: int, *, seconds: float, closing: asyncio.Event
) -> list[dict[str, Any]]:
    """Return what lies after ``after``; waits up to ``seconds`` for it (0: not at all).

    Raises:
        MailboxUnavailable: the store cannot be read.
    """
    async with mailbox.watch(chat) as watcher:
        found = await mailbox.since(chat, after, _BATCH)
        if not found and seconds and await _woken(watcher, seconds, closing):
            found = await mailbox.since(chat, after, _BATCH)
    return [reply_to_wire(stored) for stored in found]


class EventStream(Response):
    """The messages of a chat as they are stored, until the page leaves, the server closes or the stream is old.

    It writes to the connection itself: the watch is left the moment the page goes, which a generator handed to a
    streaming response does not promise.
    """

    media_type = "text/event-stream"

    def __init__(
        self,
        mailbox: Mailbox,
        chat: str,
        after: int,
        *,
        config: WebChatConfig,
        closing: asyncio.Event,
        greeting: Callable[[], dict[str, Any]],
        place: Place,
    ) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._mailbox = mailbox
        self._chat = chat
        self._after = after
        self._config = config
        self._closing = closing
        self._greeting = greeting
        self._place = place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's own
        """Write the stream."""
        with self._place:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await _either(_until_gone(receive, self._place.over), self._write_all(send))

    async def _write_all(self, send: Send) -> None:
        async def write(chunk: bytes) -> None:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})

        with suppress(OSError):  # the page has gone; the server says so by this error, or by http.disconnect
            await write(event("hello", self._greeting()))
            try:
                await self._write_messages(write)
                await write(event("bye", {}))  # "come again at once"; a stream that just breaks means "wait"
            except MailboxUnavailable:
                _logger.warning("stream ended: the mailbox cannot be read")
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _write_messages(self, write: Callable[[bytes], Coroutine[Any, Any, None]]) -> None:
        ends = asyncio.get_running_loop().time() + self._config.stream_seconds
        after = self._after
        async with self._mailbox.watch(self._chat) as watcher:
            woken = True
            while not self._closing.is_set() and asyncio.get_running_loop().time() < ends:
                found = await self._mailbox.since(self._chat, after, _BATCH) if woken else []
                for stored in found:
                    after = stored.message.id
                    await write(event("message", reply_to_wire(stored), after))
                if len(found) == _BATCH:
                    continue
                woken = await _woken(watcher, self._config.heartbeat, self._closing)
                if not woken:
                    await write(event("beat", {}))


async def _until_gone(receive: Receive, over: asyncio.Event) -> None:
    async def disconnected() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    await _either(disconnected(), over.wait())


async def _woken(watcher: Watcher, seconds: float, closing: asyncio.Event) -> bool:
    """Return whether the watcher was woken within ``seconds``; False at once when the server closes."""
    return bool(await _either(watcher.wait(seconds), closing.wait())) and not closing.is_set()


async def _either(one: Coroutine[Any, Any, Any], other: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401
    """Run both until one ends, end the other, and return what the first gave."""
    tasks = [asyncio.ensure_future(one), asyncio.ensure_future(other)]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return next(task.result() for task in tasks if task in done)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
