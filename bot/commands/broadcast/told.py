"""`motcua broadcast told`: what one person was told, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.broadcasts.told import told_by_code, told_in_chat
from bot.commands.broadcast.desk import PLATFORMS, app, desk
from bot.commands.context import run
from bot.commands.desk import JSON, show
from bot.staff.errors import Refused
from bot.staff.words import moment_words

if TYPE_CHECKING:
    from bot.broadcasts.told import Told

_STATUSES = {
    "waiting": "chưa tới lượt",
    "queued": "sắp gửi",
    "sent": "đã gửi",
    "delivered": "đã nhận",
    "seen": "đã xem",
    "failed": "không gửi được",
    "unknown": "không rõ có tới không",
    "skipped": "không gửi",
}


@app.command()
def told(
    code: Annotated[str | None, typer.Option("--code", help="Mã hẹn (CM-…) của người đó.")] = None,
    chat: Annotated[str | None, typer.Option("--chat", help="Cuộc trò chuyện: telegram:123…, hoặc chỉ số.")] = None,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Một người đã được thông báo những gì, bản nào, lúc nào; mỗi lần tra đều ghi nhật ký."""

    async def work() -> None:
        if (code is None) == (chat is None):
            raise Refused("Cần một trong hai: --code MÃ_HẸN hoặc --chat CUỘC_TRÒ_CHUYỆN.")
        async with desk() as at_hand:
            if code is not None:
                found = await told_by_code(at_hand.office, code)
            else:
                found = await told_in_chat(at_hand.office, chat or "")
        lines = [line for one in found for line in _lines(one)] or ["Người này chưa có trong danh sách nhận nào."]
        show({"told": [one.to_json() for one in found]}, lines, as_json=as_json)

    run(work)


def _lines(one: Told) -> list[str]:
    when = moment_words(one.at) if one.at is not None else "chưa"
    why = f" ({one.reason_words})" if one.reason_words is not None else ""
    return [
        (
            f"Thông báo {one.broadcast} “{one.title}”  {PLATFORMS.get(one.platform, one.platform)}"
            f"  {_STATUSES[one.status]}{why}  {when}"
        ),
        f"  bản {one.hash[:12].upper()}, {one.approved_by} duyệt: {one.text}",
    ]
