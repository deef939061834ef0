"""A hundred messages a second into two processes: every one acknowledged, answered once, in order."""

from __future__ import annotations

import asyncio
import os

import pytest

from tests.load import Load, assert_all_answered_once_in_order
from tests.waiting import wait_until

PER_SECOND = 100


@pytest.fixture(params=["telegram", "zalo_oa"])
def side(request, make_side):
    return make_side(request.param, limited=False)


async def _hundred_a_second(start_bot, rows, side, seconds: float, people: int) -> tuple[Load, int, float]:
    """Returns the load, how many messages there were, and the seconds until the last answer was written."""
    bots = [start_bot(**side.env, LOG_LEVEL="WARNING") for _ in range(2)]
    loop = asyncio.get_running_loop()
    async with Load([bot.url for bot in bots], side.wire) as load:
        began = loop.time()
        each = int(seconds * PER_SECOND) // people
        written = await load.run(side.people(people), messages=each, per_second=PER_SECOND)
        total = sum(len(updates) for updates in written)
        # What waits on the disk (the database had no connection left for it) stands in no row yet.
        await asyncio.to_thread(wait_until, lambda: rows("SELECT count(*) AS n FROM inbox")[0]["n"] >= total, 300)
        await asyncio.to_thread(wait_until, lambda: rows.open() == 0, 600)
        took = loop.time() - began
    # A machine that is busy otherwise may let a call time out: the platform repeats it then, and it counts once.
    assert {status for status in load.statuses if isinstance(status, int)} == {200}
    assert_all_answered_once_in_order(rows, written, side.wire)
    return load, total, took


async def test_a_hundred_messages_a_second(start_bot, rows, side):
    await _hundred_a_second(start_bot, rows, side, 0.6, people=30)


@pytest.mark.soak
@pytest.mark.timeout(900)
async def test_a_hundred_messages_a_second_for_a_minute(start_bot, rows, side, table):
    seconds = int(os.environ.get("SOAK_SECONDS", "60"))
    load, messages, took = await _hundred_a_second(start_bot, rows, side, seconds, people=100)
    times = sorted(load.acknowledged.values())
    table(
        f"{PER_SECOND} inbound a second for {seconds} s by {side.name}, two bot processes",
        messages=messages,
        acknowledged_p50=f"{times[len(times) // 2] * 1000:.1f} ms",
        acknowledged_p99=f"{times[int(len(times) * 0.99)] * 1000:.1f} ms (goal ≤ 100 ms)",
        last_answer_written_after=f"{took:.1f} s",
        lost=0,
        out_of_order=0,
    )
