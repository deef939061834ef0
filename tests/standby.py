"""A standby of an embedded server, as streaming replication makes it; and its promotion."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import psycopg

from bot.embedded.postgres import EmbeddedPostgres, programs
from tests.waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path


def standby_of(primary: EmbeddedPostgres, folder: Path) -> EmbeddedPostgres:
    """Copy a running server and let the copy follow it; what the primary acknowledges from then on, both have."""
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    if primary.user is not None:
        shutil.chown(folder, primary.user)
    command = [programs() / "pg_basebackup", "-h", primary.socket_dir, "-U", "postgres", "-D", folder / "pg"]
    command += ["--write-recovery-conf", "--checkpoint=fast", "--wal-method=stream", "--no-sync"]
    subprocess.run(command, check=True, capture_output=True, user=primary.user, cwd="/")
    standby = EmbeddedPostgres(folder / "pg")
    standby.start()
    with psycopg.connect(primary.url(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        connection.execute("SELECT pg_reload_conf()")
        synchronous = "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"
        wait_until(lambda: connection.execute(synchronous).fetchone())
    return standby


def promote(standby: EmbeddedPostgres) -> None:
    """Make a standby a primary; it takes writes when this returns, and waits for no other one."""
    with psycopg.connect(standby.url(), autocommit=True) as connection:
        connection.execute("SELECT pg_promote(true, 60)")
        connection.execute("ALTER SYSTEM RESET synchronous_standby_names")
        connection.execute("SELECT pg_reload_conf()")
