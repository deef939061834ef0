"""What platforms tell of the people behind conversations: when they last did something, who answers them by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.db.pool import INFRASTRUCTURE
from bot.platforms.contract import PlatformUnavailable

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.db.pool import Database

# What a person wrote opens the window even where the notice of it was lost, from the moment they wrote it: the inbox's
# sequence is that moment where events carry one (Zalo, in milliseconds). It may have come in much later.
_LAST = """
SELECT max(greatest(c.interacted_at, (
    SELECT max(least(i.received_at, to_timestamp(nullif(i.sequence, 0) / 1000.0)))
    FROM inbox AS i WHERE i.conversation_id = c.id
))) AS at
FROM conversations AS c WHERE c.platform = %(platform)s AND c.chat = %(chat)s
"""


class ReplyWindows:
    """``bot.platforms.zalo_oa.ReplyWindows`` on PostgreSQL, for a platform whose events carry their moment."""

    def __init__(self, database: Database, platform: str) -> None:
        self._database = database
        self._platform = platform

    async def last_interaction(self, chat: str) -> datetime | None:
        """Return when the person last did something; None where nothing is known of them.

        Raises:
            PlatformUnavailable: the database is away, so nobody knows what may be sent.
        """
        try:
            rows = await self._database.fetch(_LAST, {"platform": self._platform, "chat": chat})
        except INFRASTRUCTURE as error:
            raise PlatformUnavailable(f"the reply window is not known: {str(error).strip()}") from error
        return rows[0]["at"] if rows else None


async def has_come_back(connection: AsyncConnection[DictRow], platform: str, chat: str, left_at: datetime) -> bool:
    """Return whether a person did something after they are said to have left; such notices come late, and twice."""
    cursor = await connection.execute(_LAST.encode(), {"platform": platform, "chat": chat})
    row = await cursor.fetchone()
    return row is not None and row["at"] is not None and bool(row["at"] > left_at)


async def note_interaction(connection: AsyncConnection[DictRow], platform: str, chat: str, at: datetime) -> None:
    """Note when a person did something; never goes back. Somebody unknown stays so: nobody is revived by a late event.

    A platform's clock that runs ahead opens no window of the future.
    """
    await connection.execute(
        b"UPDATE conversations SET interacted_at = greatest(interacted_at, least(%s, now()))"
        b" WHERE platform = %s AND chat = %s",
        [at, platform, chat],
    )


async def note_by_hand(
    connection: AsyncConnection[DictRow], platform: str, chat: str, at: datetime, minutes: float
) -> bool:
    """Keep the bot quiet towards a person for so many minutes from ``at``; return whether it knows them."""
    cursor = await connection.execute(
        b"UPDATE conversations SET by_hand_until ="
        b" greatest(by_hand_until, least(%s, now()) + make_interval(secs => %s))"
        b" WHERE platform = %s AND chat = %s",
        [at, minutes * 60, platform, chat],
    )
    return cursor.rowcount > 0
