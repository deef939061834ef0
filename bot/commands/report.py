"""`motcua report`: the weekly report of difficulties, on the screen, as a page, as a table."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer

from bot.commands.context import run
from bot.commands.desk import JSON, office, show
from bot.commands.files import OVERWRITE, new_file, require_free, write
from bot.reports.difficulties import as_json as as_values
from bot.reports.page import page
from bot.reports.rows import as_csv, as_lines
from bot.staff import report as reports
from bot.staff.reading import read_day

_WEEK = typer.Option("--week", help="Tuần này, từ thứ Hai đến Chủ nhật, khi không ghi ngày khác.")
_FROM = typer.Option("--from", help="Từ ngày; không ghi --to thì bảy ngày kể từ ngày này.")
_TO = typer.Option("--to", help="Đến hết ngày.")
_HTML = typer.Option("--html", help="Ghi trang báo cáo có biểu đồ vào tệp này.")
_CSV = typer.Option("--csv", help="Ghi bảng số liệu cho Excel vào tệp này.")


def report(
    *,
    week: Annotated[bool, _WEEK] = True,  # noqa: ARG001 - a week is what there is without other days
    start: Annotated[str | None, _FROM] = None,
    end: Annotated[str | None, _TO] = None,
    html: Annotated[Path | None, _HTML] = None,
    table: Annotated[Path | None, _CSV] = None,
    overwrite: Annotated[bool, OVERWRITE] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Báo cáo khó khăn, vướng mắc: vì sao bà con không nộp qua mạng, bưu điện được; gọi lại nhanh hay chậm."""

    async def work() -> None:
        require_free(html, table, overwrite=overwrite)
        async with office() as desk:
            first, last = reports.week_of(desk.now.date())
            if start is not None:
                first = read_day(start, desk.now, past=True)
                last = first + timedelta(days=6)
            if end is not None:
                last = read_day(end, desk.now, past=True)
            made = await reports.difficulties(desk, first, last)
            names = reports.names(desk.guidance)
        if html is not None:
            write(html, page(made, names), overwrite=overwrite)
        if table is not None:
            with new_file(table, overwrite=overwrite, for_excel=True) as file:
                file.write(as_csv(made, names).removeprefix("\ufeff"))
        written = [f"Đã ghi {path}" for path in (html, table) if path is not None]
        show(as_values(made), written or as_lines(made, names), as_json=as_json)

    run(work)
