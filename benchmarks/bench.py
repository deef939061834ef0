"""What the benchmarks share: a PostgreSQL server, bot processes, percentiles, and tables."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from bot.content.importing import import_packaged
from bot.db import migrate
from bot.embedded.children import start_child, stop_child
from bot.embedded.postgres import EmbeddedPostgres

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CHECKOUT = Path(__file__).resolve().parent.parent
SECRET_KEY = "only-for-benchmarks-" + "0" * 32
_READY_WITHIN = 120.0


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what was measured, what it is compared with, and the goal where there is one."""

    name: str
    value: str
    compared: str = ""
    goal: str = ""


@dataclass(slots=True)
class Table:
    """The figures of one benchmark."""

    title: str
    setting: str
    rows: list[Row] = field(default_factory=list)

    def add(self, name: str, value: str, compared: str = "", goal: str = "") -> None:
        """Add a figure."""
        self.rows.append(Row(name, value, compared, goal))

    def markdown(self) -> str:
        """Return the table as Markdown, which is readable in a terminal too."""
        lines = [
            f"### {self.title}",
            "",
            self.setting,
            "",
            "| figure | measured | compared with | goal |",
            "|---|---|---|---|",
        ]
        lines += [f"| {row.name} | {row.value} | {row.compared} | {row.goal} |" for row in self.rows]
        return "\n".join(lines) + "\n"


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which ``share`` (0-1) of ``values`` lie, the nearest one."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def milliseconds(seconds: float) -> str:
    """Return seconds as ``12.3 ms``."""
    return f"{seconds * 1000:.1f} ms"


@contextlib.contextmanager
def server() -> Iterator[tuple[EmbeddedPostgres, Path]]:
    """A durable PostgreSQL server in a folder of its own, with the folder."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-bench-"))
    folder.chmod(0o755)
    try:
        with EmbeddedPostgres(folder / "pg") as postgres:
            yield postgres, folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(postgres: EmbeddedPostgres, name: str) -> str:
    """Make a migrated database with the packaged content and return its address."""
    url = postgres.ensure_database(name)
    migrate.upgrade(url)
    import_packaged(url)
    return url


def free_port() -> int:
    """Return a TCP port that is free at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def bot(database_url: str, folder: Path, **settings: str) -> Iterator[tuple[str, int]]:
    """One bot process, ready; gives its address and process id."""
    port = free_port()
    own = {
        "DATABASE_URL": database_url,
        "DATA_DIR": str(folder / "data"),
        "SPOOL_DIR": str(folder / "spool"),
        "PORT": str(port),
        "SECRET_KEY": SECRET_KEY,
        "AS_OF": "2021-08-22T09:00",
        "LOG_LEVEL": "WARNING",
        "FLOOD_MESSAGES": "100000",
        "OPEN_MESSAGES": "100000",
        "FLOOD_PER_MINUTE": "1000000",
        **settings,
    }
    env = {**os.environ, **{f"MOTCUA_{name}": value for name, value in own.items()}}
    with (folder / f"bot-{port}.log").open("ab") as log:
        child = start_child(
            [sys.executable, "-m", "bot", "run"],
            env=env,
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _await(child, url, folder / f"bot-{port}.log")
        yield url, child.pid
    finally:
        stop_child(child, sig=signal.SIGTERM)


def _await(child: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + _READY_WITHIN
    while time.monotonic() < deadline:
        if child.poll() is not None:
            break
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{url}/healthz", timeout=1, trust_env=False).is_success:
                return
        time.sleep(0.05)
    raise RuntimeError(f"the bot does not answer: {log.read_text(errors='replace')[-800:]}")


def resident_megabytes(pid: int) -> float:
    """Return the resident memory of a process in MB (10^6 bytes), from Linux's /proc."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise LookupError(f"process {pid} tells no VmRSS")
