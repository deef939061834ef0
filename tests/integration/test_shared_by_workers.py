"""What the workers of a run share outlives one of them, and ends what that one had started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import core_seconds, forking, shared
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

STARTS = """
from tests import forking
print(forking.start("http.server", "0", "--bind", "127.0.0.1", env=forking.environment()).pid, flush=True)
input()
"""
MAKES = """
from pathlib import Path
from tests import shared
def make(path: Path):
    path.mkdir()
    (path / "half").touch()
    print("half", flush=True)
    input()
shared.made_once("made", make)
"""


@contextmanager
def worker(program: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process as a worker is one, and the first line that it says."""
    given = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": forking.CHECKOUT}
    with subprocess.Popen([sys.executable, "-c", program], **given) as process:
        yield process, process.stdout.readline().strip()
        process.kill()


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def test_programs_of_a_killed_worker_end_and_those_of_others_go_on(tmp_path: Path) -> None:
    with (
        nullcontext() if forking.SHARED in os.environ else forking.shared(tmp_path / "forking"),
        worker(STARTS) as (killed, its),
        worker(STARTS) as (_, other),
    ):
        killed.send_signal(signal.SIGKILL)
        wait_until(lambda: gone(int(its)))
        assert not gone(int(other))
        with worker(STARTS) as (_, later):
            assert not gone(int(later))
        wait_until(lambda: gone(int(later)))


def so_far() -> float:
    return core_seconds.used(os.getpid(), *core_seconds.ELSEWHERE)


def test_what_programs_of_a_worker_use_is_counted() -> None:
    before = so_far()
    counted = forking.run("timeit", "-n", "1", "-r", "1", "sum(range(20_000_000))", env=forking.environment())
    assert counted.returncode == 0
    wait_until(lambda: so_far() > before + 0.1)


def test_what_a_killed_worker_had_half_made_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(shared.SHARED, str(tmp_path))
    with worker(MAKES) as (killed, said):
        assert said == "half"
        killed.kill()
        killed.wait()
    made = shared.made_once("made", lambda path: path.mkdir())
    assert list(made.iterdir()) == []
    assert shared.made_once("made", lambda _path: pytest.fail("made twice")) == made


HOLDS = """
from tests import shared
with shared.folder_of_the_run() as folder:
    print(folder, flush=True)
    input()
"""


def test_folders_of_killed_runs_are_swept_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(shared.FOLDER, str(tmp_path))
    with worker(HOLDS) as (_, living), worker(HOLDS) as (killed, left):
        killed.kill()
        killed.wait()
        with shared.folder_of_the_run():
            assert Path(left).exists(), "a run that begins this moment looks like that, too"
        for folder in (living, left):
            os.utime(folder, (0, 0))
        with shared.folder_of_the_run() as own:
            assert set(tmp_path.iterdir()) == {Path(living), own}
        assert set(tmp_path.iterdir()) == {Path(living)}
