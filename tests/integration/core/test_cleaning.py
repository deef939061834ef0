"""Cleaning up does not stop in silence: not by the size of a table, by one bad statement, by a process that died."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg.rows import dict_row

from bot.db import cleaning
from bot.db.cleaning import CleanedElsewhere, clean_up, last_night
from bot.db.retention import TASKS, Periods
from tests import commands
from tests.waiting import wait_until

PERIODS = Periods(messages=30, callbacks=90, keys=400)
DUE = 5_000


@pytest.fixture
async def connection(bot_database):
    async with await psycopg.AsyncConnection.connect(bot_database, autocommit=True, row_factory=dict_row) as opened:
        yield opened


def fill(rows, emptied):
    """A year of messages whose texts are gone, and then some whose texts are due."""
    rows(
        "INSERT INTO inbox (event_key, as_of, status, ready, done_at, body)"
        " SELECT decode(md5(n::text), 'hex'), now(), 'done', true, CASE WHEN n <= %s"
        " THEN now() - interval '31 days' - random() * interval '360 days' ELSE now() - interval '30 days 1 hour' END,"
        ' CASE WHEN n > %s THEN \'{"text": "…"}\'::jsonb END FROM generate_series(1, %s) AS n',
        emptied,
        emptied,
        emptied + DUE,
    )
    rows("VACUUM ANALYZE inbox")


def looked_at(rows):
    """Rows of the inbox that were fetched so far, by whatever way."""
    rows("SELECT pg_stat_force_next_flush()")
    found = rows("SELECT seq_tup_read + idx_tup_fetch AS n FROM pg_stat_user_tables WHERE relname = 'inbox'")
    return found[0]["n"]


@pytest.mark.parametrize("emptied", [40_000, pytest.param(5_000_000, marks=pytest.mark.soak)])
async def test_what_was_emptied_before_is_not_looked_at_again(connection, rows, table, emptied):
    fill(rows, emptied)
    before, began = looked_at(rows), time.monotonic()
    done = await clean_up(connection, PERIODS)
    seconds = time.monotonic() - began
    await connection.execute("SELECT pg_stat_force_next_flush()")
    assert done.rows["texts of messages"] == DUE
    assert not done.failed
    looked = looked_at(rows) - before
    assert rows("SELECT count(*) AS n FROM inbox WHERE body IS NOT NULL") == [{"n": 0}]
    # Each text that goes is fetched by its index, and by its place; whatever else looks at the inbox looks at none.
    assert looked < 3 * DUE
    if emptied > DUE * 100:
        table("Cleaning up", emptied_rows=emptied, due=DUE, rows_read=looked, seconds=f"{seconds:.1f}")


async def test_a_sort_that_fails_stops_no_other_one_and_is_seen(connection, rows, start_bot, client):
    rows("ALTER TABLE outbox RENAME COLUMN ticket_id TO another")  # as by a fault in one of the statements
    rows("INSERT INTO link_tries (who, at) VALUES ('a', now() - interval '2 days')")
    rows("INSERT INTO cleanings (name, since) VALUES ('last words to erased people', now() - interval '27 hours')")
    done = await clean_up(connection, PERIODS)
    assert done.failed == {"last words to erased people": "UndefinedColumn"}
    assert done.rows["wrong link codes"] == 1
    assert set(done.rows) | set(done.failed) == {task.name for task in TASKS}
    rows("ALTER TABLE outbox RENAME COLUMN another TO ticket_id")
    bot = start_bot()
    part = (await client.get(f"{bot.url}/readyz")).json()["parts"]["cleaning"]
    # The bot tries again by itself, so both are right: not yet, or done meanwhile.
    assert part["ok"] or "last words to erased people (UndefinedColumn)" in part["reason"]
    wait_until(lambda: rows("SELECT error FROM cleanings WHERE error IS NOT NULL") == [])
    metrics = (await client.get(f"{bot.url}/metrics")).text
    told = 'motcua_cleaned_up_timestamp_seconds{what="last words to erased people"}'
    (line,) = [line for line in metrics.splitlines() if line.startswith(told)]
    assert abs(float(line.rsplit(" ", 1)[1]) - datetime.now(UTC).timestamp()) < 600


async def test_what_was_not_cleaned_for_a_day_is_told(connection, rows, database):
    await clean_up(connection, PERIODS)
    assert [state for state in await cleaning.states(database) if state.overdue] == []
    rows("UPDATE cleanings SET succeeded_at = now() - interval '25 hours'")
    assert [state for state in await cleaning.states(database) if state.overdue] == []
    rows("UPDATE cleanings SET succeeded_at = now() - interval '27 hours' WHERE name = 'answers'")
    assert [state.name for state in await cleaning.states(database) if state.overdue] == ["answers"]


async def test_one_process_cleans_and_one_that_died_holds_nobody_up(connection, rows, bot_database):
    rows("INSERT INTO leases (name, holder, until) VALUES ('cleaning', 'another', now() + interval '1 minute')")
    with pytest.raises(CleanedElsewhere):
        await clean_up(connection, PERIODS)
    told = commands.run("db", "clean", settings={"DATABASE_URL": bot_database})
    assert (told.code, told.out) == (3, "")
    assert "another process" in told.err
    rows("UPDATE leases SET until = now() - interval '1 second'")
    assert not (await clean_up(connection, PERIODS)).failed
    assert rows("SELECT * FROM leases") == []


async def test_it_may_take_longer_than_a_turn_may(connection, rows):
    """Turns have seconds; a round on a busy disk may take longer, and was ended each night all the same."""
    fill(rows, 0)
    rows(
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END $$"
    )
    rows("CREATE TRIGGER slow AFTER UPDATE ON inbox FOR EACH STATEMENT EXECUTE FUNCTION slow()")
    await connection.execute("SET statement_timeout = '400ms'")
    done = await clean_up(connection, PERIODS)
    assert (done.rows["texts of messages"], done.failed) == (DUE, {})
    (kept,) = await (await connection.execute("SHOW statement_timeout")).fetchall()
    assert kept == {"statement_timeout": "400ms"}, "of this work alone"


async def test_rows_that_a_turn_holds_are_passed_over(connection, rows, bot_database):
    fill(rows, 0)
    with psycopg.connect(bot_database) as turn:
        turn.execute("SELECT FROM inbox ORDER BY id LIMIT 1 FOR UPDATE")
        assert (await clean_up(connection, PERIODS)).rows["texts of messages"] == DUE - 1
    assert (await clean_up(connection, PERIODS)).rows["texts of messages"] == 1


def test_a_night_begins_at_three():
    at = datetime(2026, 11, 30, 19, 59, tzinfo=UTC)  # 2:59 of the next day in Vietnam
    assert last_night(at) == datetime(2026, 11, 29, 20, tzinfo=UTC)
    assert last_night(at + timedelta(minutes=1)) == datetime(2026, 11, 30, 20, tzinfo=UTC)
