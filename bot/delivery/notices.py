"""What platforms tell besides messages, put where it belongs: reply windows, quiet conversations, messages' fates."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from typing import TYPE_CHECKING, Any, override

import psycopg

from bot.conversation.replaying import keep_replaying
from bot.conversation.spool import DiskQueue
from bot.db.contacts import has_come_back, note_by_hand, note_interaction
from bot.db.events import OUTBOX
from bot.db.pool import INFRASTRUCTURE
from bot.delivery.fates import SETTLE, note_receipts
from bot.delivery.held import release
from bot.delivery.outbox import stop_chat
from bot.platforms.notices import (
    AnsweredByHand,
    Echoed,
    Interacted,
    Left,
    Notice,
    PermissionRevoked,
    Receipts,
    from_json,
    to_json,
)
from bot.platforms.zalo_oa.tokens import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.db.events import Events
    from bot.db.pool import Database

logger = logging.getLogger(__name__)

_AWAY = (*INFRASTRUCTURE, StoreUnavailable)
_AGAIN = (1.0, 5.0, 15.0, 45.0)
_TRY_SECONDS = 1.5
"""How long a platform that waits for its 200 waits for the database, which may be silent."""
_LATER_SECONDS = 10.0
"""Seconds after which a receipt is tried once more that no message fits: it can overtake the sender's own note. That is
made only at the time-out where the platform's answer is lost, and at the end of the lease where the sender died."""


class NoticesUnavailable(Exception):
    """Neither the database nor the disk can take a notice: the platform must tell it again (503)."""


class NoticeSpool(DiskQueue[Notice]):
    """The notices that wait on disk."""

    @override
    def _dump(self, item: Notice) -> dict[str, Any]:
        return to_json(item)

    @override
    def _load(self, record: dict[str, Any]) -> Notice:
        return from_json(record)

    @override
    def _order(self, item: Notice) -> tuple[str, float]:
        return item.platform, item.at.timestamp()


class Notices:
    """Takes notices of platforms; while the database is away they wait on the disk.

    Args:
        database: pools of the process.
        events: wakes senders.
        spool: where they wait.
        by_hand_minutes: how long the bot keeps quiet after somebody of the office has answered.
        echo_settles: whether an echo tells the fate of a message that nobody knows.
        on_revoked: keeps that the account took the app's permission away, and when.

    Attributes:
        problem: why the last notice could not be kept at all; None while they are.
    """

    def __init__(
        self,
        database: Database,
        events: Events,
        spool: NoticeSpool,
        *,
        by_hand_minutes: float,
        echo_settles: bool = True,
        on_revoked: Callable[[datetime], Awaitable[None]] | None = None,
    ) -> None:
        self._database = database
        self._events = events
        self._spool = spool
        self._by_hand_minutes = by_hand_minutes
        self._echo_settles = echo_settles
        self._on_revoked = on_revoked
        self._away = False
        self.problem: str | None = None
        self._spooled = asyncio.Event()
        self._again: set[asyncio.Task[None]] = set()

    @property
    def spooling(self) -> bool:
        """Whether notices go to the disk at the moment."""
        return self._away

    def close(self) -> None:
        """Close the file on the disk; what waits in it is another process's from now on."""
        self._spool.close()

    async def take(self, notice: Notice) -> None:
        """Put a notice where it belongs, or onto the disk while the database is away; kept when this returns.

        Raises:
            NoticesUnavailable: it could not be kept.
        """
        if not self._away:
            heard = time.monotonic()
            try:
                if not await self._try(notice, within=_TRY_SECONDS):
                    self._try_again(notice, heard)
            except _AWAY as error:
                logger.warning("database away; notices go to the disk", extra={"error": str(error).strip()})
                self._away = True
            else:
                return
        try:
            await self._spool.append(notice)
        except OSError as error:
            logger.exception("the spool of notices cannot be written")
            self.problem = error.strerror
            raise NoticesUnavailable(error.strerror) from error
        self.problem = None
        self._spooled.set()

    async def run(self) -> None:
        """Replay what waits on disk whenever the database is there; until cancelled."""
        try:
            await keep_replaying(self._waits, self._replay, self._spooled, _AWAY)
        finally:
            for task in self._again:
                task.cancel()

    def _waits(self) -> bool:
        return self._away or self._spool.waiting()

    async def _replay(self) -> bool:
        waiting = await asyncio.to_thread(self._spool.read)
        async with self._database.intake.connection() as connection:
            await connection.execute(b"SELECT 1")  # an empty disk asks whether the database is there
        for notice in waiting.updates:
            try:
                await self._try(notice)
            except _AWAY:
                raise
            except psycopg.Error:
                logger.exception("a notice cannot be placed", extra={"notice": type(notice).__name__})
        if not self._spool.stored(waiting):
            return False
        self._away = False
        self.problem = None
        return True

    def _try_again(self, notice: Notice, heard: float) -> None:
        async def later() -> None:
            with contextlib.suppress(*_AWAY):  # a receipt that never found its message costs a status
                for pause in _AGAIN:
                    await asyncio.sleep(pause)
                    if await self._try(notice, heard_ago=time.monotonic() - heard):
                        return

        task = asyncio.create_task(later())
        self._again.add(task)
        task.add_done_callback(self._again.discard)

    async def _try(self, notice: Notice, heard_ago: float = 0.0, within: float = _LATER_SECONDS) -> bool:
        if isinstance(notice, PermissionRevoked):  # before a connection is held: who keeps it takes one of its own
            if self._on_revoked is not None:
                await self._on_revoked(notice.at)
            logger.error("the account revoked the app's permission", extra={"platform": notice.platform})
            return True
        async with self._database.intake.connection(within) as connection:
            with connection.within(within):
                return await self._take(connection, notice, heard_ago)

    async def _take(self, connection: AsyncConnection[DictRow], notice: Notice, heard_ago: float) -> bool:
        """Put a notice, told ``heard_ago`` seconds ago, where it belongs; return whether it found its place."""
        match notice:
            case Interacted(platform, chat, at):
                await note_interaction(connection, platform, chat, at)
                if await release(connection, platform, chat):
                    self._events.send(OUTBOX, platform)
            case AnsweredByHand(platform, chat, at):
                await note_by_hand(connection, platform, chat, at, self._by_hand_minutes)
            case Receipts(platform, chat, message_ids, seen, _):
                told = await note_receipts(connection, platform, chat, message_ids, seen=seen, heard_ago=heard_ago)
                return told > 0
            case Echoed(platform, chat, message_id, _) if self._echo_settles:
                values = {"platform": platform, "chat": chat, "id": message_id, "status": "sent", "heard_ago": 0.0}
                await connection.execute(SETTLE.encode(), values)
            case Left(platform, chat, at):
                if not await has_come_back(connection, platform, chat, at):
                    await stop_chat(connection, platform, chat, "the person stopped following")
        return True
