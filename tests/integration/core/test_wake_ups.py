"""The two connections for wake-up calls: whichever of them is lost, both are up again and said to be."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.db.events import OUTBOX, Events
from tests.waiting import wait_until

if TYPE_CHECKING:
    from bot.db.pool import Database
    from tests.rows import Rows

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
