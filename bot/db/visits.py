"""What the bot's own database knows of an appointment made in a conversation: its reminders, and whose day it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg.types.json import Jsonb

from bot.conversation.reminders import reminders_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.conversation.reminders import Visit


# One that is queued may wait long: for a platform that is down, for its person's next word, for the morning.
_TAKE_BACK = b"""
UPDATE outbox SET status = 'stopped', finished_at = now(), error = 'the appointment was moved or cancelled'
WHERE conversation_id = ANY(%s) AND status IN ('queued', 'waiting') AND parts_sent = 0
    AND body -> 'choices' @> jsonb_build_array(jsonb_build_object('payload', '#appt.coming:' || %s::text))
"""


async def plan(
    connection: AsyncConnection[DictRow], conversation_id: int, everywhere: Sequence[int], visit: Visit, as_of: datetime
) -> None:
    """Plan the reminders of an appointment that still lie ahead, in place of those planned for it before.

    Args:
        connection: to the bot's database.
        conversation_id: in which it was made.
        everywhere: all conversations of its person.
        visit: the appointment as it stands.
        as_of: the calendar's moment.
    """
    await connection.execute(
        b"DELETE FROM reminders WHERE conversation_id = ANY(%s) AND code = %s AND status = 'planned'",
        [list(everywhere), visit.code],
    )
    await connection.execute(_TAKE_BACK, [list(everywhere), visit.code])
    for kind, due in reminders_of(visit.start):
        if due > as_of:
            values = [conversation_id, visit.code, kind, due, visit.start, Jsonb(visit.reply.to_json())]
            await connection.execute(
                b"INSERT INTO reminders (conversation_id, code, kind, due_at, visit_at, visit)"
                b" VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                values,
            )

    # By this a notice to all who have an appointment at a unit on a day finds them; what another of their chats had
    # would find them for the day that was moved away from.
    await connection.execute(
        b"DELETE FROM contact_visits WHERE contact_id = ANY(%s) AND code = %s AND contact_id <> %s",
        [list(everywhere), visit.code, conversation_id],
    )
    await connection.execute(
        b"INSERT INTO contact_visits (contact_id, code, unit_id, procedure_code, visit_at)"
        b" VALUES (%s, %s, %s, %s, %s) ON CONFLICT (contact_id, code) DO UPDATE"
        b" SET unit_id = excluded.unit_id, procedure_code = excluded.procedure_code, visit_at = excluded.visit_at",
        [conversation_id, visit.code, visit.unit, visit.procedure, visit.start],
    )


async def drop(connection: AsyncConnection[DictRow], everywhere: Sequence[int], code: str) -> None:
    """Remind a person, given by all their conversations, of that appointment no more."""
    await connection.execute(
        b"DELETE FROM contact_visits WHERE contact_id = ANY(%s) AND code = %s", [list(everywhere), code]
    )
    await connection.execute(
        b"UPDATE reminders SET status = 'dropped', reason = 'cancelled', done_at = now()"
        b" WHERE conversation_id = ANY(%s) AND code = %s AND status = 'planned'",
        [list(everywhere), code],
    )
    await connection.execute(_TAKE_BACK, [list(everywhere), code])
