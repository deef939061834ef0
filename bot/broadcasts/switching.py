"""Pause, resume, cancel: what lies in the outbox goes back at once, so that nothing leaves within two seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.broadcasts import store
from bot.broadcasts.approving import require_live
from bot.broadcasts.model import State
from bot.broadcasts.since_approval import require_still_right
from bot.broadcasts.starting import begin, long_transaction, require_approved
from bot.db.home import HOME
from bot.staff.audit import record
from bot.staff.errors import Refused
from bot.staff.roles import require

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.broadcasts.audience_sql import Reach
    from bot.broadcasts.model import Broadcast
    from bot.staff.office import Office

# A message that went out in part goes on: taken back, its beginning would be said twice. One that waits for its
# person's next word counts as skipped already, and only a cancelled broadcast takes it away from them.
_TAKE_BACK = b"""
WITH back AS (
    DELETE FROM outbox WHERE broadcast_id = %(id)s AND parts_sent = 0
        AND (status = 'queued' OR (status = 'waiting' AND %(status)s = 'skipped'))
    RETURNING recipient_id
)
UPDATE broadcast_recipients AS r SET status = %(status)s, reason = %(reason)s,
    done_at = CASE WHEN %(status)s = 'skipped' THEN now() END
FROM back WHERE r.broadcast_id = %(id)s AND r.id = back.recipient_id AND r.status = 'queued'
"""
_STATE = f"""
UPDATE broadcasts SET state = %(state)s, problem = NULL, fed_at = now(), home = {HOME},
    finished_at = CASE WHEN %(state)s = 'cancelled' THEN now() END
WHERE id = %(id)s
"""  # noqa: S608 - a constant


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


async def pause(office: Office, broadcast: int) -> Broadcast:
    """Stop sending at once; what was not sent waits.

    Raises:
        Refused: it is not being sent.
    """
    require(office.actor, "broadcast.pause")
    async with office.database.transaction() as connection:
        found = await store.locked(connection, broadcast)
        if found.state is not State.SENDING:
            hint = f" Đổi ý: motcua broadcast cancel {broadcast}." if found.state is State.SCHEDULED else ""
            raise Refused(f"Thông báo {broadcast} {store.STATE_WORDS[found.state]}, không có gì để tạm dừng.{hint}")
        await connection.execute(_STATE.encode(), {"id": broadcast, "state": State.PAUSED})
        held = await take_back(connection, broadcast)
        await record(connection, office.actor, "broadcast.pause", str(broadcast), held=held)
        return await store.locked(connection, broadcast)


async def resume(office: Office, broadcast: int, reach: Reach, *, anyway: bool = False) -> Broadcast:
    """Go on with a paused broadcast, or answer "yes" to one that asks; one whose time has not come waits for it.

    Args:
        office: of whoever says so.
        broadcast: its id.
        reach: what the settings let us send.
        anyway: though a day in it passed since it was approved.

    Raises:
        Refused: it is neither paused nor asking, changed since it was approved, or its rule does not answer live,
            or a day in it passed.
    """
    require(office.actor, "broadcast.resume")
    async with long_transaction(office.database) as connection:
        found = await store.locked(connection, broadcast)
        if found.state not in (State.PAUSED, State.ASKING):
            raise Refused(f"Thông báo {broadcast} {store.STATE_WORDS[found.state]}, không có gì để chạy tiếp.")
        require_approved(found)
        require_live(office, found)
        due = found.due_at if found.started_at is None and found.due_at is not None else office.now
        require_still_right(found, office.guidance, office.now, max(due, office.now), anyway=anyway)
        if due > office.now:
            await connection.execute(_STATE.encode(), {"id": broadcast, "state": State.SCHEDULED})
        elif found.started_at is None:
            await begin(connection, found, office.guidance, office.now, reach, by=office.actor.name)
        else:
            await connection.execute(_STATE.encode(), {"id": broadcast, "state": State.SENDING})
        await record(connection, office.actor, "broadcast.resume", str(broadcast), was=found.state, anyway=anyway)
        going = await store.locked(connection, broadcast)
    await office.database.fetch(f"SELECT pg_notify('{store.BROADCASTS}', '')")
    return going


async def cancel(office: Office, broadcast: int) -> Broadcast:
    """End a broadcast for good; who was not sent it will not be.

    Raises:
        Refused: it is over already.
    """
    require(office.actor, "broadcast.cancel")
    async with office.database.transaction() as connection:
        found = await store.locked(connection, broadcast)
        if found.state in (State.DONE, State.CANCELLED):
            raise Refused(f"Thông báo {broadcast} {store.STATE_WORDS[found.state]}.")
        await connection.execute(_STATE.encode(), {"id": broadcast, "state": State.CANCELLED})
        dropped = await take_back(connection, broadcast, cancelled=True)
        await record(connection, office.actor, "broadcast.cancel", str(broadcast), was=found.state, dropped=dropped)
        return await store.locked(connection, broadcast)
