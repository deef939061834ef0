"""`motcua notice`: what everybody who writes is told first, in a time window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.context import run
from bot.commands.desk import JSON, office, show
from bot.staff import notices
from bot.staff.finding import find_place
from bot.staff.reading import read_moment

if TYPE_CHECKING:
    from bot.staff.notices import NoticeRow
    from bot.staff.office import Office

app = typer.Typer(
    help="Lời báo cho mọi người nhắn tin, trong một khoảng thời gian.", no_args_is_help=True, add_completion=False
)

_WHEN = "2021-08-24T12:00, “12h ngày 24/8”, 24/8"
_TEXT = typer.Argument(metavar="TEXT", help=f"Nội dung, tối đa {notices.LONGEST} chữ; bà con thấy đúng như vậy.")
_TO = typer.Option("--to", help=f"Đến lúc: {_WHEN}. Chỉ ghi ngày là đến hết ngày đó. Hết giờ thì tự thôi.")
_FROM = typer.Option("--from", help=f"Từ lúc: {_WHEN}; bỏ trống là từ bây giờ.")
_AREA = typer.Option("--area", help="Chỉ cho người ở xã, phường, huyện này; bỏ trống là cả tỉnh.")
_ENGLISH = typer.Option("--en", help="Nội dung tiếng Anh; bỏ trống thì ai cũng thấy tiếng Việt.")


@app.command()
def add(
    text: Annotated[str, _TEXT],
    end: Annotated[str, _TO],
    start: Annotated[str | None, _FROM] = None,
    area: Annotated[str | None, _AREA] = None,
    english: Annotated[str | None, _ENGLISH] = None,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Đặt một lời báo: ai nhắn tin trong thời gian này thì thấy nó trước, mỗi người một lần."""

    async def work() -> None:
        async with office() as desk:
            since = read_moment(start, desk.now) if start is not None else None
            until = read_moment(end, desk.now, end=True)
            place = find_place(desk.guidance, area, since or desk.now) if area is not None else None
            row = await notices.add(desk, text, end=until, start=since, area=place, english=english)
            lines = [f"Lời báo số {row.id}: {_line(desk, row)}", "Bỏ lời báo: motcua notice remove " + str(row.id)]
            show(_json(desk, row), lines, as_json=as_json)

    run(work)


@app.command()
def remove(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="Số thứ tự trong 'motcua notice list'.")],
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Bỏ một lời báo: từ bây giờ không ai thấy nữa."""

    async def work() -> None:
        async with office() as desk:
            row = await notices.remove(desk, number)
            show(_json(desk, row), [f"Đã bỏ lời báo số {row.id}: {row.text}"], as_json=as_json)

    run(work)


@app.command("list")
def list_(
    *,
    everything: Annotated[bool, typer.Option("--all", help="Cả những lời báo đã hết hoặc đã bỏ.")] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Các lời báo đang và sắp hiện."""

    async def work() -> None:
        async with office() as desk:
            rows = await notices.listed(desk, over=everything)
            data = [_json(desk, row) for row in rows]
            lines = [f"{row.id}. {_line(desk, row)}" for row in rows]
        show({"notices": data}, lines or ["Không có lời báo nào."], as_json=as_json)

    run(work)


def _line(desk: Office, row: NoticeRow) -> str:
    gone = f"; {row.removed_by} đã bỏ" if row.removed_by is not None else ""
    return f"{_place(desk, row)}, {row.words}{gone}: {row.text}"


def _place(desk: Office, row: NoticeRow) -> str:
    if row.area is None:
        return "cả tỉnh"
    unit = desk.guidance.places.find(row.area)
    return desk.guidance.places.full_name(unit) if unit is not None else row.area


def _json(desk: Office, row: NoticeRow) -> dict[str, Any]:
    area = {"id": row.area, "name": _place(desk, row)} if row.area is not None else None
    return {
        "id": row.id,
        "area": area,
        **row.plain,
        "shown": row.holds(desk.now),
        "set_by": row.set_by,
        "removed_by": row.removed_by,
    }
