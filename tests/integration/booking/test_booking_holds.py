"""Holding, confirming, releasing; every way in which that is refused."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import uuid

import pytest

from booking_client import (
    HalfDay,
    HoldAlreadyConfirmed,
    HoldExpired,
    HoldNotFound,
    InvalidRequest,
    OpeningFull,
    OpeningNotFound,
    OpeningPast,
    OpeningState,
    ProcedureNotReceived,
    Unit,
    UnitLevel,
    UnitNotValid,
)
from tests.integration.booking.booking_serving import MONDAY, SUNDAY_NOON, ZONE

NOBODY = str(uuid.UUID(int=0))


async def test_capacity_counts_dossiers_not_people(callers, announce):
    opening = await announce(5)
    await callers.bot.hold(opening.id, procedure="1", dossiers=4, people=1, as_of=SUNDAY_NOON)
    with pytest.raises(OpeningFull) as refused:
        await callers.bot.hold(opening.id, procedure="1", dossiers=2, as_of=SUNDAY_NOON)
    assert (refused.value.places_left, refused.value.limit) == (1, "dossiers")


async def test_people_fill_one_window_after_the_other(callers, announce):
    opening = await announce(100, people_limit=10, start=dt.time(7), end=dt.time(8), slot_minutes=30)
    starts = []
    for people in (6, 5, 4, 5):
        hold = await callers.bot.hold(opening.id, procedure="1", people=people, as_of=SUNDAY_NOON)
        starts.append(hold.window.start.strftime("%H:%M"))
    assert starts == ["07:00", "07:30", "07:00", "07:30"]
    with pytest.raises(OpeningFull) as refused:
        await callers.bot.hold(opening.id, procedure="1", as_of=SUNDAY_NOON)
    assert (refused.value.places_left, refused.value.limit) == (96, "people")


async def test_a_window_that_has_begun_is_not_given(callers, announce):
    opening = await announce(10, slot_minutes=30)
    monday = dt.datetime(2021, 8, 23, 8, 40, tzinfo=ZONE)
    hold = await callers.bot.hold(opening.id, procedure="1", as_of=monday)
    assert hold.window.start == monday.replace(hour=9, minute=0)
    assert hold.window.end == monday.replace(hour=9, minute=30)


async def test_a_past_half_day_takes_nobody(callers, unit, announce):
    opening = await announce(10)
    evening = dt.datetime(2021, 8, 23, 18, tzinfo=ZONE)
    with pytest.raises(OpeningPast):
        await callers.bot.hold(opening.id, procedure="1", as_of=evening)
    seen = await callers.bot.opening(opening.id, as_of=evening)
    assert (seen.state, seen.places_left, seen.next_window) == (OpeningState.PAST, 0, None)
    assert await callers.bot.list_openings([unit.id], only_open=True, start=MONDAY, as_of=evening) == ()


async def test_places_of_an_expired_hold_are_free_without_a_clean_up(callers, connect, hasty_server, announce):
    hasty = connect(hasty_server, "bot")
    opening = await announce(3)
    held = await hasty.hold(opening.id, procedure="1", dossiers=3, owner="p:late", as_of=SUNDAY_NOON)
    with pytest.raises(OpeningFull):
        await callers.bot.hold(opening.id, procedure="1", as_of=SUNDAY_NOON)
    await asyncio.sleep(1.1)
    assert (await callers.bot.opening(opening.id, as_of=SUNDAY_NOON)).places_left == 3
    assert (await callers.bot.owner_data("p:late")).holds == ()
    await callers.bot.hold(opening.id, procedure="1", dossiers=3, as_of=SUNDAY_NOON)
    with pytest.raises(HoldExpired):
        await callers.bot.confirm(held.id, name="Demo", phone="0912000111")
    await callers.bot.release(held.id)
    assert (await callers.bot.opening(opening.id, as_of=SUNDAY_NOON)).places_left == 0


async def test_a_released_hold_frees_its_places_once(callers, announce):
    opening = await announce(3)
    held = await callers.bot.hold(opening.id, procedure="1", dossiers=2, as_of=SUNDAY_NOON)
    await callers.bot.release(held.id)
    await callers.bot.release(held.id)
    assert (await callers.bot.opening(opening.id, as_of=SUNDAY_NOON)).places_left == 3
    with pytest.raises(HoldExpired):
        await callers.bot.confirm(held.id, name="Demo", phone="0912000111")


async def test_a_hold_is_confirmed_once(callers, announce):
    opening = await announce(3)
    held = await callers.bot.hold(opening.id, procedure="1", as_of=SUNDAY_NOON)
    booking = await callers.bot.confirm(held.id, name="Demo", phone="0912000111")
    with pytest.raises(HoldAlreadyConfirmed) as refused:
        await callers.bot.confirm(held.id, name="Demo", phone="0912000111")
    assert refused.value.code == booking.code
    with pytest.raises(HoldAlreadyConfirmed):
        await callers.bot.release(held.id)


async def test_what_does_not_exist_is_not_found(callers):
    with pytest.raises(OpeningNotFound):
        await callers.bot.hold(2**40, procedure="1")
    with pytest.raises(OpeningNotFound):
        await callers.bot.opening(2**40)
    with pytest.raises(HoldNotFound):
        await callers.bot.confirm(NOBODY, name="Demo", phone="0912000111")
    with pytest.raises(HoldNotFound):
        await callers.bot.release(NOBODY)


async def test_a_unit_receives_only_its_procedures_and_only_while_it_exists(callers, unit):
    limited = Unit(
        id=unit.id,
        name=unit.name,
        level=UnitLevel.DISTRICT,
        area_id="x",
        procedures=("1.001193",),
        valid_to=MONDAY,
    )
    await callers.admin.put_units([limited])
    opening = await callers.unit.announce(unit.id, MONDAY, HalfDay.MORNING, 5, as_of=SUNDAY_NOON)
    with pytest.raises(ProcedureNotReceived):
        await callers.bot.hold(opening.id, procedure="2.000815", as_of=SUNDAY_NOON)
    await callers.bot.hold(opening.id, procedure="1.001193", as_of=SUNDAY_NOON)
    assert await callers.bot.list_openings([unit.id], procedure="2.000815", as_of=SUNDAY_NOON) == ()
    with pytest.raises(UnitNotValid):
        await callers.unit.announce(unit.id, MONDAY + dt.timedelta(days=1), HalfDay.MORNING, 5, as_of=SUNDAY_NOON)
    await callers.admin.put_units([Unit(id=unit.id, name="x", level=UnitLevel.DISTRICT, area_id="x", valid_to=SUNDAY)])
    with pytest.raises(UnitNotValid):
        await callers.bot.hold(opening.id, procedure="1.001193", as_of=SUNDAY_NOON)


SUNDAY = dt.date(2021, 8, 22)


async def test_a_unit_that_ends_shows_no_places_beyond_and_tells_who_has_booked_there(callers, unit, announce, book):
    """At a merger of units: nothing is shown that a hold would refuse, and nobody booked there is forgotten."""
    monday, tuesday = await announce(5), await announce(5, date=MONDAY + dt.timedelta(days=1))
    kept, beyond = await book(monday, owner="p:1"), await book(tuesday, owner="p:1")
    other = await book(monday, owner="p:2", procedure="1.001193")
    ending = Unit(id=unit.id, name=unit.name, level=UnitLevel.COMMUNE, area_id="x", valid_to=MONDAY)
    changed = await callers.admin.replace_units([ending], as_of=SUNDAY_NOON)
    assert changed.units == (ending,)
    assert [(one.code, one.visitor) for one in changed.affected] == [(beyond.code, None)]
    seen = await callers.bot.list_openings([unit.id], as_of=SUNDAY_NOON)
    assert [(one.state, one.places_left) for one in seen] == [(OpeningState.OPEN, 3), (OpeningState.CLOSED, 0)]
    assert seen[1].next_window is None
    assert await callers.bot.list_openings([unit.id], only_open=True, as_of=SUNDAY_NOON) == seen[:1]
    assert (await callers.bot.opening(tuesday.id, as_of=SUNDAY_NOON)).closure.id == "unit-not-valid"
    fewer = dataclasses.replace(ending, procedures=("1.001193",))
    changed = await callers.admin.replace_units([fewer], as_of=SUNDAY_NOON)
    assert {one.code for one in changed.affected} == {kept.code, beyond.code}
    assert other.code not in {one.code for one in changed.affected}


@pytest.mark.parametrize(
    "wrong",
    [{"dossiers": 0}, {"people": 0}, {"people": 1001}, {"owner": "a b"}, {"owner": ""}, {"procedure": "x" * 40}],
)
async def test_sizes_and_names_out_of_range_are_refused(callers, announce, wrong):
    opening = await announce(5)
    with pytest.raises(InvalidRequest) as refused:
        await callers.bot.hold(opening.id, **{"procedure": "1", "as_of": SUNDAY_NOON, **wrong})
    assert [error["loc"][-1] for error in refused.value.extra["errors"]] == list(wrong)


@pytest.mark.parametrize("phone", ["", "12", "không có", "0912", "0912000111222333", "+84 12"])
async def test_a_phone_must_be_one_and_is_not_repeated_in_the_refusal(callers, announce, phone):
    opening = await announce(5)
    held = await callers.bot.hold(opening.id, procedure="1", as_of=SUNDAY_NOON)
    with pytest.raises(InvalidRequest) as refused:
        await callers.bot.confirm(held.id, name="Demo", phone=phone)
    assert [error["loc"] for error in refused.value.extra["errors"]] == [["body", "phone"]]
    assert len(phone) < 4 or phone not in str(refused.value.extra)
