"""A connection that a test can cut or silence: one process loses the database that the others still reach."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qs, urlsplit

from tests.closing import close
from tests.processes import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Cable:
    """Passes bytes between a free port of this machine and a server's socket, until it is cut or silenced.

    Args:
        database_url: of a database on the embedded server; another one is reached by who connects from then on.
    """

    database_url: str
    port: int = 0
    _server: asyncio.Server | None = None
    _ends: set[asyncio.StreamWriter] = field(default_factory=set)
    _passes: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._passes.set()

    @property
    def url(self) -> str:
        """The same database, reached through this cable."""
        there = urlsplit(self.database_url)
        return f"postgresql://{there.username}@127.0.0.1:{self.port}{there.path}"

    async def plug(self) -> None:
        """Take connections (again), on the same port."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """End all connections and refuse new ones."""
        if self._server is not None:
            await close(self._server)
            self._server = None
        for end in tuple(self._ends):
            end.transport.abort()

    def silence(self) -> None:
        """Let nothing through any more, and tell nobody, as a host that is off, or hangs: connections stay open."""
        self._passes.clear()

    def speak(self) -> None:
        """Let new connections through again, and end the silenced ones: a host that is on again knows none of them."""
        for end in tuple(self._ends):
            end.transport.abort()
        self._passes.set()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with _noted(self._tasks, self._ends, writer):
            if not self._passes.is_set():
                await self._passes.wait()
                return
            await self._join(reader, writer)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        (folder,) = parse_qs(urlsplit(self.database_url).query)["host"]
        (socket,) = await asyncio.to_thread(lambda: [*Path(folder).glob(".s.PGSQL.*[0-9]")])
        from_server, to_server = await asyncio.open_unix_connection(socket)
        self._ends.add(to_server)
        try:
            await asyncio.gather(_pass_on(reader, to_server, self._passes), _pass_on(from_server, writer, self._passes))
        finally:
            to_server.transport.abort()
            self._ends.discard(to_server)

    async def __aenter__(self) -> Self:
        await self.plug()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.cut()
        await _end(self._tasks)


@dataclass
class Relay:
    """Passes bytes between a free port of this machine and a server at an address, while it is entered.

    Pulled out it ends its connections: since Python 3.12 a server that closes waits for those that clients keep open.

    Args:
        url: of the server.
    """

    url: str
    port: int = field(default_factory=free_port)
    _server: asyncio.Server | None = None
    _ends: set[asyncio.StreamWriter] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def address(self) -> str:
        """The server's address through this relay."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            await close(self._server)
        await _end(self._tasks)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = urlsplit(self.url)
        with _noted(self._tasks, self._ends, writer):
            from_server, to_server = await asyncio.open_connection(there.hostname, there.port)
            self._ends.add(to_server)
            try:
                await asyncio.gather(_pass_on(reader, to_server), _pass_on(from_server, writer))
            finally:
                to_server.transport.abort()
                self._ends.discard(to_server)


@contextlib.contextmanager
def _noted(
    tasks: set[asyncio.Task[None]], ends: set[asyncio.StreamWriter], writer: asyncio.StreamWriter
) -> Iterator[None]:
    """Note a connection while it is served; ended from outside it ends its client's side and tells nobody.

    A server's own callback of Python 3.12 takes the cancelling of what it began for an error.
    """
    task = asyncio.current_task()
    assert task is not None
    tasks.add(task)
    ends.add(writer)
    try:
        with contextlib.suppress(asyncio.CancelledError, ConnectionError):
            yield
    finally:
        writer.transport.abort()
        ends.discard(writer)
        tasks.discard(task)


async def _end(tasks: set[asyncio.Task[None]]) -> None:
    """End what serves connections, so that nothing of it is left to the next test."""
    for task in tuple(tasks):
        task.cancel()
    await asyncio.gather(*tuple(tasks), return_exceptions=True)
    await asyncio.sleep(0.01)  # so that the loop closes the sockets before it is closed itself


async def _pass_on(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, passes: asyncio.Event | None = None
) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            if passes is not None:
                await passes.wait()
            writer.write(data)
            await writer.drain()
    writer.transport.abort()
