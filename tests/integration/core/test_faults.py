"""Processes that are killed: no message is lost, no answer is queued twice.

Each fault point stands between two steps; a process that reaches it gets SIGKILL (MOTCUA_FAULT_POINT). The platform
repeats what was not acknowledged, and a new process goes on from the rows.
"""

from __future__ import annotations

import asyncio
import os
import random

import pytest

from bot.faults import FaultPoint
from tests.load import Load, assert_all_answered_once_in_order
from tests.waiting import wait_until

SPOOL_POINTS = {FaultPoint.SPOOL_APPENDED, FaultPoint.SPOOL_REPLAYED}
ONLINE_POINTS = [point for point in FaultPoint if point not in SPOOL_POINTS]


@pytest.mark.parametrize("point", ONLINE_POINTS)
async def test_killed_at(point, start_bot, rows, people):
    """A process killed at a named point, and the next one."""
    doomed = start_bot(FAULT_POINT=point.value)
    async with Load([doomed.url]) as load:
        writing = asyncio.create_task(load.run(people(2), messages=3, per_second=40))
        await asyncio.to_thread(wait_until, lambda: not doomed.alive)
        assert doomed.process.returncode == -9
        follower = start_bot()
        load.urls[:] = [follower.url]
        written = await writing
        await asyncio.to_thread(wait_until, lambda: rows.open() == 0, 30)
    assert_all_answered_once_in_order(rows, written)
    if point in {FaultPoint.DELIVERY_TAKEN, FaultPoint.DELIVERY_SENT}:
        (left,) = rows("SELECT count(*) AS n FROM outbox WHERE status IN ('sending', 'unknown')")
        assert left["n"] >= 1, "a message under way at the kill must not be guessed to be sent or unsent"


async def _random_kills(start_bot, rows, senders, rounds: int) -> None:
    dice = random.Random(rounds)
    bots = [start_bot(), start_bot()]
    async with Load([bot.url for bot in bots]) as load:
        writing = asyncio.create_task(load.run(senders, messages=rounds * 3, per_second=30))
        for _ in range(rounds):
            await asyncio.sleep(dice.uniform(0.05, 0.6))
            victim = dice.randrange(2)
            bots[victim].kill()
            bots[victim] = await asyncio.to_thread(start_bot)
            load.urls[victim] = bots[victim].url
        written = await writing
        await asyncio.to_thread(wait_until, lambda: rows.open() == 0, 60)
    assert_all_answered_once_in_order(rows, written)


@pytest.mark.soak
@pytest.mark.timeout(1800)
async def test_killed_at_random_moments(start_bot, rows, people, table):
    rounds = int(os.environ.get("SOAK_ROUNDS", "200"))
    await _random_kills(start_bot, rows, people(4), rounds)
    answered = rows("SELECT count(*) AS n FROM inbox")[0]["n"]
    table("Bots killed at random moments", kills=rounds, messages=answered, lost=0, answered_twice=0, out_of_order=0)
