"""Long polling: updates are fetched in order and acknowledged only once they are durable here."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Protocol

import httpx

from bot.platforms.telegram.transport import CALL_FAILURES, Refused, platform_error
from bot.platforms.telegram.updates import ALLOWED_UPDATES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from bot.conversation.messages import Inbound
    from bot.platforms.telegram.transport import BotApi

_FIRST_WAIT = 1.0
_LONGEST_WAIT = 30.0
_MOST = 100

log = logging.getLogger(__name__)


class Receiver(Protocol):
    """The side of the platform that polling needs."""

    problem: str | None

    def read(self, update: object) -> list[Inbound]:
        """Parse an update."""
        ...

    async def acknowledge(self, inbound: Inbound) -> None:
        """Show the person that it came in."""
        ...


class NotStored(Exception):
    """An update could not be made durable."""


async def poll(
    receiver: Receiver,
    bot: BotApi,
    accept: Callable[[Inbound], Awaitable[object]],
    stop: asyncio.Event,
    *,
    seconds: int,
) -> None:
    """Fetch updates until ``stop`` is set; see ``TelegramPlatform.poll``."""
    courtesies: set[asyncio.Task[None]] = set()

    async def take(update: object) -> None:
        for inbound in receiver.read(update):
            try:
                await accept(inbound)
            except Exception as error:
                raise NotStored(type(error).__name__) from error
            task = asyncio.create_task(receiver.acknowledge(inbound))
            courtesies.add(task)
            task.add_done_callback(courtesies.discard)

    offset: int | None = None
    webhook_gone = False
    wait = _FIRST_WAIT
    try:
        while not stop.is_set():
            try:
                if not webhook_gone:
                    await bot.delete_webhook(drop_pending_updates=False)
                    webhook_gone = True
                fetching = bot.fetch(offset, kinds=ALLOWED_UPDATES, most=_MOST, seconds=seconds)
                for update in await _unless(stop, fetching) or ():
                    await take(update)
                    offset = _after(update, offset)
                receiver.problem = None
                wait = _FIRST_WAIT
            except (*CALL_FAILURES, NotStored) as error:
                webhook_gone = webhook_gone and not _is_conflict(error)
                pause = _say(receiver, error, wait)
                wait = min(wait * 2, _LONGEST_WAIT)
                await _unless(stop, asyncio.sleep(pause))
    except asyncio.CancelledError:
        for task in courtesies:
            task.cancel()
        raise
    finally:
        await asyncio.gather(*courtesies, return_exceptions=True)


def _is_conflict(error: Exception) -> bool:
    return isinstance(error, Refused) and error.status == httpx.codes.CONFLICT


def _after(update: object, offset: int | None) -> int | None:
    """Return the offset that acknowledges ``update``."""
    update_id = update.get("update_id") if isinstance(update, dict) else None
    return update_id + 1 if isinstance(update_id, int) else offset


def _say(receiver: Receiver, error: Exception, wait: float) -> float:
    """Tell why nothing was fetched, and return how many seconds to wait."""
    if isinstance(error, NotStored):
        # What exactly went wrong may quote what people wrote: for the log, not for /readyz.
        receiver.problem = f"updates can't be stored ({error})"
        log.warning("An update of Telegram could not be stored: %s", error.__cause__)
    elif _is_conflict(error):
        receiver.problem = (
            f"another program fetches this bot's updates, or has set a webhook; only one may receive them ({error})"
        )
    else:
        known = platform_error(error)
        receiver.problem = str(known)
        wait = known.retry_after or wait
    log.warning("Telegram polling stands still, next try in %.0f s: %s", wait, receiver.problem)
    return wait


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
