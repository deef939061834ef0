"""Connections to the bot's database: for turns, for what comes in, for what open pages read; none starves another."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

from bot.db import home

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from psycopg import AsyncConnection

INFRASTRUCTURE = (psycopg.OperationalError, psycopg.InterfaceError)
"""Errors that say the database is away, not that a message is bad; an exhausted pool's PoolTimeout is one of them."""

_CONNECT_SECONDS = 2
_STATEMENT_SECONDS = 5


class Database:
    """The pools of one process.

    Args:
        url: ``postgresql://`` address.
        size: connections in all; half at most serve turns, a fifth what open pages read.
    """

    def __init__(self, url: str, *, size: int = 10) -> None:
        self.url = url
        half = max(1, size // 2)
        pages = max(1, size // 5)
        self.turns = self._pool("turns", half)
        self.intake = self._pool("intake", max(1, size - half - pages))
        self.pages = self._pool("pages", pages, least=0)
        self._pools = (self.turns, self.intake, self.pages)

    def _pool(self, name: str, size: int, *, least: int = 1) -> AsyncConnectionPool[AsyncConnection[DictRow]]:
        return AsyncConnectionPool(
            self.url,
            connection_class=psycopg.AsyncConnection[DictRow],
            kwargs={
                "row_factory": dict_row,
                "connect_timeout": _CONNECT_SECONDS,
                "options": f"-c statement_timeout={_STATEMENT_SECONDS * 1000} -c timezone=UTC",
                "application_name": f"motcua {name}",
                "autocommit": True,
                "prepare_threshold": 2,
            },
            min_size=least,
            max_size=size,
            timeout=_CONNECT_SECONDS,
            max_idle=120,
            reconnect_timeout=5,
            configure=home.learn,
            open=False,
            name=name,
        )

    async def open(self) -> None:
        """Open the pools; a database that is away is no error here (the spool takes over)."""
        await asyncio.gather(*(pool.open(wait=False) for pool in self._pools))

    async def close(self) -> None:
        """Close the pools, letting running turns finish for a few seconds."""
        await asyncio.gather(*(pool.close(timeout=4) for pool in self._pools))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection[DictRow]]:
        """A transaction on a connection for turns."""
        async with self.turns.connection() as connection, connection.transaction():
            yield connection

    async def fetch(self, query: str, values: dict[str, Any] | None = None) -> list[DictRow]:
        """Run one statement outside of turns and return its rows (none for a statement without any)."""
        async with self.intake.connection() as connection:
            cursor = await connection.execute(query.encode(), values)
            return await cursor.fetchall() if cursor.description is not None else []
