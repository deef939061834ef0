"""A hundred messages a second into two processes: every one acknowledged, answered once, in order."""

from __future__ import annotations

import asyncio
import os

import pytest

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.rates import Rates
from tests.integration.core.conftest import wait_until
from tests.load import Load, assert_all_answered_once_in_order
from tests.updates import TOKEN

PER_SECOND = 100
PEOPLE = 100


@pytest.fixture
def telegram():
    with FakeTelegram(token=TOKEN, rates=Rates(0, 0, 0, 0, 0)) as server:
        yield server


async def _hundred_a_second(start_bot, rows, people, seconds: int) -> tuple[Load, int, float]:
    """Returns the load, how many messages there were, and the seconds until the last answer was written."""
    unlimited = {"TELEGRAM_PER_SECOND": "0", "TELEGRAM_CHAT_PER_SECOND": "0", "LOG_LEVEL": "WARNING"}
    bots = [start_bot(**unlimited), start_bot(**unlimited)]
    loop = asyncio.get_running_loop()
    async with Load([bot.url for bot in bots]) as load:
        began = loop.time()
        written = await load.run(people(PEOPLE), messages=seconds * PER_SECOND // PEOPLE, per_second=PER_SECOND)
        total = sum(len(updates) for updates in written)
        # What waits on the disk (the database had no connection left for it) stands in no row yet.
        await asyncio.to_thread(wait_until, lambda: rows("SELECT count(*) AS n FROM inbox")[0]["n"] >= total, 300)
        await asyncio.to_thread(wait_until, lambda: rows.open() == 0, 600)
        took = loop.time() - began
    # A machine that is busy otherwise may let a call time out: the platform repeats it then, and it counts once.
    assert {status for status in load.statuses if isinstance(status, int)} == {200}
    assert_all_answered_once_in_order(rows, written)
    return load, total, took


async def test_a_hundred_messages_a_second(start_bot, rows, people):
    await _hundred_a_second(start_bot, rows, people, 3)


@pytest.mark.soak
@pytest.mark.timeout(900)
async def test_a_hundred_messages_a_second_for_a_minute(start_bot, rows, people, table):
    seconds = int(os.environ.get("SOAK_SECONDS", "60"))
    load, messages, took = await _hundred_a_second(start_bot, rows, people, seconds)
    times = sorted(load.acknowledged.values())
    table(
        f"{PER_SECOND} inbound a second for {seconds} s, two bot processes",
        messages=messages,
        acknowledged_p50=f"{times[len(times) // 2] * 1000:.1f} ms",
        acknowledged_p99=f"{times[int(len(times) * 0.99)] * 1000:.1f} ms (goal ≤ 100 ms)",
        last_answer_written_after=f"{took:.1f} s",
        lost=0,
        out_of_order=0,
    )
