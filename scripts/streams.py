"""What a run of the tests does side by side: the model, and programs whose output is kept until they have ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from typing import TYPE_CHECKING, Self

from covered import Area, count

from bot.embedded.parts import NluServer, PartError, train_model
from bot.embedded.system import free_port

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_PAUSE = 0.1


class Model(threading.Thread):
    """Trains the model and serves it; what waits for it finds the address in a file.

    Attributes:
        told: the file.
        problem: why there is no model, if there is none.
        seconds: how long the training and the start took.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(name="model", daemon=True)
        self.told = folder / "nlu.json"
        self.problem: str | None = None
        self.seconds = 0.0
        self._folder = folder
        self._over = threading.Event()

    def run(self) -> None:
        """Train, start, tell; and stay, since the kernel ends a server with the thread that started it."""
        began = time.monotonic()
        server = None
        try:
            model = train_model(lambda _line: None, self._folder / "train.log")
            server = NluServer(self._folder, free_port())
            server.start(model)
            server.wait()
            told = {"url": server.url, "token": server.token}
        except (PartError, OSError) as error:
            self.problem = str(error)
            told = {"problem": self.problem}
        self.seconds = time.monotonic() - began
        print(f"· {self.problem or f'the model is trained and served after {self.seconds:.0f} s'}", flush=True)
        draft = self.told.with_suffix(".draft")
        draft.write_text(json.dumps(told), encoding="utf-8")
        draft.rename(self.told)
        self._over.wait()
        if server is not None:
            server.stop()

    @property
    def settled(self) -> bool:
        """Whether the address, or a problem, is told."""
        return self.told.exists()

    def wait(self) -> None:
        """Wait until it is."""
        while not self.settled:
            time.sleep(_PAUSE)

    def stop(self) -> None:
        """End the server."""
        self._over.set()
        self.join(30)


class Stream(threading.Thread):
    """A program of the run.

    Args:
        name: what it is called in what is printed.
        command: that it runs.
        cwd: the folder.
        env: variables besides this process' own.
        after: the model that it waits for.
        quiet: its output is kept, and printed at its end where it has failed.
        report: of pytest, if it writes one.

    Attributes:
        code: its exit code, once it has ended.
        cores: core-seconds that it and all that it waited for used.
        seconds: how long it took.
        report: as given.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str] | None = None,
        after: Model | None = None,
        quiet: bool = True,
        report: Path | None = None,
    ) -> None:
        super().__init__(name=name, daemon=True)
        self.code: int | None = None
        self.cores = self.seconds = 0.0
        self.report = report
        self._command = command
        self._cwd = cwd
        self._env = {**os.environ, **(env or {})}
        self._after = after
        self._quiet = quiet
        self._lock = threading.Lock()
        self._child: subprocess.Popen[str] | None = None
        self._unwanted = False

    def begin(self) -> Self:
        """Start, and return itself."""
        self.start()
        return self

    def run(self) -> None:
        """Wait for what it needs, run, and tell how it went."""
        while self._after is not None and not self._after.settled and not self._unwanted:
            time.sleep(_PAUSE)
        began = time.monotonic()
        pipe = subprocess.PIPE if self._quiet else None
        errors = subprocess.STDOUT if self._quiet else None
        with self._lock:
            if self._unwanted:
                return
            self._child = subprocess.Popen(
                self._command, cwd=self._cwd, env=self._env, stdout=pipe, stderr=errors, text=True
            )
        said = self._child.stdout.read() if self._child.stdout is not None else ""
        _, status, usage = os.wait4(self._child.pid, 0)
        with self._lock:
            self._child.returncode = self.code = os.waitstatus_to_exitcode(status)
        self.cores = usage.ru_utime + usage.ru_stime
        self.seconds = time.monotonic() - began
        if self._quiet and not self._unwanted:
            how = f"failed\n{said}" if self.code else "passed"
            print(f"\n· {self.name}, after {self.seconds:.0f} s: {how}", flush=True)

    def interrupt(self) -> None:
        """Have it end, or never begin."""
        with self._lock:
            self._unwanted = True
            if self._child is not None and self._child.returncode is None:
                self._child.send_signal(signal.SIGINT)

    @property
    def area(self) -> Area:
        """It as a line of what was covered."""
        tests = count(self.report) if self.report is not None and self.report.exists() else 0
        return Area(self.name, tests, self.seconds, self.cores)
