"""Real processes for tests: a bot process on a database, and what a test asks of it."""

from __future__ import annotations

import contextlib
import http.client
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from bot.db import roles
from tests import forking
from tests.forking import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["CHECKOUT", "SECRET_KEY", "BotProcess", "free_port"]
SECRET_KEY = "only-for-tests-" + "0" * 32


def free_port() -> int:
    """A TCP port that is free at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class BotProcess:
    """`motcua run` as a child of the test.

    Args:
        database_url: the bot's database, migrated and with its content.
        folder: for the log and the spool.
        env: further settings, without the prefix.
        largest_file: bytes that a file of the process may have, or None for no limit.
    """

    database_url: str
    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: forking.Forked | None = None
    largest_file: int | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / f"bot-{self.port}.log"

    def launch(self, **env: str) -> Self:
        """Start it; does not wait."""
        own = {
            "DATABASE_URL": roles.as_role(self.database_url, roles.BOT),
            "DATA_DIR": str(self.folder / "data"),
            "SPOOL_DIR": str(self.folder / "spool"),
            "PORT": str(self.port),
            "SECRET_KEY": SECRET_KEY,
            "AS_OF": "2021-08-22T09:00",
            "NLU_START_SECONDS": "0",
            **self.env,
            **env,
        }
        with self.log.open("ab") as log:
            self.process = forking.start(
                "bot",
                "run",
                env=forking.environment(own),
                stdout=log,
                stderr=log,
                largest_file=self.largest_file,
            )
        return self

    def start(self, **env: str) -> Self:
        """Start it and wait until it takes requests."""
        self.launch(**env)
        self.await_port()
        return self

    def await_port(self, seconds: float = 90.0) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process is not None and self.process.poll() is not None:
                raise AssertionError(f"the bot ended with {self.process.returncode}:\n{self.tail()}")
            if self._answers():
                return
            time.sleep(0.05)
        raise AssertionError(f"the bot does not answer:\n{self.tail()}")

    def _answers(self) -> bool:
        """Whether it is there; without httpx, which reads all certificates of the world for each client."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=1)
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        return False

    def tail(self, lines: int = 30) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """SIGKILL."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def wait(self, seconds: float = 15.0) -> int:
        assert self.process is not None
        return self.process.wait(seconds)

    def stop(self) -> None:
        """SIGTERM, and wait."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()

    def __enter__(self) -> Self:
        return self if self.process is not None else self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
