"""What passes through the queues is cleared away as it passes, and what changes with each message changes in place."""

from __future__ import annotations

import asyncio
import os

import pytest

from benchmarks import queues
from tests.load import Load
from tests.waiting import wait_until


@pytest.fixture
def bot_database(clone_database, bot_template):
    """A fresh one: where much was written before, the next rows find other pages, and counts are of all time."""
    _, url = clone_database(bot_template)
    return url


def options(rows, table):
    (row,) = rows("SELECT reloptions FROM pg_class WHERE oid = %s::regclass", table)
    return dict(option.split("=") for option in row["reloptions"] or ())


@pytest.mark.parametrize("table", ["inbox", "outbox", "chat_waits", "platforms"])
def test_a_queue_is_vacuumed_by_what_passed_and_not_by_what_it_keeps(rows, table):
    found = options(rows, table)
    assert found["autovacuum_vacuum_scale_factor"] == "0"
    assert int(found["autovacuum_vacuum_threshold"]) <= 5000
    assert int(found["fillfactor"]) < 100


async def test_a_turn_changes_its_conversation_in_place(start_bot, people, rows):
    """No index of the largest table that changes with each message has to be written to."""
    async with Load([]) as load:
        bot = await asyncio.to_thread(start_bot)
        load.urls[:] = [bot.url]
        await load.run(people(5), messages=8, per_second=100)  # a second apart in each chat
        await asyncio.to_thread(
            wait_until, lambda: rows("SELECT count(*) AS n FROM outbox WHERE status = 'sent'")[0]["n"] >= 40
        )
    bot.stop()  # its sessions tell their counts when they end
    query = "SELECT n_tup_upd AS changed, n_tup_hot_upd AS hot FROM pg_stat_user_tables WHERE relname = %s"
    for table in ("conversations", "chat_waits", "platforms"):
        (found,) = rows(query, table)
        assert found["hot"] >= 0.8 * found["changed"] > 0, (table, found)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_a_million_messages_cost_the_same_at_the_end(table):
    messages = int(os.environ.get("SOAK_MESSAGES", "1000000"))
    (found,) = queues.run(messages)
    table(found.title, **{row.name: f"{row.value} {row.compared} {row.goal}".strip() for row in found.rows})
    ratios = [float(row.value) for row in found.rows if row.goal == "≤ 1.2"]
    assert max(ratios) <= 1.2
