"""The call centre: book, find, cancel and move for callers, by the same rules and from the same places."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from booking_client import BookingStatus, HalfDay, Source
from bot.staff import area_mirror, areas, many, operator, operator_changes, units
from bot.staff.errors import Away, NotAllowed, Refused
from bot.staff.finding import find_place
from bot.staff.roles import Role
from tests.integration.staff.conftest import SUNDAY, TAC_VAN, TODAY
from tests.integration.staff.helpers import BIRTH, MONDAY, TUESDAY, announce, request

if TYPE_CHECKING:
    from collections.abc import Callable

    from booking_client import BookingClient
    from tests.integration.staff.conftest import Desk

WHY = "Nhà không có mạng, bưu điện xa; gọi lại theo yêu cầu"


async def test_a_caller_gets_code_number_and_window(desk: Desk, audited: Callable[[str], list[Any]]) -> None:
    office = await desk(Role.OPERATOR)
    await announce(await desk())
    done = await operator.book(office, request(office, dossiers=2))
    booking = done.booking
    assert booking.code.startswith("CM-")
    assert (booking.queue_number, booking.dossiers, booking.source) == (1, 2, Source.OPERATOR)
    assert booking.created_by == "operator Demo"
    assert booking.window.start == dt.datetime(2021, 8, 23, 7, tzinfo=booking.window.start.tzinfo)
    assert any("5K" in warning for warning in done.warnings)
    intended, noted = audited("operator.book")
    assert intended["details"]["override"] is None
    assert noted["details"]["code"] == booking.code
    assert "0912" not in str([intended, noted])
    assert "Nguyễn Văn Demo" not in str([intended["details"], noted["details"]])


async def test_two_operators_one_place(desk: Desk) -> None:
    admin = await desk()
    await announce(admin, capacity=1)
    offices = [await desk(Role.OPERATOR, name=f"Trực máy {number} Demo") for number in range(6)]
    results = await asyncio.gather(
        *(operator.book(office, request(office)) for office in offices), return_exceptions=True
    )
    booked = [result for result in results if isinstance(result, operator.Booked)]
    refused = [result for result in results if isinstance(result, Refused)]
    assert (len(booked), len(refused)) == (1, 5)
    assert all("Hết chỗ" in refusal.message for refusal in refused)
    unit = find_place(admin.guidance, "xã Tắc Vân", MONDAY)
    day = await units.day_list(admin, unit, MONDAY)
    assert [booking.queue_number for booking in day.openings[0].bookings] == [1]
    await operator_changes.cancel(admin, booked[0].booking.code)
    again = await operator.book(offices[0], request(offices[0]))
    assert again.booking.queue_number == 2


async def test_a_full_half_day_names_the_nearest_others(desk: Desk) -> None:
    office = await desk()
    await announce(office, capacity=1)
    await announce(office, half=HalfDay.AFTERNOON, capacity=2)
    await operator.book(office, request(office))
    with pytest.raises(Refused, match=r"^Hết chỗ: .* Còn chỗ: chiều thứ Hai 23/8/2021 \(còn 2\)"):
        await operator.book(office, request(office))
    split = r"không buổi nào còn đủ 3 hồ sơ; chia ra nhiều buổi thì còn: chiều thứ Hai 23/8/2021 \(còn 2\)"
    with pytest.raises(Refused, match=split):
        await operator.book(office, request(office, dossiers=3))
    with pytest.raises(Refused, match=r"^Không đủ chỗ: .* chỉ còn 2 hồ sơ, người gọi có 3"):
        await operator.book(office, request(office, half=HalfDay.AFTERNOON, dossiers=3))


async def test_a_day_months_ahead_is_answered_in_words_too(desk: Desk) -> None:
    office = await desk()
    far = MONDAY + dt.timedelta(days=100)
    await announce(office, day=far + dt.timedelta(days=1))
    with pytest.raises(Refused, match=r"chưa mở .* 1/12/2021\. Còn chỗ: sáng thứ Năm 2/12/2021"):
        await operator.book(office, request(office, day=far, override="Người gọi không có mạng"))


async def test_where_nothing_is_announced_there_is_no_slot(desk: Desk) -> None:
    office = await desk()
    with pytest.raises(Refused, match=r"chưa mở sáng thứ Hai 23/8/2021\. Sắp tới nơi này chưa có buổi nào"):
        await operator.book(office, request(office))


async def test_the_letter_closes_the_counter_and_an_exception_is_audited(
    desk: Desk, audited: Callable[[str], list[Any]]
) -> None:
    office = await desk(Role.OPERATOR)
    await announce(await desk())
    with pytest.raises(Refused, match="4708/UBND-CCHC"):
        await operator.book(office, request(office, procedure=BIRTH))
    assert audited("operator.book") == []
    done = await operator.book(office, request(office, procedure=BIRTH, override=f"{WHY} của số 0912 000 111"))
    assert done.exception is not None
    details = audited("operator.book")[0]["details"]
    assert details["override"].startswith(WHY)
    assert "0912" not in details["override"]
    assert "CM4708-R01" in details["closed_by"]


async def test_no_slot_for_unemployment_claims_whatever_the_reason(desk: Desk) -> None:
    office = await desk()
    await announce(office)
    claim = office.guidance.catalogue.group("unemployment")[0].code
    with pytest.raises(Refused, match="lao động"):
        await operator.book(office, request(office, procedure=claim, override=WHY))


async def test_never_in_a_locked_down_area_nor_for_somebody_from_one(desk: Desk) -> None:
    admin = await desk()
    await announce(admin)
    area = find_place(admin.guidance, "phường 8", SUNDAY)
    row = await areas.lock(admin, area, SUNDAY.replace(hour=0), None)
    await area_mirror.mirror(admin, row)
    office = await desk(Role.OPERATOR)
    with pytest.raises(Refused, match="Không có ngoại lệ"):
        await operator.book(office, request(office, home="phường 8", override=WHY))
    done = await operator.book(office, request(office))
    assert done.locks == ("Phường 8, thành phố Cà Mau",)
    assert (await operator.book(office, request(office, home="xã Tắc Vân"))).locks == ()


async def test_today_the_ladder_is_advice(desk: Desk) -> None:
    office = await desk(now=TODAY)
    day = dt.date(2026, 11, 25)
    await announce(office, "phường Tân Thành", day=day)
    done = await operator.book(office, request(office, unit="phường Tân Thành", day=day, procedure=BIRTH))
    assert done.exception is None


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"dossiers": 0}, "phải từ 1"),
        ({"dossiers": 101}, "phải từ 1"),
        ({"people": 0}, "phải từ 1"),
        ({"people": 11}, "ngày 23/08/2021 chỉ cho nhiều nhất 10 người"),
    ],
)
async def test_sizes_that_cannot_be(desk: Desk, more: dict[str, int], why: str) -> None:
    office = await desk()
    with pytest.raises(Refused, match=why):
        await operator.book(office, request(office, **more))


async def test_a_phone_the_service_refuses_gives_the_places_back(desk: Desk) -> None:
    office = await desk()
    await announce(office, capacity=1)
    with pytest.raises(Refused, match="phone"):
        await operator.book(office, request(office, phone="12"))
    assert (await units.listed(office))[0].openings[0].places_left == 1


async def test_find_cancel_and_find_again(desk: Desk, audited: Callable[[str], list[Any]]) -> None:
    office = await desk(Role.OPERATOR)
    await announce(await desk())
    booking = (await operator.book(office, request(office))).booking
    assert [found.code for found in await operator_changes.find(office, "0912000111")] == [booking.code]
    assert await operator_changes.find(office, "0999999999") == ()
    assert audited("operator.find")[0]["target"] == "•••••••111"
    assert (await operator_changes.cancel(office, booking.code.lower())).booking.status is BookingStatus.CANCELLED
    with pytest.raises(Refused, match="đã hủy"):
        await operator_changes.cancel(office, booking.code)
    assert await operator_changes.find(office, "0912000111", upcoming=True) == ()
    with pytest.raises(Refused, match="Không có lịch hẹn"):
        await operator_changes.cancel(office, "CM-22222")


async def test_moving_keeps_the_code_and_takes_a_new_number(desk: Desk) -> None:
    office = await desk()
    await announce(office)
    await announce(office, day=TUESDAY, capacity=1)
    booking = (await operator.book(office, request(office))).booking
    moved = await operator_changes.move(office, booking.code, TUESDAY, HalfDay.MORNING)
    assert (moved.booking.code, moved.booking.date) == (booking.code, TUESDAY)
    other = (await operator.book(office, request(office))).booking
    assert other.queue_number == 2
    with pytest.raises(Refused, match="chỉ còn nhận 0"):
        await operator_changes.move(office, other.code, TUESDAY, HalfDay.MORNING)
    with pytest.raises(Refused, match="đúng buổi đó"):
        await operator_changes.move(office, other.code, MONDAY, HalfDay.MORNING)
    with pytest.raises(Refused, match=r"chưa mở chiều.*Lịch cũ vẫn giữ"):
        await operator_changes.move(office, other.code, MONDAY, HalfDay.AFTERNOON)
    await operator_changes.cancel(office, other.code)
    with pytest.raises(Refused, match="đã hủy rồi"):
        await operator_changes.move(office, other.code, TUESDAY, HalfDay.MORNING)


async def test_an_exception_stays_one_when_it_is_moved_but_not_into_a_lock(desk: Desk) -> None:
    office = await desk()
    await announce(office)
    await announce(office, day=TUESDAY)
    booking = (await operator.book(office, request(office, procedure=BIRTH, override=WHY))).booking
    await operator_changes.move(office, booking.code, TUESDAY, HalfDay.MORNING)
    area = find_place(office.guidance, "xã Tắc Vân", SUNDAY)
    await areas.lock(office, area, SUNDAY.replace(hour=0), SUNDAY.replace(day=24, hour=0))
    after = await desk()
    with pytest.raises(Refused, match="phong tỏa"):
        await operator_changes.move(after, booking.code, MONDAY, HalfDay.MORNING)


async def test_a_move_under_a_stricter_rule_needs_a_reason(desk: Desk) -> None:
    before_the_letter, under_it = dt.date(2021, 8, 20), MONDAY
    office = await desk(now=SUNDAY.replace(day=19))
    await announce(office, day=before_the_letter)
    await announce(office, day=under_it)
    booking = (await operator.book(office, request(office, day=before_the_letter, procedure=BIRTH))).booking
    with pytest.raises(Refused, match="4708/UBND-CCHC"):
        await operator_changes.move(office, booking.code, under_it, HalfDay.MORNING)
    moved = await operator_changes.move(office, booking.code, under_it, HalfDay.MORNING, override=WHY)
    assert moved.exception == WHY


async def test_whoever_is_no_operator_books_nothing(desk: Desk) -> None:
    for role, bound in ((Role.READER, ()), (Role.AUTHOR, ()), (Role.UNIT, (TAC_VAN,))):
        office = await desk(role, *bound)
        with pytest.raises(NotAllowed):
            await operator.book(office, request(office))


async def test_a_service_that_dies_in_between_is_told_honestly(
    desk: Desk, dead_client: BookingClient, audited: Callable[[str], list[Any]]
) -> None:
    office = await desk(booking=dead_client, seconds=2)
    with pytest.raises(Away, match="chưa có gì thay đổi"):
        await operator.book(office, request(office))
    with pytest.raises(Away):
        await operator_changes.cancel(office, "CM-22222")
    assert [row["details"]["phase"] for row in audited("operator.cancel")] == ["intended", "failed"]


async def test_the_same_person_is_not_booked_twice_without_a_question(desk: Desk) -> None:
    office = await desk(Role.OPERATOR)
    await announce(await desk(), capacity=10)
    first = (await operator.book(office, request(office, again=False))).booking
    with pytest.raises(Refused) as asked:
        await operator.book(office, request(office, again=False, dossiers=2))
    for words in ("Số này đã có lịch", first.code, "sáng thứ Hai 23/8/2021", "Nguyễn Văn Demo", "--again"):
        assert words in asked.value.message
    assert (await operator.book(office, request(office))).booking.queue_number == 2
    other = request(office, again=False, phone="0913000222")
    assert (await operator.book(office, other)).booking.queue_number == 3


async def test_many_are_looked_at_and_then_cancelled(desk: Desk, audited: Callable[..., list]) -> None:
    office = await desk(Role.OPERATOR)
    await announce(await desk(), capacity=10)
    codes = [(await operator.book(office, request(office))).booking.code for _ in range(3)]
    kept = (await operator.book(office, request(office, phone="0913000222"))).booking
    which = many.Which(phone="0912000111")
    seen = await many.preview(office, which)
    assert sorted(booking.code for booking in seen.items) == sorted(codes)
    await operator.book(office, request(office))
    with pytest.raises(Refused, match="chưa hủy lịch nào"):
        await many.cancel(office, which, seen.token)
    seen = await many.preview(office, which)
    assert len(await many.cancel(office, which, seen.token)) == 4
    upcoming = await operator_changes.find(office, "0912000111", upcoming=True)
    assert upcoming == ()
    assert (await operator_changes.find(office, "0913000222"))[0].code == kept.code
    noted = audited("operator.cancel-many")
    assert "0912" not in str(noted)
    assert any(set(codes) <= set(row["details"].get("codes", ())) for row in noted)
    for nothing in (many.Which(), many.Which(unit=TAC_VAN), many.Which(new_web=True)):
        with pytest.raises(Refused, match="Ghi rõ hủy những lịch nào"):
            await many.preview(office, nothing)
    with pytest.raises(Refused, match="không do ai đặt qua chat"):
        await many.preview(office, many.Which(like=kept.code))
