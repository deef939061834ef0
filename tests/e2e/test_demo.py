"""`motcua demo`, as `make demo` runs it: one command, one process tree, clear sentences."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

import httpx
import pytest

from tests import forking, shared
from tests.e2e.test_commands import motcua, objects
from tests.processes import CHECKOUT, free_port
from tests.small_model import descendants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.e2e.system import Nlu

READY_WITHIN = 150.0
_URL = re.compile(r"Web chat: (http://\S+)")


class Demo:
    """The command as a child, and what it prints."""

    command: ClassVar = ["-m", "bot", "demo"]

    def __init__(self, data_dir: Path, **env: str) -> None:
        own = {"DATA_DIR": str(data_dir), **env}
        self.process = subprocess.Popen(
            [sys.executable, *self.command],
            env=forking.environment(own),
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as printed:
            self.lines.extend(printed)

    @property
    def said(self) -> str:
        return "".join(self.lines)

    def wait_for(self, found: Callable[[str], re.Match[str] | None], within: float = READY_WITHIN) -> str:
        deadline = time.monotonic() + within
        while (match := found(self.said)) is None:
            assert self.process.poll() is None, f"the demo ended:\n{self.said}"
            assert time.monotonic() < deadline, f"the demo is not ready:\n{self.said}"
            time.sleep(0.05)
        return match[1]

    def ready(self, within: float = READY_WITHIN) -> str:
        """Wait for its address, and return it."""
        return self.wait_for(_URL.search, within)

    def tree(self) -> list[int]:
        """The ids of all processes below it."""
        return descendants(self.process.pid)

    def interrupt(self) -> int:
        """Ctrl-C; returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.wait()

    def wait(self) -> int:
        code = self.process.wait(300)
        self._reader.join(10)
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.interrupt()


class ZaloDemo(Demo):
    """With a Zalo beside it: a process around it, which hands Ctrl-C on and ends with its code."""

    command: ClassVar = ["-m", "tests.fakes.zalo", "--run", sys.executable, "-m", "bot", "demo"]


def named(pids: list[int], part: str) -> list[int]:
    """Those whose command line holds ``part``."""
    return [pid for pid in pids if part.encode() in _command(pid)]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def assert_all_gone(pids: list[int]) -> None:
    deadline = time.monotonic() + 20
    while left := [pid for pid in pids if _command(pid)]:
        assert time.monotonic() < deadline, [_command(pid) for pid in left]
        time.sleep(0.05)


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with shared.own_folder("demo") as folder:
        yield folder / "data"


def test_with_its_own_rasa_server_that_dies_and_once_more(data_dir: Path, nlu: Nlu) -> None:
    """The real thing: the cached model in a Rasa of its own; killed, it ends the demo with a sentence.

    Started again, with the run's Rasa, it goes on with what it has, until Ctrl-C.
    """
    port = str(free_port())
    with Demo(data_dir, PORT=port) as demo:
        url = demo.ready()
        assert url == f"http://127.0.0.1:{port}/"
        assert demo.lines[0].startswith("Answers as of 22/8/2021")
        assert "made up" in demo.said
        assert "22/8/2021" in httpx.get(url, trust_env=False).text
        assert httpx.get(f"{url}readyz", trust_env=False).raise_for_status().json()
        lines = "tui muon lam giay khai sanh cho con\n"
        env = {"DATA_DIR": str(data_dir)}
        (printed,) = objects(motcua("chat", "--json", "--user", "demo", lines=lines, env=env))
        assert printed["intent"] == "find_procedure"
        assert {"CM4708-R01"} <= {c["rule"] for reply in printed["replies"] for c in reply["citations"]}
        (units,) = objects(motcua("unit", "list", "--json", env=env))
        assert any(unit["openings"] for unit in units["units"])

        second = motcua("demo", env={**env, **nlu.env, "PORT": str(free_port())})
        assert second.returncode == 4
        assert str(data_dir) in second.stderr
        assert "Traceback" not in second.stderr

        tree = demo.tree()
        assert len(tree) >= 3
        rasa = named(tree, "serve.py")
        assert rasa
        os.kill(rasa[0], signal.SIGKILL)
        assert demo.wait() == 4
        assert "the Rasa server ended by itself" in demo.said
        assert "Traceback" not in demo.said
        assert_all_gone(tree)

    with Demo(data_dir, PORT=port, **nlu.env) as again:
        again.ready()
        assert "0 new" in again.said, "the second start announces anew"
        (printed,) = objects(motcua("chat", "--json", "--user", "demo", lines="xin chào\n", env=env))
        assert "trợ lý tự động" not in printed["replies"][0]["text"], "the second start has forgotten the person"

        tree = again.tree()
        assert len(tree) >= 3
        assert again.interrupt() == 0, again.said
        assert "Traceback" not in again.said
        assert_all_gone(tree)


def test_ctrl_c_amid_the_start(data_dir: Path, nlu: Nlu) -> None:
    with ZaloDemo(data_dir, PORT="0", AS_OF="today", **nlu.env) as demo:
        demo.wait_for(re.compile(r"(PostgreSQL …)").search)
        assert demo.lines[0].startswith("Answers for today")
        tree = demo.tree()
        assert demo.interrupt() == 0, demo.said
        assert "Traceback" not in demo.said
        assert_all_gone(tree)


def test_a_taken_port(data_dir: Path, nlu: Nlu) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = motcua("demo", env={"DATA_DIR": str(data_dir), "PORT": str(port), **nlu.env})
    assert done.returncode == 4
    assert f"port {port}" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written(tmp_path: Path, nlu: Nlu) -> None:
    (tmp_path / "file").write_text("in the way")
    done = motcua("demo", env={"DATA_DIR": str(tmp_path / "file" / "data"), "PORT": str(free_port()), **nlu.env})
    assert done.returncode == 4
    assert "MOTCUA_DATA_DIR" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
