"""What is no longer right when a broadcast goes out, though it was when it was approved.

A day in it has passed; the approval itself is old; somebody who answers for it has been disabled.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.broadcasts.checks import LATE, findings_at
from bot.broadcasts.model import State
from bot.staff import approvals
from bot.staff.errors import Refused
from bot.staff.words import moment_words

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.broadcasts.checks import Finding
    from bot.broadcasts.model import Broadcast
    from bot.conversation.snapshot import Guidance

_DISABLED = b"""
SELECT name FROM staff WHERE name = ANY(%(names)s) AND disabled_at > %(since)s ORDER BY disabled_at, name
"""


def require_fresh(broadcast: Broadcast, days: int) -> None:
    """Make sure that a broadcast was approved not too long ago.

    Args:
        broadcast: approved.
        days: how long an approval holds.

    Raises:
        Refused: it has to be read again.
    """
    if broadcast.approval is not None and broadcast.approved_at is not None and broadcast.approval.is_stale(days):
        raise Refused(
            f"Thông báo {broadcast.id} được {broadcast.approved_by} duyệt lúc {moment_words(broadcast.approved_at)}, đã"
            f" quá {days} ngày: nhờ xem và duyệt lại (motcua broadcast show {broadcast.id}); đang gửi dở thì hủy"
            " (cancel) rồi soạn mới."
        )


async def require_answered_for(
    connection: AsyncConnection[DictRow], broadcast: Broadcast, since: datetime | None
) -> None:
    """Make sure that nobody who wrote, submitted, approved or started a broadcast was disabled since a moment.

    Raises:
        Refused: somebody was; a person has to say that it is right nevertheless.
    """
    writers = await approvals.writers_of(connection, broadcast.subject)
    approval = broadcast.approval
    others = (approval.submitted_by, approval.approved_by) if approval is not None else ()
    names = [name for name in (*writers, *others, broadcast.author, broadcast.started_by) if name is not None]
    rows = await (await connection.execute(_DISABLED, {"names": names, "since": since})).fetchall()
    if rows:
        gone = ", ".join(row["name"] for row in rows)
        raise Refused(
            f"Tài khoản của {gone} đã bị khóa sau khi thông báo {broadcast.id} được duyệt hay hẹn giờ: xem lại nội dung"
            " còn đúng không."
        )


def found_since(broadcast: Broadcast, guidance: Guidance, now: datetime, due: datetime) -> list[Finding]:
    """Return what will be found in a broadcast when it goes out, and was not when it was approved.

    Args:
        broadcast: approved.
        guidance: with the published contacts.
        now: the moment by the calendar.
        due: when it goes out, by the calendar.
    """
    approved_at = broadcast.approved_at or datetime.now(UTC)
    seen = findings_at(broadcast.content, guidance, now - (datetime.now(UTC) - approved_at))
    late = []
    if broadcast.state is State.APPROVED:  # later on it asks by itself where its hour passed
        late = [finding for finding in findings_at(broadcast.content, guidance, now) if finding.code == LATE]
    then = [finding for finding in findings_at(broadcast.content, guidance, due) if finding.code != LATE]
    return [finding for finding in (*late, *then) if finding not in seen]


def require_still_right(
    broadcast: Broadcast, guidance: Guidance, now: datetime, due: datetime, *, anyway: bool = False
) -> None:
    """Make sure that what was approved is still right when it goes out.

    Args:
        broadcast: approved.
        guidance: with the published contacts.
        now: the moment by the calendar.
        due: when it goes out, by the calendar.
        anyway: whoever sends knows of it.

    Raises:
        Refused: a day in it passed, or will have.
    """
    if anyway:
        return
    if found := found_since(broadcast, guidance, now, due):
        lines = "\n".join(f"• {finding.message}" for finding in found)
        raise Refused(
            f"Từ lúc duyệt thông báo {broadcast.id} đến lúc gửi có điều đã khác:\n{lines}\nKhông còn đúng thì sửa"
            " (edit) rồi duyệt lại, đã gửi một phần thì hủy (cancel); vẫn đúng thì chạy lại, thêm --anyway."
        )
