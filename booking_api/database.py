"""One pool of connections, and transactions on them."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from psycopg.rows import DictRow, dict_row

from booking_api.problems import OutcomeUnknown, Unavailable
from pgkit.addresses import arguments
from pgkit.connections import AWAY, KEPT_ALIVE, Pool, WatchedConnection, look

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from booking_api.settings import Settings

type Connection = WatchedConnection[DictRow]


class Database:
    """The service's database.

    Args:
        settings: address, pool size and time-outs.
    """

    def __init__(self, settings: Settings) -> None:
        session = {
            **KEPT_ALIVE,
            "statement_timeout": str(settings.statement_timeout_ms),
            "lock_timeout": str(settings.lock_timeout_ms),
            "idle_in_transaction_session_timeout": str(settings.transaction_idle_ms),
            "timezone": "UTC",
        }
        self._pool: Pool[Connection] = Pool(
            settings.database_url,
            connection_class=WatchedConnection[DictRow],
            kwargs={
                "row_factory": dict_row,
                "autocommit": True,
                "application_name": "motcua-booking-api",
                # Through a pooler no settings can be sent, and statements prepared on one connection run on another.
                **arguments(settings.database_url, settings=None if settings.database_pooled else session),
                **({"prepare_threshold": None} if settings.database_pooled else {}),
            },
            check=look,
            min_size=min(2, settings.pool_size),
            max_size=settings.pool_size,
            timeout=settings.pool_timeout,
            open=False,
            name="booking",
        )
        self._pool.patience = settings.statement_timeout_ms / 1000 + 1.0

    async def open(self) -> None:
        """Open the pool; connections come as they are needed."""
        await self._pool.open()

    async def close(self) -> None:
        """Close the pool."""
        await self._pool.close()

    def stats(self) -> dict[str, int]:
        """Return the pool's own counters."""
        return self._pool.get_stats()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """Lend a connection whose statements stand alone.

        Raises:
            Unavailable: the database cannot be used now.
        """
        try:
            async with self._pool.connection() as connection:
                yield connection
        except AWAY as error:  # time-outs of pool, lock and statement are among them
            raise Unavailable(f"the database cannot be used: {type(error).__name__}") from error

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Lend a connection inside one transaction (READ COMMITTED), rolled back on any exception.

        Raises:
            Unavailable: the database cannot be used now; nothing was done.
            OutcomeUnknown: the database failed while it committed.
        """
        async with self.reading() as connection:
            committing = False
            try:
                async with connection.transaction():
                    yield connection
                    committing = True
            except AWAY as error:
                if committing:
                    raise OutcomeUnknown(f"no answer to a commit: {type(error).__name__}") from error
                raise


async def one(connection: Connection, query: Any, values: Any = None) -> DictRow | None:  # noqa: ANN401 - psycopg's
    """Return the first row of a query, or None."""
    return await (await connection.execute(query, values)).fetchone()


async def every(connection: Connection, query: Any, values: Any = None) -> list[DictRow]:  # noqa: ANN401 - psycopg's
    """Return all rows of a query."""
    return await (await connection.execute(query, values)).fetchall()
