"""What one `motcua nlu serve` process does at the same time: keeps the servers, trains, keeps the schedule."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.db.events import NLU, Events
from bot.db.nlu_servers import this_machine
from bot.db.pool import Database
from bot.training import swaps
from bot.training.keeper import Keeper
from bot.training.manners import Manners
from bot.training.nightly import train_nightly
from bot.training.trainer import work_whenever_asked
from bot.training.workshop import Workshop
from pgkit.connections import connect

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from bot.settings import Settings

logger = logging.getLogger(__name__)


class AlreadyServed(Exception):
    """Another `motcua nlu serve` looks after this machine's servers."""


async def serve(
    settings: Settings,
    url: str,
    *,
    end_with_server: bool = False,
    trains: bool = True,
    progress: Callable[[str], None],
) -> None:
    """Keep this machine's Rasa servers and work trainings off; until cancelled.

    Args:
        settings: complete ones.
        url: of the bot's database.
        end_with_server: end when the live Rasa server does, instead of starting it anew.
        trains: work trainings off too.
        progress: told in a line what is being done.

    Raises:
        AlreadyServed: another process does it.
        WarmingFailed, PartError, ServerEnded: no model works, or the live server died.
    """
    workshop = Workshop.of(settings)
    manners = Manners(
        drain=max(settings.nlu_drain_seconds, settings.nlu_seconds),
        watch=timedelta(minutes=settings.nlu_watch_minutes),
        end_with_server=end_with_server,
    )
    database = Database(url, direct_url=settings.direct_url, size=4)
    events = Events(database.direct_url)
    async with await connect(database.direct_url, application_name="motcua nlu keeper") as lock:
        cursor = await lock.execute(
            "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [swaps.lock_of(this_machine())]
        )
        row = await cursor.fetchone()
        if row is None or not row[0]:
            raise AlreadyServed(f"another 'motcua nlu serve' runs on {this_machine()} for this database")
        await database.open()
        try:
            keeper = Keeper(database, workshop, settings.data_dir / "run", manners, progress=progress)
            asked = asyncio.Event()
            events.on(NLU, lambda _payloads: keeper.told.set())
            events.on(NLU, lambda _payloads: asked.set())
            work = [keeper.run(), events.run()]
            if trains:
                work.append(work_whenever_asked(database, workshop, asked))
            if settings.nlu_train_at is not None:
                work.append(train_nightly(database, workshop, settings.nlu_train_at))
            await _until_one_ends(work)
        finally:
            await database.close()


async def _until_one_ends(work: Sequence[Coroutine[object, object, None]]) -> None:
    """Do all at the same time; what ends, ends all, and what it raised is raised."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
