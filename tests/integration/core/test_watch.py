"""One look for all parts of a process."""

from __future__ import annotations

import asyncio

import pytest

from bot.db.pool import Database
from bot.db.watch import Watch


@pytest.fixture
async def database(bot_database):
    database = Database(bot_database, size=4)
    await database.open()
    yield database
    await database.close()


async def test_each_part_gets_its_answer(database):
    watch, got = Watch(database), {}

    async def first(value):
        got["first"] = value

    async def second(value):
        got["second"] = value

    watch.ask("first", "%(one)s::int + 1", first, one=1)
    watch.ask("second", "SELECT array_agg(n) FROM generate_series(1, %(one)s::int) AS n", second)
    await watch.look()
    assert got == {"first": 2, "second": [1]}


async def test_one_parts_mistake_keeps_no_other_from_looking(database, caplog):
    watch, got = Watch(database), []

    async def wrong(_value):
        raise KeyError("a mistake")

    async def right(value):
        got.append(value)

    watch.ask("wrong", "1", wrong)
    watch.ask("right", "2", right)
    await watch.look()
    assert got == [2]
    assert "a look failed" in caplog.text


@pytest.mark.parametrize(("name", "values"), [("known", {}), ("other", {"one": 2})])
def test_questions_that_clash_are_refused(database, name, values):
    watch = Watch(database)

    async def nothing(_value): ...

    watch.ask("known", "%(one)s", nothing, one=1)
    with pytest.raises(ValueError, match=name):
        watch.ask(name, "1", nothing, **values)


async def test_a_wake_up_looks_at_once_and_every_so_often_besides(database):
    watch, looks = Watch(database, every=0.2), asyncio.Queue()
    watch.ask("moment", "1", looks.put)
    running = asyncio.create_task(watch.run())
    for _ in range(3):
        await asyncio.wait_for(looks.get(), 20)
    slow = Watch(database, every=3600)
    slow.ask("moment", "2", looks.put)
    running.cancel()
    running = asyncio.create_task(slow.run())
    while await asyncio.wait_for(looks.get(), 20) != 2:
        pass
    slow.wake()
    assert await asyncio.wait_for(looks.get(), 20) == 2
    running.cancel()
