"""`motcua operator`: the call centre books for people who phone, and calls back those who asked for it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.context import run
from bot.commands.desk import JSON, booking_json, booking_line, office, show
from bot.guidance.moments import VIETNAM
from bot.staff import callbacks as requests
from bot.staff import operator, operator_changes
from bot.staff.finding import find_place
from bot.staff.reading import read_day, read_half, read_name, read_phone_number, read_procedure
from bot.staff.words import moment_words

if TYPE_CHECKING:
    from psycopg.rows import DictRow

    from bot.staff.office import Office

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
            booking = await operator_changes.cancel(desk, code)
        show(booking_json(booking), [f"Đã hủy: {booking_line(booking)}"], as_json=as_json)

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
        lines = [f"Đã đổi: {booking_line(done.booking)}", *done.warnings]
        data = {**booking_json(done.booking), "warnings": list(done.warnings), "override_reason": done.exception}
        show(data, lines, as_json=as_json)

    run(work)


@app.command()
def callbacks(
    desk: Annotated[
        str | None, typer.Option("--desk", help="Chỉ của: hotline (tổng đài), labour (lao động), unit:<mã đơn vị>.")
    ] = None,
    *,
    closed: Annotated[bool, typer.Option("--closed", help="Cả yêu cầu đã xong.")] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Yêu cầu gọi lại mà bà con để lại, cũ trước."""

    async def work() -> None:
        async with office() as own:
            rows = await requests.listed(own, desk=desk, closed=closed)
            data = [_request(own, row) for row in rows]
        lines = [line for row in data for line in _request_lines(row)]
        show({"callbacks": data}, lines or ["Không có yêu cầu gọi lại nào."], as_json=as_json)

    run(work)


def _request(own: Office, row: DictRow) -> dict[str, Any]:
    procedure = own.guidance.catalogue.get(row["procedure"]) if row["procedure"] else None
    area = own.guidance.places.find(row["area"]) if row["area"] else None
    return {
        "id": row["id"],
        "desk": row["desk"],
        "status": row["status"],
        "name": row["name"],
        "phone": row["phone"],
        "reason": row["reason"],
        "procedure": row["procedure"],
        "procedure_name": procedure.title if procedure is not None else None,
        "area": row["area"],
        "area_name": own.guidance.places.full_name(area) if area is not None else None,
        "details": row["details"],
        "asked_at": row["as_of"].astimezone(VIETNAM).isoformat(),
        "taken_by": row["taken_by"],
        "outcome": row["outcome"],
    }


def _request_lines(row: dict[str, Any]) -> list[str]:
    states = {"open": "chưa ai nhận", "taken": f"{row['taken_by']} đang gọi", "closed": f"xong: {row['outcome']}"}
    about = ", ".join(filter(None, (row["procedure_name"] or row["procedure"], row["area_name"])))
    asked = moment_words(datetime.fromisoformat(row["asked_at"]))
    desk = {"hotline": "tổng đài", "labour": "lao động"}.get(row["desk"], row["desk"])
    head = f"{row['id']:>4}  [{desk}]  {row['name']}  {row['phone']}  {asked}  ({states[row['status']]})"
    return [head, f"      {row['reason']}{f' ({about})' if about else ''}"]


@app.command()
def take(number: Annotated[int, typer.Argument(metavar="ID", help="Số của yêu cầu gọi lại.")]) -> None:
    """Nhận một yêu cầu gọi lại, để người khác khỏi gọi trùng."""

    async def work() -> None:
        async with office() as own:
            await requests.take(own, number)
        show({}, [f"Đã nhận yêu cầu gọi lại số {number}."], as_json=False)

    run(work)


@app.command()
def close(
    number: Annotated[int, typer.Argument(metavar="ID", help="Số của yêu cầu gọi lại.")],
    outcome: Annotated[str, typer.Option("--outcome", help="Kết quả: đã gọi, đã đặt lịch CM-…, không liên lạc được …")],
) -> None:
    """Ghi kết quả và đóng một yêu cầu gọi lại."""

    async def work() -> None:
        async with office() as own:
            await requests.close(own, number, outcome)
        show({}, [f"Đã đóng yêu cầu gọi lại số {number}."], as_json=False)

    run(work)
