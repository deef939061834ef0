"""One process's share of the work: reading texts, answering turns, and what a look finds that was missed."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.conversation import inbox
from bot.conversation.lanes import Lanes
from bot.conversation.runner import STORED_IS_SENT
from bot.conversation.understood import UNREAD
from bot.db.events import INBOX, OUTBOX
from bot.db.pool import INFRASTRUCTURE
from bot.faults import NO_FAULTS, FaultPoint, Faults
from bot.logs import message_context

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.conversation.inbox import Unread
    from bot.conversation.runner import Answered, TurnRunner
    from bot.conversation.understood import Understanding
    from bot.db.events import Events
    from bot.db.pool import Database
    from bot.db.watch import Watch
    from bot.metrics import Metrics
    from bot.understanding.ladder import Ladder

logger = logging.getLogger(__name__)

_RETRY_IN = 0.6

_TURNS = "EXISTS (SELECT 1 FROM inbox WHERE status = 'open' AND ready AND (retry_at IS NULL OR retry_at <= now()))"
_READING = "EXISTS (SELECT 1 FROM inbox WHERE status = 'open' AND NOT ready)"
_PLATFORMS = """
ARRAY(
    SELECT platform FROM unnest(%(platforms)s::text[]) AS known (platform)
    WHERE EXISTS (
        SELECT 1 FROM outbox WHERE outbox.platform = known.platform AND status = 'queued'
        AND (not_before IS NULL OR not_before <= now())
    )
)
"""
_GUIDANCE = "SELECT version FROM guidance_version"


class Worker:
    """Reads and answers for one process, until closed.

    Args:
        database: pools of the process.
        runner: answers turns.
        ladder: reads texts.
        events: wake-up calls.
        senders: platform → lanes that send its messages.
        on_guidance: called with the version of the guidance that a look found.
        metrics: counters of the process.
        concurrency: turns at a time, and texts being read at a time.
        faults: for tests that kill the process.
    """

    def __init__(
        self,
        database: Database,
        runner: TurnRunner,
        ladder: Ladder,
        events: Events,
        *,
        senders: Mapping[str, Lanes],
        on_guidance: Callable[[int], None],
        metrics: Metrics,
        concurrency: int = 4,
        faults: Faults = NO_FAULTS,
    ) -> None:
        self._database = database
        self._runner = runner
        self._ladder = ladder
        self._events = events
        self._senders = senders
        self._on_guidance = on_guidance
        self._metrics = metrics
        self._faults = faults
        self._turns_to_read = inbox.Turns()
        self._put_aside: set[int] = set()
        self.turns = Lanes("turns", self._answer, most=concurrency)
        self.reading = Lanes("reading", self._read, most=concurrency)
        events.on(INBOX, lambda _payloads: self.wake(), room=lambda _: self.reading.has_room and self.turns.has_room)
        events.on(OUTBOX, self._wake_senders, room=self._can_send)

    def wake(self) -> None:
        """Look for messages now."""
        self.reading.wake()
        self.turns.wake()

    def _wake_senders(self, payloads: set[str]) -> None:
        for platform, lanes in self._senders.items():
            if not payloads or platform in payloads:
                lanes.wake()

    def _can_send(self, payloads: set[str]) -> bool:
        """Whether a sender of each of these platforms is free; a page that fetches may be open anywhere."""
        return bool(payloads) and all(
            platform in self._senders and self._senders[platform].has_room for platform in payloads
        )

    async def _read(self) -> bool:
        async with self._database.turns.connection() as connection:
            unread = await inbox.claim_unread(connection, self._turns_to_read)
        if unread is None:
            return False
        self._faults.reach(FaultPoint.READING_CLAIMED)
        if await self._waits(unread):
            return True
        with message_context(unread.conversation_id, unread.inbox_id):
            understanding = await self._understood(unread)
        self._faults.reach(FaultPoint.READING_DONE)
        async with self._database.turns.connection() as connection:
            await inbox.save_reading(connection, unread.inbox_id, understanding)
        self._metrics.read(understanding)
        self.turns.wake()
        return True

    async def _waits(self, unread: Unread) -> bool:
        """Put a text aside that should wait for the model; its person's later ones wait behind it."""
        try:
            seconds = self._ladder.waits(unread.inbound.text or "")
        except (ValueError, KeyError, TypeError):
            return False  # a row that cannot be read: its turn tells
        if seconds <= 0:
            return False
        self._put_aside.add(unread.inbox_id)
        async with self._database.turns.connection() as connection:
            await inbox.wait_to_be_read(connection, unread.inbox_id, seconds)
            if self._ladder.waits(unread.inbound.text or "") <= 0:  # the model came meanwhile
                await inbox.read_now(connection, [unread.inbox_id])
        return True

    async def start_reading(self) -> None:
        """Wait until the model can be asked, for some time after a start, and then read what was put aside."""
        await self._ladder.wait_for_model()
        if self._put_aside:
            async with self._database.turns.connection() as connection:
                await inbox.read_now(connection, self._put_aside)
            self._put_aside.clear()
        self.reading.wake()

    async def _understood(self, unread: Unread) -> Understanding:
        """Read a text; where that fails by a mistake of ours, nothing is understood.

        Its turn comes all the same: else it would be read again for ever, and its person never be answered.
        """
        try:
            return await self._ladder.read(unread.inbound.text or "")
        except INFRASTRUCTURE:
            raise
        except Exception:
            logger.exception("reading a text failed")
            return UNREAD

    async def _answer(self) -> bool:
        with self._metrics.turn_seconds.time():
            answered = await self._runner.run_one()
        if answered is None:
            return False
        if answered.replies:
            self._events.offer(OUTBOX, destination(answered))
        else:
            self.turns.wake_in(_RETRY_IN)
        if answered.elsewhere:
            self._events.send(OUTBOX, *answered.elsewhere)
        self._metrics.turns.inc()
        return True

    def watch(self, watch: Watch) -> None:
        """Have ``watch`` look for what no wake-up call told of."""
        watch.ask("turns", _TURNS, self._missed_turns)
        watch.ask("reading", _READING, self._missed_reading)
        watch.ask("platforms", _PLATFORMS, self._missed_sending, platforms=[str(name) for name in self._senders])
        watch.ask("guidance", _GUIDANCE, self._seen_guidance)

    async def _missed_turns(self, waiting: bool) -> None:
        if waiting:
            self.turns.wake()

    async def _missed_reading(self, waiting: bool) -> None:
        if waiting:
            self.reading.wake()

    async def _missed_sending(self, platforms: list[str]) -> None:
        for platform in platforms:
            self._senders[platform].wake()

    async def _seen_guidance(self, version: int) -> None:
        self._on_guidance(version)

    async def close(self) -> None:
        """Take no more work and let running turns finish."""
        await asyncio.gather(self.turns.close(), self.reading.close())


def destination(answered: Answered) -> str:
    """Return the wake-up payload for an answer: the platform, or the very chat where it fetches by itself."""
    if answered.platform in STORED_IS_SENT:
        return f"{answered.platform}:{answered.chat}"
    return answered.platform
