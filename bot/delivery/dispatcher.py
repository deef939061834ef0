"""Sending what lies in the outbox, one platform a dispatcher; who retries, waits or stops is decided here."""

from __future__ import annotations

import asyncio
import logging
import random
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.conversation.lanes import Lanes
from bot.db.pool import INFRASTRUCTURE
from bot.delivery import gate, held, outbox
from bot.delivery.pace import Pace
from bot.delivery.taking import Taken, take
from bot.delivery.unasked import held_back
from bot.faults import NO_FAULTS, FaultPoint, Faults
from bot.platforms.contract import OutcomeUnknown, PartlySent, PlatformError, RateLimited

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.db.pool import Database
    from bot.delivery.taking import Later
    from bot.delivery.unasked import HeldBack
    from bot.metrics import Metrics
    from bot.platforms.contract import Platform, Receipt

logger = logging.getLogger(__name__)

MOST_TRIES = 8
_FIRST_WAIT = 1.0
_LONGEST_WAIT = 300.0
_SHORTEST_LOOK = 0.005
_LONGEST_LOOK = 60.0
_AFTER_UNCOUNTED = 1.0
_IDLE_FROM = 2.0
"""Seconds: where the next message may go out only later, the platform is idle; rates make it wait for less."""


class Dispatcher:
    """Sends the messages of one platform.

    Any number of dispatchers, in any number of processes, keep the platform's limits together: what they know of it
    lies in the database.

    Args:
        database: pools of the process.
        platform: takes the messages.
        metrics: counters of the process.
        concurrency: messages under way at a time; also bounds how many may arrive at once after a hold-up.
        most_tries: after so many a message has failed. A try counts only while the platform works otherwise.
        now: the calendar's moment (AS_OF), for what is not sent at night.
        faults: for tests that kill the process.
        on_moved: is told the platform's name and whether it is idle: nothing is left that could go out soon; else a
            message that nobody asked for (a reminder, a broadcast) was settled. Must not block.
    """

    def __init__(
        self,
        database: Database,
        platform: Platform,
        metrics: Metrics,
        *,
        concurrency: int = 8,
        most_tries: int = MOST_TRIES,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        faults: Faults = NO_FAULTS,
        on_moved: Callable[[str, bool], None] = lambda _name, _idle: None,
    ) -> None:
        self._database = database
        self._on_moved = on_moved
        self._platform = platform
        self._pace = Pace.of(platform.limits)
        self._metrics = metrics
        self._most_tries = most_tries
        self._now = now
        self._faults = faults
        self._alarm: asyncio.TimerHandle | None = None
        self.lanes = Lanes(f"send {platform.name}", self._send_next, most=concurrency)

    async def close(self) -> None:
        """Take no more messages and let those under way finish."""
        if self._alarm is not None:
            self._alarm.cancel()
        await self.lanes.close()

    def _wake_in(self, seconds: float) -> None:
        """Look again in ``seconds``, or earlier where that was said before."""
        loop = asyncio.get_running_loop()
        at = loop.time() + min(max(seconds, _SHORTEST_LOOK), _LONGEST_LOOK)
        if self._alarm is not None and not self._alarm.cancelled() and loop.time() < self._alarm.when() <= at:
            return
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = loop.call_at(at, self.lanes.wake)

    async def _send_next(self) -> bool:
        """Send messages until one can't be sent or none may go out now; False in the latter case."""
        async with self._database.turns.connection() as connection:
            taken = await take(connection, self._platform.name, self._pace)
        while isinstance(taken, Taken):
            self.lanes.start_another()
            following = await self._hand_over(taken)
            if taken.message.extra.get("unasked"):
                self._on_moved(self._platform.name, False)
            if following is None:
                return True
            taken = following
        if taken.wait is not None:
            self._wake_in(taken.wait)
        if taken.wait is None or taken.wait > _IDLE_FROM:
            self._on_moved(self._platform.name, True)
        return False

    async def _hand_over(self, taken: Taken) -> Taken | Later | None:
        """Send a message and note its fate; return what comes next, or None where nobody has looked."""
        message = taken.message
        self._faults.reach(FaultPoint.DELIVERY_TAKEN)
        back = held_back(taken, self._now())
        if back is not None:
            return await self._hold_back(taken, back)
        try:
            receipt = await self._platform.send(message)
        except PlatformError as error:
            await self._failed(taken, error)
            return None
        except Exception as error:
            # A mistake of our own: nobody knows how far it came.
            logger.exception("a message could not be handed over", extra={"outbox_id": message.id})
            await self._failed(taken, OutcomeUnknown(type(error).__name__))
            return None
        self._faults.reach(FaultPoint.DELIVERY_SENT)
        return await self._sent(taken, receipt)

    async def _sent(self, taken: Taken, receipt: Receipt) -> Taken | Later | None:
        """Note that a message was sent and take the next one, in one transaction: half as many wait for the disk."""
        name, pace = self._platform.name, self._pace
        fate = outbox.fate(taken.message, "sent", message_id=receipt.message_id)

        async def note(connection: AsyncConnection[DictRow]) -> Taken | Later | None:
            await self._rest(connection, taken, receipt.parts)
            if taken.failures:
                await gate.recover(connection, name)
            if not self.lanes.closed:
                return await take(connection, name, pace, fate)
            await outbox.finish(connection, fate)
            return None

        alone = not (pace.interval or self._rests(taken.message.chat) or taken.failures)
        following = await self._note(note, one_statement=alone)
        self._metrics.sent.labels(self._platform.name, "sent").inc()
        self._metrics.outbox_seconds.labels(self._platform.name).observe(taken.age)
        return following

    async def _hold_back(self, taken: Taken, back: HeldBack) -> Taken | Later | None:
        """Note that a message does not go out now, and take the next one."""
        message, name = taken.message, self._platform.name

        async def note(connection: AsyncConnection[DictRow]) -> Taken | Later | None:
            if back.wait is None:
                await outbox.finish(connection, outbox.fate(message, "failed", error=back.reason))
            elif back.aside:
                await held.hold(connection, name, message, back.reason, None, wait=back.wait)
            else:
                await outbox.put_back(connection, message, wait=back.wait, error=back.reason, counted=False)
            await held.hide_menu(connection, name, message)
            if taken.probe:
                await gate.spare_probe(connection, name)
            return None if self.lanes.closed else await take(connection, name, self._pace)

        return await self._note(note)

    async def _rest(self, connection: AsyncConnection[DictRow], taken: Taken, parts: int) -> None:
        """Count a message that arrived, or may have, against the limits of its chat and of the platform."""
        name, pace, chat = self._platform.name, self._pace, taken.message.chat
        if self._rests(chat):
            group = self._platform.is_group(chat)
            await outbox.rest(connection, name, chat, pace, group=group, parts=parts)
        if pace.interval:
            await gate.charge(connection, name, pace.interval, taken.paid_from, parts=parts)

    def _rests(self, chat: str) -> bool:
        """Whether a chat has to wait after a message."""
        return self._pace.chat_pause > 0 or (self._pace.group_interval > 0 and self._platform.is_group(chat))

    async def _note[T](
        self, note: Callable[[AsyncConnection[DictRow]], Awaitable[T]], *, one_statement: bool = False
    ) -> T:
        """Record what is known of a message, however long the database is away: nobody else knows it.

        Args:
            note: records it, in a transaction.
            one_statement: ``note`` is a single statement, which by itself is a transaction.
        """
        while True:
            try:
                async with (
                    self._database.turns.connection() as connection,
                    nullcontext() if one_statement else connection.transaction(),
                ):
                    noted = await note(connection)
            except INFRASTRUCTURE as error:
                logger.warning("a result waits for the database", extra={"error": str(error).strip()})
                await asyncio.sleep(random.uniform(0.3, 0.7))  # noqa: S311 - spreads retries, hides nothing
            else:
                return noted

    async def _failed(self, taken: Taken, error: PlatformError) -> None:
        message = taken.message
        parts = error.parts_sent if isinstance(error, PartlySent) else None
        if isinstance(error, PartlySent):
            error = error.reason
        kind = type(error).__name__
        reason = f"{kind}: {error}"
        self._metrics.sent.labels(self._platform.name, kind).inc()
        logger.warning("a message was not sent", extra={"outbox_id": message.id, "error": reason})

        async def note(connection: AsyncConnection[DictRow]) -> None:
            await self._judge(connection, taken, error, reason, parts)
            if parts or error.outcome_unknown:
                await self._rest(connection, taken, parts or 1)

        await self._note(note)

    async def _judge(
        self,
        connection: AsyncConnection[DictRow],
        taken: Taken,
        error: PlatformError,
        reason: str,
        parts: int | None,
    ) -> None:
        """Decide what becomes of a message that was not sent, and what it says of the platform."""
        message, name = taken.message, self._platform.name
        if isinstance(error, RateLimited):
            wait = error.retry_after if error.retry_after is not None else back_off(1)
            whole = error.whole_platform
            self._metrics.rate_limited.labels(name).inc()
            if await gate.refuse(connection, name, message.chat, wait, reason, whole=whole):
                logger.warning("the platform has to wait", extra={"platform": name, "seconds": wait})
            await outbox.put_back(connection, message, wait=wait, error=reason, parts_sent=parts, counted=False)
            self._wake_in(wait)
            return
        if error.outcome_unknown or error.retryable:
            operator = error.waits_for_operator
            await gate.count_failure(connection, name, reason, probe=taken.probe, at_once=operator)
        elif taken.failures and not error.waits_for_person:
            await gate.recover(connection, name)  # it answers: this message was the matter, not the platform
        if error.stop_contact:
            await outbox.finish(connection, outbox.fate(message, "stopped", error=reason))
            await outbox.stop_chat(connection, name, message.chat, reason)
        elif error.outcome_unknown:
            await outbox.finish(connection, outbox.fate(message, "unknown", error=reason))
        elif error.waits_for_person:
            if await held.hold(connection, name, message, reason, parts, wait=error.retry_after) == "queued":
                self._wake_in(0.0)
        elif error.retryable:
            await self._try_again(connection, taken, error, reason, parts)
        else:
            await outbox.finish(connection, outbox.fate(message, "failed", error=reason))

    async def _try_again(
        self,
        connection: AsyncConnection[DictRow],
        taken: Taken,
        error: PlatformError,
        reason: str,
        parts: int | None,
    ) -> None:
        message = taken.message
        counted = not (taken.probe or error.waits_for_operator)
        if counted and message.attempt >= self._most_tries:
            await outbox.finish(connection, outbox.fate(message, "failed", error=reason))
            return
        wait = error.retry_after
        if wait is None:
            wait = back_off(message.attempt) if counted else _AFTER_UNCOUNTED
        await outbox.put_back(connection, message, wait=wait, error=reason, parts_sent=parts, counted=counted)
        self._wake_in(wait)


def back_off(attempt: int) -> float:
    """Return how many seconds to wait after ``attempt`` failed tries: doubling, with jitter, at most five minutes."""
    longest = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** (attempt - 1))
    return random.uniform(longest / 2, longest)  # noqa: S311 - spreads retries, hides nothing
