"""Submitting, returning, approving, withdrawing broadcasts: by the service of approvals, with what broadcasts add.

Another person than those who wrote it approves exactly what they read; one alone does so twice, where it is urgent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from psycopg.types.json import Jsonb

from bot.broadcasts import store
from bot.broadcasts.checks import blocking
from bot.broadcasts.drafting import findings_of
from bot.broadcasts.model import State
from bot.broadcasts.rules import live_problem
from bot.staff import approvals
from bot.staff.actor import OWNER
from bot.staff.approvable import Kind
from bot.staff.audit import record
from bot.staff.errors import Refused
from bot.staff.members import anybody_may
from bot.staff.roles import require

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.broadcasts.model import Broadcast
    from bot.staff.approvable import Event, Standing
    from bot.staff.office import Office

# The columns from approved_by to alone are for processes of the version before.
_APPROVED = b"""
UPDATE broadcasts SET state = 'approved', content = %(content)s, content_hash = %(hash)s, problem = NULL,
    approved_by = %(by)s, approved_at = %(at)s, approved_hash = %(hash)s, alone = %(alone)s
WHERE id = %(id)s
"""
_DRAFT_AGAIN = b"""
UPDATE broadcasts SET state = 'draft', due_at = NULL, problem = NULL,
    approved_by = NULL, approved_at = NULL, approved_hash = NULL, alone = false
WHERE id = %(id)s
"""


@dataclass(frozen=True, slots=True)
class Approval:
    """What came of an approval.

    Attributes:
        broadcast: as it stands now.
        code: what has to be typed to confirm, where one person approves alone; None once it is approved.
    """

    broadcast: Broadcast
    code: str | None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What came of taking a submission or an approval back: the broadcast now, and what it was before."""

    broadcast: Broadcast
    before: Broadcast


def code_of(broadcast: Broadcast) -> str:
    """Return the short code that stands for just this content."""
    return broadcast.subject.code


async def submit(office: Office, broadcast: int) -> Broadcast:
    """Say that a broadcast is ready to be read by whoever approves.

    Raises:
        Refused: it went out, something in it blocks, or it is approved or submitted already.
    """
    require(office.actor, "broadcast.submit")
    async with office.database.transaction() as connection:
        found = await store.locked(connection, broadcast)
        _require_right(office, found)
        await approvals.submit(connection, office, found.subject)
        if found.state is State.APPROVED:  # an approval that was too old
            await connection.execute(_DRAFT_AGAIN, {"id": broadcast})
        await _noted(connection, office, found, "broadcast.submit")
        return await store.locked(connection, broadcast)


async def send_back(office: Office, broadcast: int, why: str) -> Broadcast:
    """Return a broadcast to whoever wrote it, with the reason.

    Raises:
        Refused: it went out, no reason is given, or it is approved or returned already.
    """
    require(office.actor, "broadcast.return")
    async with office.database.transaction() as connection:
        found = await store.locked(connection, broadcast)
        store.require_unsent(found)
        await approvals.send_back(connection, office, found.subject, why)
        await _noted(connection, office, found, "broadcast.return")
        return await store.locked(connection, broadcast)


async def withdraw(office: Office, broadcast: int, why: str | None = None) -> Withdrawn:
    """Take a submission or an approval back, and with it the hour that was set.

    Raises:
        Refused: it went out, or there is nothing to take back.
    """
    require(office.actor, "broadcast.withdraw")
    async with office.database.transaction() as connection:
        found = await store.locked(connection, broadcast)
        if found.state in (State.SENDING, State.PAUSED, State.ASKING):
            raise Refused(
                f"Thông báo {broadcast} {store.STATE_WORDS[found.state]}: dừng bằng 'motcua broadcast pause"
                f" {broadcast}', thôi hẳn bằng 'motcua broadcast cancel {broadcast}'."
            )
        store.require_unsent(found)
        await approvals.withdraw(connection, office, found.subject, why)
        await connection.execute(_DRAFT_AGAIN, {"id": broadcast})
        await _noted(connection, office, found, "broadcast.withdraw", approved_by=found.approved_by)
        return Withdrawn(await store.locked(connection, broadcast), found)


async def approve(office: Office, broadcast: int, code: str | None) -> Broadcast:
    """Approve a broadcast as it was read.

    Args:
        office: of whoever approves.
        broadcast: its id.
        code: of the content that was read.

    Raises:
        Refused: whoever approves wrote on it, or nobody can tell because somebody showed no token; no code is given,
            or that of another content; it went out, something blocks it, or its rule does not answer live in this
            version.
    """
    require(office.actor, "broadcast.approve")
    async with office.database.transaction() as connection:
        found = await store.locked(connection, broadcast)
        store.require_unsent(found)
        _require_unscheduled(found)
        standing = await approvals.approve(connection, office, found.subject, code)
        _require_right(office, found)
        return await _approve(connection, office, found, standing)


async def approve_alone(
    office: Office, broadcast: int, confirmation: str | None, *, code: str | None = None
) -> Approval:
    """Approve a broadcast alone, as urgent: the first call gives a code, the second confirms it.

    It is marked as approved alone, and goes out in the quiet hours too.

    Args:
        office: of whoever approves.
        broadcast: its id.
        confirmation: what the first call gave; None makes this the first.
        code: of the content that was looked at before.

    Raises:
        Refused: the confirmation is not the one of this content, came too late, or was asked for by somebody else.
    """
    require(office.actor, "broadcast.approve")
    async with office.database.transaction() as connection:
        found = await store.locked(connection, broadcast)
        store.require_unsent(found)
        _require_unscheduled(found)
        if confirmation is None:
            asked = await approvals.ask_alone(connection, office, found.subject, code)
            _require_right(office, found)
            await record(connection, office.actor, "broadcast.approve", str(broadcast), alone=True, step="asked")
            return Approval(await store.locked(connection, broadcast), asked)
        urgent = found.with_content(replace(found.content, urgent=True))
        standing = await approvals.confirm_alone(
            connection, office, found.subject, confirmation, approved=urgent.subject
        )
        _require_right(office, urgent)
        return Approval(await _approve(connection, office, urgent, standing), None)


async def nobody_can_approve(office: Office) -> bool:
    """Return whether what is written now can't be approved by two people: nobody knows who writes it."""
    if office.actor.name != OWNER.name:
        return False
    async with office.database.intake.connection() as connection:
        return await anybody_may(connection, "broadcast.approve")


async def history(office: Office, broadcast: int) -> list[Event]:
    """Return who wrote, submitted, returned, approved, withdrew a broadcast, the oldest first.

    Raises:
        Refused: there is none of that number.
    """
    require(office.actor, "broadcast.show")
    await store.get(office.database, broadcast)
    return await approvals.history(office.database, Kind.BROADCAST, str(broadcast))


def _require_unscheduled(found: Broadcast) -> None:
    if found.state is State.SCHEDULED:
        raise Refused(f"Thông báo {found.id} đã được {found.approved_by} duyệt và {store.STATE_WORDS[found.state]}.")


def _require_right(office: Office, found: Broadcast) -> None:
    store.require_unsent(found)
    if problems := blocking(findings_of(office, found.content)):
        lines = "\n".join(f"• {finding.message}" for finding in problems)
        raise Refused(f"Chưa duyệt được thông báo {found.id}:\n{lines}")
    require_live(office, found)


def require_live(office: Office, broadcast: Broadcast) -> None:
    """Make sure that the rule it tells of answers people, in the very version it was drafted from.

    Raises:
        Refused: it does not.
    """
    content = broadcast.content
    if content.rule is None:
        return
    problem = live_problem(office.guidance.rulebook, content.rule, content.rule_hash, office.now)
    if problem is not None:
        raise Refused(
            f"Chưa gửi được thông báo {broadcast.id}: {problem}. Trợ lý phải trả lời đúng quy định này trước đã."
        )


async def _approve(
    connection: AsyncConnection[DictRow], office: Office, found: Broadcast, standing: Standing
) -> Broadcast:
    values = {
        "id": found.id,
        "by": standing.approved_by,
        "at": standing.approved_at,
        "hash": found.content.hash,
        "content": Jsonb(found.content.to_json()),
        "alone": standing.alone,
    }
    await connection.execute(_APPROVED, values)
    await _noted(connection, office, found, "broadcast.approve", alone=standing.alone)
    return await store.locked(connection, found.id)


async def _noted(
    connection: AsyncConnection[DictRow], office: Office, found: Broadcast, action: str, **details: object
) -> None:
    writers = await approvals.writers_of(connection, found.subject)
    content_hash = found.content.hash.hex()
    await record(connection, office.actor, action, str(found.id), wrote=list(writers), hash=content_hash, **details)
