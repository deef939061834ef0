"""What platforms tell besides messages, put where it belongs: reply windows, quiet conversations, messages' fates."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.db.contacts import has_come_back, note_by_hand, note_interaction
from bot.db.events import OUTBOX
from bot.db.pool import INFRASTRUCTURE
from bot.delivery.fates import note_receipts
from bot.delivery.held import release
from bot.delivery.outbox import stop_chat
from bot.platforms.notices import AnsweredByHand, Echoed, Interacted, Left, PermissionRevoked, Receipts
from bot.platforms.zalo_oa.tokens import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.db.events import Events
    from bot.db.pool import Database
    from bot.platforms.notices import Notice

logger = logging.getLogger(__name__)

_AGAIN = (1.0, 5.0)
"""Seconds after which a receipt is tried once more that no message fits: it can overtake the sender's own note."""

# A message that the platform shows although nobody knows its fate went out: where the chat has just one such, it is it.
_ECHOED = b"""
UPDATE outbox SET status = 'sent', platform_message_id = %(id)s
WHERE id = (
    SELECT min(id) FROM outbox
    WHERE platform = %(platform)s AND chat = %(chat)s AND status = 'unknown' AND resent_at IS NULL
      AND platform_message_id IS NULL AND finished_at > now() - interval '1 hour'
    HAVING count(*) = 1
)
AND NOT EXISTS (
    SELECT 1 FROM outbox AS known
    WHERE known.platform = %(platform)s AND known.chat = %(chat)s AND known.platform_message_id = %(id)s
)
"""


class Notices:
    """Takes notices of platforms; one that comes while the database is away is dropped and logged.

    Args:
        database: pools of the process.
        events: wakes senders.
        by_hand_minutes: how long the bot keeps quiet after somebody of the office has answered.
        on_revoked: keeps that the account took the app's permission away, and when.
    """

    def __init__(
        self,
        database: Database,
        events: Events,
        *,
        by_hand_minutes: float,
        on_revoked: Callable[[datetime], Awaitable[None]] | None = None,
    ) -> None:
        self._database = database
        self._events = events
        self._by_hand_minutes = by_hand_minutes
        self._on_revoked = on_revoked

    async def take(self, notice: Notice) -> None:
        """Put a notice where it belongs. Never raises for a database that is away."""
        try:
            for pause in (*_AGAIN, None):
                async with self._database.intake.connection() as connection:
                    done = await self._take(connection, notice)
                if done or pause is None:
                    return
                await asyncio.sleep(pause)
        except (*INFRASTRUCTURE, StoreUnavailable) as error:
            kind = type(notice).__name__
            logger.warning("a notice was dropped", extra={"notice": kind, "error": str(error).strip()})

    async def _take(self, connection: AsyncConnection[DictRow], notice: Notice) -> bool:
        """Put a notice where it belongs; return whether it found its place."""
        match notice:
            case Interacted(platform, chat, at):
                await note_interaction(connection, platform, chat, at)
                if await release(connection, platform, chat):
                    self._events.send(OUTBOX, platform)
            case AnsweredByHand(platform, chat, at):
                await note_by_hand(connection, platform, chat, at, self._by_hand_minutes)
            case Receipts(platform, chat, message_ids, seen, _):
                return await note_receipts(connection, platform, chat, message_ids, seen=seen) > 0
            case Echoed(platform, chat, message_id, _):
                await connection.execute(_ECHOED, {"platform": platform, "chat": chat, "id": message_id})
            case Left(platform, chat, at):
                if not await has_come_back(connection, platform, chat, at):
                    await stop_chat(connection, platform, chat, "the person stopped following")
            case PermissionRevoked(platform, at):
                if self._on_revoked is not None:
                    await self._on_revoked(at)
                logger.error("the account revoked the app's permission", extra={"platform": platform})
        return True
