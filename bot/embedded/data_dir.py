"""The folder of the embedded parts: one owner at a time, and a note by which other commands find what runs."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from dataclasses import asdict, dataclass
from typing import IO, TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path


class DataDirError(RuntimeError):
    """The folder can't be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Running:
    """What the owner of a data folder runs, for other commands on this machine.

    Attributes:
        pid: of the owner.
        database_url: of the bot's database, or None where it is not running.
        database_owner_url: of the same for the owner of its tables.
        booking_url: of the booking service, or None.
        booking_token: the bot's token there.
        booking_staff_token: the token of staff commands there.
        nlu_url: of the Rasa server, or None.
        nlu_token: its token.
        web_url: of the web chat, or None.
        as_of: the calendar that the owner answers by, as its setting was given.
    """

    pid: int
    database_url: str | None = None
    database_owner_url: str | None = None
    booking_url: str | None = None
    booking_token: str | None = None
    booking_staff_token: str | None = None
    nlu_url: str | None = None
    nlu_token: str | None = None
    web_url: str | None = None
    as_of: str | None = None


class DataDir:
    """A data folder.

    Args:
        path: made when missing. What is secret in it (the key, the note, the spool) has rights for its owner only; the
            folder itself has not, since PostgreSQL started by root runs as somebody else.

    Raises:
        DataDirError: it can't be made or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: IO[str] | None = None
        try:
            path.mkdir(parents=True, exist_ok=True)
            (path / ".writable").touch()
            (path / ".writable").unlink()
        except OSError as error:
            raise DataDirError(
                f"cannot write in {path} ({error.strerror}); give this user the right to, free disk space,"
                " or set MOTCUA_DATA_DIR to another folder"
            ) from error

    @property
    def note(self) -> Path:
        """The file that says what runs."""
        return self.path / "running.json"

    def own(self) -> bool:
        """Try to become the owner; False when another process is."""
        lock = (self.path / "owner.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            return False
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock
        self.note.unlink(missing_ok=True)
        return True

    def tell(self, running: Running) -> None:
        """Write down what runs; it holds secrets of this machine, so only its owner may read it."""
        draft = self.note.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(running), file)
        draft.replace(self.note)

    def running(self) -> Running | None:
        """Return what another owner runs, or None where nothing is told."""
        try:
            return Running(**json.loads(self.note.read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def close(self) -> None:
        """Give the folder up."""
        if self._lock is not None:
            self.note.unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self.close()


def told_database(path: Path) -> str | None:
    """Return the address of the database that somebody says to run on the data folder ``path``; makes no folder."""
    try:
        told = json.loads((path / "running.json").read_text()).get("database_url")
    except (OSError, ValueError, AttributeError):
        return None
    return told if isinstance(told, str) else None
