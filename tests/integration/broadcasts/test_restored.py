"""A copy of the database, and a machine that was off for long: what lay queued leaves only when staff say so."""

from __future__ import annotations

import asyncio
import subprocess
from typing import TYPE_CHECKING

import pytest

from bot.broadcasts import store
from bot.broadcasts.feeder import RESTORED, UNATTENDED
from bot.broadcasts.model import State
from bot.db.pool import Database
from bot.delivery import taking
from bot.delivery.pace import Pace
from bot.embedded.postgres import programs
from tests.integration.broadcasts.conftest import author, feeder, sent, statuses
from tests.rows import Rows
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.embedded.postgres import EmbeddedPostgres

COPY = "bot_restored"


def run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs."""
    subprocess.run([str(programs() / program), *arguments], check=True, capture_output=True, timeout=60)


async def taken(database: Database) -> bool:
    """Whether a sender would take a message of Telegram's."""
    async with database.transaction() as connection:
        await taking.take(connection, "telegram", Pace())  # makes the platform's row
    async with database.transaction() as connection:
        found = await taking.take(connection, "telegram", Pace())
        await connection.execute(b"UPDATE outbox SET status = 'queued' WHERE status = 'sending'")
    return isinstance(found, taking.Taken)


@pytest.fixture
def restore(postgres: EmbeddedPostgres, tmp_path: Path) -> Iterator[object]:
    """A function that dumps a database and restores it beside, as from a backup; returns the copy's address."""

    def restored(url: str) -> str:
        dump = tmp_path / "dump"
        run("pg_dump", "--format=custom", f"--file={dump}", url)
        copy = postgres.ensure_database(COPY)
        run("pg_restore", "--exit-on-error", f"--dbname={copy}", str(dump))
        return copy

    yield restored
    postgres.drop_database(COPY)


async def test_a_restored_dump_sends_nothing_of_what_lay_queued(stage, bots, restore):
    citizens = [stage.telegram.user() for _ in range(5)]
    for citizen in citizens:
        citizen.chat.open = True
    stage.crowd(5, chats=[str(citizen.id) for citizen in citizens])
    made = await sent(stage.desk)
    await feeder(stage.desk, await author(stage.desk)).look()
    assert statuses(stage.rows, made.id) == {"queued": 5}
    copy = await asyncio.to_thread(restore, stage.rows.url)
    opened = Database(copy, size=2)
    await opened.open()
    assert not await taken(opened), "a sender of the copy comes before anybody has asked staff"
    await opened.close()
    assert await taken(stage.desk.database), "the database itself goes on"
    bot = bots(copy)
    copied = Rows(copy)
    await asyncio.to_thread(
        wait_until, lambda: copied("SELECT 1 FROM broadcasts WHERE state = 'asking' AND problem = %s", RESTORED)
    )
    assert statuses(copied, made.id) == {"waiting": 5}
    assert copied("SELECT 1 FROM outbox") == []
    bot.stop()
    assert [citizen.id for citizen in citizens if citizen.messages()] == []


async def test_what_lay_queued_while_the_machine_was_off_for_long_waits_too(desk, crowd, rows):
    crowd(3)
    made = await sent(desk)
    look = feeder(desk, await author(desk)).look
    await look()
    assert await taken(desk.database)
    rows("UPDATE broadcasts SET fed_at = now() - interval '1 hour'")
    assert not await taken(desk.database)
    await look()
    asked = await store.get(desk.database, made.id)
    assert (asked.state, asked.problem) == (State.ASKING, UNATTENDED)
    assert statuses(rows, made.id) == {"waiting": 3}
