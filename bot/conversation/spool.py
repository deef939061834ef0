"""Where what platforms post waits while the database is away: a file on disk, flushed before they are told 200."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import logging
import os
import uuid
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, override

from bot.conversation.messages import Inbound

if TYPE_CHECKING:
    from collections.abc import Sequence
    from io import FileIO
    from pathlib import Path

logger = logging.getLogger(__name__)

_SUFFIX = ".jsonl"
SET_ASIDE = "set-aside"
"""The file of a spool's folder that holds what could not be taken, for somebody to look at."""


class SpoolUnwritable(RuntimeError):
    """The spool's folder takes no data; a process that cannot spool must not start."""


@dataclass(frozen=True, slots=True)
class Spooled:
    """An update that waits on disk, with the moment for which it is to be answered."""

    inbound: Inbound
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Waiting[T]:
    """What was found on disk, to be noted with ``DiskQueue.stored`` once the database has it.

    Attributes:
        updates: of all processes of the machine, in the platforms' own order.
        ends: for each file, the place in bytes up to which it was read.
        unreadable: whole lines that this code cannot read, as another version wrote them.
    """

    updates: list[T]
    ends: dict[Path, int]
    unreadable: list[bytes]


class DiskQueue[T](ABC):
    """What waits on disk: one file a process writes, all files of the folder that it reads.

    A person's next message may reach another process of the machine than the one on whose file the message before still
    waits. So whoever replays, replays what all have, and nobody may pass by a file with something in it. While nothing
    waits the folder is empty.

    Appends are written and flushed together: many waiting updates cost one fsync.

    Args:
        folder: of the spool files, shared by the processes of a machine.

    Raises:
        SpoolUnwritable: the folder can't be made or written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            self._probe()
        except OSError as error:
            raise SpoolUnwritable(
                f"the spool in {folder} cannot be written ({error.strerror}); free disk space or mend the rights,"
                " or set MOTCUA_SPOOL_DIR to another folder"
            ) from error
        self._file: _File | None = None
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._flusher: asyncio.Task[None] | None = None
        self._stored: dict[Path, int] = {}

    def _probe(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = self._folder / f"{uuid.uuid4().hex}.probe"
        try:
            probe.write_bytes(b"x" * 4096)
        finally:
            probe.unlink(missing_ok=True)

    def writable(self) -> bool:
        """Whether the folder takes data at the moment: tries it."""
        try:
            self._probe()
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Close the file; what waits in it is another process's from now on."""
        if self._file is not None:
            self._file.close()
            self._file = None

    @abstractmethod
    def _dump(self, item: T) -> dict[str, Any]:
        """Return an item as JSON can hold it."""

    @abstractmethod
    def _load(self, record: dict[str, Any]) -> T:
        """Return the item of which ``_dump`` made a record."""

    @abstractmethod
    def _order(self, item: T) -> tuple[str, float]:
        """Return by what items are sorted when they are read."""

    async def append(self, item: T) -> None:
        """Write one item; it is on disk when this returns.

        Raises:
            OSError: the disk is full or broken; nothing of the item stays.
        """
        line = self._line(item)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((line, done))
        if not self._writing:
            self._flusher = asyncio.create_task(self._flush())
        await done

    @property
    def _writing(self) -> bool:
        return self._flusher is not None and not self._flusher.done()

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
        if self._file is None:
            self._file = _File(self._folder)
        self._file.write(data)

    def waiting(self) -> bool:
        """Whether anything waits, of this process or of another, that this one has not stored.

        Asked before each update that goes to the database: it looks at the folder and no further while nothing waits.
        """
        if self._writing or self._waiting:
            return True
        return any(_size(path) != self._stored.get(path, 0) for path in self._folder.glob(f"*{_SUFFIX}"))

    def read(self) -> Waiting[T]:
        """Return what waits in the folder and was not stored yet."""
        updates: list[T] = []
        ends: dict[Path, int] = {}
        unreadable: list[bytes] = []
        for path in self._folder.glob(f"*{_SUFFIX}"):
            with contextlib.suppress(FileNotFoundError):
                data, ends[path] = _read(path, self._stored.get(path, 0))
                for line in data.splitlines():
                    try:
                        updates.append(self._load(json.loads(line)))
                    except (ValueError, KeyError, TypeError):
                        unreadable.append(line)
        return Waiting(sorted(updates, key=self._order), ends, unreadable)

    def stored(self, waiting: Waiting[T]) -> bool:
        """Note that what ``read`` gave is in the database, and remove the files of which nothing is left.

        Returns:
            Whether nothing waits any more; False when more came meanwhile, which is what ``read`` gives next.
        """
        self._set_aside(waiting.unreadable)
        self._stored = waiting.ends
        for path, end in waiting.ends.items():
            if self._file is not None and path == self._file.path:
                if not self._writing and not self._waiting and _size(path) == end:
                    path.unlink()
                    self.close()
            else:
                _remove_of_the_dead(path, end)
        return not self.waiting()

    def set_aside(self, item: T) -> None:
        """Keep what the database refuses: it was acknowledged, but nothing may wait behind it."""
        self._set_aside([self._line(item)])

    def _set_aside(self, lines: Sequence[bytes]) -> None:
        if not lines:
            return
        path = self._folder / SET_ASIDE
        logger.error("what waited on the disk could not be taken; it is kept aside", extra={"file": str(path)})
        try:
            with _appending(path) as file:
                file.write(b"".join(line.rstrip(b"\n") + b"\n" for line in lines))
        except OSError:
            logger.exception("it could not be kept aside either")  # the disk is full; the others must not wait for it

    def _line(self, item: T) -> bytes:
        return json.dumps(self._dump(item), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class Spool(DiskQueue[Spooled]):
    """The updates that wait on disk."""

    @override
    def _dump(self, item: Spooled) -> dict[str, Any]:
        return {"inbound": item.inbound.to_json(), "as_of": item.as_of.isoformat()}

    @override
    def _load(self, record: dict[str, Any]) -> Spooled:
        return Spooled(Inbound.from_json(record["inbound"]), datetime.fromisoformat(record["as_of"]))

    @override
    def _order(self, item: Spooled) -> tuple[str, float]:
        return item.inbound.platform, item.inbound.sequence


class _File:
    """A file that this process writes, locked for as long as the process lives."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = folder / f"{uuid.uuid4().hex}{_SUFFIX}"
        # It gets its name when it is locked: a file without a lock is one of a dead process to the others.
        unnamed = self.path.with_suffix(".new")
        self._file = _appending(unnamed)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            unnamed.rename(self.path)
            _flush_folder(folder)
        except OSError:
            self._file.close()
            raise

    def write(self, data: bytes) -> None:
        """Append and flush; on an OSError the file is as before."""
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

    def close(self) -> None:
        self._file.close()


def _appending(path: Path) -> FileIO:
    """Open a file that nobody else on the machine may read: people's messages stand in it."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab", buffering=0)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _read(path: Path, start: int) -> tuple[bytes, int]:
    """Return the whole lines from ``start`` on, and where they end."""
    with path.open("rb") as file:
        # Where the disk was full, its writer took back what others may have read already; what stands there now is new.
        file.seek(max(0, start - 1))
        if start and file.read(1) != b"\n":
            start = 0
            file.seek(0)
        data = file.read()
    whole = data[: data.rfind(b"\n") + 1]
    return whole, start + len(whole)


def _remove_of_the_dead(path: Path, end: int) -> None:
    """Remove a file whose process has ended, unless it wrote more.

    A line cut short at its end was never acknowledged.
    """
    with contextlib.suppress(OSError), path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _read(path, end)[1] == end:
            path.unlink()
