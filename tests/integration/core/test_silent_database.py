"""A database that says nothing, as a host that is off or hangs: all that waits for it has a deadline, and recovers."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from pathlib import Path

import httpx
import pytest

from tests.cable import Cable
from tests.load import Load, assert_all_answered_once_in_order
from tests.processes import BotProcess
from tests.rows import Rows
from tests.updates import TOKEN
from tests.waiting import wait_until


def parts(bot):
    return httpx.get(f"{bot.url}/readyz", trust_env=False, timeout=30).json()["parts"]


def takes(bot):
    answer = httpx.get(f"{bot.url}/takes", trust_env=False, timeout=30)
    return answer.status_code, answer.json()["takes"]


async def test_a_host_that_falls_silent_costs_no_update_and_no_start(own_postgres, own_bot, people):
    """No connection breaks, no error comes: the updates go to the disk, and all is answered once it speaks again."""
    rows = Rows(own_postgres.url("motcua"))
    async with Cable(own_postgres.url("motcua")) as cable, Load([]) as load:
        bot = await asyncio.to_thread(own_bot, DATABASE_URL=cable.url)
        load.urls[:] = [bot.url]
        assert await asyncio.to_thread(takes, bot) == (200, "database")
        senders = people(4)
        before = await load.run(senders, messages=2, per_second=20)
        cable.silence()
        during = await load.run(senders, messages=2, per_second=20)
        assert await asyncio.to_thread(takes, bot) == (200, "spool")
        told = await asyncio.to_thread(parts, bot)
        assert not told["database"]["ok"]
        assert told["spool"]["reason"] == "updates go to the disk"
        await asyncio.to_thread(wait_until, lambda: not parts(bot)["wake_ups"]["ok"])
        cable.speak()
        await asyncio.to_thread(wait_until, lambda: all(parts(bot)[name]["ok"] for name in ("database", "wake_ups")))
        after = await load.run(senders, messages=1, per_second=20)
        written = [[*one, *two, *three] for one, two, three in zip(before, during, after, strict=True)]
        await asyncio.to_thread(wait_until, lambda: rows("SELECT count(*) AS n FROM inbox")[0]["n"] == 20)
        await asyncio.to_thread(wait_until, lambda: rows.open() == 0)
    assert set(load.statuses) == {200}
    assert_all_answered_once_in_order(rows, written)
    assert rows("SELECT tries FROM inbox WHERE tries > 0") == [], "the database's silence counted against a message"


async def test_a_server_that_stands_still_takes_nothing_twice_when_it_goes_on(own_postgres, own_bot, people):
    """What it was told before it stood still it does afterwards, for nobody: that update came over the disk too."""
    rows = Rows(own_postgres.url("motcua"))
    bot = await asyncio.to_thread(own_bot)
    async with Load([bot.url]) as load:
        senders = people(4)
        before = await load.run(senders, messages=2, per_second=20)
        with stopped(own_postgres):
            during = await load.run(senders, messages=2, per_second=20)
            assert await asyncio.to_thread(takes, bot) == (200, "spool")
        written = [[*one, *two] for one, two in zip(before, during, strict=True)]
        await asyncio.to_thread(wait_until, lambda: rows("SELECT count(*) AS n FROM inbox")[0]["n"] == 16)
        await asyncio.to_thread(wait_until, lambda: rows.open() == 0)
        await asyncio.to_thread(wait_until, lambda: all(parts(bot)[name]["ok"] for name in ("database", "wake_ups")))
    assert set(load.statuses) == {200}
    assert_all_answered_once_in_order(rows, written)


@contextlib.contextmanager
def stopped(postgres):
    """The server and all its sessions stand still: connections are taken by the kernel, and nobody answers."""
    server = int((postgres.data_dir / "postmaster.pid").read_text().split()[0])
    still = [server, *map(int, Path(f"/proc/{server}/task/{server}/children").read_text().split())]
    for process in still:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in still:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGCONT)


async def test_takes_is_503_where_neither_database_nor_disk_takes_anything(own_postgres, own_bot, tmp_path):
    bot = own_bot(SPOOL_DIR=str(tmp_path / "spool"))
    own_postgres.stop(immediate=True)
    wait_until(lambda: takes(bot) == (200, "spool"))
    (tmp_path / "spool").rename(tmp_path / "gone")
    (tmp_path / "spool").write_text("no folder")
    assert takes(bot) == (503, None)
    (tmp_path / "spool").unlink()
    own_postgres.start()
    wait_until(lambda: takes(bot) == (200, "database"))


@pytest.fixture
def pollers(bot_database, tmp_path, telegram):
    """Two processes that fetch Telegram's updates, one of them at a time."""
    started = []
    for number in range(2):
        folder = tmp_path / f"poller-{number}"
        folder.mkdir()
        env = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url}
        started.append(BotProcess(bot_database, folder, env).start())
    yield started
    for bot in started:
        if bot.alive:
            os.kill(bot.process.pid, signal.SIGCONT)
        bot.stop()


def leads(bot):
    return '"leading"' in bot.log.read_text()


def test_who_waits_for_the_lead_keeps_no_dead_row_from_vacuum(pollers, rows):
    wait_until(lambda: any(map(leads, pollers)))
    for _ in range(20):
        rows("SELECT txid_current()")
    oldest = (
        "SELECT coalesce(max(age(backend_xmin)), 0) AS age FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    wait_until(lambda: rows(oldest)[0]["age"] < 10, 20)


def test_a_leader_that_hangs_is_followed_by_another_process(pollers, telegram, rows):
    leader = wait_until(lambda: next(filter(leads, pollers), None))
    (other,) = (bot for bot in pollers if bot is not leader)
    os.kill(leader.process.pid, signal.SIGSTOP)
    wait_until(lambda: leads(other))
    citizen = telegram.user()
    citizen.send("xin chào")
    wait_until(lambda: rows("SELECT 1 FROM inbox WHERE status = 'done'"))
    os.kill(leader.process.pid, signal.SIGCONT)
    wait_until(lambda: "lost the lead" in leader.log.read_text())
