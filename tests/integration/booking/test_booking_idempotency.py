"""The same key with the same request has one effect and one answer; with another request it is refused."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from booking_client import HalfDay, IdempotencyConflict, OpeningFull, OpeningNotFound
from tests.integration.booking.booking_serving import MONDAY, SUNDAY_NOON, ZONE


async def test_twenty_at_once_under_one_key_make_one_booking(callers, announce, rows):
    opening = await announce(10)
    options = {"procedure": "1", "owner": "p:twenty", "as_of": SUNDAY_NOON, "key": f"hold-{opening.id}"}
    holds = await asyncio.gather(*(callers.bot.hold(opening.id, **options) for _ in range(20)))
    assert len({hold.id for hold in holds}) == 1
    visitor = {"name": "Demo", "phone": "0912000111", "key": f"confirm-{opening.id}"}
    bookings = await asyncio.gather(*(callers.bot.confirm(holds[0].id, **visitor) for _ in range(20)))
    assert len({booking.code for booking in bookings}) == 1
    assert rows("SELECT taken, next_number FROM openings WHERE id = %s", opening.id) == [{"taken": 1, "next_number": 2}]


async def test_another_request_under_the_same_key_is_refused(callers, announce):
    opening = await announce(10)
    key = f"conflict-{opening.id}"
    await callers.bot.hold(opening.id, procedure="1", as_of=SUNDAY_NOON, key=key)
    with pytest.raises(IdempotencyConflict):
        await callers.bot.hold(opening.id, procedure="1", dossiers=2, as_of=SUNDAY_NOON, key=key)
    with pytest.raises(IdempotencyConflict):
        await callers.bot.cancel("CM-22222", key=key)
    assert (await callers.bot.opening(opening.id, as_of=SUNDAY_NOON)).places_left == 9


async def test_keys_belong_to_their_caller(callers, announce):
    opening = await announce(10)
    key = f"own-{opening.id}"
    first = await callers.bot.hold(opening.id, procedure="1", as_of=SUNDAY_NOON, key=key)
    second = await callers.operator.hold(opening.id, procedure="1", as_of=SUNDAY_NOON, key=key)
    assert first.id != second.id


async def test_a_refusal_is_the_answer_to_its_key_for_good(callers, announce):
    opening = await announce(1)
    held = await callers.bot.hold(opening.id, procedure="1", as_of=SUNDAY_NOON)
    key = f"full-{opening.id}"
    with pytest.raises(OpeningFull) as first:
        await callers.bot.hold(opening.id, procedure="1", as_of=SUNDAY_NOON, key=key)
    await callers.bot.release(held.id)
    with pytest.raises(OpeningFull) as again:
        await callers.bot.hold(opening.id, procedure="1", as_of=SUNDAY_NOON, key=key)
    assert again.value.extra == first.value.extra
    await callers.bot.hold(opening.id, procedure="1", as_of=SUNDAY_NOON, key=key + "-new")


async def test_every_change_can_be_repeated(callers, unit, announce, book, rows):
    monday = await announce(5)
    await announce(5, half_day=HalfDay.AFTERNOON)
    booking = await book(monday, owner="p:repeat")
    visit = dt.datetime(2021, 8, 23, 13, tzinfo=ZONE)
    other = (await callers.bot.list_openings([unit.id], as_of=SUNDAY_NOON))[1]
    start, end = visit + dt.timedelta(days=30), visit + dt.timedelta(days=31)
    changes = [
        lambda key: callers.unit.announce(unit.id, MONDAY, HalfDay.MORNING, 7, as_of=SUNDAY_NOON, key=key),
        lambda key: callers.bot.move(booking.code, opening_id=other.id, owner="p:repeat", as_of=SUNDAY_NOON, key=key),
        lambda key: callers.unit.check_in(booking.code, as_of=visit, key=key),
        lambda key: callers.unit.withdraw(unit.id, MONDAY, MONDAY, half_day=HalfDay.MORNING, key=key),
        lambda key: callers.admin.put_closure(f"c-{unit.id}", [unit.id], start, end, "thử", key=key),
        lambda key: callers.admin.delete_closure(f"c-{unit.id}", key=key),
        lambda key: callers.bot.transfer_owner("p:repeat", "p:other", key=key),
        lambda key: callers.bot.erase_owner("p:other", as_of=visit + dt.timedelta(days=1), key=key),
    ]
    for number, change in enumerate(changes):
        first = await change(f"{unit.id}-{number}")
        before = rows("SELECT count(*) AS n FROM audit")
        assert await change(f"{unit.id}-{number}") == first
        assert rows("SELECT count(*) AS n FROM audit") == before


async def test_a_key_after_a_fault_is_free_again(callers, announce):
    """What was refused as invalid or forbidden is not stored, so a corrected caller may use its key."""
    opening = await announce(5)
    key = f"again-{opening.id}"
    with pytest.raises(OpeningNotFound):
        await callers.bot.hold(2**40, procedure="1", key=key + "-other")
    with pytest.raises(Exception, match="fields are not valid"):
        await callers.bot.hold(opening.id, procedure="1", dossiers=0, key=key)
    await callers.bot.hold(opening.id, procedure="1", as_of=SUNDAY_NOON, key=key)
