"""Taking back what lies in the outbox of a broadcast and was not sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

# A message that went out in part goes on: taken back, its beginning would be said twice. One that waits for its
# person's next word counts as skipped already, and only a cancelled broadcast takes it away from them.
_TAKE_BACK = b"""
WITH back AS (
    DELETE FROM outbox WHERE broadcast_id = %(id)s AND parts_sent = 0
        AND (status = 'queued' OR (status = 'waiting' AND %(status)s = 'skipped'))
    RETURNING recipient_id
), told AS (
    UPDATE broadcast_recipients AS r SET status = %(status)s, reason = %(reason)s,
        done_at = CASE WHEN %(status)s = 'skipped' THEN now() END
    FROM back WHERE r.broadcast_id = %(id)s AND r.id = back.recipient_id AND r.status = 'queued'
)
SELECT recipient_id FROM back
"""


async def take_back(connection: AsyncConnection[DictRow], broadcast: int, *, cancelled: bool = False) -> int:
    """Take what waits in the outbox back; return how many messages.

    Args:
        connection: in a transaction that holds the broadcast's lock, or while nothing feeds it.
        broadcast: its id.
        cancelled: they are never to be sent.
    """
    values = {
        "id": broadcast,
        "status": "skipped" if cancelled else "waiting",
        "reason": "cancelled" if cancelled else None,
    }
    return (await connection.execute(_TAKE_BACK, values)).rowcount
