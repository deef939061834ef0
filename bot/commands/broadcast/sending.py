"""`motcua broadcast send`, `pause`, `resume`, `cancel`, `status`, `report`."""

from __future__ import annotations

import asyncio
import csv
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.broadcasts import reporting, starting, switching
from bot.broadcasts.model import State
from bot.broadcasts.progress import status as status_of
from bot.broadcasts.report_page import page
from bot.commands.broadcast.desk import ID, app, desk, headline, progress_lines, still_there
from bot.commands.context import run
from bot.commands.desk import JSON, show
from bot.guidance.moments import VIETNAM
from bot.staff.errors import Refused
from bot.staff.words import moment_words, number_words

if TYPE_CHECKING:
    from bot.broadcasts.model import Broadcast
    from bot.staff.office import Office

_ANYWAY = typer.Option("--anyway", help="Vẫn gửi, dù từ lúc duyệt có ngày trong bài đã qua.")
_OVER = (State.DONE, State.CANCELLED, State.ASKING, State.PAUSED)
_EVERY = 2.0
_NIGHT = "Từ 21:00 đến 7:00 không gửi. "
_COLUMNS = ("recipient", "platform", "area", "status", "reason", "reason_vi", "at")


@app.command()
def send(
    broadcast: Annotated[int, ID], *, anyway: Annotated[bool, _ANYWAY] = False, as_json: Annotated[bool, JSON] = False
) -> None:
    """Gửi thông báo đã duyệt: ngay, hoặc đúng giờ hẹn; 21:00–7:00 thì đợi sáng, trừ việc gấp."""

    async def work() -> None:
        async with desk() as at_hand:
            found = await starting.send(at_hand.office, broadcast, at_hand.reach, anyway=anyway)
        if found.state is State.SCHEDULED and found.due_at is not None:
            night = found.due_at != found.content.at
            said = f"{_NIGHT if night else ''}Sẽ gửi lúc {moment_words(found.due_at)}."
            said += f" Đổi ý: motcua broadcast cancel {broadcast}"
            if night:
                said += f"; việc gấp, không đợi được: motcua broadcast edit {broadcast} --urgent, rồi duyệt và gửi lại"
        else:
            said = f"Đang gửi. Theo dõi: motcua broadcast status {broadcast} --watch"
        _show(found, said, as_json=as_json)

    run(work)


@app.command()
def pause(broadcast: Annotated[int, ID], *, as_json: Annotated[bool, JSON] = False) -> None:
    """Tạm dừng ngay; ai chưa nhận thì đợi."""

    async def work() -> None:
        async with desk() as at_hand:
            found = await switching.pause(at_hand.office, broadcast)
        _show(found, f"Đã tạm dừng. Gửi tiếp: motcua broadcast resume {broadcast}", as_json=as_json)

    run(work)


@app.command()
def resume(
    broadcast: Annotated[int, ID], *, anyway: Annotated[bool, _ANYWAY] = False, as_json: Annotated[bool, JSON] = False
) -> None:
    """Gửi tiếp thông báo đang tạm dừng, hoặc đồng ý gửi thông báo đang hỏi."""

    async def work() -> None:
        async with desk() as at_hand:
            found = await switching.resume(at_hand.office, broadcast, at_hand.reach, anyway=anyway)
        said = "Đang gửi tiếp cho những người chưa nhận."
        if found.state is State.SCHEDULED and found.due_at is not None:
            said = f"Chưa tới giờ hẹn: sẽ gửi lúc {moment_words(found.due_at)}."
        _show(found, said, as_json=as_json)

    run(work)


@app.command()
def cancel(broadcast: Annotated[int, ID], *, as_json: Annotated[bool, JSON] = False) -> None:
    """Hủy hẳn; ai chưa nhận sẽ không nhận nữa."""

    async def work() -> None:
        async with desk() as at_hand:
            found = await switching.cancel(at_hand.office, broadcast)
        _show(found, "Đã hủy. Ai đã nhận rồi: xem report; đính chính: new --correct.", as_json=as_json)

    run(work)


def _show(found: Broadcast, said: str, *, as_json: bool) -> None:
    due = found.due_at.isoformat() if found.due_at is not None else None
    show({"id": found.id, "state": found.state, "due_at": due}, [headline(found), said], as_json=as_json)


@app.command()
def status(
    broadcast: Annotated[int, ID],
    *,
    watch: Annotated[bool, typer.Option("--watch", help="Xem liên tục tới khi xong.")] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Đã gửi tới đâu: đã gửi, đã nhận, đã xem, không được, còn lại, còn bao lâu."""

    async def work() -> None:
        shown: list[str] = []
        async with desk() as at_hand:
            while True:
                found = await status_of(at_hand.office, broadcast, at_hand.rates)
                lines = progress_lines(found)
                if lines != shown:
                    show(found.to_json(), lines, as_json=as_json)
                    shown = lines
                if not watch or found.broadcast.state in _OVER:
                    return
                await asyncio.sleep(_EVERY)
                await still_there(at_hand.office)

    run(work)


@app.command()
def report(
    broadcast: Annotated[int, ID],
    html: Annotated[Path | None, typer.Option("--html", help="Ghi trang báo cáo có biểu đồ vào tệp này.")] = None,
    unreached: Annotated[
        Path | None, typer.Option("--unreached", help="Ghi tệp CSV: ai chưa tới được và vì sao (không ghi tên).")
    ] = None,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Báo cáo: kết quả, lý do chưa tới được, theo thời gian, và người nhận hỏi gì trong 24 giờ sau."""

    async def work() -> None:
        async with desk() as at_hand:
            office = at_hand.office
            found = await reporting.report(office, broadcast, at_hand.rates)
            files = []
            target = (
                html if html is not None or as_json or unreached is not None else Path(f"thong-bao-{broadcast}.html")
            )
            if target is not None:
                _write(target, page(found, datetime.now(VIETNAM)))
                files.append(f"Trang báo cáo: {target}")
            if unreached is not None:
                count = await _write_unreached(office, broadcast, unreached)
                files.append(f"Danh sách chưa tới được: {unreached} ({number_words(count)} dòng)")
        lines = [*progress_lines(found.progress), *files]
        show(found.to_json(), lines, as_json=as_json)

    run(work)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Refused(f"Không ghi được tệp {path}: {error.strerror}.") from error


async def _write_unreached(office: Office, broadcast: int, path: Path) -> int:
    try:
        # With a byte-order mark, by which spreadsheets know the letters.
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, _COLUMNS)
            writer.writeheader()
            count = 0
            async for row in reporting.unreached(office, broadcast):
                writer.writerow(row)
                count += 1
            return count
    except OSError as error:
        raise Refused(f"Không ghi được tệp {path}: {error.strerror}.") from error
