"""The children of an embedded system besides PostgreSQL: the booking service and the Rasa server."""

from __future__ import annotations

import contextlib
import functools
import http.client
import json
import os
import re
import secrets
import select
import subprocess
import sys
import time
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.embedded.children import environment_without_secrets, open_log, start_child, stop_child
from bot.embedded.model_cache import ModelCache, cache_folder, checksum

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CHECKOUT = Path(__file__).resolve().parent.parent.parent
NLU = CHECKOUT / "nlu"
PACKAGED_DATA = NLU / "data"
_SIGN_OF_LIFE = 60.0
"""Seconds of silence after which a training is said to go on."""


class PartError(RuntimeError):
    """A part cannot be started, or ended by itself; the message says which, why and what to do."""


_ROUTINE = re.compile(r'\{.*"level": "(?:info|debug)"', re.IGNORECASE)
"""A line of a JSON log that reports no trouble."""


class Child:
    """A server of ours as a child process, with a log file.

    Args:
        name: for messages.
        log: file that takes what the process prints.
    """

    patience = 60.0

    def __init__(self, name: str, log: Path) -> None:
        self.name = name
        self.log = log
        self.token = secrets.token_urlsafe(24)
        self.process: subprocess.Popen[bytes] | None = None

    def inherits(self) -> dict[str, str]:
        """Return what the process knows of this one's environment."""
        return dict(os.environ)

    def launch(self, command: list[str], env: dict[str, str], cwd: Path | None = None) -> None:
        """Start the process; does not wait until it is ready."""
        with open_log(self.log) as log:
            self.process = start_child(
                command,
                env={**self.inherits(), **env},
                cwd=cwd or CHECKOUT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def await_ready(self, ready: Callable[[], bool]) -> None:
        """Wait until ``ready`` says so.

        Raises:
            PartError: the process ended, or is not ready in time.
        """
        deadline = time.monotonic() + self.patience
        while time.monotonic() < deadline:
            if not self.alive:
                raise PartError(f"{self.name} ended at its start. {self.tail()}")
            if ready():
                return
            time.sleep(0.05)
        raise PartError(f"{self.name} is not ready after {self.patience:.0f} s. {self.tail()}")

    def tail(self) -> str:
        """Return where the log is, and its last words; requests that were answered are no reason for an end."""
        with contextlib.suppress(OSError):
            lines = [line for line in self.log.read_text(errors="replace").splitlines() if line.strip()]
            words = [line for line in lines if not _ROUTINE.match(line)][-5:]
            return f"Its log is {self.log}; it ends:\n" + "\n".join(words) if words else f"Its log is {self.log}."
        return f"Its log would be {self.log}."

    def stop(self) -> None:
        """End the process by its id."""
        if self.process is not None:
            stop_child(self.process)


class BookingService(Child):
    """The reference booking service on a database of its own.

    Args:
        database_url: of its database, as the role that it serves as.
        folder: for its log and its address.
        owner_url: of the same, as the owner of the tables; the service makes the role and migrates at the start.
        demo: accept the calendar's moment in ``X-As-Of``.
    """

    DATABASE_ROLE = "motcua_booking"

    def __init__(self, database_url: str, folder: Path, *, owner_url: str, demo: bool) -> None:
        super().__init__("the booking service", folder / "booking.log")
        self._owner_url = owner_url
        self._port_file = folder / "booking.address"
        self._database_url = database_url
        self._demo = demo
        self.staff_token = secrets.token_urlsafe(24)

    def start(self) -> None:
        """Launch it on a free port; it migrates its database first."""
        tokens = [
            {"name": "bot", "role": "bot", "token": self.token},
            {"name": "staff", "role": "admin", "token": self.staff_token},
        ]
        env = {
            "MOTCUA_BOOKING_DATABASE_URL": self._database_url,
            "MOTCUA_BOOKING_DATABASE_OWNER_URL": self._owner_url,
            "MOTCUA_BOOKING_PORT": "0",
            "MOTCUA_BOOKING_PORT_FILE": str(self._port_file),
            "MOTCUA_BOOKING_TOKENS": json.dumps(tokens),
            "MOTCUA_BOOKING_ALLOW_AS_OF": str(self._demo).lower(),
        }
        self._port_file.unlink(missing_ok=True)
        self.launch([sys.executable, "-m", "booking_api", "serve", "--migrate"], env)

    @property
    def url(self) -> str:
        """Its address, once it is ready."""
        return str(json.loads(self._port_file.read_text())["url"])

    def wait(self) -> None:
        """Wait until it answers."""
        self.await_ready(lambda: self._port_file.exists() and answers(f"{self.url}/healthz"))


class NluServer(Child):
    """A Rasa server with a trained model.

    Args:
        folder: for its log.
        port: where it listens.
        host: on which address.
        token: what callers must know; made up where none is given.
        log: name of its log file.
    """

    patience = 120.0

    def __init__(
        self, folder: Path, port: int, *, host: str = "127.0.0.1", token: str | None = None, log: str = "rasa.log"
    ) -> None:
        super().__init__("the Rasa server", folder / log)
        self.port = port
        self.host = host
        self.url = f"http://{_here(host)}:{port}"
        if token is not None:
            self.token = token

    def inherits(self) -> dict[str, str]:
        """Return nothing that is secret: Rasa and TensorFlow are other people's code."""
        return environment_without_secrets()

    def start(self, model: Path) -> None:
        """Launch it with ``model``."""
        place = ["--host", self.host, "--port", str(self.port)]
        command = [str(nlu_python()), str(NLU / "serve.py"), "--model", str(model), *place]
        self.launch(command, {"MOTCUA_NLU_TOKEN": self.token}, cwd=NLU)

    def wait(self) -> None:
        """Wait until its model is loaded."""
        self.await_ready(lambda: answers(f"{self.url}/status", self.token))


def nlu_python() -> Path:
    """Return the Python of the NLU project.

    Raises:
        PartError: the project is not set up.
    """
    python = NLU / ".venv" / "bin" / "python"
    if not python.exists():
        raise PartError(f"the NLU project has no environment ({python} is missing): run 'make setup'")
    return python


def train_model(
    progress: Callable[[str], None],
    log: Path,
    *,
    data: Path | None = None,
    models: Path | None = None,
    anew: bool = False,
) -> Path:
    """Return the model of the training messages, training it where no checkout of this user has.

    Args:
        progress: told what is being done.
        log: takes what the program says on stderr.
        data: folder of the messages; the checkout's by default.
        models: folder of the model files; the checkout's by default.
        anew: train even where other checkouts have the model, since it is of no use.

    Raises:
        PartError: training failed.
    """
    folder = cache_folder()
    if folder is None or (data is not None and data.resolve() != PACKAGED_DATA):
        return _train(progress, log, data, models)
    cache, place = ModelCache(folder), models or NLU / "models"
    name = checksum(NLU).model_name(NLU, PACKAGED_DATA)
    if anew:
        cache.forget(name)
    with contextlib.ExitStack() as stack:
        if not (place / name).exists():
            wait = functools.partial(progress, "nlu: another checkout is training this model; waiting for it")
            stack.enter_context(cache.alone(name, wait))
            if cache.take(name, place):
                progress(f"nlu: trained by another checkout, taken from {folder}")
        model = _train(progress, log, data, models)
        cache.keep(model)
    return model


def _train(progress: Callable[[str], None], log: Path, data: Path | None, models: Path | None) -> Path:
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [str(nlu_python()), str(NLU / "train.py")]
    command += ["--data", str(data)] if data is not None else []
    command += ["--out", str(models)] if models is not None else []
    with (
        open_log(log) as errors,
        start_child(
            command,
            env=environment_without_secrets(),
            cwd=NLU,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
        ) as child,
    ):
        path, began = "", time.monotonic()
        for line in _lines(child, silence=_SIGN_OF_LIFE):
            if line is None:
                progress(f"nlu: still training, for {(time.monotonic() - began) / 60:.0f} min so far")
                continue
            path = line
            if not path.endswith(".tar.gz"):
                progress(path)
        if child.wait() != 0 or not Path(path).exists():
            raise PartError(f"the NLU model could not be trained; see {log}")
    return Path(path)


def _lines(child: subprocess.Popen[bytes], *, silence: float) -> Iterator[str | None]:
    """Yield what a child prints, line by line, and None after so many seconds without a line."""
    if child.stdout is None:
        return
    rest, file = b"", child.stdout.fileno()
    while True:
        if not select.select([file], [], [], silence)[0]:
            yield None
            continue
        piece = os.read(file, 2**16)
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole if piece else [rest]:
            if line.strip():
                yield line.decode(errors="replace").strip()
        if not piece:
            return


def _here(host: str) -> str:
    """Return how a server that listens on ``host`` is reached from its own machine."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - read here, not listened on


def answers(url: str, token: str | None = None, *, within: float = 1.0) -> bool:
    """Return whether a server of this machine answers, and well.

    Asked many times a second while a part starts, so without httpx, which makes a TLS context for each call.
    """
    address = urlsplit(url)
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=within)
    with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", address.path, headers=headers)
        return connection.getresponse().status < HTTPStatus.MULTIPLE_CHOICES
    return False
