"""What all workers of a run share: folders that the first who needs them fills, in a folder that ends with the run."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bot.db import roles
from bot.embedded.postgres import EmbeddedPostgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SHARED = "MOTCUA_TEST_SHARED"
"""Names the folder."""

BOT, BOOKING = "bot_template", "booking_template"
"""Databases of the filled cluster: the bot's with the packaged content, the booking service's with its tables."""


@contextlib.contextmanager
def folder_of_the_run() -> Iterator[Path]:
    """A folder that this process and the workers it starts meanwhile share."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-shared-"))
    folder.chmod(0o755)
    os.environ[SHARED] = str(folder)
    try:
        yield folder
    finally:
        del os.environ[SHARED]
        shutil.rmtree(folder, ignore_errors=True)


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


def filled_cluster() -> Path:
    """The folder of a stopped server with a migrated database of each program."""
    return made_once("cluster", _fill)


def copied_cluster(folder: Path) -> Path:
    """A copy of it, with its owner, below ``folder``."""
    subprocess.run(["cp", "-a", str(filled_cluster()), str(folder / "pg")], check=True)
    return folder / "pg"


def _fill(path: Path) -> None:
    from booking_api import migrate, rights  # Alembic, not where units alone are tested
    from bot.embedded.system import prepare_database

    with EmbeddedPostgres(path, durable=False) as server:
        roles.let_in(server.url())
        prepare_database(server.ensure_database(BOT))
        booking = server.ensure_database(BOOKING)
        migrate.upgrade(booking)
        rights.let_in(booking)
