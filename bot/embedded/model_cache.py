"""Models of the packaged messages, kept for all checkouts of a user: training one takes over a minute of a core.

A model's name is the checksum of all that it is made of (``nlu/checksum.py``), so another checkout with the same files
takes it as its own. A file that does not unpack to its end is never taken, and where the folder cannot be used a model
is trained as if there were none.
"""

from __future__ import annotations

import contextlib
import fcntl
import gzip
import importlib.util
import os
import shutil
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEPT = 8
"""How many models stay, those that were wanted last."""
_PIECE = 2**20


class Checksum(Protocol):
    """The part of ``nlu/checksum.py`` that is used: it belongs to another project, so it is loaded by its path."""

    def model_name(self, root: Path, data: Path | None = None) -> str:
        """Name the model file of these files."""
        ...


def checksum(nlu: Path) -> Checksum:
    """Load ``checksum.py`` of the NLU project in ``nlu``.

    Raises:
        OSError: it is not there.
    """
    spec = importlib.util.spec_from_file_location("motcua_nlu_checksum", nlu / "checksum.py")
    if spec is None or spec.loader is None:
        raise OSError(f"{nlu / 'checksum.py'} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast("Checksum", module)


def cache_folder() -> Path | None:
    """Return ``$XDG_CACHE_HOME/motcua/models`` (``~/.cache`` by default), or None for a user without a home."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    try:
        base = Path(given) if Path(given).is_absolute() else Path.home() / ".cache"
    except RuntimeError:
        return None
    return base / "motcua" / "models"


class ModelCache:
    """The folder of kept models; any number of processes may use it at once.

    Args:
        folder: where they lie; made when it is first needed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextlib.contextmanager
    def alone(self, name: str, wait: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Be the only one who trains the model of this name; a second checkout waits and then finds it.

        Args:
            name: of the model file.
            wait: called once before waiting for somebody else.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = (self.folder / f".{name}.lock").open("w")
        except OSError:  # no room, no right: it is trained without the others
            yield
            return
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                wait()
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def take(self, name: str, models: Path) -> bool:
        """Put the kept model of this name into ``models``, whole or not at all; returns whether it is there."""
        kept = self.folder / name
        with contextlib.suppress(OSError):
            if not whole(kept):
                kept.unlink(missing_ok=True)
                return False
            models.mkdir(parents=True, exist_ok=True)
            _put(kept, models / name)
            os.utime(kept)
            return True
        return False

    def keep(self, model: Path) -> None:
        """Keep a model that was trained, and let the oldest go."""
        kept = self.folder / model.name
        with contextlib.suppress(OSError):
            if not kept.exists() and whole(model):
                self.folder.mkdir(parents=True, exist_ok=True)
                _put(model, kept)
                self._let_go()

    def forget(self, name: str) -> None:
        """Drop a model that turned out to be of no use."""
        with contextlib.suppress(OSError):
            (self.folder / name).unlink(missing_ok=True)

    def _let_go(self) -> None:
        models = sorted(self.folder.glob("nlu-*.tar.gz"), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in models[KEPT:]:
            file.unlink(missing_ok=True)
            (self.folder / f".{file.name}.lock").unlink(missing_ok=True)


def whole(model: Path) -> bool:
    """Return whether a packed model can be read to its end: gzip's own checksum covers every byte."""
    try:
        with gzip.open(model) as packed:
            read = 0
            while piece := packed.read(_PIECE):
                read += len(piece)
    except (OSError, EOFError, zlib.error):
        return False
    return read > 0


def _put(source: Path, target: Path) -> None:
    """Bring a file to another place in one step: as a second name of the same file where that goes, else as a copy."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".taking-") as scratch:
        draft = Path(scratch) / target.name
        try:
            draft.hardlink_to(source)
        except OSError:  # another file system, or one without
            shutil.copyfile(source, draft)
        draft.replace(target)
