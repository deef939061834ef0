"""What an owner may see, take along and have erased."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from booking_client import BookingNotFound, BookingStatus, IdempotencyConflict
from tests.integration.booking.booking_serving import SUNDAY_NOON, TUESDAY, ZONE
from tests.marked import marked

MONDAY_EVENING = dt.datetime(2021, 8, 23, 20, tzinfo=ZONE)


@pytest.fixture
def owner(unit) -> str:
    return f"telegram:{unit.id}"


async def test_an_owner_sees_bookings_in_order_and_running_holds(callers, announce, book, owner):
    tuesday, monday = await announce(5, date=TUESDAY), await announce(5)
    codes = [(await book(one, owner=owner)).code for one in (tuesday, monday)]
    held = await callers.bot.hold(monday.id, procedure="1", owner=owner, as_of=SUNDAY_NOON)
    data = await callers.bot.owner_data(owner)
    assert [one.code for one in data.bookings] == codes[::-1]
    assert [one.id for one in data.holds] == [held.id]
    assert all(one.visitor is not None for one in data.bookings)


async def test_erasing_cancels_the_future_and_anonymises_everything(callers, announce, book, owner, rows):
    monday, tuesday = await announce(5), await announce(5, date=TUESDAY)
    past, future = await book(monday, owner=owner), await book(tuesday, owner=owner)
    await callers.bot.hold(tuesday.id, procedure="1", dossiers=2, owner=owner, as_of=MONDAY_EVENING)
    erased = await callers.bot.erase_owner(owner, as_of=MONDAY_EVENING)
    assert (erased.anonymised, erased.cancelled, erased.kept, erased.released) == (2, (future.code,), (), 1)
    assert (await callers.bot.opening(tuesday.id, as_of=MONDAY_EVENING)).places_left == 5
    data = await callers.bot.owner_data(owner)
    assert (data.bookings, data.holds) == ((), ())
    for code in (past.code, future.code):
        seen = await callers.operator.booking(code)
        assert (seen.visitor, seen.owner) == (None, None)
    assert await callers.operator.find_by_phone("0912000111") == () or all(
        one.code not in (past.code, future.code) for one in await callers.operator.find_by_phone("0912000111")
    )
    kept = json.dumps(
        [rows("SELECT * FROM bookings"), rows("SELECT * FROM holds"), rows("SELECT * FROM idempotency_keys")],
        default=str,
    )
    assert owner not in kept
    assert owner not in json.dumps(rows("SELECT * FROM audit"), default=str)


MARK, NUMBER = "zqxdauvet", "0987600123"


async def test_nothing_of_an_erased_owner_is_left_in_any_table(callers, announce, book, unit, shared_url):
    owner, stranger = f"telegram:{MARK}-{unit.id}", f"web:somebody-{unit.id}"
    monday, tuesday = await announce(9), await announce(9, date=TUESDAY)
    person = {"owner": owner, "name": f"Bà {MARK.title()}", "phone": NUMBER}
    await book(monday, **person)
    moved, cancelled = await book(tuesday, **person), await book(tuesday, **person)
    await callers.operator.move(moved.code, opening_id=monday.id, as_of=SUNDAY_NOON)
    await callers.bot.cancel(cancelled.code, owner=stranger, phone_last4=NUMBER[-4:], as_of=SUNDAY_NOON)
    again = await callers.bot.hold(tuesday.id, procedure="1", owner=owner, as_of=SUNDAY_NOON)
    await callers.bot.release(again.id)
    await callers.bot.hold(tuesday.id, procedure="1", owner=owner, as_of=SUNDAY_NOON)
    other = await book(tuesday, owner=stranger)
    await callers.bot.cancel(other.code, owner=stranger, as_of=SUNDAY_NOON)
    with pytest.raises(BookingNotFound):  # they tried a code that is not theirs
        await callers.bot.look_up(other.code, owner=owner, phone_last4="0000")
    found = marked(shared_url, MARK, NUMBER)
    assert {("bookings", "visitor_name"), ("bookings", "visitor_phone"), ("bookings", "owner")} <= found
    assert {("holds", "owner"), ("events", "owner"), ("idempotency_keys", "answer")} <= found
    await callers.bot.erase_owner(owner, as_of=SUNDAY_NOON)
    # Who tried codes is known for a day all the same: else whoever is braked would have themselves erased.
    assert marked(shared_url, MARK, NUMBER) == {("failed_proofs", "asker")}


async def test_erasing_can_keep_what_is_still_to_come(callers, announce, book, owner):
    monday, tuesday = await announce(5), await announce(5, date=TUESDAY)
    past, future = await book(monday, owner=owner), await book(tuesday, owner=owner)
    erased = await callers.bot.erase_owner(owner, cancel_future=False, as_of=MONDAY_EVENING)
    assert (erased.anonymised, erased.cancelled, erased.kept) == (1, (), (future.code,))
    (left,) = (await callers.bot.owner_data(owner)).bookings
    assert (left.code, left.status) == (future.code, BookingStatus.BOOKED)
    assert left.visitor is not None
    assert (await callers.operator.booking(past.code)).visitor is None


async def test_a_late_repeat_after_an_erasure_revives_nobody(callers, announce, owner):
    opening = await announce(5)
    hold = {"procedure": "1", "owner": owner, "as_of": SUNDAY_NOON, "key": f"{owner}-hold"}
    held = await callers.bot.hold(opening.id, **hold)
    visitor = {"name": "Nguyễn Văn Demo", "phone": "0912000111", "key": f"{owner}-confirm"}
    booking = await callers.bot.confirm(held.id, **visitor)
    await callers.bot.erase_owner(owner, as_of=SUNDAY_NOON)
    assert (await callers.bot.hold(opening.id, **hold)).owner is None
    again = await callers.bot.confirm(held.id, **visitor)
    assert (again.code, again.visitor, again.owner) == (booking.code, None, None)
    assert (await callers.bot.owner_data(owner)).bookings == ()
    assert (await callers.bot.opening(opening.id, as_of=SUNDAY_NOON)).places_left == 5


async def test_a_key_of_an_erased_person_does_nothing_else(callers, announce, book, owner):
    """The contract test once got a cancelled booking in answer to the release of a hold under the same key."""
    opening = await announce(5)
    booking = await book(opening, owner=owner)
    key = f"{owner}-cancel"
    await callers.bot.cancel(booking.code, owner=owner, as_of=SUNDAY_NOON, key=key)
    await callers.bot.erase_owner(owner, as_of=SUNDAY_NOON)
    held = await callers.bot.hold(opening.id, procedure="1", as_of=SUNDAY_NOON)
    with pytest.raises(IdempotencyConflict):
        await callers.bot.release(held.id, key=key)
    await callers.bot.release(held.id)


async def test_linked_accounts_share_bookings(callers, announce, book, owner):
    booking = await book(await announce(5), owner=owner)
    assert await callers.bot.transfer_owner(owner, f"zalo:{owner}") == 1
    assert (await callers.bot.owner_data(owner)).bookings == ()
    with pytest.raises(BookingNotFound):
        await callers.bot.cancel(booking.code, owner=owner, as_of=SUNDAY_NOON)
    await callers.bot.cancel(booking.code, owner=f"zalo:{owner}", as_of=SUNDAY_NOON)
