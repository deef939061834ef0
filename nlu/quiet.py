"""The environment in which Rasa reports nothing, writes nothing to the home directory, takes few threads and starts fast."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from unused import leave_out_the_unused

THREADS = "1"


def quiet(scratch: Path | None = None, *, whole: bool = False) -> None:
    """Set the environment; call it before Rasa, TensorFlow or numpy are imported.

    Args:
        scratch: A folder for what libraries insist on writing (matplotlib's settings, Rasa's cache); a fresh one by default.
        whole: Import all that Rasa wants, for a pipeline that needs TensorFlow.
    """
    if not whole:
        leave_out_the_unused()
    folder = scratch or own_folder(Path(tempfile.gettempdir()) / f"motcua-nlu-{os.getuid()}")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fixed = {
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_CACHE_DIRECTORY": str(folder / "rasa-cache"),
        "RASA_MAX_CACHE_SIZE": "0",
        "MPLCONFIGDIR": str(folder / "matplotlib"),
        "KERAS_HOME": str(folder / "keras"),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "CUDA_VISIBLE_DEVICES": "-1",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }
    os.environ.update(fixed)
    for name in (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "TF_NUM_INTEROP_THREADS",
        "TF_NUM_INTRAOP_THREADS",
    ):
        os.environ.setdefault(name, THREADS)


def own_folder(folder: Path) -> Path:
    """Return a folder whose name can be foreseen, or a fresh one where somebody else has it: what lies in it is loaded."""
    with contextlib.suppress(FileExistsError):  # a file, or a link to nothing
        folder.mkdir(mode=0o700, parents=True)
    found = folder.lstat()
    if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not stat.S_IMODE(found.st_mode) & 0o022:
        return folder
    return Path(tempfile.mkdtemp(prefix="motcua-nlu-"))
