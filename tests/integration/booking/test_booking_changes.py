"""Cancel, move, check in, find; queue numbers; raising, lowering and taking away what was announced."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from booking_client import (
    BookingNotActive,
    BookingNotFound,
    BookingNotToday,
    BookingPast,
    BookingStatus,
    CapacityBelowBooked,
    HalfDay,
    HoldExpired,
    InvalidRequest,
    OpeningFull,
    OpeningInUse,
    OpeningNotFound,
    OpeningPast,
    SameOpening,
    UnitNotFound,
)
from tests.integration.booking.booking_serving import MONDAY, SUNDAY_NOON, TUESDAY, ZONE

MONDAY_MORNING = dt.datetime(2021, 8, 23, 7, tzinfo=ZONE)
AFTERWARDS = dt.datetime(2021, 8, 23, 20, tzinfo=ZONE)


async def places(callers, opening):
    return (await callers.bot.opening(opening.id, as_of=SUNDAY_NOON)).places_left


async def test_a_cancelled_place_is_free_and_its_number_gone(callers, announce, book):
    opening = await announce(1)
    first = await book(opening, owner="p:1")
    with pytest.raises(OpeningFull):
        await book(opening)
    cancelled = await callers.bot.cancel(first.code, owner="p:1", as_of=SUNDAY_NOON)
    assert cancelled.status is BookingStatus.CANCELLED
    assert cancelled.cancelled_at is not None
    second = await book(opening)
    assert (first.queue_number, second.queue_number) == (1, 2)
    with pytest.raises(BookingNotActive) as refused:
        await callers.bot.cancel(first.code, owner="p:1", as_of=SUNDAY_NOON)
    assert refused.value.booking_status == "cancelled"


async def test_a_move_takes_the_new_place_and_frees_the_old(callers, announce, book):
    monday, tuesday = await announce(2), await announce(2, date=TUESDAY)
    await book(tuesday)
    booking = await book(monday, owner="p:1", dossiers=1)
    moved = await callers.bot.move(booking.code, opening_id=tuesday.id, owner="p:1", as_of=SUNDAY_NOON)
    assert (moved.code, moved.date, moved.queue_number) == (booking.code, TUESDAY, 2)
    assert moved.window.start.date() == TUESDAY
    assert (await places(callers, monday), await places(callers, tuesday)) == (2, 0)
    back = await callers.bot.move(booking.code, opening_id=monday.id, owner="p:1", as_of=SUNDAY_NOON)
    assert back.queue_number == 2


async def test_a_booking_keeps_the_window_it_was_given_whatever_becomes_of_the_hours(callers, announce, book, rows):
    opening = await announce(5, slot_minutes=30)
    booking = await book(opening, owner="p:1")
    assert booking.window.start.time() == dt.time(7)
    await callers.bot.cancel(booking.code, owner="p:1", as_of=SUNDAY_NOON)
    await announce(5, start=dt.time(9), end=dt.time(10), slot_minutes=60)
    seen = await callers.bot.booking(booking.code, owner="p:1")
    assert seen.window == booking.window
    told = rows("SELECT details FROM audit WHERE subject = %s ORDER BY id", booking.code)
    window = [booking.window.start.isoformat(), booking.window.end.isoformat()]
    assert [one["details"]["window"] for one in told] == [window, window]


async def test_a_refused_move_changes_nothing(callers, announce, book):
    monday, tuesday = await announce(2), await announce(1, date=TUESDAY)
    await book(tuesday)
    booking = await book(monday, owner="p:1")
    with pytest.raises(OpeningFull):
        await callers.bot.move(booking.code, opening_id=tuesday.id, owner="p:1", as_of=SUNDAY_NOON)
    with pytest.raises(SameOpening):
        await callers.bot.move(booking.code, opening_id=monday.id, owner="p:1", as_of=SUNDAY_NOON)
    with pytest.raises(OpeningNotFound):
        await callers.bot.move(booking.code, opening_id=2**40, owner="p:1", as_of=SUNDAY_NOON)
    with pytest.raises(InvalidRequest):
        await callers.bot.move(booking.code, owner="p:1", as_of=SUNDAY_NOON)
    assert await callers.bot.booking(booking.code, owner="p:1") == booking
    assert (await places(callers, monday), await places(callers, tuesday)) == (1, 0)


async def test_a_move_into_a_held_place(callers, announce, book):
    monday, tuesday = await announce(2), await announce(1, date=TUESDAY)
    booking = await book(monday, owner="p:1")
    held = await callers.bot.hold(tuesday.id, procedure="2.000815", as_of=SUNDAY_NOON)
    moved = await callers.bot.move(booking.code, hold_id=held.id, owner="p:1", as_of=SUNDAY_NOON)
    assert (moved.date, moved.window) == (TUESDAY, held.window)
    assert (await places(callers, monday), await places(callers, tuesday)) == (2, 0)
    with pytest.raises(HoldExpired):
        await callers.bot.confirm(held.id, name="Demo", phone="0912000111")
    other = await callers.bot.hold(monday.id, procedure="2.000815", dossiers=2, as_of=SUNDAY_NOON)
    with pytest.raises(InvalidRequest):
        await callers.bot.move(booking.code, hold_id=other.id, owner="p:1", as_of=SUNDAY_NOON)


async def test_moves_in_both_directions_at_once_do_not_lock_each_other_out(callers, announce, book):
    monday, tuesday = await announce(20), await announce(20, date=TUESDAY)
    there = [await book(monday) for _ in range(8)]
    back = [await book(tuesday) for _ in range(8)]
    moves = [callers.operator.move(one.code, opening_id=tuesday.id, as_of=SUNDAY_NOON) for one in there]
    moves += [callers.operator.move(one.code, opening_id=monday.id, as_of=SUNDAY_NOON) for one in back]
    moved = await asyncio.gather(*moves)
    assert sorted(one.queue_number for one in moved) == sorted([*range(9, 17), *range(9, 17)])
    assert (await places(callers, monday), await places(callers, tuesday)) == (12, 12)


async def test_two_cancel_one_booking_and_its_place_is_freed_once(callers, announce, book):
    opening = await announce(5)
    booking = await book(opening)
    results = await asyncio.gather(
        *(callers.operator.cancel(booking.code, as_of=SUNDAY_NOON) for _ in range(6)), return_exceptions=True
    )
    assert sum(isinstance(one, BookingNotActive) for one in results) == 5
    assert await places(callers, opening) == 5


async def test_check_in_once_and_on_the_day(callers, announce, book):
    booking = await book(await announce(5), owner="p:1")
    with pytest.raises(BookingNotToday) as refused:
        await callers.unit.check_in(booking.code, as_of=SUNDAY_NOON)
    assert refused.value.date == MONDAY
    await callers.unit.check_in(booking.code, as_of=MONDAY_MORNING)
    with pytest.raises(BookingNotActive):
        await callers.unit.check_in(booking.code, as_of=MONDAY_MORNING)
    with pytest.raises(BookingNotActive) as late:
        await callers.bot.cancel(booking.code, owner="p:1", as_of=MONDAY_MORNING)
    assert late.value.booking_status == "checked_in"


async def test_what_is_over_cannot_be_changed(callers, announce, book):
    booking = await book(await announce(5), owner="p:1")
    tuesday = await announce(5, date=TUESDAY)
    with pytest.raises(BookingPast):
        await callers.bot.cancel(booking.code, owner="p:1", as_of=AFTERWARDS)
    with pytest.raises(BookingPast):
        await callers.bot.move(booking.code, opening_id=tuesday.id, owner="p:1", as_of=AFTERWARDS)


async def test_an_unknown_code_is_not_found(callers):
    for call in (callers.bot.booking, callers.bot.cancel, callers.unit.check_in):
        with pytest.raises(BookingNotFound):
            await call("CM-22222")


async def test_finding_by_phone_in_any_way_of_writing(callers, announce, book):
    monday, tuesday = await announce(5), await announce(5, date=TUESDAY)
    phone = f"09{monday.id:08d}"
    first, second = await book(monday, phone=phone), await book(tuesday, phone=f"+84 {phone[1:4]}.{phone[4:]}")
    found = await callers.operator.find_by_phone(f"{phone[:4]} {phone[4:7]}-{phone[7:]}", as_of=SUNDAY_NOON)
    assert [one.code for one in found] == [second.code, first.code]
    later = await callers.operator.find_by_phone(phone, upcoming_only=True, as_of=AFTERWARDS)
    assert [one.code for one in later] == [second.code]


async def test_capacity_goes_up_and_down_but_never_below_what_is_taken(callers, unit, announce, book):
    opening = await announce(5)
    await book(opening, dossiers=2, people=3)
    await callers.bot.hold(opening.id, procedure="1", dossiers=1, people=1, as_of=SUNDAY_NOON)
    for wrong in ({"capacity": 2}, {"capacity": 9, "people_limit": 3}):
        with pytest.raises(CapacityBelowBooked) as refused:
            await announce(**wrong)
        assert (refused.value.taken, refused.value.people) == (3, 4)
    assert (await announce(3)).places_left == 0
    raised = await announce(8)
    assert (raised.id, raised.places_left, raised.people_limit) == (opening.id, 5, 50)


async def test_hours_change_only_while_nothing_is_taken(callers, announce, book):
    opening = await announce(5, start=dt.time(7, 30), end=dt.time(10), slot_minutes=20)
    changed = await announce(5, start=dt.time(8))
    assert (changed.start.time(), changed.end.time(), changed.slot_minutes) == (dt.time(8), dt.time(10), 20)
    booking = await book(opening)
    with pytest.raises(OpeningInUse) as refused:
        await announce(5, start=dt.time(9))
    assert refused.value.codes == (booking.code,)
    with pytest.raises(InvalidRequest):
        await announce(5, half_day=HalfDay.AFTERNOON, start=dt.time(15), end=dt.time(14))


async def test_a_half_day_that_is_over_is_not_announced(callers, unit, announce):
    with pytest.raises(OpeningPast):
        await announce(5, as_of=AFTERWARDS)
    with pytest.raises(UnitNotFound):
        await callers.unit.announce("nowhere", MONDAY, HalfDay.MORNING, 5, as_of=SUNDAY_NOON)


async def test_taking_openings_away_all_or_none(callers, unit, announce, book):
    monday, tuesday = await announce(5), await announce(5, date=TUESDAY)
    booking = await book(tuesday, owner="p:1")
    await callers.bot.hold(monday.id, procedure="1", dossiers=2, as_of=SUNDAY_NOON)
    with pytest.raises(OpeningInUse) as refused:
        await callers.unit.withdraw(unit.id, MONDAY, TUESDAY, as_of=SUNDAY_NOON)
    assert (refused.value.codes, refused.value.held) == ((booking.code,), 2)
    assert len(await callers.bot.list_openings([unit.id], as_of=SUNDAY_NOON)) == 2
    await callers.bot.cancel(booking.code, owner="p:1", as_of=SUNDAY_NOON)
    gone = await callers.unit.withdraw(unit.id, TUESDAY, TUESDAY, as_of=SUNDAY_NOON)
    assert [one.id for one in gone] == [tuesday.id]
    with pytest.raises(OpeningNotFound):
        await callers.bot.hold(tuesday.id, procedure="1", as_of=SUNDAY_NOON)
    again = await announce(5, date=TUESDAY)
    assert (await book(again)).queue_number == 2
    with pytest.raises(UnitNotFound):
        await callers.unit.withdraw("nowhere", MONDAY, TUESDAY)


async def test_a_range_must_run_forwards(callers, unit):
    with pytest.raises(InvalidRequest):
        await callers.bot.list_openings([unit.id], start=TUESDAY, end=MONDAY)
    with pytest.raises(InvalidRequest):
        await callers.unit.withdraw(unit.id, TUESDAY, MONDAY)
