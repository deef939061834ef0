"""What all workers of a run share: folders that the first who needs them fills, in a folder that ends with the run."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bot.db import roles
from bot.embedded.postgres import EmbeddedPostgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SHARED = "MOTCUA_TEST_SHARED"
"""Names the folder."""

FOLDER = "MOTCUA_TEST_FOLDER"
"""Names the folder that it is made in. Without, that is the one in memory, where it has plenty of room: a cluster is
two thousand files of 75 MB, copied within an eighth of a core-second there and within one on a disk."""

_MEMORY = Path("/dev/shm")
_PLENTY = 4 << 30
"""Bytes; two workers have used 0.4 GB."""
_PREFIX = "motcua-shared-"
_OWNER = "owner.lock"
_YOUNG = 3600.0
"""Seconds."""

BOT, BOOKING = "bot_template", "booking_template"
"""Databases of the filled cluster: the bot's with the packaged content, the booking service's with its tables."""


@contextlib.contextmanager
def folder_of_the_run() -> Iterator[Path]:
    """A folder that this process and the workers it starts meanwhile share; sweeps those of killed runs away."""
    where = _where()
    _sweep(where)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=where))
    folder.chmod(0o755)
    before = os.environ.get(SHARED)
    os.environ[SHARED] = str(folder)
    with (folder / _OWNER).open("w") as owner:
        fcntl.flock(owner, fcntl.LOCK_EX)  # ends with this process
        try:
            yield folder
        finally:
            if before is None:
                del os.environ[SHARED]
            else:
                os.environ[SHARED] = before
            shutil.rmtree(folder, ignore_errors=True)


def _where() -> Path:
    if named := os.environ.get(FOLDER):
        return Path(named)
    with contextlib.suppress(OSError):
        room = os.statvfs(_MEMORY)
        if room.f_bavail * room.f_frsize >= _PLENTY and os.access(_MEMORY, os.W_OK | os.X_OK):
            return _MEMORY
    return Path(tempfile.gettempdir())


def _sweep(where: Path) -> None:
    for left in where.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime < _YOUNG:
                continue  # it may not be locked yet
            with (left / _OWNER).open("a") as owner:
                fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left, ignore_errors=True)


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """The path ``name`` of the run's folder, which ``make`` fills where nobody has: the others wait meanwhile.

    Whoever dies while making leaves nothing that is taken for whole; the next one begins anew.
    """
    folder = Path(os.environ[SHARED])
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # ends with this process
        made = folder / name
        if not made.exists():
            draft = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=folder))
            draft.chmod(0o755)
            make(draft / name)
            (draft / name).rename(made)
    return made


@contextlib.contextmanager
def first_alone(name: str) -> Iterator[None]:
    """Lets the first who comes here do its work alone; the others wait meanwhile, and then work side by side."""
    folder = Path(os.environ[SHARED])
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # ends with this process
        if (folder / name).exists():
            fcntl.flock(lock, fcntl.LOCK_UN)
        try:
            yield
        finally:
            (folder / name).touch()


def filled_cluster() -> Path:
    """The folder of a stopped server with a migrated database of each program."""
    return made_once("cluster", _fill)


@contextlib.contextmanager
def copied_cluster(name: str) -> Iterator[Path]:
    """A copy of it, with its owner, in a folder of its own."""
    with own_folder(name) as folder:
        subprocess.run(["cp", "-a", str(filled_cluster()), str(folder / "pg")], check=True)
        yield folder / "pg"


@contextlib.contextmanager
def own_folder(name: str) -> Iterator[Path]:
    """A folder for a server's data, gone afterwards, and with the run where that is killed.

    Not below pytest's own: PostgreSQL's user must pass through, where the tests run as root, and every start of pytest
    closes that folder again.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=os.environ[SHARED]))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fill(path: Path) -> None:
    from booking_api import migrate, rights  # Alembic, not where units alone are tested
    from bot.embedded.system import prepare_database

    with EmbeddedPostgres(path, durable=False) as server:
        roles.let_in(server.url())
        prepare_database(server.ensure_database(BOT))
        booking = server.ensure_database(BOOKING)
        migrate.upgrade(booking)
        rights.let_in(booking)
