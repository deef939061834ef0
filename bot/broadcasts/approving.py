"""Approval: by another person than the author, of exactly this content; or by one alone, twice, where it is urgent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from psycopg.types.json import Jsonb

from bot.broadcasts import store
from bot.broadcasts.checks import blocking
from bot.broadcasts.drafting import findings_of
from bot.broadcasts.model import State
from bot.broadcasts.rules import live_problem
from bot.staff.actor import OWNER
from bot.staff.audit import record
from bot.staff.errors import Refused
from bot.staff.members import anybody_may
from bot.staff.roles import require

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.broadcasts.model import Broadcast
    from bot.staff.office import Office

CONFIRM_WITHIN = timedelta(minutes=10)
_CODE_LENGTH = 12
"""Hexadecimal digits: too many to write another content until it has the same."""

_APPROVE = b"""
UPDATE broadcasts SET state = 'approved', approved_by = %(by)s, approved_at = now(), approved_hash = %(hash)s,
    alone = %(alone)s, asked_by = NULL, asked_at = NULL, content = %(content)s, content_hash = %(hash)s, problem = NULL
WHERE id = %(id)s
"""
_ASK = b"UPDATE broadcasts SET asked_by = %(by)s, asked_at = now() WHERE id = %(id)s"


@dataclass(frozen=True, slots=True)
class Approval:
    """What came of an approval.

    Attributes:
        broadcast: as it stands now.
        code: what has to be typed to confirm, where one person approves alone; None once it is approved.
    """

    broadcast: Broadcast
    code: str | None


def code_of(broadcast: Broadcast) -> str:
    """Return the short code that stands for just this content."""
    return broadcast.content.hash.hex()[:_CODE_LENGTH].upper()


async def approve(office: Office, broadcast: int, code: str | None = None) -> Broadcast:
    """Approve a broadcast as it is now.

    Args:
        office: of whoever approves.
        broadcast: its id.
        code: of the content that was looked at; None approves whatever stands there.

    Raises:
        Refused: the author approves their own, or nobody can tell because one of the two showed no token; it went
            out, it changed since it was looked at, something blocks it, or its rule does not answer live in this
            version.
    """
    require(office.actor, "broadcast.approve")
    async with office.database.transaction() as connection:
        found = await _ready(connection, office, broadcast, code)
        if found.author == office.actor.name:
            raise Refused(
                f"{office.actor.name} soạn thông báo {broadcast} nên không tự duyệt được; nhờ người khác duyệt. Việc"
                " gấp mà chỉ có một mình thì dùng --urgent (xác nhận hai lần, được ghi là duyệt một mình)."
            )
        await _require_two_names(connection, office, found)
        return await _approve(connection, office, found, alone=False)


async def _require_two_names(connection: AsyncConnection[DictRow], office: Office, found: Broadcast) -> None:
    """Make sure that author and approver are told apart by their tokens, where somebody has one that approves.

    Who works at the machine that holds the data may leave their token out, and would be another person by that.
    """
    if OWNER.name not in (office.actor.name, found.author) or not await anybody_may(connection, "broadcast.approve"):
        return
    if office.actor.name == OWNER.name:
        raise Refused(
            "Đã có cán bộ được duyệt: duyệt bằng mã cá nhân của mình (MOTCUA_STAFF_TOKEN), để biết là người khác người"
            " soạn. Việc gấp thì dùng --urgent (xác nhận hai lần, được ghi là duyệt một mình)."
        )
    raise Refused(
        f"Thông báo {found.id} được soạn hay sửa mà không dùng mã cá nhân, nên không biết ai soạn: soạn lại bằng mã cá"
        " nhân (MOTCUA_STAFF_TOKEN) rồi nhờ người khác duyệt. Việc gấp thì dùng --urgent."
    )


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
        found = await _ready(connection, office, broadcast, code)
        if confirmation is None:
            await connection.execute(_ASK, {"id": broadcast, "by": office.actor.name})
            await record(connection, office.actor, "broadcast.approve", str(broadcast), alone=True, step="asked")
            return Approval(found, code_of(found))
        recent = found.asked_at is not None and datetime.now(UTC) - found.asked_at <= CONFIRM_WITHIN
        if not recent or found.asked_by != office.actor.name or not _names(confirmation, found):
            raise Refused(
                "Mã xác nhận không đúng hoặc đã quá 10 phút. Chạy lại 'motcua broadcast approve"
                f" {broadcast} --urgent' để xem nội dung và lấy mã mới."
            )
        urgent = found.with_content(replace(found.content, urgent=True))
        return Approval(await _approve(connection, office, urgent, alone=True), None)


def _names(code: str, broadcast: Broadcast) -> bool:
    return code.strip().upper() == code_of(broadcast)


async def _ready(connection: AsyncConnection[DictRow], office: Office, broadcast: int, code: str | None) -> Broadcast:
    found = await store.locked(connection, broadcast)
    store.require_unsent(found)
    if code is not None and not _names(code, found):
        raise Refused(
            f"Nội dung thông báo {broadcast} không phải nội dung có mã {code}: đã được sửa từ lúc xem, hoặc mã gõ sai."
            f" Xem lại: motcua broadcast show {broadcast}."
        )
    if found.state is State.SCHEDULED or found.approved:
        raise Refused(f"Thông báo {broadcast} đã được {found.approved_by} duyệt; gửi: 'broadcast send {broadcast}'.")
    if problems := blocking(findings_of(office, found.content)):
        lines = "\n".join(f"• {finding.message}" for finding in problems)
        raise Refused(f"Chưa duyệt được thông báo {broadcast}:\n{lines}")
    require_live(office, found)
    return found


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


async def _approve(connection: AsyncConnection[DictRow], office: Office, found: Broadcast, *, alone: bool) -> Broadcast:
    values: dict[str, Any] = {
        "id": found.id,
        "by": office.actor.name,
        "hash": found.content.hash,
        "content": Jsonb(found.content.to_json()),
        "alone": alone,
    }
    await connection.execute(_APPROVE, values)
    await record(
        connection,
        office.actor,
        "broadcast.approve",
        str(found.id),
        author=found.author,
        hash=found.content.hash.hex(),
        alone=alone,
    )
    return await store.locked(connection, found.id)
