"""A primary and its standby: the address leads to the wrong one, and a promotion after the primary fell silent."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from contextlib import asynccontextmanager

import psycopg
import pytest

from booking_api import migrate as booking_migrate
from bot.db import migrate, revision
from tests.cable import Cable
from tests.integration.core.test_silent_database import parts
from tests.load import Load, assert_all_answered_once_in_order
from tests.rows import Rows
from tests.standby import promote, standby_of
from tests.waiting import until, wait_until

_UNSETTLED = """
SELECT count(*) AS n FROM outbox
WHERE status IN ('queued', 'sending', 'waiting') OR (status = 'unknown' AND resent_at IS NULL)
"""
_FATES = """
SELECT count(*) FILTER (WHERE status = 'sent') AS sent, count(*) FILTER (WHERE status = 'unknown') AS unknown,
    count(*) FILTER (WHERE status NOT IN ('sent', 'unknown')) AS other
FROM outbox
"""


@asynccontextmanager
async def pair(own_postgres):
    """A primary, its standby, and a cable to each."""
    folder = own_postgres.data_dir.parent / "standby"
    standby = await asyncio.to_thread(standby_of, own_postgres, folder)
    try:
        async with Cable(own_postgres.url("motcua")) as first, Cable(standby.url("motcua")) as second:
            yield standby, first, second
    finally:
        await asyncio.to_thread(standby.stop, immediate=True)
        shutil.rmtree(folder, ignore_errors=True)


def both(first, second):
    return f"postgresql://postgres@127.0.0.1:{first.port},127.0.0.1:{second.port}/motcua"


async def _fail_over(own_postgres, own_bot, telegram, senders, *, before, after, per_second) -> dict[str, object]:
    """The primary's host goes off while people write; its standby is promoted. Returns the figures."""
    async with pair(own_postgres) as (standby, first, second), Load([]) as load:
        bots = [await asyncio.to_thread(own_bot, DATABASE_URL=both(first, second)) for _ in range(2)]
        load.urls[:] = [bot.url for bot in bots]
        rows = Rows(standby.url("motcua"))
        messages = int((before + after) * per_second / len(senders))
        writing = asyncio.create_task(load.run(senders, messages=messages, per_second=per_second))
        await until(
            lambda: rows("SELECT count(*) AS n FROM inbox WHERE status = 'done'")[0]["n"] > before * per_second, 120
        )
        first.silence()
        off = time.monotonic()
        await asyncio.to_thread(promote, standby)
        promoted = time.monotonic()
        since = rows("SELECT now() AS at")[0]["at"]
        await until(lambda: rows("SELECT 1 FROM inbox WHERE done_at > %s", since), 120)
        answered = time.monotonic()
        written = await writing
        total = sum(len(updates) for updates in written)
        await asyncio.to_thread(wait_until, lambda: rows("SELECT count(*) AS n FROM inbox")[0]["n"] >= total, 120)
        await asyncio.to_thread(wait_until, lambda: rows.open() == 0, 120)
        for bot in bots:
            await asyncio.to_thread(wait_until, lambda bot=bot: parts(bot)["wake_ups"]["ok"])
        assert_all_answered_once_in_order(rows, written)
        assert rows("SELECT 1 FROM inbox WHERE tries > 0") == []
        await asyncio.to_thread(wait_until, lambda: rows(_UNSETTLED)[0]["n"] == 0, 300)
        (fates,) = rows(_FATES)
        assert fates["other"] == 0, rows("SELECT id, status, error FROM outbox WHERE status <> 'sent'")
        # One that was on its way when the primary fell silent may have arrived; it is said again, and marked so.
        arrived = telegram.statistics.sent - fates["sent"]
        assert 0 <= arrived <= fates["unknown"], "people got an answer twice, or not at all"
    assert set(load.statuses) == {200}, "an update was refused although the disk could take it"
    return {
        "updates": total,
        "longest_acknowledgement": f"{max(load.acknowledged.values()):.1f} s",
        "seconds_to_promote": f"{promoted - off:.1f}",
        "seconds_without_answer_after_that": f"{answered - promoted:.1f}",
        "lost": 0,
        "unknown_and_said_again": fates["unknown"],
        "doubled_besides": 0,
    }


@pytest.mark.timeout(600)
async def test_a_standby_takes_over_from_a_silent_primary(own_postgres, own_bot, telegram, people):
    await _fail_over(own_postgres, own_bot, telegram, people(10), before=1, after=2, per_second=10)


@pytest.mark.soak
@pytest.mark.timeout(900)
async def test_a_standby_takes_over_under_load(own_postgres, own_bot, telegram, people, table):
    seconds = float(os.environ.get("SOAK_SECONDS", "60"))
    figures = await _fail_over(own_postgres, own_bot, telegram, people(100), before=10, after=seconds, per_second=40)
    table("Fail-over", **figures)


async def test_an_address_that_leads_to_a_standby_costs_no_update(own_postgres, own_bot, people):
    """Even where the address asks for any server: what comes in waits on the disk, and the connections are left."""
    rows = Rows(own_postgres.url("motcua"))
    async with pair(own_postgres) as (standby, cable, _), Load([]) as load:
        bot = await asyncio.to_thread(own_bot, DATABASE_URL=f"{cable.url}?target_session_attrs=any")
        load.urls[:] = [bot.url]
        senders = people(3)
        before = await load.run(senders, messages=1, per_second=20)
        cable.database_url = standby.url("motcua")
        await cable.cut()
        await cable.plug()
        during = await load.run(senders, messages=2, per_second=20)
        assert parts(bot)["spool"]["reason"] == "updates go to the disk"
        cable.database_url = own_postgres.url("motcua")  # connections to the standby stay: the bot has to leave them
        await asyncio.to_thread(wait_until, lambda: rows("SELECT count(*) AS n FROM inbox")[0]["n"] == 9)
        await asyncio.to_thread(wait_until, lambda: rows.open() == 0)
    assert set(load.statuses) == {200}
    assert_all_answered_once_in_order(rows, [[*one, *two] for one, two in zip(before, during, strict=True)])


async def test_commands_find_the_host_that_takes_writes(own_postgres):
    async with pair(own_postgres) as (_, primary, standby):
        url = both(standby, primary)
        await asyncio.to_thread(migrate.upgrade, url)
        await asyncio.to_thread(revision.check, url)
        own_postgres.ensure_database("booking")
        booking = url.replace("/motcua", "/booking")
        standby.database_url = standby.database_url.replace("/motcua", "/booking")
        primary.database_url = primary.database_url.replace("/motcua", "/booking")
        await asyncio.to_thread(booking_migrate.upgrade, booking)
        with psycopg.connect(own_postgres.url("booking")) as connection:
            assert connection.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
