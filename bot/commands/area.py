"""`motcua area`: locked-down areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.context import fail, run
from bot.commands.desk import JSON, booking_json, booking_line, office, show
from bot.staff import area_mirror, areas, lock_told
from bot.staff.finding import find_place
from bot.staff.reading import read_moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.staff.area_mirror import Mirrored
    from bot.staff.areas import LockRow
    from bot.staff.lock_told import VisitTold
    from bot.staff.office import Office

app = typer.Typer(help="Khu vực phong tỏa: đặt, gỡ, xem.", no_args_is_help=True, add_completion=False)

_AREA = typer.Argument(metavar="AREA", help="Xã, phường, thị trấn, huyện, thành phố; huyện thì gồm mọi xã bên trong.")
_TOLD_WITHIN = 6.0
"""Seconds that the command waits for the bot to tell those who have booked."""
_WHEN = "2021-08-24T12:00, “12h ngày 24/8”, 24/8"
_TO = f"Đến lúc: {_WHEN}. Chỉ ghi ngày là đến hết ngày đó; bỏ trống là đến khi gỡ."


@app.command()
def lock(
    area: Annotated[str, _AREA],
    start: Annotated[str | None, typer.Option("--from", help=f"Từ lúc: {_WHEN}; bỏ trống là từ bây giờ.")] = None,
    end: Annotated[str | None, typer.Option("--to", help=_TO)] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Lý do, số văn bản.")] = None,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Đặt phong tỏa: nơi bên trong không nhận đặt lịch. Gõ lại với --to khác để gia hạn hay rút ngắn."""

    async def work() -> None:
        async with office(booking=True) as desk:
            since = read_moment(start, desk.now) if start is not None else None
            until = read_moment(end, desk.now, end=True) if end is not None else None
            place = find_place(desk.guidance, area, since or desk.now)
            row = await areas.lock(desk, place, since, until, reason)
            done = await area_mirror.mirror(desk, row, action="area.lock")
            name = desk.guidance.places.full_name(place)
        told = await _told(done)
        lines = [f"{name}: phong tỏa {row.words}.", *_closed(done, told)]
        show({**_json(name, done), "told": [one.plain for one in told]}, lines, as_json=as_json)
        _tell(done)

    run(work)


async def _told(done: Mirrored) -> list[VisitTold]:
    """Return what became of the news to those who booked in a chat; the bot tells them within moments."""
    if not done.affected:
        return []
    async with office(booking=True) as desk:  # which knows of the lock
        return await lock_told.wait_until_told(desk, {booking.code for booking in done.affected}, seconds=_TOLD_WITHIN)


def _closed(done: Mirrored, told: Sequence[VisitTold] = ()) -> list[str]:
    lines = [f"Đã đóng lịch của {len(done.units)} bộ phận một cửa bên trong."] if done.problem is None else []
    if done.affected:
        states = {one.code: one.state for one in told}
        lines.append(
            f"Có {len(done.affected)} lịch hẹn trong thời gian này. Ai đặt qua trợ lý thì trợ lý nhắn; còn lại gọi báo"
            " cho bà con rồi đổi hoặc hủy:"
        )
        rest = "không đặt qua trợ lý: gọi điện"
        lines += [f"  {booking_line(booking)}  ({states.get(booking.code, rest)})" for booking in done.affected]
        lines.append("Xem lại ai đã được báo: 'motcua area told'.")
    return lines


def _json(name: str, done: Mirrored) -> dict[str, Any]:
    return {
        **_row(name, done.row),
        "mirrored": done.problem is None,
        "units": list(done.units),
        "affected": [booking_json(booking) for booking in done.affected],
    }


def _row(name: str, row: LockRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "area": {"id": row.area, "name": name},
        **row.plain,
        "set_by": row.set_by,
        "mirrored": row.mirrored,
        "lifted_by": row.lifted_by,
    }


def _tell(*done: Mirrored) -> None:
    """Say what the booking service was not told, and end with the exit code of the reason."""
    problem = next((one.problem for one in done if one.problem is not None), None)
    if problem is not None:
        fail(
            f"Trợ lý đã theo thay đổi này, nhưng dịch vụ đặt lịch thì chưa: {problem.message}"
            " Chạy 'motcua area sync' để báo lại cho dịch vụ đặt lịch.",
            code=problem.code,
        )


@app.command()
def unlock(area: Annotated[str, _AREA], *, as_json: Annotated[bool, JSON] = False) -> None:
    """Gỡ phong tỏa đang áp dụng từ bây giờ; chưa áp dụng thì bỏ đợt sắp tới."""

    async def work() -> None:
        async with office(booking=True) as desk:
            place = find_place(desk.guidance, area, desk.now)
            row, later = await areas.unlock(desk, place)
            done = await area_mirror.mirror(desk, row, action="area.unlock")
            name = desk.guidance.places.full_name(place)
        taken_back = "đã bỏ đợt phong tỏa chưa bắt đầu" if row.is_empty else "đã gỡ phong tỏa"
        lines = [f"{name}: {taken_back}.", *(f"Còn một đợt: {one.words}." for one in later)]
        show({**_json(name, done), "later": [one.plain for one in later]}, lines, as_json=as_json)
        _tell(done)

    run(work)


@app.command()
def told(
    area: Annotated[str | None, typer.Argument(metavar="AREA", help="Chỉ nơi này; bỏ trống là tất cả.")] = None,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Ai có lịch hẹn trùng phong tỏa đã được trợ lý báo, ai phải gọi điện (xếp trước)."""

    async def work() -> None:
        async with office(booking=True) as desk:
            place = find_place(desk.guidance, area, desk.now) if area is not None else None
            found = await lock_told.listed(desk, place)
            names = {one.unit: _place_name(desk, one.unit) for one in found}
        data = [{**one.plain, "unit_name": names[one.unit]} for one in found]
        none = "Không có lịch hẹn nào đặt qua trợ lý trùng với phong tỏa."
        show({"visits": data}, [f"{one.line}  {names[one.unit]}" for one in found] or [none], as_json=as_json)

    run(work)


def _place_name(desk: Office, unit: str) -> str:
    """Return a place's full name, or its id where it is not known."""
    place = desk.guidance.places.find(unit)
    return desk.guidance.places.full_name(place) if place is not None else unit


@app.command("list")
def list_(
    *,
    everything: Annotated[bool, typer.Option("--all", help="Cả những đợt đã hết.")] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Các khu vực đang và sắp phong tỏa."""

    async def work() -> None:
        async with office() as desk:
            rows = await areas.listed(desk, over=everything)
            names = {row.id: _name(desk, row) for row in rows}
            now = desk.now
        data = [{**_row(names[row.id], row), "in_force": row.holds(now)} for row in rows]
        lines = [f"{names[row.id]}: {_state(row)}" for row in rows]
        show({"areas": data}, lines or ["Không có khu vực nào phong tỏa."], as_json=as_json)

    run(work)


def _name(desk: Office, row: LockRow) -> str:
    return _place_name(desk, row.area)


def _state(row: LockRow) -> str:
    parts = ["bỏ trước khi bắt đầu" if row.is_empty else row.words]
    parts += [f"lý do: {row.reason}"] if row.reason else []
    parts += [f"{row.lifted_by} gỡ"] if row.lifted_by and not row.is_empty else []
    parts += [] if row.mirrored else ["dịch vụ đặt lịch chưa biết: chạy 'motcua area sync'"]
    return "; ".join(parts)


@app.command()
def sync(*, as_json: Annotated[bool, JSON] = False) -> None:
    """Báo lại cho dịch vụ đặt lịch những thay đổi mà nó chưa biết."""

    async def work() -> None:
        async with office(booking=True) as desk:
            done = await area_mirror.sync(desk)
            names = {one.row.id: _name(desk, one.row) for one in done}
        lines = []
        for one in done:
            if one.problem is None:
                lines += [f"{names[one.row.id]}: dịch vụ đặt lịch đã biết.", *_closed(one)]
        data = {"synced": [_json(names[one.row.id], one) for one in done]}
        show(data, lines or ([] if done else ["Dịch vụ đặt lịch đã biết hết."]), as_json=as_json)
        _tell(*done)

    run(work)
