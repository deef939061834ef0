"""Nobody empties the counters: what one person, one phone and all strangers together may take."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import datetime as dt
import itertools
import random
import time
from typing import TYPE_CHECKING

import pytest

from booking_client import (
    BookingProblem,
    HalfDay,
    HoldExpired,
    NewcomersLimit,
    OpeningFull,
    PersonalLimit,
    TooManyDossiers,
    Unit,
    UnitLevel,
)
from tests.integration.booking.booking_serving import MONDAY, PROCEDURE, SUNDAY_NOON, TUESDAY, Server

if TYPE_CHECKING:
    from collections.abc import Iterator

PHONE = "0912000222"
VISITOR = {"name": "Nguyễn Văn Demo", "phone": PHONE, "as_of": SUNDAY_NOON}
_owners = itertools.count(1)


@pytest.fixture(scope="module")
def server(shared_url: str) -> Iterator[Server]:
    """A process with the limits as they are."""
    own = Server(shared_url)
    own.start()
    yield own
    own.stop()


def somebody() -> str:
    return f"owner-of-limits-{next(_owners)}"


@pytest.fixture
def hold(callers):
    def held(opening, *, client=None, **more):
        options = {"procedure": PROCEDURE, "as_of": SUNDAY_NOON, **more}
        return (client or callers.bot).hold(opening.id, **options)

    return held


@pytest.fixture
def made(callers, hold):
    async def booked(opening, *, visitor=None, **more):
        client = more.get("client") or callers.bot
        held = await hold(opening, **more)
        return await client.confirm(held.id, **{**VISITOR, **(visitor or {})})

    return booked


async def test_one_booking_of_the_assistant_has_few_dossiers_and_an_operator_s_has_more(announce, callers, hold):
    opening = await announce(100)
    for size in ({"dossiers": 6}, {"people": 6}):
        with pytest.raises(TooManyDossiers) as refused:
            await hold(opening, owner=somebody(), **size)
        assert (refused.value.most, refused.value.limit) == (5, next(iter(size)))
    assert (await hold(opening, owner=somebody(), dossiers=5, people=5)).dossiers == 5
    assert (await hold(opening, client=callers.operator, dossiers=40)).dossiers == 40


async def test_a_new_hold_takes_the_place_of_the_one_before(announce, callers, hold):
    first, second = await announce(1), await announce(1, TUESDAY)
    owner = somebody()
    before = await hold(first, owner=owner)
    again = await hold(first, owner=owner)  # the last place was this owner's own
    after = await hold(second, owner=owner)
    assert (await callers.bot.opening(first.id, as_of=SUNDAY_NOON)).places_left == 1
    for gone in (before, again):
        with pytest.raises(HoldExpired):
            await callers.bot.confirm(gone.id, **VISITOR)
    assert (await callers.bot.confirm(after.id, **VISITOR)).date == TUESDAY


async def test_places_that_cannot_be_had_leave_the_hold_before_as_it_is(announce, callers, hold):
    kept, full = await announce(1), await announce(1, TUESDAY)
    await hold(full, owner=somebody())
    owner = somebody()
    before = await hold(kept, owner=owner)
    with pytest.raises(OpeningFull):
        await hold(full, owner=owner)
    assert (await callers.bot.confirm(before.id, **VISITOR)).date == MONDAY


async def test_ten_requests_of_one_owner_at_once_keep_one_hold(announce, callers, hold):
    opening = await announce(10)
    owner = somebody()
    await asyncio.gather(*(hold(opening, owner=owner) for _ in range(10)))
    assert len((await callers.bot.owner_data(owner)).holds) == 1
    assert (await callers.bot.opening(opening.id, as_of=SUNDAY_NOON)).places_left == 9


async def test_one_person_has_three_bookings_to_come_and_may_cancel_for_another(announce, callers, made):
    opening = await announce(20)
    owner = somebody()
    codes = [(await made(opening, owner=owner)).code for _ in range(3)]
    with pytest.raises(PersonalLimit) as refused:
        await made(opening, owner=owner)
    told = refused.value
    assert (told.limit, told.scope, told.taken, told.most) == ("bookings", "owner", 3, 3)
    await callers.bot.cancel(codes[0], owner=owner, as_of=SUNDAY_NOON)
    await made(opening, owner=owner)
    # What is over counts for the dossiers of the week only.
    later = {"as_of": SUNDAY_NOON + dt.timedelta(days=1)}
    tuesday = await announce(20, TUESDAY)
    await made(tuesday, owner=owner, visitor=later, **later)


async def test_one_person_has_ten_dossiers_a_week(announce, made):
    opening = await announce(50)
    owner = somebody()
    await made(opening, owner=owner, dossiers=5)
    await made(opening, owner=owner, dossiers=4)
    with pytest.raises(PersonalLimit) as refused:
        await made(opening, owner=owner, dossiers=2)
    assert (refused.value.limit, refused.value.taken, refused.value.most, refused.value.days) == ("dossiers", 9, 10, 7)
    await made(opening, owner=owner, dossiers=1)


async def test_requests_that_cross_lead_past_no_limit(announce, callers, hold):
    opening = await announce(60)
    owner = somebody()
    for _ in range(6):
        data = await callers.bot.owner_data(owner)
        confirming = [callers.bot.confirm(held.id, **VISITOR) for held in data.holds]
        holding = [hold(opening, owner=owner) for _ in range(3)]
        await asyncio.gather(*confirming, *holding, return_exceptions=True)
    for held in (await callers.bot.owner_data(owner)).holds:  # the last one, which nothing replaces any more
        with contextlib.suppress(PersonalLimit):
            await callers.bot.confirm(held.id, **VISITOR)
    data = await callers.bot.owner_data(owner)
    assert 1 <= len(data.bookings) <= 3
    assert len(data.bookings) + len(data.holds) <= 4


async def test_a_phone_that_was_only_typed_fills_no_limit_of_its_owner(announce, callers, made):
    opening = await announce(100)
    visitor = {"phone": "0912000333"}
    for _ in range(50):
        await made(opening, owner=somebody(), visitor=visitor)
    for _ in range(3):  # the victim, vouched for by Telegram, from conversation to conversation
        await made(opening, owner=somebody(), visitor={**visitor, "phone_proven": True})
    with pytest.raises(PersonalLimit) as refused:
        await made(opening, owner=somebody(), visitor={**visitor, "phone_proven": True})
    assert (refused.value.scope, refused.value.taken) == ("phone", 3)
    await made(opening, owner=somebody(), visitor=visitor)
    for _ in range(7):
        await made(opening, client=callers.operator, visitor=visitor)
    with pytest.raises(PersonalLimit) as refused:
        await made(opening, client=callers.operator, visitor=visitor)
    assert (refused.value.scope, refused.value.taken, refused.value.most) == ("phone", 10, 10)
    await made(opening, client=callers.operator, visitor={"phone": "0912000444"})  # operators are no callers


async def test_newcomers_share_what_a_unit_gives_them_in_an_hour_and_a_day(announce, rows, unit, made, hold):
    opening, other_day = await announce(100), await announce(100, TUESDAY)
    for _ in range(4):
        await made(opening, owner=somebody(), newcomer=True, dossiers=4)
    owner = somebody()
    await hold(other_day, owner=owner, newcomer=True, dossiers=4)
    with pytest.raises(NewcomersLimit) as refused:
        await hold(opening, owner=somebody(), newcomer=True)
    assert dt.timedelta(minutes=58) < refused.value.retry_at - dt.datetime.now(dt.UTC) <= dt.timedelta(hours=1)
    with pytest.raises(NewcomersLimit):
        await hold(opening)  # nobody's: not even a key
    await hold(opening, owner=owner, newcomer=True, dossiers=4)  # in place of their own
    await hold(opening, owner=somebody(), dossiers=5)  # not new: as always
    rows(
        "UPDATE bookings b SET placed_at = placed_at - interval '61 minutes' FROM openings o"
        " WHERE o.id = b.opening_id AND o.unit_id = %s RETURNING b.id",
        unit.id,
    )
    for _ in range(10):
        await made(other_day, owner=somebody(), newcomer=True, dossiers=4)
        rows("UPDATE bookings SET placed_at = placed_at - interval '61 minutes' WHERE newcomer RETURNING id")
    with pytest.raises(NewcomersLimit):
        await hold(opening, owner=somebody(), newcomer=True)


async def test_who_came_to_an_appointment_is_no_newcomer_any_more(announce, callers, made):
    monday = SUNDAY_NOON.replace(hour=7) + dt.timedelta(days=1)
    opening = await announce(100)
    owner = somebody()
    booking = await made(opening, owner=owner, newcomer=True)
    await callers.unit.check_in(booking.code, as_of=monday)
    while True:
        try:
            await made(opening, owner=somebody(), newcomer=True)
        except NewcomersLimit:
            break
    await made(opening, owner=owner, newcomer=True)


async def test_what_newcomers_took_elsewhere_is_not_moved_into_one_unit(announce, callers, unit, made):
    opening = await announce(100)
    other = Unit(id=f"{unit.id}-b", name="UBND xã Khác", level=UnitLevel.COMMUNE, area_id="b")
    await callers.admin.put_units([other])
    there = await callers.admin.announce(other.id, MONDAY, HalfDay.MORNING, 100, as_of=SUNDAY_NOON)
    owners = [somebody() for _ in range(5)]
    moved = [await made(opening, owner=owner, newcomer=True, dossiers=4) for owner in owners]
    for _ in range(4):
        await made(there, owner=somebody(), newcomer=True, dossiers=4)
    options = {"opening_id": there.id, "as_of": SUNDAY_NOON}
    await callers.bot.move(moved[0].code, owner=owners[0], **options)
    with pytest.raises(NewcomersLimit):
        await callers.bot.move(moved[1].code, owner=owners[1], **options)
    await callers.operator.move(moved[1].code, **options)


UNITS, HALVES = 3, 4


@pytest.mark.parametrize("sessions", [40, pytest.param(500, marks=[pytest.mark.soak, pytest.mark.timeout(900)])])
async def test_sessions_that_take_all_they_can_leave_the_others_theirs(connect, server, callers, sessions, table):
    """Whoever has a script and no account: 99 dossiers a booking, any name, anybody's phone, holds left alone."""
    units = [f"attacked-{sessions}-{number}" for number in range(UNITS)]
    await callers.admin.put_units(Unit(id=name, name=name, level=UnitLevel.COMMUNE, area_id=name) for name in units)
    days = [MONDAY + dt.timedelta(days=number) for number in range(HALVES)]
    openings = {
        unit: [(await callers.admin.announce(unit, day, HalfDay.MORNING, 100, as_of=SUNDAY_NOON)).id for day in days]
        for unit in units
    }
    refused: collections.Counter[str] = collections.Counter()
    chance = random.Random(sessions)

    async def attack(client, owner: str) -> None:
        for dossiers in (99, 5, 5, 1):
            opening = chance.choice(openings[chance.choice(units)])
            try:
                held = await client.hold(
                    opening, procedure=PROCEDURE, owner=owner, newcomer=True, dossiers=dossiers, as_of=SUNDAY_NOON
                )
                if chance.random() < 0.7:
                    await client.confirm(held.id, **VISITOR)
            except BookingProblem as error:
                refused[type(error).__name__] += 1

    bots = [connect(server, "bot") for _ in range(8)]
    started = time.monotonic()
    many = asyncio.Semaphore(24)

    async def one(number: int) -> None:
        async with many:
            await attack(bots[number % 8], f"attacker-{sessions}-{number}")

    attacking = asyncio.gather(*(one(number) for number in range(sessions)))
    # Beside it a person on Telegram, whose very phone the script types, and somebody who phones.
    citizen = await callers.bot.hold(
        openings[units[0]][0], procedure=PROCEDURE, owner=f"citizen-{sessions}", as_of=SUNDAY_NOON
    )
    await callers.bot.confirm(citizen.id, phone_proven=True, **VISITOR)
    caller = await callers.operator.hold(openings[units[0]][0], procedure=PROCEDURE, as_of=SUNDAY_NOON)
    await callers.operator.confirm(caller.id, **VISITOR)
    await attacking
    taken = {}
    for unit in units:
        found = await callers.admin.list_openings([unit], start=days[0], end=days[-1], as_of=SUNDAY_NOON)
        taken[unit] = sum(opening.capacity - opening.places_left for opening in found)
    taken[units[0]] -= 2
    assert max(taken.values()) <= 20
    assert refused["TooManyDossiers"] == sessions
    assert refused["NewcomersLimit"] > 0
    table(
        f"{sessions} new sessions take all they can of {UNITS} units",
        seconds=f"{time.monotonic() - started:.1f}",
        places_taken_of_each_unit=str(sorted(taken.values())),
        allowed_of_each_unit=20,
        refusals=dict(sorted(refused.items())),
        booked_beside_it=2,
    )
