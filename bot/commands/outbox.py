"""`motcua outbox`, `motcua pause`, `motcua resume`: outgoing messages, and the kill switch."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.context import run
from bot.commands.desk import JSON, office, show
from bot.guidance.moments import VIETNAM
from bot.staff import outbox, switches

if TYPE_CHECKING:
    from psycopg.rows import DictRow

app = typer.Typer(help="Tin gửi đi: xem, gửi lại, bỏ.", no_args_is_help=True, add_completion=False)

_IDS = typer.Argument(metavar="ID...", help="Số của tin, như 'outbox list' cho thấy.")
_PLATFORM = typer.Argument(help="Nền tảng: telegram, zalo_oa, zalo_bot, web.")
_WHY = typer.Option("--why", help="Lý do; ghi vào nhật ký.")
_STATUS = {
    "queued": "đang chờ",
    "sending": "đang gửi",
    "waiting": "chờ người dân nhắn",
    "sent": "đã gửi",
    "delivered": "đã nhận",
    "seen": "đã xem",
    "failed": "không gửi được",
    "unknown": "không rõ",
    "stopped": "đã dừng",
}
_PRIORITY = {-1: "báo tạm dừng", 0: "trả lời", 1: "nhắc hẹn", 2: "thông báo chung"}


@app.command("list")
def list_(
    status: Annotated[
        list[str] | None, typer.Option("--status", help=f"Chỉ trạng thái này: {', '.join(outbox.STATUSES)}.")
    ] = None,
    platform: Annotated[str | None, typer.Option("--platform", help="Chỉ nền tảng này.")] = None,
    limit: Annotated[int, typer.Option("--limit", help="Số tin mới nhất.")] = 50,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Tin gửi đi, mới nhất trước; không ghi trạng thái thì chỉ tin chưa gửi hoặc gửi không xong."""

    async def work() -> None:
        async with office() as desk:
            name = switches.read_platform(platform) if platform is not None else None
            rows = await outbox.listed(desk, statuses=status or (), platform=name, limit=limit)
        lines = [_line(row) for row in rows] or ["Không có tin nào."]
        show({"messages": [_plain(row) for row in rows]}, lines, as_json=as_json)

    run(work)


@app.command("show")
def show_(
    message: Annotated[int, typer.Argument(metavar="ID", help="Số của tin.")],
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Một tin và nội dung (số điện thoại đã che); việc xem được ghi vào nhật ký."""

    async def work() -> None:
        async with office() as desk:
            row = await outbox.shown(desk, message)
        show(_plain(row), [_line(row), "", row["text"]], as_json=as_json)

    run(work)


@app.command()
def retry(messages: Annotated[list[int], _IDS], *, as_json: Annotated[bool, JSON] = False) -> None:
    """Gửi lại tin không gửi được, đã dừng, hoặc không rõ (tin không rõ được ghi thêm "(gửi lại)")."""

    async def work() -> None:
        async with office() as desk:
            queued = await outbox.retry(desk, messages)
        lines = [f"Gửi lại {len(queued)} tin: {', '.join(map(str, queued)) or 'không có'}."]
        if others := sorted(set(messages) - set(queued)):
            why = "đã gửi, đang chờ gửi, hoặc là thông báo đã hủy hay người nhận đã ngừng nhận"
            lines.append(f"Không gửi lại được: {', '.join(map(str, others))} ({why}).")
        show({"queued": queued}, lines, as_json=as_json)

    run(work)


@app.command()
def drop(
    messages: Annotated[list[int] | None, _IDS] = None,
    platform: Annotated[str | None, typer.Option("--platform", help="Bỏ mọi tin đang chờ của nền tảng này.")] = None,
    why: Annotated[str, _WHY] = "",
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Bỏ tin đang chờ; tin đã bỏ còn trong danh sách và gửi lại được."""

    async def work() -> None:
        async with office() as desk:
            name = switches.read_platform(platform) if platform is not None else None
            dropped = await outbox.drop(desk, messages or [], platform=name, why=why)
        show({"dropped": dropped}, [f"Đã bỏ {len(dropped)} tin."], as_json=as_json)

    run(work)


def pause(
    platform: Annotated[str, _PLATFORM],
    why: Annotated[str, _WHY],
) -> None:
    """Tạm dừng một nền tảng ngay: không trả lời, không gửi gì; ai nhắn thì được báo một lần, tin vẫn được giữ."""

    async def work() -> None:
        async with office() as desk:
            name = switches.read_platform(platform)
            await switches.pause(desk, name, why=why)
        show({}, [f"Đã tạm dừng {name}. Chạy lại: motcua resume {name} --why ..."], as_json=False)

    run(work)


def resume(
    platform: Annotated[str, _PLATFORM],
    why: Annotated[str, _WHY],
) -> None:
    """Cho một nền tảng chạy lại; những gì đã giữ được trả lời và gửi theo thứ tự."""

    async def work() -> None:
        async with office() as desk:
            name = switches.read_platform(platform)
            waiting = await switches.resume(desk, name, why=why)
        show(
            {},
            [f"{name} chạy lại: {waiting['questions']} câu hỏi và {waiting['messages']} tin gửi đi đang chờ."],
            as_json=False,
        )

    run(work)


def _plain(row: DictRow) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}


def _line(row: DictRow) -> str:
    parts = [
        f"{row['id']}",
        row["platform"],
        _STATUS[row["status"]],
        _PRIORITY.get(row["priority"], str(row["priority"])),
        f"{row['created_at'].astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}",
        f"{row['attempts']} lần thử",
    ]
    if row["resent_at"] is not None:
        parts.append("đã gửi lại")
    if row["resend_of"] is not None:
        parts.append(f"gửi lại tin {row['resend_of']}")
    if row["error"]:
        parts.append(row["error"])
    return "  ".join(parts)
