"""Connections to the bot's database: for turns, for what comes in, for what open pages read; none starves another."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from psycopg.rows import DictRow, dict_row

from pgkit import poolers
from pgkit.addresses import CONNECT_SECONDS, Silent, arguments
from pgkit.connections import AWAY, SESSION, Pool, WatchedConnection, connect, look

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from psycopg import AsyncConnection

__all__ = ["INFRASTRUCTURE", "Database", "Silent"]

INFRASTRUCTURE = AWAY
"""Errors that say the database is away, not that a message is bad."""

type Connection = WatchedConnection[DictRow]


class Database:
    """The pools of one process.

    Args:
        url: ``postgresql://`` address.
        direct_url: of the database itself, where ``url`` is a pooler's that lends a connection for a transaction only.
        size: connections in all; half at most serve turns, a fifth what open pages read.
        turns_at_once: connect for turns when the pools are opened; a command that may only read waits with it.
    """

    def __init__(self, url: str, *, direct_url: str | None = None, size: int = 10, turns_at_once: bool = True) -> None:
        self.url = url
        self.direct_url = direct_url or url
        self._pooled = direct_url is not None
        half = max(1, size // 2)
        pages = max(1, size // 5)
        self.turns = self._pool("turns", half, least=int(turns_at_once))
        self.intake = self._pool("intake", max(1, size - half - pages))
        self.pages = self._pool("pages", pages, least=0)
        self._pools = (self.turns, self.intake, self.pages)

    def _pool(self, name: str, size: int, *, least: int = 1) -> Pool[Connection]:
        return Pool(
            self.url,
            connection_class=WatchedConnection[DictRow],
            kwargs={
                **arguments(self.url, settings=None if self._pooled else SESSION),
                "row_factory": dict_row,
                "application_name": f"motcua {name}",
                "autocommit": True,
                # Through a pooler the next transaction may run on another connection, which knows no such statement.
                "prepare_threshold": None if self._pooled else 2,
            },
            min_size=least,
            max_size=size,
            timeout=CONNECT_SECONDS,
            max_idle=120,
            reconnect_timeout=5,
            configure=None if self._pooled else poolers.refuse,
            check=look,
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
    async def transaction(self) -> AsyncIterator[Connection]:
        """A transaction on a connection for turns."""
        async with self.turns.connection() as connection, connection.transaction():
            yield connection

    async def fetch(self, query: str, values: dict[str, Any] | None = None) -> list[DictRow]:
        """Run one statement outside of turns and return its rows (none for a statement without any)."""
        async with self.intake.connection() as connection:
            cursor = await connection.execute(query.encode(), values)
            return await cursor.fetchall() if cursor.description is not None else []

    @asynccontextmanager
    async def long_transaction(self, application: str) -> AsyncIterator[AsyncConnection[DictRow]]:
        """A transaction on a connection of its own, whose statements may take an hour."""
        hour = 3600.0
        connection: Connection = await connect(
            self.direct_url,
            settings={"statement_timeout": f"{hour:.0f}s"},
            row_factory=dict_row,
            application_name=application,
        )
        async with connection:
            with connection.patient(hour):
                async with connection.transaction():
                    yield connection
