"""Closures: a lock-down shows no places, takes nobody, and reports who has a booking inside."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from booking_client import (
    ClosureNotFound,
    HalfDay,
    InvalidRequest,
    OpeningClosed,
    OpeningState,
    UnitNotFound,
)
from tests.integration.booking.booking_serving import SUNDAY_NOON, ZONE

FROM = dt.datetime(2021, 8, 23, 0, tzinfo=ZONE)
TO = dt.datetime(2021, 8, 30, 0, tzinfo=ZONE)


async def test_a_lock_down_from_its_beginning_to_its_end(callers, unit, announce, book):
    opening = await announce(5)
    booking = await book(opening, owner="p:1")
    name = f"lock-{unit.id}"
    closure = await callers.admin.put_closure(name, [unit.id], FROM, TO, "Khu vực phong tỏa", as_of=SUNDAY_NOON)
    assert [one.code for one in closure.affected] == [booking.code]
    assert closure.affected[0].visitor is None

    seen = await callers.bot.opening(opening.id, as_of=SUNDAY_NOON)
    assert (seen.state, seen.places_left, seen.next_window) == (OpeningState.CLOSED, 0, None)
    assert seen.closure is not None
    assert (seen.closure.id, seen.closure.reason, seen.closure.end) == (name, "Khu vực phong tỏa", TO)
    with pytest.raises(OpeningClosed) as refused:
        await callers.bot.hold(opening.id, procedure="1", as_of=SUNDAY_NOON)
    assert (refused.value.closure_id, refused.value.reason) == (name, "Khu vực phong tỏa")
    assert refused.value.ends_at == TO
    assert [one.id for one in await callers.bot.list_closures(unit_id=unit.id, at=FROM)] == [name]
    assert await callers.bot.list_closures(unit_id=unit.id, at=TO) == ()

    await callers.admin.delete_closure(name)
    assert (await callers.bot.opening(opening.id, as_of=SUNDAY_NOON)).places_left == 4
    with pytest.raises(ClosureNotFound):
        await callers.admin.delete_closure(name)


async def test_what_is_announced_inside_a_closure_is_closed(callers, unit, announce):
    await callers.admin.put_closure(f"lock-{unit.id}", [unit.id], FROM, TO, "phong tỏa")
    assert (await announce(5)).state is OpeningState.CLOSED
    assert (await announce(5, date=TO.date())).state is OpeningState.OPEN


async def test_a_closure_shuts_only_the_windows_it_meets(callers, unit, announce):
    opening = await announce(20, start=dt.time(7), end=dt.time(9), slot_minutes=30, people_limit=10)
    start, end = FROM.replace(hour=7, minute=45), FROM.replace(hour=8, minute=10)
    await callers.admin.put_closure(f"part-{unit.id}", [unit.id], start, end, "mất điện")
    starts = []
    for _ in range(2):
        hold = await callers.bot.hold(opening.id, procedure="1", people=6, as_of=SUNDAY_NOON)
        starts.append(hold.window.start.strftime("%H:%M"))
    assert starts == ["07:00", "08:30"]


async def test_a_closure_can_be_changed_to_other_units_and_days(callers, unit, announce):
    monday, week_later = await announce(5), await announce(5, date=TO.date())
    name = f"shift-{unit.id}"
    await callers.admin.put_closure(name, [unit.id], FROM, TO, "phong tỏa")
    await callers.admin.put_closure(name, [unit.id], TO, TO + dt.timedelta(days=1), "phong tỏa", as_of=SUNDAY_NOON)
    states = [(await callers.bot.opening(one.id, as_of=SUNDAY_NOON)).state for one in (monday, week_later)]
    assert states == [OpeningState.OPEN, OpeningState.CLOSED]


async def test_the_later_end_of_two_closures_is_told(callers, unit, announce):
    opening = await announce(5)
    for number, days in enumerate((7, 14)):
        end = FROM + dt.timedelta(days=days)
        await callers.admin.put_closure(f"two-{unit.id}-{number}", [unit.id], FROM, end, f"đợt {number}")
    with pytest.raises(OpeningClosed) as refused:
        await callers.bot.hold(opening.id, procedure="1", as_of=SUNDAY_NOON)
    assert refused.value.ends_at == FROM + dt.timedelta(days=14)
    await callers.admin.delete_closure(f"two-{unit.id}-1")
    assert (await callers.bot.opening(opening.id, as_of=SUNDAY_NOON)).state is OpeningState.CLOSED


async def test_a_hold_made_before_is_not_confirmed_into_a_closure_nor_is_a_booking_moved_into_it(
    callers, unit, announce, book
):
    monday, later = await announce(5), await announce(5, date=TO.date())
    held = await callers.bot.hold(monday.id, procedure="2.000815", as_of=SUNDAY_NOON)
    booking = await book(later, owner="p:1")
    await callers.admin.put_closure(f"lock-{unit.id}", [unit.id], FROM, TO, "phong tỏa")
    with pytest.raises(OpeningClosed):
        await callers.bot.confirm(held.id, name="Demo", phone="0912000111")
    for place in ({"hold_id": held.id}, {"opening_id": monday.id}):
        with pytest.raises(OpeningClosed):
            await callers.bot.move(booking.code, owner="p:1", as_of=SUNDAY_NOON, **place)


async def test_closing_and_holding_at_once_never_lets_a_hold_slip_through(callers, unit, announce):
    """Whichever came first: after the closure is answered, nothing more is held."""
    opening = await announce(50)

    async def hold() -> bool:
        try:
            await callers.bot.hold(opening.id, procedure="1", as_of=SUNDAY_NOON)
        except OpeningClosed:
            return False
        return True

    async def close() -> None:
        await callers.admin.put_closure(f"lock-{unit.id}", [unit.id], FROM, TO, "phong tỏa")
        assert not any(await asyncio.gather(*(hold() for _ in range(5))))

    await asyncio.gather(*(hold() for _ in range(20)), close(), announce(60), announce(5, half_day=HalfDay.AFTERNOON))
    listed = await callers.bot.list_openings([unit.id], as_of=SUNDAY_NOON)
    assert {one.state for one in listed} == {OpeningState.CLOSED}


async def test_a_closure_must_run_forwards_and_name_units_that_exist(callers, unit):
    with pytest.raises(InvalidRequest):
        await callers.admin.put_closure("backwards", [unit.id], TO, FROM, "x")
    with pytest.raises(InvalidRequest):
        await callers.admin.put_closure("naive", [unit.id], FROM.replace(tzinfo=None), TO, "x")
    with pytest.raises(UnitNotFound):
        await callers.admin.put_closure("nowhere", [unit.id, "nowhere"], FROM, TO, "x")
    assert await callers.bot.list_closures(unit_id=unit.id) == ()
