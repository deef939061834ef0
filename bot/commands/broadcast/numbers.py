"""`motcua broadcast numbers`: whom to send an SMS, for those who see visitors' phones anyway."""

from __future__ import annotations

import os
from pathlib import Path  # noqa: TC003 - typer reads the annotation
from typing import TYPE_CHECKING, Annotated

import typer

from bot.broadcasts import callers
from bot.commands.broadcast.desk import ID, app, desk
from bot.commands.context import run
from bot.commands.desk import JSON, show
from bot.spreadsheet import as_csv
from bot.staff.errors import Refused
from bot.staff.words import moment_words, number_words

if TYPE_CHECKING:
    from bot.broadcasts.callers import Caller


@app.command()
def numbers(
    broadcast: Annotated[int, ID],
    file: Annotated[
        Path | None, typer.Option("--to", help="Tệp CSV ghi số điện thoại; chỉ người chạy lệnh mở được.")
    ] = None,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Số điện thoại của người có hẹn mà không tin nào tới được, để nhắn SMS; có ghi nhật ký."""

    async def work() -> None:
        async with desk(booking=True) as at_hand:
            found = await callers.numbers(at_hand.office, broadcast, at_hand.reach)
        data = {
            "people": [
                {"phone": one.phone, "name": one.name, "code": one.code, "at": one.visit_at.isoformat()}
                for one in found.people
            ],
            "sms": [
                {"text": text.text, "encoding": text.encoding, "segments": text.segments}
                for text in (found.plain, found.full)
            ],
        }
        lines = [f"{one.phone}  {one.name}  {one.code}  {moment_words(one.visit_at)}" for one in found.people]
        lines = lines or ["Ai có hẹn cũng nhận được trên một nền tảng; không cần nhắn SMS."]
        if file is not None:
            _write(file, found.people)
            lines = [f"Đã ghi {number_words(len(found.people))} số vào {file}. Nhắn xong thì xóa tệp này."]
        segments = f"{found.plain.segments} tin không dấu, {found.full.segments} tin có dấu"
        lines += [f"Nội dung ({segments}):", found.plain.text, found.full.text]
        show(data, lines, as_json=as_json)

    run(work)


def _write(file: Path, people: tuple[Caller, ...]) -> None:
    columns = ("so_dien_thoai", "ten", "ma_hen", "gio_hen")
    rows = ((one.phone, one.name, one.code, one.visit_at.isoformat()) for one in people)
    try:
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "w", encoding="utf-8-sig", newline="") as written:
            os.fchmod(opened, 0o600)
            written.write(as_csv([columns, *rows]))
    except OSError as error:
        raise Refused(f"Không ghi được vào {file}: {error.strerror}.") from error
