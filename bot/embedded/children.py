"""Starting and ending child processes so that none outlives its owner."""

from __future__ import annotations

import ctypes
import os
import signal
import stat
import subprocess
import sys
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_PR_SET_PDEATHSIG = 1

_HARMLESS = frozenset({"PATH", "HOME", "USER", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "XDG_CACHE_HOME"})
_HARMLESS_BEGINNINGS = ("LC_", "OMP_", "OPENBLAS_", "MKL_", "TF_", "PYTHON")


def environment_without_secrets() -> dict[str, str]:
    """Return what a program of other people's code may know of this process's environment.

    It says where things are and how many cores to use. Addresses and passwords of ours, under whatever name, stay here:
    a hole in that program then gives nobody the database or a platform.
    """
    return {
        name: value for name, value in os.environ.items() if name in _HARMLESS or name.startswith(_HARMLESS_BEGINNINGS)
    }


def follow_parent(sig: signal.Signals) -> Callable[[], None] | None:
    """Return a hook, run in the child, by which Linux sends it ``sig`` when its parent is gone.

    A parent that is killed cannot end its children; the kernel can (prctl(2), PR_SET_PDEATHSIG).
    """
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)

    def hook() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(sig), 0, 0, 0)

    return hook


def start_child(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    parent_death_signal: signal.Signals = signal.SIGTERM,
    **options: Any,  # noqa: ANN401 - handed to subprocess.Popen as they are
) -> subprocess.Popen[bytes]:
    """Start ``command`` in a process group of its own, so that Ctrl-C in a terminal reaches only the owner.

    Args:
        command: the program and its arguments.
        env: the whole environment of the child, or None for this process's own.
        parent_death_signal: what the child gets if the calling thread dies without ending it; so start
            children from a thread that lives as long as they shall.
        **options: further arguments of ``subprocess.Popen`` (stdout, user, cwd, …).

    Raises:
        OSError: the program cannot be started.
    """
    return subprocess.Popen(
        list(command),
        env=dict(env) if env is not None else None,
        process_group=0,
        preexec_fn=follow_parent(parent_death_signal),  # noqa: PLW1509 - one prctl call, no locks taken
        **options,
    )


def stop_child(child: subprocess.Popen[bytes], *, sig: signal.Signals = signal.SIGTERM, patience: float = 10.0) -> int:
    """End ``child``: ``sig`` first, SIGKILL after ``patience`` seconds. Returns its exit code."""
    if child.poll() is None:
        child.send_signal(sig)
        try:
            return child.wait(patience)
        except subprocess.TimeoutExpired:
            child.kill()
    return child.wait()


def open_log(path: Path) -> BinaryIO:
    """Open a log to write at its end; nobody but its owner reads it: a server's words may hold what people wrote."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")
    if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
        os.fchmod(file.fileno(), 0o600)  # made by earlier code
    return file
