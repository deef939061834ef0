"""Poolers that lend a connection to PostgreSQL for a transaction only: PgBouncer, and where that can't be had, ours."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import struct
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tests.closing import close
from tests.processes import CHECKOUT, free_port
from tests.waiting import until

if TYPE_CHECKING:
    from bot.embedded.postgres import EmbeddedPostgres

_FETCHED = CHECKOUT / ".tools" / "pgbouncer" / "usr"
SIZE = 3
"""Connections to the server: fewer than a bot has, so that its transactions go now over this one, now over that."""


def program() -> Path | None:
    """PgBouncer's, of the machine or as `make test` has fetched it; None where there is none."""
    found = shutil.which("pgbouncer") or shutil.which(_FETCHED / "sbin" / "pgbouncer")
    return Path(found) if found is not None else None


@dataclass
class PgBouncer:
    """PgBouncer in transaction mode before a server.

    Args:
        postgres: the server.
        folder: for its files.
        database: to which it leads.
        role: as which it logs in there.
    """

    postgres: EmbeddedPostgres
    folder: Path
    database: str = "motcua"
    role: str = "postgres"
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql://{self.role}@127.0.0.1:{self.port}/{self.database}"

    async def __aenter__(self) -> Self:
        self._start()
        await until(self._listens)
        return self

    def _listens(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self.folder / "pgbouncer.log").read_text()
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", self.port)) == 0

    def _start(self) -> None:
        pgbouncer = program()
        assert pgbouncer is not None
        self.folder.mkdir(exist_ok=True)
        self.folder.chmod(0o755)
        file = self.folder / "pgbouncer.ini"
        file.write_text(
            f"[databases]\n{self.database} = host={self.postgres.socket_dir} dbname={self.database} user={self.role}\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {self.port}\nunix_socket_dir =\nauth_type = any\n"
            f"pool_mode = transaction\ndefault_pool_size = {SIZE}\nmin_pool_size = {SIZE}\nmax_client_conn = 200\n"
        )
        libraries = ":".join(str(path) for path in (_FETCHED / "lib").glob("*-linux-gnu"))
        with (self.folder / "pgbouncer.log").open("ab") as log:
            self._process = subprocess.Popen(
                [pgbouncer, file],
                env={**os.environ, "LD_LIBRARY_PATH": libraries},
                stdout=log,
                stderr=log,
                cwd="/",
                user=self.postgres.user,
            )

    async def __aexit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.terminate()
            await asyncio.to_thread(self._process.wait, 10)


@dataclass
class OurPooler:
    """The same, as far as a bot sees it: refuses settings, makes numbers up, lends a connection for a transaction."""

    postgres: EmbeddedPostgres
    folder: Path
    database: str = "motcua"
    role: str = "postgres"
    port: int = field(default_factory=free_port)
    _idle: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=asyncio.Queue)
    _greeting: bytes = b""
    _server: asyncio.Server | None = None
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _ended: bool = False

    @property
    def url(self) -> str:
        return f"postgresql://{self.role}@127.0.0.1:{self.port}/{self.database}"

    async def __aenter__(self) -> Self:
        for _ in range(SIZE):
            await self._idle.put(await self._connect())
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._ended = True
        if self._server is not None:
            await close(self._server)
        for writer in tuple(self._writers):
            writer.transport.abort()
        if self._tasks:
            _, waiting = await asyncio.wait(tuple(self._tasks), timeout=1)
            for task in waiting:  # for a connection to the server, in vain
                task.cancel()
        for writer in tuple(self._writers):  # those that came meanwhile
            writer.transport.abort()
        await asyncio.sleep(0.01)  # so that the loop closes the sockets before it is closed itself

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        (socket,) = await asyncio.to_thread(lambda: [*self.postgres.socket_dir.glob(".s.PGSQL.*[0-9]")])
        reader, writer = await asyncio.open_unix_connection(socket)
        self._writers.add(writer)
        words = f"user\0{self.role}\0database\0{self.database}\0\0".encode()
        writer.write(struct.pack("!ii", 8 + len(words), 196608) + words)
        parameters = b""
        while (message := await _message(reader))[:1] != b"Z":
            parameters += message if message[:1] == b"S" else b""
        self._greeting = b"R" + struct.pack("!ii", 8, 0) + parameters
        return reader, writer

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._writers.add(writer)
        held: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            if not await self._greet(reader, writer):
                return
            asked = b""
            while (message := await _message(reader))[:1] != b"X":
                asked += message
                if message[:1] not in {b"Q", b"S"}:
                    continue
                held = held or await self._idle.get()
                held[1].write(asked)
                asked = b""
                while (answer := await _message(held[0]))[:1] != b"Z":
                    writer.write(answer)
                writer.write(answer)
                if answer[-1:] == b"I":
                    await self._idle.put(held)
                    held = None
        if held is not None:
            held[1].close()
            if not self._ended:
                await self._idle.put(await self._connect())
        writer.close()

    async def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        while True:
            (length,) = struct.unpack("!i", await reader.readexactly(4))
            words = await reader.readexactly(length - 4)
            if words[:4] in {struct.pack("!i", 80877103), struct.pack("!i", 80877104)}:
                writer.write(b"N")  # neither TLS nor GSSAPI
            else:
                break
        if b"\0options\0" in words:
            error = b"SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: options\0\0"
            writer.write(b"E" + struct.pack("!i", 4 + len(error)) + error)
            writer.close()
            return False
        writer.write(self._greeting + b"K" + struct.pack("!iii", 12, 7, 7) + b"Z" + struct.pack("!i", 5) + b"I")
        return True


async def _message(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readexactly(5)
    return head + await reader.readexactly(struct.unpack("!i", head[1:])[0] - 4)


KINDS = ["ours", *(["PgBouncer"] if program() is not None else [])]
"""The poolers that can be had here: ours always."""


def pooler_before(kind: str, postgres: EmbeddedPostgres, folder: Path, **options: str) -> PgBouncer | OurPooler:
    """Return a pooler of a kind; ``options`` are its database and role."""
    return {"ours": OurPooler, "PgBouncer": PgBouncer}[kind](postgres, folder, **options)
