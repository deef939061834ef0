"""Sending what lies in the outbox, one platform a dispatcher; who retries, waits or stops is decided here."""

from __future__ import annotations

import logging
import random
from typing import TYPE_CHECKING

from bot.conversation.lanes import Lanes
from bot.delivery import outbox
from bot.faults import NO_FAULTS, FaultPoint, Faults
from bot.platforms.contract import PartlySent, PlatformError

if TYPE_CHECKING:
    from bot.conversation.messages import Outgoing
    from bot.db.pool import Database
    from bot.metrics import Metrics
    from bot.platforms.contract import Platform

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
_FIRST_WAIT = 1.0
_LONGEST_WAIT = 300.0


class Dispatcher:
    """Sends the messages of one platform.

    Args:
        database: pools of the process.
        platform: takes the messages.
        metrics: counters of the process.
        concurrency: messages under way at a time.
        faults: for tests that kill the process.
    """

    def __init__(
        self,
        database: Database,
        platform: Platform,
        metrics: Metrics,
        *,
        concurrency: int = 8,
        faults: Faults = NO_FAULTS,
    ) -> None:
        self._database = database
        self._platform = platform
        self._metrics = metrics
        self._faults = faults
        self.lanes = Lanes(f"send {platform.name}", self._send_next, most=concurrency)

    async def _send_next(self) -> bool:
        async with self._database.turns.connection() as connection:
            message = await outbox.take(connection, self._platform.name)
        if message is None:
            return False
        self._faults.reach(FaultPoint.DELIVERY_TAKEN)
        try:
            receipt = await self._platform.send(message)
        except PlatformError as error:
            await self._failed(message, error)
            return True
        self._faults.reach(FaultPoint.DELIVERY_SENT)
        async with self._database.turns.connection() as connection:
            await outbox.finish(connection, message, "sent", message_id=receipt.message_id)
        self._metrics.sent.labels(self._platform.name, "sent").inc()
        return True

    async def _failed(self, message: Outgoing, error: PlatformError) -> None:
        parts = error.parts_sent if isinstance(error, PartlySent) else None
        if isinstance(error, PartlySent):
            error = error.reason
        kind = type(error).__name__
        reason = f"{kind}: {error}"
        self._metrics.sent.labels(self._platform.name, kind).inc()
        logger.warning("a message was not sent", extra={"outbox_id": message.id, "error": reason})
        async with self._database.turns.connection() as connection:
            if error.stop_contact:
                await outbox.finish(connection, message, "stopped", error=reason)
                await outbox.stop_chat(connection, self._platform.name, message.chat, reason)
            elif error.outcome_unknown:
                await outbox.finish(connection, message, "unknown", error=reason)
            elif error.retryable and (error.waits_for_operator or message.attempt < MOST_ATTEMPTS):
                wait = error.retry_after if error.retry_after is not None else back_off(message.attempt)
                await outbox.put_back(connection, message, wait=wait, error=reason, parts_sent=parts)
                self.lanes.wake_in(wait + 0.01)
            else:
                await outbox.finish(connection, message, "failed", error=reason)


def back_off(attempt: int) -> float:
    """Return how many seconds to wait after ``attempt`` failed tries: doubling, with jitter, at most five minutes."""
    longest = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** (attempt - 1))
    return random.uniform(longest / 2, longest)  # noqa: S311 - spreads retries, hides nothing
