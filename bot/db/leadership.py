"""Work that one process at a time may do: whoever holds an advisory lock on a connection of its own."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import psycopg

from bot.db.pool import INFRASTRUCTURE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)


async def lead(url: str, name: str, work: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Do ``work`` whenever this process holds the lock ``name``; until cancelled.

    Waiting for the lock asks the database nothing. When the lock is lost (the connection broke), the event given to
    ``work`` is set, and once it has returned the lock is waited for again.
    """
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(url, autocommit=True, connect_timeout=2) as connection:
                await connection.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [name])
                logger.info("leading", extra={"work": name})
                await _while_connected(connection, work)
        except INFRASTRUCTURE as error:
            logger.warning("lost the lead", extra={"work": name, "error": str(error).strip()})
            await asyncio.sleep(1)


async def _while_connected(
    connection: psycopg.AsyncConnection, work: Callable[[asyncio.Event], Awaitable[None]]
) -> None:
    stop = asyncio.Event()
    task = asyncio.ensure_future(work(stop))
    listening = asyncio.create_task(_until_closed(connection))
    try:
        await asyncio.wait({task, listening}, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        await task
    finally:
        stop.set()
        for running in (task, listening):
            running.cancel()
        await asyncio.gather(task, listening, return_exceptions=True)


async def _until_closed(connection: psycopg.AsyncConnection) -> None:
    async for _ in connection.notifies():
        pass
