"""What a killed owner leaves of the embedded PostgreSQL: its server is ended, and nobody else's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.embedded.postgres import EmbeddedPostgres
from tests.waiting import wait_until

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are looked up in /proc")


def left_behind(data_dir: Path, runs_in: Path) -> int | None:
    """Leave a note of a server that runs in some folder; return how that one has ended, or None."""
    data_dir.mkdir(exist_ok=True)
    with subprocess.Popen(["postgres", "60"], executable="/bin/sleep", cwd=runs_in) as server:
        try:
            wait_until(lambda: Path(f"/proc/{server.pid}/cmdline").read_bytes().startswith(b"postgres"))
            (data_dir / "postmaster.pid").write_text(f"{server.pid}\n{data_dir}\n")
            EmbeddedPostgres(data_dir)._stop_orphan(patience=0.5)
            return server.wait(0.5)
        except subprocess.TimeoutExpired:
            return None
        finally:
            server.kill()


def test_the_server_of_an_owner_that_was_killed_is_ended(tmp_path: Path) -> None:
    (tmp_path / "pg").mkdir()
    assert left_behind(tmp_path / "pg", runs_in=tmp_path / "pg") is not None


def test_another_cluster_whose_server_has_the_number_now_is_let_alone(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    assert left_behind(tmp_path / "pg", runs_in=tmp_path / "other") is None
