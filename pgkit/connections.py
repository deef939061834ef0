"""Connections that never wait longer than they are told: a server that says nothing counts as one that is away.

TCP alone does not find that out: the kernel of a server that hangs goes on confirming what it is sent, and what was
sent to a host that is off is repeated for a quarter of an hour. So each answer has its deadline here.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, Self, override

import psycopg
from psycopg.errors import _WaitTimeout
from psycopg_pool import AsyncConnectionPool

from pgkit.addresses import CONNECT_SECONDS, Silent, arguments

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from psycopg.abc import PQGen

STATEMENT_SECONDS = 5.0
"""The server ends a statement after so long."""
_GRACE_SECONDS = 1.0
"""For the way to the server and back."""
_CANCEL_SECONDS = 1.0
_FRESH_SECONDS = 1.0
"""A connection that was heard from so lately is lent without a look."""

KEPT_ALIVE = {
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "8000",
}
"""Settings of a session by which the server finds out that the machine of its client is gone: it ends the session, and
frees what that held."""

SESSION = {
    **KEPT_ALIVE,
    "statement_timeout": f"{STATEMENT_SECONDS:.0f}s",
    "idle_in_transaction_session_timeout": "20s",
    "timezone": "UTC",
}
"""Settings of a usual session. A process that hangs amid a transaction keeps others from its rows for 20 seconds."""


AWAY = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.errors.ReadOnlySqlTransaction,
    psycopg.errors.IdleInTransactionSessionTimeout,
)
"""What says that the database is away, not that a statement is bad: broken connections and time-outs (an exhausted
pool's PoolTimeout is one), a standby that takes reads only, a session that the server ended."""

_USELESS = frozenset({"25006", "25P03"})
"""SQLSTATEs after which a connection is no good any more: it leads to a standby, or the server has ended it."""


class WatchedConnection[Row](psycopg.AsyncConnection[Row]):
    """A connection each of whose waits has a deadline.

    Attributes:
        patience: seconds that an answer may take.
        heard: when the server last answered, by the loop's clock.
        interrupted: whether somebody gave up while the server owed an answer.
    """

    patience: float = STATEMENT_SECONDS + _GRACE_SECONDS
    heard: float = 0.0
    interrupted: bool = False
    _until: float | None = None

    @override
    async def wait[RV](self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Wait for the server as psycopg does, no longer than allowed.

        Raises:
            Silent: it did not answer in time.
        """
        loop = asyncio.get_running_loop()
        limit = self.patience if timeout is None else timeout
        if timeout is None and self._until is not None:
            limit = max(0.0, min(limit, self._until - loop.time()))
        try:
            answer = await super().wait(gen, interval, limit)
        except _WaitTimeout:
            if timeout is not None:
                raise  # asked for by psycopg itself, as while it listens
            self.pgconn.finish()
            raise Silent(f"the database did not answer within {limit:.1f} s") from None
        except asyncio.CancelledError:
            self.interrupted = True
            raise
        self.heard = loop.time()
        return answer

    @override
    async def cancel_safe(self, *, timeout: float = 30.0) -> None:
        """Ask the server to end the running statement, for a second at most."""
        await super().cancel_safe(timeout=min(timeout, _CANCEL_SECONDS))

    @contextmanager
    def within(self, seconds: float) -> Iterator[Self]:
        """Let all that is asked in this block take no longer than ``seconds`` together; ``Silent`` is raised then."""
        before = self._until
        until = asyncio.get_running_loop().time() + seconds
        self._until = until if before is None else min(before, until)
        try:
            yield self
        finally:
            self._until = before

    @contextmanager
    def patient(self, seconds: float) -> Iterator[Self]:
        """Let each answer in this block take ``seconds``, where the server has allowed a statement as much."""
        before, self.patience = self.patience, seconds + _GRACE_SECONDS
        try:
            yield self
        finally:
            self.patience = before


async def look(connection: WatchedConnection[Any]) -> None:
    """See that a connection works, where it has not been heard from for a second; for a pool's ``check``.

    Raises:
        psycopg.OperationalError: it does not.
    """
    if asyncio.get_running_loop().time() - connection.heard > _FRESH_SECONDS:
        with connection.within(_FRESH_SECONDS):
            await connection.execute("")


class Pool[C: WatchedConnection[Any]](AsyncConnectionPool[C]):
    """A pool that throws away what leads to a standby.

    Attributes:
        patience: seconds that an answer may take on a connection that is lent.
    """

    patience: float = STATEMENT_SECONDS + _GRACE_SECONDS

    @override
    @asynccontextmanager
    async def connection(self, timeout: float | None = None) -> AsyncIterator[C]:
        """Lend a connection; see psycopg."""
        async with super().connection(timeout) as connection:
            connection.patience = self.patience
            try:
                yield connection
            except psycopg.Error as error:
                if error.sqlstate in _USELESS:
                    await connection.close()
                raise


async def allow(connection: WatchedConnection[Any], seconds: int) -> None:
    """Let each statement of the running transaction take ``seconds``, for the server and for whoever waits for it."""
    await connection.execute(f"SET LOCAL statement_timeout = '{seconds:d}s'".encode())
    connection.patience = seconds + _GRACE_SECONDS


async def connect(url: str, *, settings: dict[str, str] | None = None, **more: Any) -> WatchedConnection[Any]:  # noqa: ANN401 - psycopg's
    """Return a connection of its own, for a session that keeps something: what it listens to, a lock.

    Args:
        url: of the database itself, not of a pooler of transactions.
        settings: of the session, besides the usual ones.
        more: psycopg's.

    Raises:
        psycopg.OperationalError: the database is away.
    """
    given = {**arguments(url, settings={**SESSION, **(settings or {})}), "autocommit": True, **more}
    # Of several hosts each may take as long as it may: all together get a little more.
    try:
        async with asyncio.timeout(2 * CONNECT_SECONDS + _GRACE_SECONDS):
            return await WatchedConnection.connect(url, **given)
    except TimeoutError:
        raise Silent("no host of the database's address answered") from None
