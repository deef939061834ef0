"""`motcua broadcast submit`, `return`, `approve`, `withdraw`: two people for what is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.broadcasts import approving
from bot.broadcasts.drafting import findings_of
from bot.broadcasts.model import State
from bot.broadcasts.understood import understood
from bot.commands.broadcast.content import content_lines
from bot.commands.broadcast.desk import ID, app, desk, finding_lines, headline
from bot.commands.context import run
from bot.commands.desk import JSON, show
from bot.staff.words import moment_words

if TYPE_CHECKING:
    from bot.broadcasts.model import Broadcast

_CODE = typer.Option(
    "--code", help="Mã nội dung đã đọc (dòng cuối của show, preview); đã đổi từ lúc đó thì không duyệt."
)
_CONFIRM = typer.Option("--confirm", help="Mã xác nhận lần hai, khi duyệt gấp một mình.")
_ALONE = typer.Option("--urgent", help="Duyệt gấp một mình: chạy hai lần, được ghi rõ.")
_WHY = typer.Option("--reason", help="Vì sao; người soạn thấy lý do này.")


@app.command()
def submit(broadcast: Annotated[int, ID], *, as_json: Annotated[bool, JSON] = False) -> None:
    """Trình duyệt: nội dung đã xong, nhờ người khác đọc và duyệt."""

    async def work() -> None:
        async with desk() as at_hand:
            found = await approving.submit(at_hand.office, broadcast)
        code = approving.code_of(found)
        lines = [headline(found), f"Đã trình. Người duyệt xem: motcua broadcast show {broadcast}, nội dung mã {code}."]
        show(_plain(found), lines, as_json=as_json)

    run(work)


@app.command("return")
def return_(
    broadcast: Annotated[int, ID], reason: Annotated[str, _WHY], *, as_json: Annotated[bool, JSON] = False
) -> None:
    """Trả lại cho người soạn, kèm lý do; sửa hay trình lại rồi mới duyệt được."""

    async def work() -> None:
        async with desk() as at_hand:
            found = await approving.send_back(at_hand.office, broadcast, reason)
        lines = [headline(found), f"Đã trả lại. Người soạn sửa: motcua broadcast edit {broadcast}, rồi trình lại."]
        show(_plain(found), lines, as_json=as_json)

    run(work)


@app.command()
def withdraw(
    broadcast: Annotated[int, ID],
    reason: Annotated[str | None, _WHY] = None,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Rút lại việc trình hay việc duyệt, và giờ đã hẹn; chưa gửi mới rút được, một người là đủ."""

    async def work() -> None:
        async with desk() as at_hand:
            done = await approving.withdraw(at_hand.office, broadcast, reason)
        show(_plain(done.broadcast), [headline(done.broadcast), *lost_lines(done.before)], as_json=as_json)

    run(work)


def lost_lines(before: Broadcast) -> list[str]:
    """Return what a broadcast has lost that was approved, or submitted, and is a draft again."""
    if not before.approved:
        return ["Đã rút lại việc trình duyệt."]
    lines = [f"! Không còn được duyệt nữa (trước đó {before.approved_by} duyệt): phải duyệt lại mới gửi được."]
    if before.state is State.SCHEDULED and before.due_at is not None:
        lines.append(f"! Giờ hẹn gửi {moment_words(before.due_at)} cũng đã bỏ: duyệt xong phải bấm gửi lại.")
    return lines


@app.command()
def approve(
    broadcast: Annotated[int, ID],
    confirm: Annotated[str | None, _CONFIRM] = None,
    code: Annotated[str | None, _CODE] = None,
    *,
    urgent: Annotated[bool, _ALONE] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Duyệt đúng nội dung có mã này; ai có soạn hay sửa thì không tự duyệt được."""

    async def work() -> None:
        async with desk() as at_hand:
            if not (urgent or confirm):
                found = await approving.approve(at_hand.office, broadcast, code)
                asked = None
            else:
                approval = await approving.approve_alone(at_hand.office, broadcast, confirm, code=code)
                found, asked = approval.broadcast, approval.code
            findings = findings_of(at_hand.office, found.content)
            names = understood(found.content, at_hand.office.guidance, at_hand.office.now)
        data = {
            **_plain(found),
            "understood": names.to_json(),
            "content": found.content.to_json(),
            "findings": [finding.to_json() for finding in findings],
            "confirm": asked,
        }
        lines = [*content_lines(found, names), *finding_lines(findings), ""]
        if asked is None:
            lines.append(f"Đã duyệt đúng nội dung trên. Gửi: motcua broadcast send {broadcast}")
        else:
            lines += [
                "DUYỆT GẤP MỘT MÌNH: không ai khác xem lại; nhật ký và báo cáo ghi rõ điều này; gửi cả trong giờ nghỉ.",
                (
                    f"Đã đọc kỹ thì xác nhận lần hai trong 10 phút: motcua broadcast approve {broadcast} --urgent"
                    f" --confirm {asked}"
                ),
            ]
        show(data, lines, as_json=as_json)

    run(work)


def _plain(found: Broadcast) -> dict[str, Any]:
    approval = found.approval
    return {
        "id": found.id,
        "state": found.state,
        "approval": approval.state if approval is not None else None,
        "submitted_by": approval.submitted_by if approval is not None else None,
        "why": approval.why if approval is not None else None,
        "approved_by": found.approved_by,
        "alone": found.alone,
        "code": approving.code_of(found),
    }
