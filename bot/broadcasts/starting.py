"""Starting a broadcast: the audience is fixed once, in one statement; who comes second is told so."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.broadcasts import store
from bot.broadcasts.approving import require_live
from bot.broadcasts.audience import Audience
from bot.broadcasts.audience_sql import Reach, compile_audience
from bot.broadcasts.checks import blocking, findings_at
from bot.broadcasts.model import State
from bot.broadcasts.quiet import allowed_from
from bot.broadcasts.since_approval import require_answered_for, require_fresh, require_still_right
from bot.broadcasts.taking_back import take_back
from bot.db.home import HOME
from bot.staff.audit import record
from bot.staff.errors import Refused
from bot.staff.roles import require

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.broadcasts.model import Broadcast
    from bot.conversation.snapshot import Guidance
    from bot.db.pool import Database
    from bot.staff.office import Office

CHANGED = "đã đổi nội dung sau khi duyệt"

_FIX = """
WITH people AS ({people}), fixed AS (
    INSERT INTO broadcast_recipients (broadcast_id, contact_id, platform)
    SELECT %(broadcast)s, contact_id, platform FROM people ORDER BY contact_id
    RETURNING platform
)
INSERT INTO broadcast_tallies (broadcast_id, platform, status, n)
SELECT %(broadcast)s, platform, 'waiting', count(*) FROM fixed GROUP BY platform
"""
_BEGIN = f"""
UPDATE broadcasts SET state = 'sending', started_at = coalesce(started_at, now()), fed_at = now(), problem = NULL,
    started_by = coalesce(%(by)s, started_by), due_at = NULL, home = {HOME},
    confirmed_at = CASE WHEN %(by)s::text IS NULL THEN confirmed_at ELSE now() END,
    procedure_codes = %(procedure_codes)s, area_ids = %(area_ids)s, not_area_ids = %(not_area_ids)s
WHERE id = %(id)s
"""  # noqa: S608 - a constant
_SCHEDULE = f"""
UPDATE broadcasts SET state = 'scheduled', due_at = %(due)s, started_by = %(by)s, problem = NULL, home = {HOME},
    confirmed_at = now()
WHERE id = %(id)s
"""  # noqa: S608 - a constant


@asynccontextmanager
async def long_transaction(database: Database) -> AsyncIterator[AsyncConnection[DictRow]]:
    """A transaction on a connection of its own, that may take as long as it needs."""
    async with database.long_transaction("motcua broadcast") as connection:
        yield connection


async def send(
    office: Office, broadcast: int, reach: Reach, *, anyway: bool = False, shown: bytes | None = None
) -> Broadcast:
    """Send an approved broadcast: now, or at its time, or in the morning where it is night.

    Args:
        office: of whoever sends.
        broadcast: its id.
        reach: what the settings let us send.
        anyway: though a day in it passed since it was approved, or somebody who answers for it was disabled.
        shown: hash of the content that whoever sends has just seen; None where they say so without looking.

    Raises:
        Refused: it is not approved as it stands, or too long ago; it was sent already, its rule does not answer live;
            a day in it passed since it was approved, or somebody who answers for it was disabled.
    """
    require(office.actor, "broadcast.send")
    async with long_transaction(office.database) as connection:
        found = await store.locked(connection, broadcast)
        require_ready(found)
        if shown is not None and shown != found.content.hash:
            raise Refused(f"Nội dung thông báo {broadcast} vừa bị đổi; xem lại rồi gửi.")
        require_fresh(found, office.approval_days)
        if not anyway:
            await require_answered_for(connection, found, found.approved_at)
        require_live(office, found)
        wanted = found.content.at if found.content.at is not None and found.content.at > office.now else office.now
        due = allowed_from(wanted, urgent=found.content.urgent)
        require_still_right(found, office.guidance, office.now, due, anyway=anyway)
        if due > office.now:
            await connection.execute(_SCHEDULE.encode(), {"id": broadcast, "due": due, "by": office.actor.name})
            await record(connection, office.actor, "broadcast.send", str(broadcast), due=due.isoformat(), anyway=anyway)
        else:
            await begin(connection, found, office.guidance, office.now, reach, by=office.actor.name)
            await record(connection, office.actor, "broadcast.send", str(broadcast), due=None, anyway=anyway)
        sent = await store.locked(connection, broadcast)
    await office.database.fetch(f"SELECT pg_notify('{store.BROADCASTS}', '')")
    return sent


def require_ready(found: Broadcast) -> None:
    """Make sure that a broadcast is approved as it stands and nobody has sent it.

    Raises:
        Refused: it is not, or somebody has.
    """
    if found.state is State.DRAFT or not found.approved:
        raise Refused(
            f"Thông báo {found.id} chưa được duyệt (hoặc đã sửa sau khi duyệt). Nhờ người khác chạy:"
            f" motcua broadcast show {found.id}, rồi motcua broadcast approve {found.id} --code MÃ_NỘI_DUNG"
        )
    if found.state is State.SCHEDULED:
        raise Refused(f"Thông báo {found.id} đã được {found.started_by} hẹn giờ gửi; xem: status {found.id}.")
    if found.state is not State.APPROVED:
        raise Refused(f"Thông báo {found.id} {store.STATE_WORDS[found.state]}; {found.started_by} đã bấm gửi trước.")


def require_approved(found: Broadcast) -> None:
    """Make sure that what would go out is what was approved.

    Raises:
        Refused: it changed since.
    """
    if not found.approved:
        raise Refused(f"Thông báo {found.id} {CHANGED}; không gửi được: hủy (cancel) rồi soạn mới.")


async def begin(
    connection: AsyncConnection[DictRow],
    found: Broadcast,
    guidance: Guidance,
    now: datetime,
    reach: Reach,
    *,
    by: str | None = None,
) -> None:
    """Fix the audience of a locked broadcast and let it run.

    Args:
        connection: in the transaction that holds the broadcast's lock.
        found: the broadcast; what goes out is what was approved.
        guidance: what names in the audience mean.
        now: the moment by the calendar.
        reach: what the settings let us send.
        by: who starts it; None where it was scheduled.

    Raises:
        Refused: it is not approved as it stands, or can't be sent any more.
    """
    require_approved(found)
    if problems := blocking(findings_at(found.content, guidance, now)):
        raise Refused(f"Không gửi được thông báo {found.id}: {problems[0].message}")
    people = compile_audience(Audience.parse(found.content.audience), guidance, now)
    if found.content.corrects is not None:
        # Nothing feeds it any more; but what is held of it would come after what puts it right, to people who have not
        # got it and so do not get that either.
        await take_back(connection, found.content.corrects, cancelled=True)
    statement = _FIX.format(people=people.people)
    await connection.execute(statement.encode(), {**people.values_for(reach), "broadcast": found.id})
    await connection.execute(_BEGIN.encode(), {"id": found.id, "by": by, **people.asked})
