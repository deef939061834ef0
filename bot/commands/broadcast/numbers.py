"""`motcua broadcast numbers`: whom to send an SMS, for those who see visitors' phones anyway."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotation
from typing import TYPE_CHECKING, Annotated

import typer

from bot.broadcasts import callers
from bot.commands.broadcast.desk import ID, app, desk
from bot.commands.context import run
from bot.commands.desk import JSON, show
from bot.commands.files import OVERWRITE, new_file, require_free
from bot.spreadsheet import as_csv
from bot.staff.words import moment_words, number_words

if TYPE_CHECKING:
    from bot.broadcasts.callers import Caller

_DIGITS = 10
"""Of a Vietnamese mobile number."""


@app.command()
def numbers(
    broadcast: Annotated[int, ID],
    file: Annotated[
        Path | None, typer.Option("--to", help="Tệp CSV ghi số điện thoại; chỉ người chạy lệnh mở được.")
    ] = None,
    *,
    overwrite: Annotated[bool, OVERWRITE] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Số điện thoại của người có hẹn mà không tin nào tới được, để nhắn SMS; có ghi nhật ký."""

    async def work() -> None:
        require_free(file, overwrite=overwrite)
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
            _write(file, found.people, overwrite=overwrite)
            lines = [f"Đã ghi {number_words(len(found.people))} số vào {file}. Nhắn xong thì xóa tệp này."]
        segments = f"{found.plain.segments} tin không dấu, {found.full.segments} tin có dấu"
        lines += [f"Nội dung ({segments}):", found.plain.text, found.full.text]
        show(data, lines, as_json=as_json)

    run(work)


def _write(file: Path, people: tuple[Caller, ...], *, overwrite: bool) -> None:
    columns = ("so_dien_thoai", "ten", "ma_hen", "gio_hen")
    rows = ((_as_text(one.phone), one.name, one.code, moment_words(one.visit_at)) for one in people)
    with new_file(file, overwrite=overwrite, private=True, for_excel=True) as written:
        written.write(as_csv([columns, *rows]))


def _as_text(phone: str) -> str:
    """Return a phone in groups: a spreadsheet takes bare digits for a number and drops the 0 they begin with."""
    return " ".join((phone[:4], phone[4:7], phone[7:])) if len(phone) == _DIGITS and phone.isdigit() else phone
