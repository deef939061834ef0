"""Pause, resume, cancel: what lies in the outbox goes back at once, so that nothing leaves within two seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.broadcasts import store
from bot.broadcasts.approving import require_live
from bot.broadcasts.model import State
from bot.broadcasts.since_approval import require_fresh, require_still_right
from bot.broadcasts.starting import begin, long_transaction, require_approved
from bot.broadcasts.taking_back import take_back
from bot.db.home import HOME
from bot.staff.audit import record
from bot.staff.errors import Refused
from bot.staff.roles import require

if TYPE_CHECKING:
    from bot.broadcasts.audience_sql import Reach
    from bot.broadcasts.model import Broadcast
    from bot.staff.office import Office

_STATE = f"""
UPDATE broadcasts SET state = %(state)s, problem = NULL, fed_at = now(), home = {HOME},
    finished_at = CASE WHEN %(state)s = 'cancelled' THEN now() END,
    confirmed_at = CASE WHEN %(state)s IN ('scheduled', 'sending') THEN now() ELSE confirmed_at END
WHERE id = %(id)s
"""  # noqa: S608 - a constant


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
        require_fresh(found, office.approval_days)
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

    One that is done may still be held for some people: until an hour has come, or their next word.

    Raises:
        Refused: it is over already, and held for nobody.
    """
    require(office.actor, "broadcast.cancel")
    async with office.database.transaction() as connection:
        found = await store.locked(connection, broadcast)
        dropped = 0 if found.state is State.CANCELLED else await take_back(connection, broadcast, cancelled=True)
        if found.state in (State.DONE, State.CANCELLED) and not dropped:
            put_right = f" Gửi nhầm thì đính chính: motcua broadcast new --correct {broadcast}."
            hint = put_right if found.started_at is not None else ""
            raise Refused(f"Thông báo {broadcast} {store.STATE_WORDS[found.state]}, không còn gì để hủy.{hint}")
        await connection.execute(_STATE.encode(), {"id": broadcast, "state": State.CANCELLED})
        await record(connection, office.actor, "broadcast.cancel", str(broadcast), was=found.state, dropped=dropped)
        return await store.locked(connection, broadcast)
