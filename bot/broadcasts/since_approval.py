"""What is no longer right when a broadcast goes out, though it was when it was approved: a day that has passed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.broadcasts.checks import LATE, findings_at
from bot.broadcasts.model import State
from bot.staff.errors import Refused

if TYPE_CHECKING:
    from bot.broadcasts.checks import Finding
    from bot.broadcasts.model import Broadcast
    from bot.conversation.snapshot import Guidance


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
