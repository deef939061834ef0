"""`motcua operator`: the call centre books for people who phone, and calls back those who asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import callbacks
from bot.commands.context import run
from bot.commands.desk import JSON, booking_json, booking_line, office, show
from bot.staff import operator, operator_changes
from bot.staff.finding import find_place
from bot.staff.reading import read_day, read_half, read_name, read_phone_number, read_procedure

if TYPE_CHECKING:
    from booking_client import Booking

app = typer.Typer(
    help="Trực tổng đài: đặt hộ, tìm, đổi, hủy, yêu cầu gọi lại.", no_args_is_help=True, add_completion=False
)

_DATE = typer.Option("--date", help="Ngày: 24/8, 24/8/2021, 2021-08-24, mai, thứ 6.")
_HALF = typer.Option("--half", help="Buổi: morning (sáng), afternoon (chiều).")
_CODE = typer.Argument(metavar="CODE", help="Mã lịch hẹn, như CM-7K3P9.")
_MUST_COME = typer.Option(
    "--must-come/--no-must-come", help="Câu trả lời của người gọi, khi có phải đến hay không là tùy trường hợp."
)
_OVERRIDE = typer.Option(
    "--override-reason", help="Lý do đặt cho người không dùng được cách nộp khác; lưu vào nhật ký."
)


@app.command()
def book(
    *,
    unit: Annotated[str, typer.Option("--unit", help="Bộ phận một cửa: “xã Tắc Vân, TP Cà Mau”.")],
    date: Annotated[str, _DATE],
    half: Annotated[str, _HALF],
    procedure: Annotated[str, typer.Option("--procedure", help="Mã thủ tục (2.000815) hoặc tên thường gọi.")],
    name: Annotated[str, typer.Option("--name", help="Họ tên người đến.")],
    phone: Annotated[str, typer.Option("--phone", help="Số điện thoại người đến.")],
    dossiers: Annotated[int, typer.Option("--dossiers", help="Số hồ sơ.")] = 1,
    people: Annotated[int, typer.Option("--people", help="Số người đến.")] = 1,
    area: Annotated[str | None, typer.Option("--area", help="Nơi ở của người gọi, để biết có phong tỏa không.")] = None,
    must_come: Annotated[bool | None, _MUST_COME] = None,
    override: Annotated[str | None, _OVERRIDE] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Đặt lịch cho người gọi điện, theo đúng quy định và chung số chỗ với trợ lý."""

    async def work() -> None:
        async with office(booking=True) as desk:
            day = read_day(date, desk.now)
            request = operator.Request(
                unit=find_place(desk.guidance, unit, day),
                day=day,
                half=read_half(half),
                procedure=read_procedure(desk.guidance, procedure),
                name=read_name(name),
                phone=read_phone_number(phone),
                dossiers=dossiers,
                people=people,
                home=find_place(desk.guidance, area, day) if area is not None else None,
                must_come=must_come,
                override=override,
            )
            done = await operator.book(desk, request)
        lines = [booking_line(done.booking), request.procedure.title, *done.warnings]
        if done.exception is not None:
            lines.append(f"Đặt ngoại lệ: {done.exception}")
        if done.locks:
            lines.append(f"Nhớ hỏi người gọi ở đâu; đang phong tỏa: {', '.join(done.locks)}.")
        data = {
            **booking_json(done.booking),
            "procedure_name": request.procedure.title,
            "warnings": list(done.warnings),
            "override_reason": done.exception,
            "locked_areas": list(done.locks),
        }
        show(data, lines, as_json=as_json)

    run(work)


@app.command()
def find(
    phone: Annotated[str, typer.Argument(metavar="PHONE", help="Số điện thoại của người đến.")],
    *,
    upcoming: Annotated[bool, typer.Option("--upcoming", help="Chỉ lịch sắp tới.")] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Tìm lịch hẹn theo số điện thoại."""

    async def work() -> None:
        async with office(booking=True) as desk:
            found = await operator_changes.find(desk, read_phone_number(phone), upcoming=upcoming)
        data = {"bookings": [booking_json(booking) for booking in found]}
        none = "Không có lịch hẹn nào mang số này."
        show(data, [booking_line(booking) for booking in found] or [none], as_json=as_json)

    run(work)


@app.command()
def cancel(code: Annotated[str, _CODE], *, as_json: Annotated[bool, JSON] = False) -> None:
    """Hủy lịch hẹn; chỗ trống lại ngay."""

    async def work() -> None:
        async with office(booking=True) as desk:
            done = await operator_changes.cancel(desk, code)
        lines = [f"Đã hủy: {booking_line(done.booking)}", _told(done.booking, told=done.told)]
        show({**booking_json(done.booking), "told_in_chat": done.told}, lines, as_json=as_json)

    run(work)


@app.command()
def move(
    code: Annotated[str, _CODE],
    date: Annotated[str, _DATE],
    half: Annotated[str, _HALF],
    must_come: Annotated[bool | None, _MUST_COME] = None,
    override: Annotated[str | None, _OVERRIDE] = None,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Đổi lịch hẹn sang buổi khác ở cùng nơi; mã giữ nguyên, số thứ tự mới."""

    async def work() -> None:
        async with office(booking=True) as desk:
            done = await operator_changes.move(
                desk, code, read_day(date, desk.now), read_half(half), must_come=must_come, override=override
            )
        lines = [f"Đã đổi: {booking_line(done.booking)}", *done.warnings, _told(done.booking, told=done.told)]
        data = {
            **booking_json(done.booking),
            "warnings": list(done.warnings),
            "override_reason": done.exception,
            "told_in_chat": done.told,
        }
        show(data, lines, as_json=as_json)

    run(work)


def _told(booking: Booking, *, told: bool) -> str:
    """Say whether the person knows, or whom to ring up."""
    if told:
        return "Đã báo người đặt trong khung chat của họ."
    phone = f" số {booking.visitor.phone}" if booking.visitor is not None else ""
    return f"Người này không đặt qua chat: nhớ gọi báo{phone}."


callbacks.add_to(app)
