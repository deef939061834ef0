"""What a killed owner leaves of the embedded PostgreSQL: its server is ended, and nobody else's."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot.embedded.postgres import EmbeddedPostgres

if TYPE_CHECKING:
    from pathlib import Path

# As PostgreSQL does, it takes the signal though whoever started it may have none of it.
SERVER = (
    "import signal, time; signal.signal(signal.SIGINT, signal.SIG_DFL); print('ready', flush=True); time.sleep(600)"
)


@pytest.fixture
def left_behind(tmp_path: Path):
    """Start what looks like a server in a folder, and note it in a cluster's."""
    servers = []

    def start(runs_in: Path) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", SERVER, "postgres"]
        servers.append(subprocess.Popen(command, cwd=runs_in, stdout=subprocess.PIPE, text=True))
        assert servers[-1].stdout.readline() == "ready\n"
        (tmp_path / "postmaster.pid").write_text(f"{servers[-1].pid}\n{tmp_path}\n")
        return servers[-1]

    yield start
    for server in servers:
        server.kill()
        server.communicate()


def test_the_server_of_an_owner_that_was_killed_is_ended(tmp_path, left_behind) -> None:
    server = left_behind(runs_in=tmp_path)
    EmbeddedPostgres(tmp_path)._stop_orphan(patience=0.1)
    assert server.wait(60) != 0


def test_another_cluster_whose_server_has_the_number_now_is_let_alone(tmp_path, left_behind) -> None:
    (tmp_path / "other").mkdir()
    server = left_behind(runs_in=tmp_path / "other")
    EmbeddedPostgres(tmp_path)._stop_orphan(patience=0.1)
    with pytest.raises(subprocess.TimeoutExpired):
        server.wait(0.5)
