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
_NUMBER = typer.Argument(metavar="NUMBER", help="Số của lời báo, trong 'motcua notice list'.")


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
            lines = [f"Lời báo số {row.id}: {_line(desk, row)}", *_next(row)]
            lines.append(f"Bỏ lời báo: motcua notice remove {row.id}")
            show(_json(desk, row), lines, as_json=as_json)

    run(work)


@app.command("show")
def show_(number: Annotated[int, _NUMBER], *, as_json: Annotated[bool, JSON] = False) -> None:
    """Xem một lời báo đang chờ duyệt."""

    async def work() -> None:
        async with office() as desk:
            row = await notices.shown(desk, number)
            lines = [_line(desk, row), *_next(row)]
            if row.english is not None:
                lines.insert(1, f"[English] {row.english}")
            show(_json(desk, row), lines, as_json=as_json)

    run(work)


@app.command()
def approve(
    number: Annotated[int, _NUMBER],
    code: Annotated[str | None, typer.Option("--code", help="Mã nội dung đã đọc ('notice show').")] = None,
    confirm: Annotated[
        str | None, typer.Option("--confirm", help="Mã xác nhận lần hai, khi duyệt gấp một mình.")
    ] = None,
    *,
    urgent: Annotated[bool, typer.Option("--urgent", help="Duyệt gấp một mình: chạy hai lần, được ghi rõ.")] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Duyệt lời báo của người khác: từ lúc đó bà con thấy."""

    async def work() -> None:
        async with office() as desk:
            if urgent or confirm:
                asked = await notices.approve_alone(desk, number, confirm)
                row = asked if not isinstance(asked, str) else await notices.shown(desk, number)
            else:
                asked = row = await notices.approve(desk, number, code)
            lines = [f"Lời báo số {row.id}: {_line(desk, row)}"]
            if isinstance(asked, str):
                lines.append(
                    "DUYỆT GẤP MỘT MÌNH, nhật ký ghi rõ. Đã đọc kỹ thì xác nhận lần hai trong 10 phút: motcua notice"
                    f" approve {number} --urgent --confirm {asked}"
                )
            else:
                lines.append("Đã duyệt: bà con thấy từ bây giờ." if row.holds(desk.now) else "Đã duyệt.")
            confirmation = asked if isinstance(asked, str) else None
            show({**_json(desk, row), "confirm": confirmation}, lines, as_json=as_json)

    run(work)


@app.command("return")
def return_(
    number: Annotated[int, _NUMBER],
    reason: Annotated[str, typer.Option("--reason", help="Vì sao; người viết thấy lý do này.")],
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Trả lại lời báo đang chờ duyệt, kèm lý do."""

    async def work() -> None:
        async with office() as desk:
            row = await notices.send_back(desk, number, reason)
            again = f"viết lại (notice add), hoặc giữ nguyên mà trình lại (notice submit {row.id})"
            lines = [f"Đã trả lại lời báo số {row.id} cho {row.set_by}: {again}."]
            show(_json(desk, row), lines, as_json=as_json)

    run(work)


@app.command()
def submit(number: Annotated[int, _NUMBER], *, as_json: Annotated[bool, JSON] = False) -> None:
    """Trình lại một lời báo đã bị trả lại."""

    async def work() -> None:
        async with office() as desk:
            row = await notices.submit(desk, number)
            show(_json(desk, row), [f"Lời báo số {row.id}: {_line(desk, row)}", *_next(row)], as_json=as_json)

    run(work)


@app.command()
def remove(
    number: Annotated[int, _NUMBER],
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


def _next(row: NoticeRow) -> list[str]:
    if not row.waits:
        return []
    return [
        (
            "CHƯA AI THẤY lời báo này: cả tỉnh, hay nơi ngoài đơn vị của mình, thì phải có người khác duyệt: motcua"
            f" notice approve {row.id} --code {row.subject.code}"
        ),
        f"Việc gấp mà chỉ có một người duyệt: motcua notice approve {row.id} --urgent",
    ]


def _line(desk: Office, row: NoticeRow) -> str:
    gone = f"; {row.removed_by} đã bỏ" if row.removed_by is not None else "; CHỜ DUYỆT" if row.waits else ""
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
        "waits": row.waits,
        "code": row.subject.code,
        "set_by": row.set_by,
        "removed_by": row.removed_by,
    }
