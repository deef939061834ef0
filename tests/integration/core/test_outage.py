"""The database away: updates are on disk before they are acknowledged, and answered in order afterwards."""

from __future__ import annotations

import asyncio
import os

import httpx
import pytest

from bot.faults import FaultPoint
from tests.cable import Cable
from tests.load import Load, assert_all_answered_once_in_order
from tests.processes import BotProcess
from tests.rows import Rows
from tests.updates import Sender, post, telegram_env
from tests.waiting import wait_until


def parts(bot):
    """What the process says of its parts."""
    return httpx.get(f"{bot.url}/readyz", trust_env=False, timeout=30).json()["parts"]


async def _outage(own_postgres, own_bot, senders, seconds: float, per_second: int) -> tuple[Load, list]:
    bot = own_bot()
    rows = Rows(own_postgres.url("motcua"))
    async with Load([bot.url]) as load:
        before, after = 2.0, 2.0
        messages = int((before + seconds + after) * per_second / len(senders))
        writing = asyncio.create_task(load.run(senders, messages=messages, per_second=per_second))
        await asyncio.sleep(before)
        await asyncio.to_thread(own_postgres.stop, immediate=True)
        await asyncio.sleep(seconds)
        told = await asyncio.to_thread(parts, bot)
        assert not told["database"]["ok"]
        assert told["spool"]["reason"] == "updates go to the disk"
        await asyncio.to_thread(own_postgres.start)
        written = await writing
        total = sum(len(updates) for updates in written)
        # What waits on the disk stands in no row yet.
        await asyncio.to_thread(wait_until, lambda: rows("SELECT count(*) AS n FROM inbox")[0]["n"] >= total, 300)
        await asyncio.to_thread(wait_until, lambda: rows.open() == 0, 300)
    assert_all_answered_once_in_order(rows, written)
    told = await asyncio.to_thread(parts, bot)
    assert told["database"]["ok"]
    assert told["spool"]["reason"] == "empty"
    assert set(load.statuses) == {200}, "an update was refused although the disk could take it"
    return load, written


async def test_some_seconds_without_the_database(own_postgres, own_bot, people):
    await _outage(own_postgres, own_bot, people(5), 3, per_second=10)


@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_a_minute_without_the_database(own_postgres, own_bot, people, table):
    seconds = float(os.environ.get("SOAK_SECONDS", "60"))
    load, written = await _outage(own_postgres, own_bot, people(5), seconds, per_second=20)
    table(
        f"{seconds:.0f} s without the database",
        updates=sum(len(updates) for updates in written),
        longest_acknowledgement=f"{max(load.acknowledged.values()) * 1000:.0f} ms",
        lost=0,
        out_of_order=0,
    )


@pytest.mark.parametrize("point", [FaultPoint.SPOOL_APPENDED, FaultPoint.SPOOL_REPLAYED])
async def test_killed_while_spooling(point, own_postgres, own_bot, people):
    """What a dead process spooled is taken over by the next one."""
    doomed = own_bot(FAULT_POINT=point.value)
    rows = Rows(own_postgres.url("motcua"))
    own_postgres.stop(immediate=True)
    async with Load([doomed.url]) as load:
        writing = asyncio.create_task(load.run(people(2), messages=3, per_second=20))
        if point is FaultPoint.SPOOL_REPLAYED:
            await asyncio.sleep(1.5)
            await asyncio.to_thread(own_postgres.start)
        await asyncio.to_thread(wait_until, lambda: not doomed.alive)
        await asyncio.to_thread(own_postgres.start)
        follower = await asyncio.to_thread(own_bot)
        load.urls[:] = [follower.url]
        written = await writing
        total = sum(len(updates) for updates in written)
        # None is open before the last is replayed, too.
        await asyncio.to_thread(wait_until, lambda: rows("SELECT count(*) AS n FROM inbox")[0]["n"] >= total)
        await asyncio.to_thread(wait_until, lambda: rows.open() == 0)
    assert_all_answered_once_in_order(rows, written)


async def test_what_another_process_has_on_its_disk_is_answered_first(own_postgres, own_bot, people):
    """One process has lost the database, the other has not: the order of a person's messages holds between them."""
    rows = Rows(own_postgres.url("motcua"))
    async with Cable(own_postgres.url("motcua")) as cable, Load([]) as load:
        cut_off = await asyncio.to_thread(own_bot, DATABASE_URL=cable.url)
        other = await asyncio.to_thread(own_bot)
        await cable.cut()
        senders = people(3)
        written = [[sender.text(f"lời nhắn {number}") for number in range(4)] for sender in senders]
        for updates in zip(*written, strict=True):
            for update in updates:
                load.urls[:] = [cut_off.url if update["update_id"] % 4 < 2 else other.url]
                await load.deliver(update)
        await asyncio.to_thread(
            wait_until, lambda: rows("SELECT count(*) AS n FROM inbox WHERE status = 'done'")[0]["n"] == 12
        )
        assert not parts(cut_off)["database"]["ok"]
        assert parts(other)["spool"]["reason"] == "empty"
        await cable.plug()
        await asyncio.to_thread(wait_until, lambda: parts(cut_off)["spool"]["reason"] == "empty")
    assert_all_answered_once_in_order(rows, written)


async def test_what_a_process_left_on_its_disk_is_answered_by_another(own_postgres, own_bot, people):
    rows = Rows(own_postgres.url("motcua"))
    async with Cable(own_postgres.url("motcua")) as cable, Load([]) as load:
        doomed = await asyncio.to_thread(own_bot, DATABASE_URL=cable.url)
        await asyncio.to_thread(own_bot)
        await cable.cut()
        load.urls[:] = [doomed.url]
        written = await load.run(people(2), messages=2, per_second=20)
        doomed.kill()
        await asyncio.to_thread(
            wait_until, lambda: rows("SELECT count(*) AS n FROM inbox WHERE status = 'done'")[0]["n"] == 4
        )
    assert_all_answered_once_in_order(rows, written)


async def test_a_spool_that_is_not_writable_refuses_the_start(own_postgres, tmp_path, telegram):
    (tmp_path / "file").write_text("not a folder")
    env = {**telegram_env(telegram.url), "SPOOL_DIR": str(tmp_path / "file" / "spool")}
    bot = BotProcess(own_postgres.url("motcua"), tmp_path, env).launch()
    assert bot.wait() == 4
    assert "the spool in" in bot.tail()
    assert "MOTCUA_SPOOL_DIR" in bot.tail()


async def test_no_database_and_a_full_disk_is_503_never_200(own_postgres, tmp_path, telegram):
    rows = Rows(own_postgres.url("motcua"))
    url = own_postgres.url("motcua")
    # A limit on the size of files is what a process sees of a full disk, without a disk of our own to fill.
    with BotProcess(url, tmp_path, telegram_env(telegram.url), largest_file=100_000) as bot:
        own_postgres.stop(immediate=True)
        sender = Sender()
        taken = []
        async with Load([bot.url]) as load:
            statuses = []
            for _ in range(40):
                update = sender.text("đơn dài " * 400)
                status = await post(load._client, bot.url, update)
                statuses.append(status)
                if status == 200:
                    taken.append(update["update_id"])
            assert statuses[0] == 200
            assert statuses[-1] == 503
            assert set(statuses) == {200, 503}
            health = parts(bot)
            assert not health["spool"]["ok"]
            assert "too large" in health["spool"]["reason"]
            assert not health["database"]["ok"]
            own_postgres.start()
            wait_until(lambda: len(rows("SELECT 1 FROM inbox")) == len(taken), 30)
            wait_until(lambda: parts(bot)["spool"] == {"ok": True, "reason": "empty"})
        assert sorted(row["sequence"] for row in rows("SELECT sequence FROM inbox")) == taken


async def test_a_start_without_the_database_parks_nothing(own_postgres, own_bot, people):
    """What came in meanwhile waits for the guidance too, and is not taken for poisonous."""
    own_postgres.stop(immediate=True)
    bot = own_bot()
    rows = Rows(own_postgres.url("motcua"))
    async with Load([bot.url]) as load:
        written = await load.run(people(3), messages=3, per_second=20)
        await asyncio.to_thread(own_postgres.start)
        await asyncio.to_thread(wait_until, lambda: rows("SELECT count(*) AS n FROM inbox")[0]["n"] == 9)
        await asyncio.to_thread(wait_until, lambda: rows.open() == 0)
    assert_all_answered_once_in_order(rows, written)
    assert rows("SELECT 1 FROM inbox WHERE tries > 0") == []
