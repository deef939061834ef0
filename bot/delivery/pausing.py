"""The kill switch: a paused platform sends nothing and answers nothing, keeps everything, and says so once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg.types.json import Jsonb

from bot.conversation.messages import Reply

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import LiteralString

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

ANY_PAUSED: LiteralString = "EXISTS (SELECT 1 FROM platforms WHERE paused_at IS NOT NULL)"
"""The question whether any platform is paused."""

# Above everything that waits: it is the only thing that a paused platform sends. Whoever writes is told once a pause.
_TELL = b"""
WITH told AS (
    UPDATE conversations AS c SET noticed_at = now()
    FROM platforms AS p
    WHERE p.platform = c.platform AND p.paused_at IS NOT NULL AND c.stopped_at IS NULL
      AND (c.noticed_at IS NULL OR c.noticed_at < p.paused_at)
      AND EXISTS (
        SELECT 1 FROM inbox AS i
        WHERE i.conversation_id = c.id AND i.status = 'open' AND i.received_at >= p.paused_at
      )
    RETURNING c.id, c.platform, c.chat, c.profile
)
INSERT INTO outbox (conversation_id, platform, chat, priority, body, status, finished_at)
SELECT id, platform, chat, -1, CASE WHEN profile ->> 'language' = 'en' THEN %(en)s::jsonb ELSE %(vi)s::jsonb END,
    CASE WHEN platform = ANY(%(stored)s) THEN 'sent' ELSE 'queued' END,
    CASE WHEN platform = ANY(%(stored)s) THEN now() END
FROM told
RETURNING platform, chat
"""


async def tell(
    connection: AsyncConnection[DictRow], words: Mapping[str, str], stored_is_sent: Collection[str]
) -> list[tuple[str, str]]:
    """Queue the set sentence for everybody who has written to a paused platform and was not told yet.

    Args:
        connection: to the bot's database.
        words: language → the sentence.
        stored_is_sent: platforms that fetch their messages themselves.

    Returns:
        The (platform, chat) of those who were told.
    """
    values = {
        "vi": Jsonb(Reply(words["vi"]).to_json()),
        "en": Jsonb(Reply(words["en"]).to_json()),
        "stored": list(stored_is_sent),
    }
    cursor = await connection.execute(_TELL, values)
    return [(row["platform"], row["chat"]) for row in await cursor.fetchall()]
