"""`motcua unit`: one-stop units announce half-days, see their day, check visitors in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from booking_client import BookingStatus
from bot.commands.context import run
from bot.commands.desk import JSON, STATUS, booking_json, booking_line, office, opening_json, show
from bot.staff import units
from bot.staff.address_mirror import mirror
from bot.staff.finding import find_place
from bot.staff.reading import read_day, read_half
from bot.staff.words import day_words, half_day_words, half_words, masked_phone, until_words, window_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from booking_client import Booking, Day, DayOpening, Opening

app = typer.Typer(
    help="Bộ phận một cửa: mở buổi nhận hồ sơ, đóng, danh sách hôm nay, điểm danh.",
    no_args_is_help=True,
    add_completion=False,
)

_UNIT = typer.Argument(
    metavar="UNIT", help="Tên như thường ghi: “xã Tắc Vân, TP Cà Mau”, “một cửa huyện Cái Nước”, “trung tâm tỉnh”."
)
_DAY = "24/8, 24/8/2021, 2021-08-24, mai, thứ 6"


@app.command("open")
def open_(
    unit: Annotated[str, _UNIT],
    day: Annotated[str, typer.Argument(metavar="DATE", help=f"Ngày: {_DAY}.")],
    half: Annotated[str, typer.Argument(metavar="morning|afternoon", help="Buổi: morning (sáng), afternoon (chiều).")],
    capacity: Annotated[int, typer.Option("--capacity", help="Số hồ sơ tối đa trong buổi.")],
    people: Annotated[int | None, typer.Option("--people", help="Số người cùng lúc, tối đa 10.")] = None,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Công bố số hồ sơ nhận trong một buổi; gõ lại để tăng, giảm (không thấp hơn số đã đặt)."""

    async def work() -> None:
        async with office(booking=True) as desk:
            date = read_day(day, desk.now)
            place = find_place(desk.guidance, unit, date)
            found = await units.open_half_day(desk, place, date, read_half(half), capacity=capacity, people=people)
        opening, lock = found.opening, found.lock
        half_day = half_day_words(opening.date, opening.half_day)
        amount = f"nhận {opening.capacity} hồ sơ, còn {opening.places_left}"
        lines = [f"{opening.unit_name}: {half_day} {amount}; mỗi lúc tối đa {opening.people_limit} người."]
        lines += [f"! Xem lại: {doubt}" for doubt in found.doubts]
        if lock is not None:
            until = f" đến {until_words(lock.until)}" if lock.until is not None else ""
            lines.append(
                f"Lưu ý: nơi này đang phong tỏa{until}; buổi này chưa đặt lịch được cho tới khi hết phong tỏa."
            )
        data = {**opening_json(opening), "locked_down": lock is not None, "doubts": list(found.doubts)}
        show(data, lines, as_json=as_json)

    run(work)


@app.command()
def close(
    unit: Annotated[str, _UNIT],
    first: Annotated[str, typer.Option("--from", help=f"Từ ngày: {_DAY}.")],
    last: Annotated[str, typer.Option("--to", help="Đến hết ngày.")],
    half: Annotated[str | None, typer.Option("--half", help="Chỉ buổi morning (sáng) hay afternoon (chiều).")] = None,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Bỏ các buổi đã mở; buổi đã có người đặt thì thôi nhận thêm, và hiện ai đã đặt."""

    async def work() -> None:
        async with office(booking=True) as desk:
            start, end = read_day(first, desk.now), read_day(last, desk.now)
            place = find_place(desk.guidance, unit, start)
            chosen = read_half(half) if half is not None else None
            done = await units.close_half_days(desk, place, start, end, half=chosen)
        lines = [f"Đã bỏ {half_day_words(opening.date, opening.half_day)}." for opening in done.gone]
        lines += _standing_lines(done)
        none = f"Từ {day_words(start)} đến {day_words(end)} nơi này không mở buổi nào."
        data = {
            "closed": [opening_json(opening) for opening in done.gone],
            "stopped": [
                {**opening_json(entry.opening), "bookings": [booking_json(one) for one in _booked(entry)]}
                for entry in done.standing
            ],
        }
        show(data, lines or [none], as_json=as_json)
        if done.standing:
            raise typer.Exit(1)

    run(work)


def _booked(entry: DayOpening) -> list[Booking]:
    return [booking for booking in entry.bookings if booking.status is not BookingStatus.CANCELLED]


def _standing_lines(done: units.Closed) -> list[str]:
    """Say who stands in the way, and what to do about them."""
    if not done.standing:
        return []
    lines = ["CHƯA bỏ được các buổi sau vì đã có người đặt; từ giờ các buổi này không nhận thêm ai:"]
    for entry in done.standing:
        booked = _booked(entry)
        opening = entry.opening
        lines.append(f"{half_day_words(opening.date, opening.half_day)}: {len(booked)} lịch hẹn.")
        lines += [f"  {booking_line(booking)}" for booking in booked]
        if not booked:
            lines.append("  (có người đang giữ chỗ, tự hết trong 10 phút)")
    lines.append(
        "Nhờ tổng đài đổi hoặc hủy các lịch này ('operator move', 'operator cancel') và gọi báo người đến, rồi gõ lại"
        " lệnh này để bỏ hẳn. Muốn nhận lại thì mở lại buổi ('unit open')."
    )
    return lines


@app.command()
def today(
    unit: Annotated[str, _UNIT],
    day: Annotated[str, typer.Option("--date", help=f"Ngày khác: {_DAY}.")] = "hôm nay",
    *,
    full: Annotated[bool, typer.Option("--full", help="Hiện đủ số điện thoại.")] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Danh sách người đến trong ngày, theo buổi và số thứ tự."""

    async def work() -> None:
        async with office(booking=True) as desk:
            date = read_day(day, desk.now, past=True)
            place = find_place(desk.guidance, unit, date)
            found = await units.day_list(desk, place, date, full=full)
        data = {
            "unit": {"id": found.unit.id, "name": found.unit.name},
            "date": found.date.isoformat(),
            "openings": [
                {
                    **opening_json(entry.opening),
                    "bookings": [booking_json(booking, full=full) for booking in entry.bookings],
                }
                for entry in found.openings
            ],
        }
        titles = {code: procedure.title for code in _codes(found) if (procedure := desk.guidance.catalogue.get(code))}
        show(data, _day_lines(found, titles, full=full), as_json=as_json)

    run(work)


def _codes(found: Day) -> set[str]:
    return {booking.procedure for entry in found.openings for booking in entry.bookings}


def _day_lines(found: Day, titles: Mapping[str, str], *, full: bool) -> list[str]:
    lines = [f"{found.unit.name}, {day_words(found.date)}"]
    if not found.openings:
        lines.append("Không mở buổi nào.")
    for entry in found.openings:
        opening = entry.opening
        lines.append(f"Buổi {half_words(opening.half_day)}: nhận {opening.capacity} hồ sơ, còn {opening.places_left}.")
        lines += _visitors(entry, titles, full=full)
    return lines


def _visitors(entry: DayOpening, titles: Mapping[str, str], *, full: bool) -> list[str]:
    lines = []
    for booking in entry.bookings:
        visitor = booking.visitor
        phone = "" if visitor is None else visitor.phone if full else masked_phone(visitor.phone)
        name = visitor.name if visitor is not None else "(đã xóa theo yêu cầu)"
        lines.append(
            f"  {booking.queue_number:>3}  {window_words(booking.window):<13} {booking.code}  {name}  {phone}"
            f"  {booking.dossiers} hồ sơ  {STATUS[booking.status]}"
        )
        lines.append(f"{'':>5}{titles.get(booking.procedure, 'thủ tục')} ({booking.procedure})")
    return lines or ["  (chưa ai đặt)"]


@app.command()
def checkin(
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="Mã lịch hẹn, như CM-7K3P9 (gõ 7k3p9 cũng được), hoặc số điện thoại.")
    ],
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Điểm danh người đã đến."""

    async def work() -> None:
        async with office(booking=True) as desk:
            booking = await units.check_in(desk, code)
        name = booking.visitor.name if booking.visitor is not None else ""
        line = f"Đã điểm danh số {booking.queue_number} ({booking.code}) {name}".rstrip() + "."
        show(booking_json(booking, full=False), [line], as_json=as_json)

    run(work)


@app.command("list")
def list_(
    *,
    everything: Annotated[bool, typer.Option("--all", help="Cả những nơi chưa mở buổi nào.")] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Các bộ phận một cửa có mở lịch, và các buổi trong hai tuần tới."""

    async def work() -> None:
        async with office(booking=True) as desk:
            found = [entry for entry in await units.listed(desk) if entry.openings or everything]
        data: list[dict[str, Any]] = []
        lines: list[str] = []
        for entry in found:
            openings = [opening_json(opening) for opening in entry.openings]
            level = entry.unit.level
            data.append({"id": entry.unit.id, "name": entry.unit.name, "level": level, "openings": openings})
            lines.append(f"{entry.unit.name}  [{entry.unit.id}]")
            lines += [f"  {_state(opening)}" for opening in entry.openings]
        show({"units": data}, lines or ["Chưa nơi nào mở lịch."], as_json=as_json)

    run(work)


@app.command()
def addresses(*, as_json: Annotated[bool, JSON] = False) -> None:
    """Báo cho dịch vụ đặt lịch địa chỉ đã công bố của các nơi (công bố xong thì máy tự báo)."""

    async def work() -> None:
        async with office(booking=True) as desk:
            done = await mirror(desk)
        if done.problem is not None:
            raise done.problem
        lines = [f"Đã báo địa chỉ của {len(done.units)} nơi." if done.units else "Dịch vụ đặt lịch đã biết hết."]
        show({"units": list(done.units)}, lines, as_json=as_json)

    run(work)


def _state(opening: Opening) -> str:
    states = {"open": f"còn {opening.places_left}", "full": "hết chỗ", "closed": "đang đóng", "past": "đã qua"}
    half_day = half_day_words(opening.date, opening.half_day)
    return f"{half_day}: nhận {opening.capacity}, {states[opening.state]}"
