"""The service and the book in memory refuse and show the same: what the conversation's tests believe is so."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from booking_client import BookingProblem, BookingStatus, HalfDay, OpeningState, Unit, UnitLevel
from tests.integration.booking.booking_offices import BookOffice, Office, RealOffice
from tests.integration.booking.booking_serving import MONDAY, SUNDAY_NOON, TUESDAY, ZONE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable

    from booking_client import Booking, Hold, Opening

_numbers = itertools.count(1)
EVENING = dt.datetime(2021, 8, 23, 18, tzinfo=ZONE)
PHONE = "0912345678"


class Desk:
    """A unit of one's own at a booking service of either kind, and what the cases do there."""

    def __init__(self, office: Office) -> None:
        self.office, self.client, self.bot = office, office.client, office.bot
        self.name = f"both-{next(_numbers)}"

    async def unit(self, **more: Any) -> None:
        await self.client.put_units([Unit(id=self.name, name="U", level=UnitLevel.COMMUNE, area_id="both", **more)])

    async def opens(self, capacity: int = 5, date: dt.date = MONDAY, **more: Any) -> Opening:
        more.setdefault("as_of", SUNDAY_NOON)
        return await self.client.announce(self.name, date, HalfDay.MORNING, capacity, **more)

    async def holds(self, opening: Opening, *, owner: str | None = None, **more: Any) -> Hold:
        who = {"owner": owner} if owner else {}
        return await self.bot.hold(opening.id, **{"procedure": "1", "as_of": SUNDAY_NOON, **who, **more})

    async def books(self, opening: Opening, *, owner: str | None = None, **more: Any) -> Booking:
        held = await self.holds(opening, owner=owner, **more)
        return await self.bot.confirm(held.id, name="Demo", phone=PHONE, as_of=SUNDAY_NOON)

    async def closes(self, date: dt.date = MONDAY) -> None:
        start = dt.datetime.combine(date, dt.time(0), ZONE)
        await self.client.put_closure(self.name, [self.name], start, start + dt.timedelta(days=1), "phong tỏa")

    def someone(self) -> str:
        return f"p:{self.name}:{next(_numbers)}"


@pytest.fixture(params=["real", "book"])
async def desk(request, server) -> AsyncIterator[Desk]:
    office = RealOffice(server) if request.param == "real" else BookOffice()
    made = Desk(office)
    await made.unit()
    yield made
    await office.close()


async def full(desk: Desk) -> Awaitable[Any]:
    opening = await desk.opens(3)
    await desk.holds(opening, dossiers=2, owner=desk.someone())
    return desk.holds(opening, dossiers=2, owner=desk.someone())


async def crowded(desk: Desk) -> Awaitable[Any]:
    opening = await desk.opens(5, people_limit=3, start=dt.time(7), end=dt.time(7, 30))
    await desk.holds(opening, people=2, owner=desk.someone())
    return desk.holds(opening, people=2, owner=desk.someone())


async def closed(desk: Desk) -> Awaitable[Any]:
    opening = await desk.opens()
    await desk.closes()
    return desk.holds(opening)


async def over(desk: Desk) -> Awaitable[Any]:
    return desk.holds(await desk.opens(), as_of=EVENING)


async def last_window_has_begun(desk: Desk) -> Awaitable[Any]:
    return desk.holds(await desk.opens(), as_of=dt.datetime(2021, 8, 23, 10, 31, tzinfo=ZONE))


async def no_opening(desk: Desk) -> Awaitable[Any]:
    return desk.bot.hold(2**40, procedure="1", as_of=SUNDAY_NOON)


async def other_procedures(desk: Desk) -> Awaitable[Any]:
    await desk.unit(procedures=("2",))
    return desk.holds(await desk.opens())


async def unit_has_ended(desk: Desk) -> Awaitable[Any]:
    opening = await desk.opens()
    await desk.unit(valid_to=MONDAY - dt.timedelta(days=1))
    return desk.holds(opening)


async def confirmed_too_late(desk: Desk) -> Awaitable[Any]:
    held = await desk.holds(await desk.opens())
    desk.office.run_out(held.id)
    return desk.bot.confirm(held.id, name="Demo", phone=PHONE)


async def confirmed_after_release(desk: Desk) -> Awaitable[Any]:
    held = await desk.holds(await desk.opens())
    await desk.bot.release(held.id)
    await desk.bot.release(held.id)
    return desk.bot.confirm(held.id, name="Demo", phone=PHONE)


async def confirmed_twice(desk: Desk) -> Awaitable[Any]:
    held = await desk.holds(await desk.opens())
    await desk.bot.confirm(held.id, name="Demo", phone=PHONE)
    return desk.bot.confirm(held.id, name="Demo", phone=PHONE)


async def confirmed_into_a_closure(desk: Desk) -> Awaitable[Any]:
    held = await desk.holds(await desk.opens())
    await desk.closes()
    return desk.bot.confirm(held.id, name="Demo", phone=PHONE)


async def no_hold_to_confirm(desk: Desk) -> Awaitable[Any]:
    return desk.bot.confirm(str(uuid.UUID(int=0)), name="Demo", phone=PHONE)


async def released_after_confirming(desk: Desk) -> Awaitable[Any]:
    held = await desk.holds(await desk.opens())
    await desk.bot.confirm(held.id, name="Demo", phone=PHONE)
    return desk.bot.release(held.id)


async def no_hold_to_release(desk: Desk) -> Awaitable[Any]:
    return desk.bot.release(str(uuid.UUID(int=0)))


async def cancelled_twice(desk: Desk) -> Awaitable[Any]:
    booking = await desk.books(await desk.opens(), owner="p:me")
    cancelled = await desk.bot.cancel(booking.code, owner="p:me", as_of=SUNDAY_NOON)
    assert (cancelled.status, cancelled.cancelled_at is None) == (BookingStatus.CANCELLED, False)
    return desk.bot.cancel(booking.code, owner="p:me", as_of=SUNDAY_NOON)


async def cancelled_afterwards(desk: Desk) -> Awaitable[Any]:
    booking = await desk.books(await desk.opens(), owner="p:me")
    return desk.bot.cancel(booking.code, owner="p:me", as_of=EVENING)


async def somebody_else_s(desk: Desk) -> Awaitable[Any]:
    booking = await desk.books(await desk.opens(), owner="p:me")
    return desk.bot.cancel(booking.code, owner="p:other", as_of=SUNDAY_NOON)


async def nobody_s_without_proof(desk: Desk) -> Awaitable[Any]:
    booking = await desk.books(await desk.opens())
    return desk.bot.cancel(booking.code, as_of=SUNDAY_NOON)


async def wrong_last_digits(desk: Desk) -> Awaitable[Any]:
    booking = await desk.books(await desk.opens(), owner="p:me")
    return desk.bot.cancel(booking.code, phone_last4="0000", as_of=SUNDAY_NOON)


async def looked_up_without_proof(desk: Desk) -> Awaitable[Any]:
    booking = await desk.books(await desk.opens())
    return desk.bot.look_up(booking.code)


async def moved_to_where_it_is(desk: Desk) -> Awaitable[Any]:
    opening = await desk.opens()
    booking = await desk.books(opening, owner="p:me")
    return desk.bot.move(booking.code, opening_id=opening.id, owner="p:me", as_of=SUNDAY_NOON)


async def moved_to_a_full_one(desk: Desk) -> Awaitable[Any]:
    booking = await desk.books(await desk.opens(), owner="p:me")
    target = await desk.opens(0, TUESDAY)
    return desk.bot.move(booking.code, opening_id=target.id, owner="p:me", as_of=SUNDAY_NOON)


async def moved_into_a_closure(desk: Desk) -> Awaitable[Any]:
    booking = await desk.books(await desk.opens(), owner="p:me")
    target = await desk.opens(5, TUESDAY)
    await desk.closes(TUESDAY)
    return desk.bot.move(booking.code, opening_id=target.id, owner="p:me", as_of=SUNDAY_NOON)


async def moved_to_nowhere(desk: Desk) -> Awaitable[Any]:
    booking = await desk.books(await desk.opens(), owner="p:me")
    return desk.bot.move(booking.code, opening_id=2**40, owner="p:me", as_of=SUNDAY_NOON)


async def moved_after_cancelling(desk: Desk) -> Awaitable[Any]:
    booking = await desk.books(await desk.opens(), owner="p:me")
    target = await desk.opens(5, TUESDAY)
    await desk.bot.cancel(booking.code, owner="p:me", as_of=SUNDAY_NOON)
    return desk.bot.move(booking.code, opening_id=target.id, owner="p:me", as_of=SUNDAY_NOON)


async def a_key_for_something_else(desk: Desk) -> Awaitable[Any]:
    opening = await desk.opens()
    key = uuid.uuid4().hex
    held = await desk.holds(opening, key=key)
    assert await desk.holds(opening, key=key) == held
    return desk.holds(opening, dossiers=2, key=key)


async def lowered_below_what_is_taken(desk: Desk) -> Awaitable[Any]:
    await desk.holds(await desk.opens(), dossiers=3)
    return desk.opens(2)


CASES = {
    full: ("OpeningFull", {"places_left": 1, "limit": "dossiers"}),
    crowded: ("OpeningFull", {"places_left": 4, "limit": "people"}),
    closed: ("OpeningClosed", {"reason": "phong tỏa"}),
    over: ("OpeningPast", {}),
    last_window_has_begun: ("OpeningPast", {}),
    no_opening: ("OpeningNotFound", {}),
    other_procedures: ("ProcedureNotReceived", {}),
    unit_has_ended: ("UnitNotValid", {}),
    confirmed_too_late: ("HoldExpired", {}),
    confirmed_after_release: ("HoldExpired", {}),
    confirmed_twice: ("HoldAlreadyConfirmed", {}),
    confirmed_into_a_closure: ("OpeningClosed", {"reason": "phong tỏa"}),
    no_hold_to_confirm: ("HoldNotFound", {}),
    released_after_confirming: ("HoldAlreadyConfirmed", {}),
    no_hold_to_release: ("HoldNotFound", {}),
    cancelled_twice: ("BookingNotActive", {"booking_status": "cancelled"}),
    cancelled_afterwards: ("BookingPast", {}),
    somebody_else_s: ("BookingNotFound", {}),
    nobody_s_without_proof: ("BookingNotFound", {}),
    wrong_last_digits: ("BookingNotFound", {}),
    looked_up_without_proof: ("BookingNotFound", {}),
    moved_to_where_it_is: ("SameOpening", {}),
    moved_to_a_full_one: ("OpeningFull", {"places_left": 0, "limit": "dossiers"}),
    moved_into_a_closure: ("OpeningClosed", {"reason": "phong tỏa"}),
    moved_to_nowhere: ("OpeningNotFound", {}),
    moved_after_cancelling: ("BookingNotActive", {"booking_status": "cancelled"}),
    a_key_for_something_else: ("IdempotencyConflict", {}),
    lowered_below_what_is_taken: ("CapacityBelowBooked", {"taken": 3}),
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
async def test_both_refuse_the_same(desk, case):
    name, told = CASES[case]
    call = await case(desk)
    with pytest.raises(BookingProblem) as refused:
        await call
    assert (type(refused.value).__name__, told.items() <= refused.value.extra.items()) == (name, True)


async def test_both_show_a_visitor_to_whom_it_is_theirs_only(desk):
    opening = await desk.opens()
    nobody_s, mine = await desk.books(opening), await desk.books(opening, owner=desk.someone())
    assert (await desk.bot.booking(nobody_s.code)).visitor is None
    assert (await desk.bot.booking(mine.code, owner=mine.owner)).visitor.phone == PHONE
    assert (await desk.bot.look_up(nobody_s.code, phone_last4=PHONE[-4:])).visitor is None
    assert (await desk.bot.look_up(mine.code, owner=mine.owner)).visitor.phone == PHONE


async def test_both_give_the_earliest_window_with_room_and_the_next_number(desk):
    opening = await desk.opens(9, people_limit=3, start=dt.time(7), end=dt.time(8))
    seen = [await desk.books(opening, people=people, owner=desk.someone()) for people in (2, 2, 1)]
    assert [(one.queue_number, f"{one.window.start:%H:%M}") for one in seen] == [
        (1, "07:00"),
        (2, "07:30"),
        (3, "07:00"),
    ]
    (shown,) = await desk.bot.list_openings([desk.name], people=1, as_of=SUNDAY_NOON)
    assert (shown.state, f"{shown.next_window.start:%H:%M}") == (OpeningState.OPEN, "07:30")
    (shown,) = await desk.bot.list_openings([desk.name], people=2, as_of=SUNDAY_NOON)
    assert (shown.state, shown.places_left, shown.next_window) == (OpeningState.FULL, 6, None)


async def test_both_list_two_weeks_from_today_and_hide_what_no_hold_gets(desk):
    days = [MONDAY + dt.timedelta(days=number) for number in (-1, 0, 13, 14)]
    for day in days:
        await desk.opens(5, day, as_of=SUNDAY_NOON.replace(hour=6))
    seen = await desk.bot.list_openings([desk.name], as_of=SUNDAY_NOON)
    assert [one.date for one in seen] == days[:3]
    await desk.unit(valid_to=MONDAY)
    states = [one.state for one in await desk.bot.list_openings([desk.name], as_of=SUNDAY_NOON)]
    assert states == [OpeningState.PAST, OpeningState.OPEN, OpeningState.CLOSED]


async def test_both_tell_an_owner_what_is_theirs(desk):
    opening = await desk.opens()
    owner = desk.someone()
    booking = await desk.books(opening, owner=owner)
    held = await desk.holds(opening, owner=owner)
    kept = await desk.bot.owner_data(owner)
    assert ([one.code for one in kept.bookings], [one.id for one in kept.holds]) == ([booking.code], [held.id])
