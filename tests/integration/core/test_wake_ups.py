"""Wake-up calls: whichever connection is lost, both are up again and said to be; and who is woken, and who is not."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.db.events import INBOX, OUTBOX, Events
from tests.integration.core.test_idle import asked, log_statements
from tests.updates import post
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from bot.db.pool import Database
    from bot.embedded.postgres import EmbeddedPostgres
    from tests.processes import BotProcess
    from tests.rows import Rows
    from tests.updates import Sender

ENDED = """
SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'motcua wake-ups' AND (query LIKE 'LISTEN%%') = %s
"""
PRESENT = """
SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'motcua wake-ups'
"""


@pytest.mark.parametrize("listening", [True, False])
async def test_whichever_connection_is_lost_calls_are_sent_and_heard_again(
    database: Database, rows: Rows, listening: bool
) -> None:
    heard: list[set[str]] = []
    events, other = Events(database.url), Events(database.url)
    events.on(OUTBOX, heard.append)
    running = [asyncio.create_task(one.run()) for one in (events, other)]
    try:
        await asyncio.to_thread(wait_until, lambda: events.connected and other.connected)
        ended = {row["pid"] for row in rows(ENDED, listening)}
        assert ended

        def again() -> bool:
            present = {row["pid"] for row in rows(PRESENT)}
            return not ended & present and len(present) == len(running) * 2 and events.connected and other.connected

        await asyncio.to_thread(wait_until, again)
        other.send(OUTBOX, "one")
        await asyncio.to_thread(wait_until, lambda: {"one"} in heard)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        assert not events.connected


async def test_others_are_called_where_there_is_no_room(database: Database) -> None:
    mine: list[set[str]] = []
    theirs: list[set[str]] = []
    room = True
    events, other = Events(database.url), Events(database.url)
    events.on(INBOX, mine.append, room=lambda _: room)
    other.on(INBOX, theirs.append)
    running = [asyncio.create_task(one.run()) for one in (events, other)]
    try:
        await asyncio.to_thread(wait_until, lambda: events.connected and other.connected)
        mine.clear()
        theirs.clear()
        events.offer(INBOX, "kept")
        room = False
        events.offer(INBOX, "given")
        await asyncio.to_thread(wait_until, lambda: {"given"} in theirs)
        assert [one for one in mine if one] == [{"kept"}, {"given"}]
        assert {"kept"} not in theirs
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def test_a_message_wakes_no_process_but_the_one_that_took_it(
    postgres: EmbeddedPostgres,
    start_bot: Callable[..., BotProcess],
    rows: Rows,
    people: Callable[[int], list[Sender]],
    client: httpx.AsyncClient,
) -> None:
    """Each call costs every process a look for texts, one for turns and one for answers, with the platform's row."""
    log_statements(rows.url)
    bots = [await asyncio.to_thread(start_bot) for _ in range(2)]
    sent = "SELECT count(*) AS n FROM outbox WHERE status = 'sent'"
    begin = 0
    for number, sender in enumerate(people(6)):
        if number == 1:
            begin = postgres.log_path.stat().st_size
        assert await post(client, bots[0].url, sender.text("xin chào")) == 200
        await asyncio.to_thread(wait_until, lambda wanted=number + 1: rows(sent)[0]["n"] >= wanted)
    found = asked(postgres.log_path, begin)
    assert sum(count for statement, count in found.items() if "INSERT INTO outbox" in statement) == 5
    called = {statement: count for statement, count in found.items() if "pg_notify" in statement}
    # Where a busy machine's database was too slow once, the message came over the disk, and all were told.
    assert called == {} or "updates go to the spool" in bots[0].log.read_text()
