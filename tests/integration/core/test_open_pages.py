"""Open pages of the web chat beside what comes in: they read over connections of their own, and are woken by name."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import psycopg

from bot.content.texts_loader import load_texts
from bot.conversation.intake import Intake
from bot.conversation.messages import Inbound, PlatformName
from bot.conversation.spool import Spool
from bot.db.events import OUTBOX, Events
from bot.delivery.mailbox import DatabaseMailbox
from bot.platforms.webchat.ports import MailboxUnavailable
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.db.pool import Database
    from tests.rows import Rows

CHATS = [f"{number:064x}" for number in range(600)]


@asynccontextmanager
async def running(*events: Events) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(one.run()) for one in events]
    try:
        await asyncio.to_thread(wait_until, lambda: all(one.connected for one in events))
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_pages_that_read_slowly_keep_no_update_out(database: Database, rows: Rows, tmp_path: Path) -> None:
    events = Events(database.url)
    mailbox = DatabaseMailbox(database, events)
    spool = Spool(tmp_path)
    intake = Intake(
        database, spool, events, secret=b"only-for-tests", now=lambda: datetime.now(UTC), texts=load_texts()
    )

    async def read(chat: str) -> None:
        with suppress(MailboxUnavailable):
            await mailbox.history(chat, 100)

    async with await psycopg.AsyncConnection.connect(database.url) as holding:
        await holding.execute("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE")
        readers = [asyncio.create_task(read(chat)) for chat in CHATS[:100]]
        await asyncio.sleep(0)  # all of them ask for a connection
        for number in range(10):
            await intake.accept(Inbound(PlatformName.TELEGRAM, str(number), "1", "1", text="xin chào", sequence=number))
        assert not intake.spooling
        await holding.rollback()
    await asyncio.gather(*readers)
    assert len(rows("SELECT 1 FROM inbox")) == 10
    spool.close()


async def test_all_pages_of_a_large_batch_are_woken_by_name_and_nobody_else(database: Database) -> None:
    here, there = Events(database.url), Events(database.url)
    mailbox = DatabaseMailbox(database, there)
    got: list[set[str]] = []
    async with running(here, there):
        there.on(OUTBOX, got.append)
        async with mailbox.watch(CHATS[0]) as first, mailbox.watch(CHATS[-1]) as last, mailbox.watch("else") as other:
            for watcher in (first, last, other):
                await watcher.wait(0)
            here.send(OUTBOX, *(f"web:{chat}" for chat in CHATS))
            assert await first.wait(60)
            assert await last.wait(60)
            assert not await other.wait(0)
    assert set().union(*got) == {f"web:{chat}" for chat in CHATS}
    assert set() not in got
