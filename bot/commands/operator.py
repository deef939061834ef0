"""`motcua operator`: the call centre books for people who phone, and calls back those who asked for it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import callbacks
from bot.commands.context import run
from bot.commands.desk import JSON, booking_json, booking_line, office, show
from bot.guidance.moments import VIETNAM
from bot.staff import many, operator, operator_changes
from bot.staff.errors import Refused
from bot.staff.finding import find_place
from bot.staff.reading import read_day, read_half, read_moment, read_name, read_phone_number, read_procedure

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
    again: Annotated[bool, typer.Option("--again", help="Số này đã có lịch cho việc này, vẫn đặt thêm.")] = False,
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
                again=again,
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


@app.command("cancel-many")
def cancel_many(
    *,
    like: Annotated[str | None, typer.Option("--like", help="Mã một lịch: mọi lịch của người đã đặt nó.")] = None,
    phone: Annotated[str | None, typer.Option("--phone", help="Mọi lịch mang số điện thoại này.")] = None,
    first: Annotated[str | None, typer.Option("--from", help="Lịch được đặt từ lúc này: 13h hôm nay, 24/8.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Lịch được đặt trước lúc này; không ghi: bây giờ.")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="Chỉ lịch ở bộ phận một cửa này.")] = None,
    new_web: Annotated[bool, typer.Option("--new-web", help="Chỉ lịch của phiên web mới.")] = False,
    confirm: Annotated[str | None, typer.Option("--confirm", help="Mã của lần xem trước: hủy đúng chúng.")] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Hủy nhiều lịch sắp tới một lần: xem trước, rồi gõ lại với --confirm MÃ."""

    async def work() -> None:
        async with office(booking=True) as desk:
            now = datetime.now(VIETNAM)  # when somebody booked is of the real clock
            if last is not None and first is None:
                raise Refused("Có --to thì ghi cả --from.")
            created = None
            if first is not None:
                created = (read_moment(first, now), read_moment(last, now, end=True) if last is not None else now)
            which = many.Which(
                like=like,
                phone=read_phone_number(phone) if phone is not None else None,
                created=created,
                unit=find_place(desk.guidance, unit, desk.now.date()).id if unit is not None else None,
                new_web=new_web,
            )
            if confirm is not None:
                codes = await many.cancel(desk, which, confirm.strip().lower())
                lines = [f"Đã hủy {len(codes)} lịch; ai đặt qua chat được nhắn tin báo.", ", ".join(codes)]
                show({"cancelled": list(codes)}, lines, as_json=as_json)
                return
            found = await many.preview(desk, which)
        lines = [f"Sẽ hủy {found.count} lịch, {found.dossiers} hồ sơ; CHƯA hủy lịch nào."] if found.count else []
        lines += [booking_line(booking) for booking in found.items]
        if found.count > len(found.items):
            lines.append(f"… và {found.count - len(found.items)} lịch nữa.")
        if found.more:
            lines.append("Còn nữa: mỗi lần hủy được chừng này, hủy xong thì gõ lại.")
        if found.count:
            lines.append(f"Đúng các lịch này thì gõ lại lệnh, thêm: --confirm {found.token}")
        data = {
            "token": found.token,
            "count": found.count,
            "dossiers": found.dossiers,
            "more": found.more,
            "bookings": [booking_json(booking) for booking in found.items],
        }
        show(data, lines or ["Không có lịch sắp tới nào như vậy."], as_json=as_json)

    run(work)


def _told(booking: Booking, *, told: bool) -> str:
    """Say whether the person knows, or whom to ring up."""
    if told:
        return "Đã báo người đặt trong khung chat của họ."
    phone = f" số {booking.visitor.phone}" if booking.visitor is not None else ""
    return f"Người này không đặt qua chat: nhớ gọi báo{phone}."


callbacks.add_to(app)
