"""Where updates wait while the database is away: a file on disk, flushed before the platform is told 200."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.conversation.messages import Inbound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class SpoolUnwritable(RuntimeError):
    """The spool's folder takes no data; a process that cannot spool must not start."""


@dataclass(frozen=True, slots=True)
class Spooled:
    """An update that waits on disk, with the moment for which it is to be answered."""

    inbound: Inbound
    as_of: datetime


class Spool:
    """One process's spool file; files that dead processes left in the folder are adopted.

    Appends are written and flushed together: many waiting updates cost one fsync.

    Args:
        folder: of the spool files, shared by the processes of a machine.

    Raises:
        SpoolUnwritable: the folder can't be made or written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._path = folder / f"{uuid.uuid4().hex}.jsonl"
            self._file = self._path.open("ab", buffering=0)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            probe = folder / f"{self._path.stem}.probe"
            probe.write_bytes(b"x" * 4096)
            probe.unlink()
        except OSError as error:
            raise SpoolUnwritable(
                f"the spool in {folder} cannot be written ({error.strerror}); free disk space or mend the rights,"
                " or set MOTCUA_SPOOL_DIR to another folder"
            ) from error
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._flusher: asyncio.Task[None] | None = None
        self._replayed = 0

    def close(self) -> None:
        """Close the file; it is removed when nothing waits in it."""
        if self._file.closed:
            return
        empty = self._path.exists() and self._path.stat().st_size == 0
        self._file.close()
        if empty:
            self._path.unlink()

    async def append(self, spooled: Spooled) -> None:
        """Write one update; it is on disk when this returns.

        Raises:
            OSError: the disk is full or broken; nothing of the update stays.
        """
        record = {"inbound": spooled.inbound.to_json(), "as_of": spooled.as_of.isoformat()}
        line = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((line, done))
        if self._flusher is None or self._flusher.done():
            self._flusher = asyncio.create_task(self._flush())
        await done

    async def _flush(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                await asyncio.to_thread(self._write, b"".join(line for line, _ in batch))
            except OSError as error:
                for _, done in batch:
                    if not done.done():
                        done.set_exception(OSError(error.errno, error.strerror))
            else:
                for _, done in batch:
                    if not done.done():
                        done.set_result(None)

    def _write(self, data: bytes) -> None:
        size = os.fstat(self._file.fileno()).st_size
        try:
            written = 0
            while written < len(data):
                written += self._file.write(data[written:])
            os.fsync(self._file.fileno())
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file.fileno(), size)
            raise

    @property
    def empty(self) -> bool:
        """Whether nothing of this process waits, on disk or on its way there."""
        return not self._waiting and os.fstat(self._file.fileno()).st_size == 0

    def read(self) -> tuple[list[Spooled], int]:
        """Return what waits in this process's file and was not replayed yet, and the place where that ends.

        In the platforms' own order.
        """
        with self._path.open("rb") as file:
            file.seek(self._replayed)
            data = file.read()
        whole = data[: data.rfind(b"\n") + 1]
        return sorted(_parsed(whole), key=_order), self._replayed + len(whole)

    def replayed(self, end: int) -> bool:
        """Note that everything up to ``end`` is stored elsewhere.

        Returns:
            Whether the file is empty now; False when more came meanwhile, which is what ``read`` gives next.
        """
        self._replayed = end
        writing = self._flusher is not None and not self._flusher.done()
        if writing or self._waiting or os.fstat(self._file.fileno()).st_size != end:
            return False
        os.ftruncate(self._file.fileno(), 0)
        os.fsync(self._file.fileno())
        self._replayed = 0
        return True

    def adopt(self) -> Iterator[tuple[Path, list[Spooled]]]:
        """Yield the files of processes that have ended, with what waits in them; the caller unlinks each."""
        for path in sorted(self._folder.glob("*.jsonl")):
            if path == self._path:
                continue
            with contextlib.suppress(OSError), path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                yield path, sorted(_parsed(path.read_bytes()), key=_order)


def _parsed(data: bytes) -> Iterator[Spooled]:
    for line in data.split(b"\n"):
        # The last line is cut short when its process was killed while writing; it was never acknowledged.
        with contextlib.suppress(ValueError):
            record = json.loads(line)
            yield Spooled(Inbound.from_json(record["inbound"]), datetime.fromisoformat(record["as_of"]))


def _order(spooled: Spooled) -> tuple[str, int]:
    return spooled.inbound.platform, spooled.inbound.sequence
