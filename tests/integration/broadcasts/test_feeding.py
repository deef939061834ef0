"""When the outbox is filled up: as soon as it runs low or empty, not at the next look of a clock."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.broadcasts import feeder as module
from bot.broadcasts.quiet import allowed_for, allowed_from
from tests.integration.broadcasts.conftest import SUNDAY, author, feeder, sent, statuses
from tests.waiting import wait_until

SOON = module._NET - 1.0
"""Seconds within which nothing but a call can have woken the feeder."""


@asynccontextmanager
async def running(feed):
    task = asyncio.create_task(feed.run())
    try:
        yield
    finally:
        task.cancel()


@pytest.fixture
def now_is(rows):
    """Waits until recipients stand so."""

    async def wait(broadcast: int, **wanted: int) -> None:
        await asyncio.to_thread(wait_until, lambda: statuses(rows, broadcast) == wanted, SOON)

    return wait


def settle(rows, count: int) -> None:
    rows(
        "UPDATE outbox SET status = 'sent', finished_at = now()"
        " WHERE id IN (SELECT id FROM outbox WHERE status = 'queued' ORDER BY id LIMIT %s)",
        count,
    )


async def test_it_is_filled_up_when_half_of_the_room_is_free_and_done_with_the_last_message(desk, crowd, rows, now_is):
    crowd(70)
    feed = feeder(desk, await author(desk), rates={"telegram": 2.0})
    async with running(feed):
        made = await sent(desk)
        feed._woken.set()  # as the notification of "send" does
        await now_is(made.id, queued=40, waiting=30)
        settle(rows, 20)
        for _ in range(20):
            feed.moved("telegram", idle=False)
        await now_is(made.id, sent=20, queued=40, waiting=10)
        settle(rows, 40)
        feed.moved("telegram", idle=True)
        await now_is(made.id, sent=60, queued=10)
        settle(rows, 10)
        feed.moved("telegram", idle=True)
        await asyncio.to_thread(
            wait_until, lambda: rows("SELECT 1 FROM broadcasts WHERE state = 'done' AND id = %s", made.id), SOON
        )


async def test_where_all_are_skipped_it_goes_on_by_itself(desk, crowd, rows, now_is):
    crowd(100, platform="zalo_oa", hours_silent=99)
    feed = feeder(desk, await author(desk), rates={"zalo_oa": 2.0})
    async with running(feed):
        made = await sent(desk)
        feed._woken.set()
        await now_is(made.id, skipped=100)
        await asyncio.to_thread(
            wait_until, lambda: rows("SELECT 1 FROM broadcasts WHERE state = 'done' AND id = %s", made.id), SOON
        )


async def test_a_running_process_ends_a_broadcast_with_its_last_message(stage):
    citizens = [stage.telegram.user() for _ in range(30)]
    for citizen in citizens:
        citizen.chat.open = True
    stage.crowd(30, chats=[str(citizen.id) for citizen in citizens])
    stage.start()
    made = await sent(stage.desk)
    await asyncio.to_thread(wait_until, lambda: stage.rows("SELECT 1 FROM broadcasts WHERE state = 'done'"))
    (late,) = stage.rows(
        "SELECT extract(epoch FROM b.finished_at - max(r.done_at))::float AS seconds FROM broadcasts AS b"
        " JOIN broadcast_recipients AS r ON r.broadcast_id = b.id WHERE b.id = %s GROUP BY b.finished_at",
        made.id,
    )
    assert late["seconds"] < SOON


def test_it_may_go_on_until_nine_in_the_evening():
    evening = SUNDAY.replace(hour=20, minute=59, second=30)
    assert allowed_for(evening, urgent=False) == 30
    assert allowed_from(evening + timedelta(seconds=30), urgent=False) > evening + timedelta(seconds=30)
    assert allowed_for(evening, urgent=True) > 86_400


async def test_whoever_opts_out_waits_for_one_short_batch_and_not_for_thousands(desk, crowd, rows):
    crowd(600)
    feed = feeder(desk, await author(desk), rates={"telegram": 0.0})
    made = await sent(desk)
    looks = []
    while rows("SELECT 1 FROM broadcast_recipients WHERE broadcast_id = %s AND status = 'waiting'", made.id):
        before = statuses(rows, made.id).get("queued", 0)
        await feed.look()
        looks.append(statuses(rows, made.id)["queued"] - before)
    assert max(looks) <= 250
    assert sum(looks) == 600
