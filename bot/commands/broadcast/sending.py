"""`motcua broadcast send`, `pause`, `resume`, `cancel`, `status`, `report`."""

from __future__ import annotations

import asyncio
import csv
from dataclasses import replace
from datetime import datetime
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from bot.broadcasts import listing, previewing, reporting, starting, switching
from bot.broadcasts.checks import EVERYWHERE
from bot.broadcasts.model import State
from bot.broadcasts.progress import SENT
from bot.broadcasts.progress import status as status_of
from bot.broadcasts.report_page import page
from bot.commands.asking import YES, ask
from bot.commands.broadcast.desk import (
    ID,
    app,
    count_lines,
    desk,
    desk_of,
    finding_lines,
    headline,
    progress_lines,
    still_there,
)
from bot.commands.context import progress, run
from bot.commands.desk import JSON, show
from bot.commands.files import OVERWRITE, new_file, require_free, write
from bot.db.pool import INFRASTRUCTURE
from bot.guidance.moments import VIETNAM
from bot.staff.words import moment_words, number_words

if TYPE_CHECKING:
    from bot.broadcasts.model import Broadcast
    from bot.broadcasts.previewing import Preview
    from bot.broadcasts.progress import Progress
    from bot.commands.broadcast.desk import Desk

_ANYWAY = typer.Option("--anyway", help="Vẫn gửi, dù từ lúc duyệt có ngày trong bài đã qua.")
_OVER = (State.DONE, State.CANCELLED, State.ASKING, State.PAUSED)
_AWAY = "Cơ sở dữ liệu chưa trả lời; đang thử lại, có gì mới sẽ hiện tiếp (Ctrl-C để thôi)."
_EVERY = 2.0
_LOOKS_A_CALL = 15
"""Looks of somebody who watches for one call of the booking service."""
_NIGHT = "Từ 21:00 đến 7:00 không gửi. "
_COLUMNS = ("recipient", "platform", "area", "status", "reason", "reason_vi", "at")


@app.command()
def send(
    broadcast: Annotated[int, ID],
    *,
    anyway: Annotated[bool, _ANYWAY] = False,
    yes: Annotated[bool, YES] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Gửi thông báo đã duyệt: ngay, hoặc đúng giờ hẹn; 21:00–7:00 thì đợi sáng, trừ việc gấp. Hỏi lại trước khi gửi."""

    async def work() -> None:
        async with desk_of(broadcast) as at_hand:
            shown = None
            if not yes:
                starting.require_ready(await listing.shown(at_hand.office, broadcast))
                seen = await previewing.preview(at_hand.office, broadcast, at_hand.reach, at_hand.rates)
                shown = seen.broadcast.content.hash
                await asyncio.to_thread(ask, _before(seen), "Gửi đi?", yes=False)
            found = await starting.send(at_hand.office, broadcast, at_hand.reach, anyway=anyway, shown=shown)
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
def cancel(
    broadcast: Annotated[int, ID], *, yes: Annotated[bool, YES] = False, as_json: Annotated[bool, JSON] = False
) -> None:
    """Hủy hẳn; ai chưa nhận sẽ không nhận nữa. Hỏi lại trước khi hủy."""

    async def work() -> None:
        async with desk() as at_hand:
            if not yes:
                seen = await status_of(at_hand.office, broadcast, at_hand.rates, with_sms=False)
                await asyncio.to_thread(ask, _before_cancelling(seen), "Hủy hẳn thông báo này?", yes=False)
            found = await switching.cancel(at_hand.office, broadcast)
        said = "Đã hủy; chưa gửi cho ai."
        if found.started_at is not None:
            said = (
                f"Đã hủy. Ai đã nhận rồi: motcua broadcast report {broadcast}; đính chính: new --correct {broadcast}."
            )
        _show(found, said, as_json=as_json)

    run(work)


def _before(seen: Preview) -> list[str]:
    content = seen.broadcast.content
    lines = [headline(seen.broadcast), "", content.text, "", *seen.understood.lines, *count_lines(seen)]
    return [*lines, *finding_lines(finding for finding in seen.findings if finding.code == EVERYWHERE)]


def _before_cancelling(seen: Progress) -> list[str]:
    broadcast = seen.broadcast
    lines = [headline(broadcast), "", broadcast.content.text, ""]
    if broadcast.started_at is None:
        return [*lines, f"Gửi cho: {broadcast.content.audience}. Chưa gửi cho ai."]
    got, left = number_words(seen.number(*SENT)), number_words(seen.left)
    return [*lines, f"Đã gửi cho {got} người; còn {left} người chưa nhận sẽ không nhận nữa."]


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
        async with desk_of(broadcast) as at_hand:
            sms, looks, away = None, 0, False
            while True:
                asks = looks % _LOOKS_A_CALL == 0
                try:
                    if shown:
                        await still_there(at_hand.office)
                    found = await status_of(at_hand.office, broadcast, at_hand.rates, at_hand.reach, with_sms=asks)
                except INFRASTRUCTURE:
                    if not shown:
                        raise
                    if not away:
                        progress(_AWAY)
                    away = True
                else:
                    sms, looks, away = found.sms if asks else sms, looks + 1, False
                    found = replace(found, sms=sms)
                    lines = progress_lines(found)
                    if lines != shown:
                        show(found.to_json(), lines, as_json=as_json)
                        shown = lines
                    if not watch or found.broadcast.state in _OVER:
                        return
                await asyncio.sleep(_EVERY)

    run(work)


@app.command()
def report(
    broadcast: Annotated[int, ID],
    html: Annotated[Path | None, typer.Option("--html", help="Ghi trang báo cáo có biểu đồ vào tệp này.")] = None,
    unreached: Annotated[
        Path | None, typer.Option("--unreached", help="Ghi tệp CSV: ai chưa tới được và vì sao (không ghi tên).")
    ] = None,
    *,
    overwrite: Annotated[bool, OVERWRITE] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Báo cáo: kết quả, lý do chưa tới được, theo thời gian, và người nhận hỏi gì trong 24 giờ sau."""

    async def work() -> None:
        require_free(html, unreached, overwrite=overwrite)
        async with desk_of(broadcast) as at_hand:
            office = at_hand.office
            found = await reporting.report(office, broadcast, at_hand.rates, at_hand.reach)
            files = []
            if html is not None:
                write(html, page(found, datetime.now(VIETNAM)), overwrite=overwrite)
                files.append(f"Trang báo cáo: {html}")
            if unreached is not None:
                count = await _write_unreached(at_hand, broadcast, unreached, overwrite=overwrite)
                files.append(f"Danh sách chưa tới được: {unreached} ({number_words(count)} dòng)")
        names = f"--html bao-cao-{broadcast}.html --unreached chua-toi-{broadcast}.csv"
        files = files or [f"Ghi ra tệp: motcua broadcast report {broadcast} {names}"]
        show(found.to_json(), [*progress_lines(found.progress), *files], as_json=as_json)

    run(work)


async def _write_unreached(at_hand: Desk, broadcast: int, path: Path, *, overwrite: bool) -> int:
    with new_file(path, overwrite=overwrite, for_excel=True) as file:
        writer = csv.DictWriter(file, _COLUMNS)
        writer.writeheader()
        count = 0
        async for row in reporting.unreached(at_hand.office, broadcast, at_hand.reach):
            writer.writerow(row)
            count += 1
        return count
