"""One-stop units: announce, take away, see the day, check in."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from booking_client import BookingStatus, HalfDay
from bot.staff import operator, operator_changes, units
from bot.staff.errors import Away, NotAllowed, Refused
from bot.staff.finding import find_place
from bot.staff.roles import Role
from tests.integration.staff.conftest import SUNDAY, TAC_VAN, TODAY
from tests.integration.staff.helpers import MONDAY, TUESDAY, announce, request

if TYPE_CHECKING:
    from collections.abc import Callable

    from booking_client import BookingClient
    from tests.integration.staff.conftest import Desk

ON_MONDAY = SUNDAY.replace(day=23, hour=7)


async def test_the_first_announcement_registers_the_unit(desk: Desk, audited: Callable[[str], list[Any]]) -> None:
    office = await desk()
    opening = await announce(office, capacity=4, people=5)
    assert (opening.capacity, opening.places_left, opening.people_limit) == (4, 4, 5)
    (entry,) = await units.listed(office)
    assert entry.unit.id == entry.unit.area_id == TAC_VAN
    assert entry.unit.name == "Bộ phận Một cửa xã Tắc Vân, thành phố Cà Mau"
    assert entry.openings == (opening,)
    intended, done = audited("unit.open")
    assert intended["details"]["phase"] == "intended"
    assert done["details"] == {"phase": "done", "call": intended["id"], "registered": [TAC_VAN], "opening": opening.id}


async def test_announcing_again_changes_the_capacity_and_nothing_else(desk: Desk) -> None:
    office = await desk()
    first = await announce(office, capacity=4, people=5)
    again = await announce(office, capacity=6)
    assert (again.id, again.capacity, again.people_limit) == (first.id, 6, 5)
    assert len(await units.listed(office)) == 1


async def test_people_at_once_are_bounded_by_the_rules_of_the_day_and_by_no_others(desk: Desk) -> None:
    """Letter 4708 let ten people in at once until 15/10/2021; today a hall takes as many as its unit announces."""
    then = await desk()
    with pytest.raises(Refused, match=r"23/08/2021 chỉ cho nhiều nhất 10 người"):
        await announce(then, people=11)
    assert (await announce(then)).people_limit == 10
    assert (await announce(then, people=4)).people_limit == 4
    assert (await announce(then, capacity=5)).people_limit == 4
    with pytest.raises(Refused, match="nhiều nhất 10 người"):
        await operator.book(then, request(then, people=11))
    now = await desk(now=TODAY)
    day = TODAY.date() + dt.timedelta(days=1)
    opening = await announce(now, "phường Tân Thành", day, capacity=60, people=40)
    assert opening.people_limit == 40
    booked = (await operator.book(now, request(now, unit="phường Tân Thành", day=day, people=11))).booking
    assert booked.people == 11


async def test_a_unit_that_the_service_knows_is_left_as_it_is(desk: Desk, client: BookingClient) -> None:
    office = await desk()
    await announce(office)
    (entry,) = await units.listed(office)
    await client.put_units([dataclasses.replace(entry.unit, address="Ấp 1, xã Tắc Vân", procedures=("2.000815",))])
    await announce(office, day=TUESDAY)
    (entry,) = await units.listed(office)
    assert entry.unit.address == "Ấp 1, xã Tắc Vân"
    assert entry.unit.procedures == ("2.000815",)


@pytest.mark.parametrize(
    ("capacity", "people", "why"),
    [
        (-1, None, "phải từ"),
        (10_001, None, "phải từ"),
        (3, 0, "phải từ"),
        (3, 11, "ngày 23/08/2021 chỉ cho nhiều nhất 10 người"),
    ],
)
async def test_numbers_that_cannot_be(desk: Desk, capacity: int, people: int | None, why: str) -> None:
    with pytest.raises(Refused, match=why):
        await announce(await desk(), capacity=capacity, people=people)


async def test_never_below_what_is_booked(desk: Desk, audited: Callable[[str], list[Any]]) -> None:
    office = await desk()
    await announce(office, capacity=4)
    await operator.book(office, request(office, dossiers=3))
    with pytest.raises(Refused, match="Đã có 3 hồ sơ"):
        await announce(office, capacity=2)
    assert audited("unit.open")[-1]["details"]["phase"] == "failed"
    assert audited("unit.open")[-1]["details"]["error"] == "CapacityBelowBooked"


async def test_a_half_day_that_is_over(desk: Desk) -> None:
    with pytest.raises(Refused, match="đã qua"):
        await announce(await desk(now=SUNDAY.replace(day=25)))


async def test_closing_takes_openings_away_or_tells_who_is_booked(desk: Desk) -> None:
    office = await desk()
    unit = find_place(office.guidance, "xã Tắc Vân", MONDAY)
    for half in HalfDay:
        await announce(office, half=half)
    booked = (await operator.book(office, request(office))).booking
    done = await units.close_half_days(office, unit, MONDAY, TUESDAY)
    assert [opening.half_day for opening in done.gone] == [HalfDay.AFTERNOON]
    (standing,) = done.standing
    (who,) = standing.bookings
    assert (who.code, who.visitor.name, who.visitor.phone) == (booked.code, "Nguyễn Văn Demo", "0912000111")
    with pytest.raises(Refused, match="đang đóng"):  # nobody comes into it meanwhile
        await operator.book(office, request(office))
    assert (await units.day_list(office, unit, MONDAY)).openings[0].bookings == (who,)
    await operator_changes.cancel(office, booked.code)
    done = await units.close_half_days(office, unit, MONDAY, TUESDAY)
    assert ([opening.half_day for opening in done.gone], done.standing) == ([HalfDay.MORNING], ())
    await announce(office)
    assert (await operator.book(office, request(office))).booking.queue_number == 2
    assert await units.close_half_days(office, unit, TUESDAY, TUESDAY) == units.Closed((), ())
    with pytest.raises(Refused, match="--to"):
        await units.close_half_days(office, unit, TUESDAY, MONDAY)


async def test_the_days_list_and_checking_in(desk: Desk, audited: Callable[[str], list[Any]]) -> None:
    office = await desk()
    await announce(office)
    first = (await operator.book(office, request(office))).booking
    second = (await operator.book(office, request(office, name="Trần Thị Demo", phone="0913000222"))).booking
    later = await desk(Role.UNIT, TAC_VAN, now=ON_MONDAY)
    unit = find_place(later.guidance, "xã Tắc Vân", MONDAY)
    day = await units.day_list(later, unit, MONDAY)
    assert [booking.queue_number for booking in day.openings[0].bookings] == [1, 2]
    assert day.openings[0].bookings[1].visitor is not None
    with pytest.raises(Refused, match="trong ngày hẹn"):
        await units.check_in(office, first.code)
    done = await units.check_in(later, f" {second.code.lower().replace('-', ' ')} ")
    assert done.status is BookingStatus.CHECKED_IN
    with pytest.raises(Refused, match="đã được điểm danh"):
        await units.check_in(later, second.code)
    with pytest.raises(Refused, match="Không có lịch hẹn"):
        await units.check_in(later, "CM-22222")
    assert audited("unit.today")[0]["details"] == {"date": "2021-08-23", "full": False}
    assert audited("unit.checkin")[-1]["target"] == second.code


async def test_somebody_of_a_unit_does_nothing_for_another(desk: Desk) -> None:
    admin = await desk()
    await announce(admin, "phường 8")
    other = (await operator.book(admin, request(admin, unit="phường 8"))).booking
    office = await desk(Role.UNIT, TAC_VAN, now=ON_MONDAY)
    await announce(office, day=TUESDAY)
    unit = find_place(office.guidance, "phường 8", MONDAY)
    with pytest.raises(NotAllowed):
        await announce(office, "phường 8", day=TUESDAY)
    with pytest.raises(NotAllowed):
        await units.close_half_days(office, unit, MONDAY, MONDAY)
    with pytest.raises(NotAllowed):
        await units.day_list(office, unit, MONDAY)
    with pytest.raises(NotAllowed):
        await units.check_in(office, other.code)


async def test_units_of_today_have_todays_names(desk: Desk) -> None:
    office = await desk(now=TODAY)
    opening = await announce(office, "phường Tân Thành", day=dt.date(2026, 11, 25))
    assert opening.unit_name == "Trung tâm Phục vụ hành chính công phường Tân Thành"
    assert opening.unit_id == "phuong-tan-thanh-2025"


async def test_without_a_service_or_with_one_that_is_away(
    desk: Desk, lonely_desk: Desk, dead_client: BookingClient, audited: Callable[[str], list[Any]]
) -> None:
    with pytest.raises(Away, match="Chưa có dịch vụ đặt lịch"):
        await announce(await lonely_desk())
    away = await desk(booking=dead_client, seconds=2)
    with pytest.raises(Away, match="chưa có gì thay đổi"):
        await announce(away)
    assert [row["details"]["phase"] for row in audited("unit.open")] == ["intended", "failed"] * 2


@pytest.mark.parametrize(
    ("day", "capacity", "doubt"),
    [
        (dt.date(2021, 8, 24), 0, "unit close"),
        (dt.date(2021, 8, 24), 600, "khác thường"),
        (dt.date(2021, 8, 29), 5, "Chủ nhật"),
        (dt.date(2021, 9, 2), 5, "Quốc khánh"),
        (dt.date(2021, 8, 24), 5, None),
    ],
)
async def test_a_slip_of_the_hand_is_flagged(desk: Desk, day: dt.date, capacity: int, doubt: str | None) -> None:
    """D17: 0 and 600 dossiers, Sundays and 2 September were taken without a word."""
    office = await desk()
    unit = find_place(office.guidance, "xã Tắc Vân", day)
    doubts = (await units.open_half_day(office, unit, day, HalfDay.MORNING, capacity=capacity)).doubts
    assert [doubt in one for one in doubts] == [True] if doubt is not None else doubts == ()


async def test_a_visitor_is_checked_in_by_what_they_say(desk: Desk) -> None:
    """D17: a code in small letters, or without its head, and the phone were not understood."""
    office = await desk(now=SUNDAY)
    await announce(office, capacity=9)
    booked = [(await operator.book(office, request(office, phone=f"091200010{n}"))).booking for n in range(3)]
    at_the_door = await desk(Role.UNIT, TAC_VAN, now=dt.datetime(2021, 8, 23, 7, 5, tzinfo=SUNDAY.tzinfo))
    assert (await units.check_in(at_the_door, booked[0].code.lower().removeprefix("cm-"))).code == booked[0].code
    assert (await units.check_in(at_the_door, f" {booked[1].code.lower()} ")).code == booked[1].code
    assert (await units.check_in(at_the_door, "0912 000 102")).code == booked[2].code
    with pytest.raises(Refused, match="không có lịch hẹn nào chờ đến"):
        await units.check_in(at_the_door, "0912 000 102")
    for phone in ("0912000109", "0912000109"):
        await operator.book(office, request(office, phone=phone, name="Trần Thị Demo"))
    with pytest.raises(Refused, match=r"có 2 lịch hẹn: CM-.*Gõ lại bằng mã"):
        await units.check_in(at_the_door, "0912000109")
