"""Who was erased, as keyed hashes, kept outside the database: a backup restored later must not bring them back."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_KEY = re.compile(r"[0-9a-f]{32}")


class Erasures:
    """A file to which all processes of a machine add lines; it leads to nobody without MOTCUA_SECRET_KEY.

    Args:
        path: of the file; made when somebody is erased.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def note(self, keys: Iterable[str]) -> None:
        """Add people's keys (``bot.conversation.people.owner_key``) and flush them to the disk.

        Raises:
            OSError: the file cannot be written; then nobody may be told that they were erased.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(file, "".join(f"{now} {key}\n" for key in keys).encode())
            os.fsync(file)
        finally:
            os.close(file)


def read_erased(path: Path) -> dict[str, datetime]:
    """Return key → when that person was last erased; nothing where there is no file.

    A line that a power cut tore is passed over.
    """
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    except FileNotFoundError:
        return {}
    erased: dict[str, datetime] = {}
    for line in lines:
        at, _, key = line.rpartition(" ")
        if not _KEY.fullmatch(key):
            continue
        try:
            erased[key] = datetime.fromisoformat(at)
        except ValueError:
            continue
    return erased
