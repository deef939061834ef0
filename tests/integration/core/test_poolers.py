"""Through a pooler that lends connections for a transaction only, as PgBouncer in transaction mode."""

from __future__ import annotations

import asyncio

import pytest

from tests.load import Load, assert_all_answered_once_in_order
from tests.pooler import KINDS, pooler_before
from tests.processes import BotProcess
from tests.rows import Rows
from tests.updates import telegram_env
from tests.waiting import wait_until

SLOW = ("couldn't get a connection after", "did not answer within")
"""What bots say of a pooler with few connections on a machine that is busy: it tells nothing of what they asked it."""


@pytest.fixture(params=KINDS)
async def pooler(request, own_postgres, tmp_path_factory):
    folder = own_postgres.data_dir.parent / "pgbouncer"
    async with pooler_before(request.param, own_postgres, folder) as found:
        yield found


@pytest.fixture
def refused(pooler, telegram, tmp_path):
    """A function that starts a bot which does not start, and gives what it says."""

    async def start(**more):
        bot = BotProcess(pooler.url, tmp_path, {**telegram_env(telegram.url), **more}).launch()
        assert await asyncio.to_thread(bot.wait, 60) == 4
        return bot.tail()

    return start


async def test_all_goes_through_it_once_what_it_needs_is_said(pooler, refused, own_postgres, own_bot, people):
    direct = own_postgres.url("motcua")
    assert "set MOTCUA_DATABASE_DIRECT_URL" in await refused()
    assert "DIRECT_URL leads to a pooler too" in await refused(DATABASE_DIRECT_URL=pooler.url)
    statements = (await refused(DATABASE_DIRECT_URL=direct)).split("RECONNECT the pooler: ")[1].split("\n")[0]
    assert "statement_timeout" in statements
    rows = Rows(direct)
    for statement in statements.split(";"):
        if statement.strip():
            rows(statement)
    async with type(pooler)(own_postgres, own_postgres.data_dir.parent / "reconnected") as again, Load([]) as load:
        settings = {"DATABASE_URL": again.url, "DATABASE_DIRECT_URL": direct}
        bots = [await asyncio.to_thread(own_bot, **settings) for _ in range(2)]
        load.urls[:] = [bot.url for bot in bots]
        written = await load.run(people(4), messages=5, per_second=40)
        await asyncio.to_thread(wait_until, lambda: rows("SELECT count(*) AS n FROM inbox")[0]["n"] == 20)
        await asyncio.to_thread(wait_until, lambda: rows.open() == 0)
        for bot in bots:
            bot.stop()
            away = [line for line in bot.log.read_text().splitlines() if "database away" in line]
            assert [line for line in away if not any(slow in line for slow in SLOW)] == []
    assert set(load.statuses) == {200}
    assert_all_answered_once_in_order(rows, written)
