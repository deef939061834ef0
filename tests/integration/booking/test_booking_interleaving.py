"""What happens when somebody else is faster by a hair: between the look at an opening and the taking of a place."""

from __future__ import annotations

import asyncio
import datetime as dt

import psycopg
import pytest

from booking_client import BookingProblem, HoldExpired, OpeningClosed, OpeningFull, OpeningNotFound
from tests.integration.booking.booking_serving import SUNDAY_NOON


async def while_waiting(url: str, opening_id: int, call, statement: str):
    """Let ``call`` wait for the opening's row, change the row meanwhile, and return what the call comes to."""
    with psycopg.connect(url) as other:
        other.execute("SELECT 1 FROM openings WHERE id = %s FOR UPDATE", [opening_id])
        waiting = asyncio.create_task(call)
        for _ in range(500):
            if other.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
                break
            await asyncio.sleep(0.01)
        assert not waiting.done()
        other.execute(statement + " WHERE id = %s", [opening_id])
        other.commit()
        return await waiting


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ("taken = capacity", (OpeningFull, {"places_left": 0, "limit": "dossiers"})),
        ("people = array_fill(people_limit, ARRAY[8])", (OpeningFull, {"places_left": 5, "limit": "people"})),
        ("closed = array_fill(true, ARRAY[8])", (OpeningClosed, {})),
        ("withdrawn_at = now()", (OpeningNotFound, {})),
    ],
    ids=["full", "crowded", "closed", "withdrawn"],
)
async def test_a_hold_sees_what_changed_while_it_waited(callers, announce, shared_url, change, outcome):
    refusal, told = outcome
    opening = await announce(5)
    call = callers.bot.hold(opening.id, procedure="1", as_of=SUNDAY_NOON)
    with pytest.raises(BookingProblem) as refused:
        await while_waiting(shared_url, opening.id, call, f"UPDATE openings SET {change}")
    assert type(refused.value) is refusal
    assert told.items() <= refused.value.extra.items()


async def test_a_window_that_filled_up_meanwhile_gives_way_to_the_next(callers, announce, shared_url):
    opening = await announce(5)
    call = callers.bot.hold(opening.id, procedure="1", as_of=SUNDAY_NOON)
    hold = await while_waiting(shared_url, opening.id, call, "UPDATE openings SET people[1] = people_limit")
    assert hold.window.start.time() == dt.time(7, 30)


async def test_a_window_means_the_hours_of_the_moment_it_is_taken(callers, announce, shared_url):
    opening = await announce(5)
    call = callers.bot.hold(opening.id, procedure="1", as_of=SUNDAY_NOON)
    later = "UPDATE openings SET starts_at = starts_at + interval '1 hour', ends_at = ends_at + interval '1 hour'"
    hold = await while_waiting(shared_url, opening.id, call, later)
    assert hold.window.start.time() == dt.time(8)


@pytest.mark.parametrize("how", ["confirm", "release", "move"])
async def test_a_hold_that_runs_out_while_it_waits_is_out(callers, announce, book, shared_url, how):
    opening, other = await announce(5), await announce(5, date=dt.date(2021, 8, 24))
    booking = await book(other, owner="p:1")
    held = await callers.bot.hold(opening.id, procedure="2.000815", as_of=SUNDAY_NOON)
    calls = {
        "confirm": lambda: callers.bot.confirm(held.id, name="Demo", phone="0912000111"),
        "release": lambda: callers.bot.release(held.id),
        "move": lambda: callers.bot.move(booking.code, hold_id=held.id, owner="p:1", as_of=SUNDAY_NOON),
    }
    run_out = f"WITH x AS (UPDATE holds SET expires_at = now() WHERE id = '{held.id}') UPDATE openings SET capacity = 5"
    call = while_waiting(shared_url, opening.id, calls[how](), run_out)
    if how == "release":
        await call
    else:
        with pytest.raises(HoldExpired):
            await call
    assert (await callers.bot.opening(opening.id, as_of=SUNDAY_NOON)).places_left == 5
    assert (await callers.bot.booking(booking.code, owner="p:1")).queue_number == booking.queue_number


async def test_a_cancellation_follows_a_booking_that_moves_meanwhile(callers, announce, book, shared_url):
    monday, tuesday = await announce(5), await announce(5, date=dt.date(2021, 8, 24))
    booking = await book(monday, owner="p:1")
    moved = (
        f"WITH a AS (UPDATE bookings SET opening_id = {tuesday.id} WHERE code = '{booking.code}'),"
        f" b AS (UPDATE openings SET taken = 1, people[1] = 1 WHERE id = {tuesday.id})"
        " UPDATE openings SET taken = 0, people[1] = 0"
    )
    call = callers.bot.cancel(booking.code, owner="p:1", as_of=SUNDAY_NOON)
    cancelled = await while_waiting(shared_url, monday.id, call, moved)
    assert cancelled.opening_id == tuesday.id
    assert [(await callers.bot.opening(one.id, as_of=SUNDAY_NOON)).places_left for one in (monday, tuesday)] == [5, 5]
