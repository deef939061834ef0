"""What runs out, moves or changes hands just while somebody acts on it: the edges of a transaction."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING

import pytest

from booking_client import HalfDay, OpeningInUse, Unit, UnitLevel
from tests.integration.booking.booking_gate import at_the_gate, build_gate, gate_shut
from tests.integration.booking.booking_serving import MONDAY, SUNDAY_NOON, ZONE
from tests.integration.booking.test_booking_interleaving import while_waiting
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def gated_url(clone_booking: Callable[[], str]) -> str:
    """A database where whoever has just tidied up holds can be made to wait."""
    url = clone_booking()
    build_gate(url)
    return url


@pytest.fixture
def gated(gated_url, new_server, connect):
    return connect(new_server(gated_url), "admin")


_RUN_OUT = "UPDATE holds SET expires_at = clock_timestamp() WHERE id = %s"


async def announced(admin, name: str, capacity: int):
    await admin.put_units([Unit(id=name, name="U", level=UnitLevel.COMMUNE, area_id=name)])
    return await admin.announce(name, MONDAY, HalfDay.MORNING, capacity, as_of=SUNDAY_NOON)


async def test_hours_do_not_change_under_a_hold_that_runs_out_meanwhile(gated, gated_url):
    opening = await announced(gated, "hours", 5)
    held = await gated.hold(opening.id, procedure="1", as_of=SUNDAY_NOON)
    later = {"start": dt.time(8), "end": dt.time(9), "slot_minutes": 30, "as_of": SUNDAY_NOON}
    with gate_shut(gated_url) as other:
        changing = asyncio.create_task(gated.announce("hours", MONDAY, HalfDay.MORNING, 5, **later))
        await at_the_gate(other)
        other.execute(_RUN_OUT, [held.id])
    with pytest.raises(OpeningInUse) as refused:
        await changing
    assert refused.value.held == 1
    changed = await gated.announce("hours", MONDAY, HalfDay.MORNING, 5, **later)
    assert (changed.start.time(), changed.places_left) == (dt.time(8), 5)


async def test_a_place_that_is_freed_while_somebody_looks_again_is_theirs(gated, gated_url):
    opening = await announced(gated, "twice", 2)
    gone, running = [await gated.hold(opening.id, procedure="1", as_of=SUNDAY_NOON) for _ in range(2)]
    with gate_shut(gated_url) as other:
        other.execute(_RUN_OUT, [gone.id])
        with other.transaction():
            other.execute("SELECT 1 FROM openings WHERE id = %s FOR UPDATE", [opening.id])
            asking = asyncio.create_task(gated.hold(opening.id, procedure="1", as_of=SUNDAY_NOON))
            await until(lambda: other.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone() is not None)
            other.execute("UPDATE holds SET state = 'expired' WHERE id = %s", [gone.id])  # and takes its place
        await at_the_gate(other)
        other.execute(_RUN_OUT, [running.id])
    assert (await asking).opening_id == opening.id


async def test_a_hold_ends_with_its_window_at_the_latest(callers, announce, rows):
    opening = await announce(5, slot_minutes=5)
    held = await callers.bot.hold(opening.id, procedure="1", as_of=dt.datetime(2021, 8, 23, 10, 54, tzinfo=ZONE))
    assert held.window.end.time() == dt.time(11)
    (kept,) = rows("SELECT expires_at - created_at AS time FROM holds WHERE id = %s", held.id)
    assert kept["time"] <= dt.timedelta(minutes=6, seconds=1)


async def test_a_hold_given_to_somebody_else_while_it_is_confirmed_becomes_their_booking(callers, announce, shared_url):
    opening = await announce(5)
    held = await callers.bot.hold(opening.id, procedure="1", owner="p:before", as_of=SUNDAY_NOON)
    given = f"WITH x AS (UPDATE holds SET owner = 'p:after' WHERE id = '{held.id}') UPDATE openings SET capacity = 5"
    call = callers.bot.confirm(held.id, name="Demo", phone="0912000111", as_of=SUNDAY_NOON)
    booking = await while_waiting(shared_url, opening.id, call, given)
    assert booking.owner == "p:after"
    assert [one.code for one in (await callers.bot.owner_data("p:after")).bookings] == [booking.code]


async def test_a_booking_made_while_its_owner_changes_goes_along(gated, gated_url):
    opening = await announced(gated, "along", 5)
    held = await gated.hold(opening.id, procedure="1", owner="p:old", as_of=SUNDAY_NOON)
    with gate_shut(gated_url) as other:
        confirming = asyncio.create_task(gated.confirm(held.id, name="Demo", phone="0912000111", as_of=SUNDAY_NOON))
        await at_the_gate(other)
        giving = asyncio.create_task(gated.transfer_owner("p:old", "p:new"))
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        await until(lambda: other.execute(query).fetchone()[0] > 1)
    booking = await confirming
    assert await giving == 1
    assert [one.code for one in (await gated.owner_data("p:new")).bookings] == [booking.code]
