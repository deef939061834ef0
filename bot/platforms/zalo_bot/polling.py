"""Polling a Zalo bot: one update a call, nothing is acknowledged, and an empty poll is an error 408.

Since consumed updates may return at once, calls are a second apart and known ones are dropped here; whatever comes
through is dropped by the inbox's key.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from bot.platforms.contract import MessageRefused, PlatformError
from bot.platforms.zalo_bot.transport import Timeout
from bot.platforms.zalo_bot.updates import message_id

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from bot.conversation.messages import Inbound
    from bot.platforms.zalo_bot.transport import BotApi

PAUSE = 1.0
"""Seconds between two calls, at least."""

_FIRST_WAIT = 1.0
_LONGEST_WAIT = 30.0
_KNOWN = 1000

log = logging.getLogger(__name__)


class Receiver(Protocol):
    """The side of the platform that polling needs."""

    problem: str | None

    def read(self, update: object) -> list[Inbound]:
        """Parse an update."""
        ...


class NotStored(Exception):
    """An update could not be made durable."""


async def poll(
    receiver: Receiver,
    api: BotApi,
    accept: Callable[[Inbound], Awaitable[object]],
    stop: asyncio.Event,
    *,
    seconds: int,
    pause: float = PAUSE,
) -> None:
    """Fetch updates until ``stop`` is set; see ``ZaloBotPlatform.poll``."""
    known: OrderedDict[str, None] = OrderedDict()
    fetched: list[object] = []
    webhook_gone = False
    wait = _FIRST_WAIT
    while not stop.is_set():
        try:
            if not webhook_gone:
                await _remove_webhook(api)
                webhook_gone = True
            if not fetched:
                with suppress(Timeout):
                    update = await _unless(stop, api.call("getUpdates", {"timeout": str(seconds)}, longer=seconds))
                    # One object is documented; a list is read too, should Zalo ever send one.
                    fetched = update if isinstance(update, list) else [update]
            while fetched:  # what can't be stored stays here: Zalo may not give it again
                await _take(receiver, fetched[0], known, accept)
                del fetched[0]
            receiver.problem = None
            wait = _FIRST_WAIT
            await _unless(stop, asyncio.sleep(pause))
        except (PlatformError, NotStored) as error:
            receiver.problem = _say(error)
            seconds_now = (error.retry_after if isinstance(error, PlatformError) else None) or wait
            wait = min(wait * 2, _LONGEST_WAIT)
            log.warning("Zalo Bot polling stands still, next try in %.0f s: %s", seconds_now, receiver.problem)
            await _unless(stop, asyncio.sleep(seconds_now))


def _say(error: Exception) -> str:
    # What exactly went wrong with storing may quote what people wrote: for the log, not for /readyz.
    return f"updates can't be stored ({error})" if isinstance(error, NotStored) else str(error)


async def _remove_webhook(api: BotApi) -> None:
    """Polling and webhook exclude each other; that there is none to remove is no error."""
    with suppress(MessageRefused):
        await api.call("deleteWebhook", {})


async def _take(
    receiver: Receiver, update: object, known: OrderedDict[str, None], accept: Callable[[Inbound], Awaitable[object]]
) -> None:
    """Make an update durable unless it was already."""
    own_id = message_id(update)
    if own_id is None or own_id in known:
        return
    for inbound in receiver.read(update):
        try:
            await accept(inbound)
        except Exception as error:
            raise NotStored(type(error).__name__) from error
    known[own_id] = None
    while len(known) > _KNOWN:
        known.popitem(last=False)


async def _unless[T](stop: asyncio.Event, work: Coroutine[object, object, T]) -> T | None:
    """Return what ``work`` gives, or None, with it cancelled, when ``stop`` is set first."""
    stopped = asyncio.create_task(stop.wait())
    task = asyncio.create_task(work)
    try:
        await asyncio.wait({stopped, task}, return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        for pending in (stopped, task):
            pending.cancel()
        await asyncio.gather(stopped, task, return_exceptions=True)
