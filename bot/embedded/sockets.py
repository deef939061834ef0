"""Where an embedded server's socket lies, told without starting anything; and folders that nobody else can stand in."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from pathlib import Path

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

SOCKET_NAME = ".s.PGSQL.5432"
_LONGEST_SOCKET_PATH = 100  # sun_path holds 108 bytes on Linux, 104 on macOS
POSTGRES = "postgres"
"""The cluster's folder in a data folder."""


class UnsafeFolder(OSError):
    """A folder that others can write or that is another's; the message says what to do."""


def socket_folder(cluster: Path) -> Path:
    """Return the folder of a server's socket: beside its data where the path is short enough."""
    beside = cluster.parent / f"{cluster.name}.sock"
    if len(str(beside / SOCKET_NAME)) <= _LONGEST_SOCKET_PATH:
        return beside
    digest = hashlib.sha256(str(cluster).encode()).hexdigest()[:12]
    return own_temporary() / digest


def own_temporary() -> Path:
    """Return the folder under the system's temporary one that belongs to this user; it need not exist."""
    return Path(tempfile.gettempdir()) / f"motcua-{os.geteuid()}"


def make_own(folder: Path, *, mode: int = 0o700) -> None:
    """Make a folder of this user's where others may have been before.

    Its name can be foreseen, so somebody else may have made it, or a link in its place.

    Raises:
        UnsafeFolder: it is a link, no folder, another user's, or one that others can write.
    """
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=mode)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o022:
        raise UnsafeFolder(
            f"{folder} is no folder of this user alone: somebody else on this machine made it. Remove it, or set"
            " MOTCUA_DATA_DIR to a shorter path"
        )
    if stat.S_IMODE(found.st_mode) != mode:
        folder.chmod(mode)


def leads_to(url: str, data_dir: Path) -> bool:
    """Return whether ``url`` is an address of the server that is embedded in ``data_dir``, by its socket."""
    try:
        host = str(conninfo_to_dict(url).get("host") or "")
    except ProgrammingError:
        return False
    return host == str(socket_folder((data_dir / POSTGRES).resolve()))
