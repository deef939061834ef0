"""When the outbox is filled up: as soon as it runs low or empty, not at the next look of a clock."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import psycopg
import pytest

from bot.broadcasts import feeder as module
from bot.broadcasts.quiet import allowed_for, allowed_from
from tests.integration.broadcasts.conftest import SUNDAY, author, feeder, sent, statuses
from tests.waiting import wait_until

PROMPT = module._NET - 1.5
"""Seconds after the last message within which nothing but a call can have ended a broadcast."""


WAITING = """
SELECT 1 FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database
WHERE NOT l.granted AND d.datname = current_database()
"""


@asynccontextmanager
async def running(feed):
    task = asyncio.create_task(feed.run())
    try:
        yield
    finally:
        task.cancel()


@pytest.fixture(autouse=True)
def nothing_but_a_call(monkeypatch):
    """The feeder of this process looks when it is called, and after no time by itself."""
    monkeypatch.setattr(module, "_NET", module._LONGEST_SLEEP * 10)
    monkeypatch.setattr(module, "_LONGEST_SLEEP", module._LONGEST_SLEEP * 10)


@pytest.fixture
def now_is(rows):
    """Waits until recipients stand so."""

    async def wait(broadcast: int, **wanted: int) -> None:
        await asyncio.to_thread(wait_until, lambda: statuses(rows, broadcast) == wanted)

    return wait


@pytest.fixture
def is_done(rows):
    """Waits until a broadcast is done."""

    async def wait(broadcast: int) -> None:
        await asyncio.to_thread(
            wait_until, lambda: rows("SELECT 1 FROM broadcasts WHERE state = 'done' AND id = %s", broadcast)
        )

    return wait


def settle(rows, count: int) -> None:
    rows(
        "UPDATE outbox SET status = 'sent', finished_at = now()"
        " WHERE id IN (SELECT id FROM outbox WHERE status = 'queued' ORDER BY id LIMIT %s)",
        count,
    )


async def test_it_is_filled_up_when_half_of_the_room_is_free_and_done_with_the_last_message(
    desk, crowd, rows, now_is, is_done
):
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
        await is_done(made.id)


async def test_what_goes_out_while_it_looks_counts(desk, crowd, rows, bot_database):
    crowd(70)
    feed = feeder(desk, await author(desk), rates={"telegram": 2.0})
    await sent(desk)
    with psycopg.connect(bot_database) as opting_out:
        opting_out.execute("SELECT lock_opting_out(true)")
        look = asyncio.create_task(feed.look())
        await asyncio.to_thread(wait_until, lambda: rows(WAITING))
        for _ in range(20):
            feed.moved("telegram", idle=False)
        assert not feed._woken.is_set()
    await look
    assert feed._woken.is_set()


async def test_where_all_are_skipped_it_goes_on_by_itself(desk, crowd, now_is, is_done):
    crowd(100, platform="zalo_oa", hours_silent=99)
    feed = feeder(desk, await author(desk), rates={"zalo_oa": 2.0})
    async with running(feed):
        made = await sent(desk)
        feed._woken.set()
        await now_is(made.id, skipped=100)
        await is_done(made.id)


async def test_a_running_process_ends_a_broadcast_with_its_last_message(stage, is_done):
    citizens = [stage.telegram.user() for _ in range(30)]
    for citizen in citizens:
        citizen.chat.open = True
    stage.crowd(30, chats=[str(citizen.id) for citizen in citizens])
    stage.start()
    late = []
    while len(late) < 3 and not any(seconds < PROMPT for seconds in late):  # a busy machine may be late once
        made = await sent(stage.desk)
        await is_done(made.id)
        (found,) = stage.rows(
            "SELECT extract(epoch FROM b.finished_at - max(r.done_at))::float AS seconds FROM broadcasts AS b"
            " JOIN broadcast_recipients AS r ON r.broadcast_id = b.id WHERE b.id = %s GROUP BY b.finished_at",
            made.id,
        )
        late.append(found["seconds"])
    assert min(late) < PROMPT


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
