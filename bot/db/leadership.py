"""Work that one process at a time may do: whoever holds an advisory lock on a connection of its own."""

from __future__ import annotations

import asyncio
import logging
import random
from typing import TYPE_CHECKING

from bot.db.pool import INFRASTRUCTURE
from pgkit.connections import connect

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from pgkit.connections import WatchedConnection

logger = logging.getLogger(__name__)

_TRY = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"
_TRY_EVERY = 2.0
_BEAT_EVERY = 5.0
_BEAT_SECONDS = 2.0
_LOST_AFTER = "13s"
"""The server ends a leader's session that it has not heard from for so long, and another process may lead: the machine
is off, or the process hangs. A leader that hears nothing from the server stops earlier, so there are never two."""


async def lead(url: str, name: str, work: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Do ``work`` whenever this process holds the lock ``name``; until cancelled.

    The lock is tried every two seconds: a statement that waits for it holds a snapshot, and for as long as that lives
    no row that is dead in any table can be cleared away. When the lock is lost (the connection broke, or the server
    says nothing), the event given to ``work`` is set, and once it has returned the lock is tried again.

    Args:
        url: of the database itself, not of a pooler.
        name: of the work.
        work: returns soon after its event is set.
    """
    while True:
        try:
            async with await connect(
                url, settings={"idle_session_timeout": _LOST_AFTER}, application_name="motcua leader"
            ) as connection:
                connection.patience = _BEAT_SECONDS
                await _get(connection, name)
                logger.info("leading", extra={"work": name})
                await _while_connected(connection, work)
        except INFRASTRUCTURE as error:
            logger.warning("lost the lead", extra={"work": name, "error": str(error).strip()})
            await asyncio.sleep(random.uniform(0.5, 1.5))  # noqa: S311 - as above


async def _get(connection: WatchedConnection[tuple[bool]], name: str) -> None:
    while True:
        row = await (await connection.execute(_TRY, [name])).fetchone()
        if row is not None and row[0]:
            return
        await asyncio.sleep(_TRY_EVERY * random.uniform(0.8, 1.2))  # noqa: S311 - spreads the tries


async def _while_connected(
    connection: WatchedConnection[tuple[bool]], work: Callable[[asyncio.Event], Awaitable[None]]
) -> None:
    stop = asyncio.Event()
    task = asyncio.ensure_future(work(stop))
    beating = asyncio.create_task(_beat(connection))
    try:
        await asyncio.wait({task, beating}, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        await task
        if beating.done():
            await beating
    finally:
        stop.set()
        for running in (task, beating):
            running.cancel()
        await asyncio.gather(task, beating, return_exceptions=True)


async def _beat(connection: WatchedConnection[tuple[bool]]) -> None:
    """Ask the server something again and again; raises where it does not answer."""
    while True:
        await asyncio.sleep(_BEAT_EVERY)
        await connection.execute("SELECT 1")
