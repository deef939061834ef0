"""A promoted standby: broadcasts under way wait until somebody says that it is the same database still."""

from __future__ import annotations

import asyncio

import pytest
from psycopg.rows import dict_row

from bot.broadcasts import store
from bot.broadcasts.adopting import adopt
from bot.broadcasts.feeder import RESTORED
from bot.broadcasts.model import State
from bot.db.pool import Database
from pgkit.connections import connect
from tests import commands
from tests.integration.broadcasts.conftest import author, feeder, sent
from tests.integration.broadcasts.test_restored import taken
from tests.integration.core.conftest import own_postgres
from tests.integration.staff.conftest import Desk
from tests.rows import Rows
from tests.standby import promote, standby_of

__all__ = ["own_postgres"]


@pytest.fixture
def bot_database(own_postgres):
    return own_postgres.url("motcua")


async def test_what_was_under_way_goes_on_after_a_promotion_that_was_blessed(desk, crowd, own_postgres, reference):
    crowd(5)
    asked, silent = await sent(desk), await sent(desk, title="Thứ hai")
    look = feeder(desk, await author(desk)).look
    await look()
    assert await taken(desk.database)
    standby = await asyncio.to_thread(standby_of, own_postgres, own_postgres.data_dir.parent / "standby")
    await desk.database.close()
    await asyncio.to_thread(own_postgres.stop, immediate=True)
    try:
        await asyncio.to_thread(promote, standby)
        url = standby.url("motcua")
        rows = Rows(url)
        promoted = Database(url, size=4)
        await promoted.open()
        there = Desk(promoted, reference, None)
        assert not await taken(promoted), "a sender comes before anybody has said what this is"
        rows("UPDATE broadcasts SET state = 'paused' WHERE id = %s", silent.id)
        await feeder(there, await author(there)).look()
        found = await store.get(promoted, asked.id)
        assert (found.state, found.problem) == (State.ASKING, RESTORED)
        answer = await asyncio.to_thread(commands.run, "db", "adopt", settings={"DATABASE_URL": url})
        assert answer.code == 0
        assert f"{asked.id}, {silent.id}" in answer.out
        assert (await store.get(promoted, asked.id)).state is State.SENDING
        assert (await store.get(promoted, silent.id)).state is State.PAUSED
        await feeder(there, await author(there)).look()
        assert (await store.get(promoted, asked.id)).state is State.SENDING
        assert await taken(promoted)
        assert rows("SELECT 1 FROM audit WHERE action = 'db.adopt'")
        await promoted.close()
    finally:
        await asyncio.to_thread(standby.stop, immediate=True)


async def test_a_copy_of_a_dump_is_not_adopted(desk, crowd, rows):
    crowd(1)
    made = await sent(desk)
    rows("UPDATE broadcasts SET home = '1/2/3' WHERE id = %s", made.id)
    async with await connect(rows.url, row_factory=dict_row) as connection:
        assert await adopt(connection) == []


async def test_a_server_whose_control_file_nobody_may_read_has_a_name_all_the_same(desk, crowd, rows):
    """As with managed services, where the tables' owner is no superuser: broadcasts start and are sent."""
    crowd(1)
    rows("REVOKE EXECUTE ON FUNCTION pg_control_system(), pg_control_checkpoint() FROM public")
    rows("CREATE ROLE usual LOGIN")
    rows("GRANT SELECT ON database_identity TO usual")
    rows("ALTER FUNCTION motcua_home() OWNER TO usual")
    (row,) = rows("SELECT motcua_home() AS home, (SELECT id::text FROM database_identity) AS id")
    assert row["home"].startswith(row["id"])
    made = await sent(desk)
    await feeder(desk, await author(desk)).look()
    assert await taken(desk.database)
    assert (await store.get(desk.database, made.id)).state is State.SENDING
