"""Checks the code and runs all tests, side by side on two cores.

The checks and the training of the model begin; once the checks have passed, the bot's tests do, those that read with
the model when it is there; the NLU project's own follow the training. The bot's run on three workers, since many wait
for processes rather than for a core. Prints what was covered, and how long each area took. With --soak the long forms
of the load and fault tests run instead.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from covered import Area, count, covered

from bot.embedded.children import follow_parent
from bot.embedded.parts import NLU, NluServer, PartError, nlu_python, train_model
from bot.embedded.system import free_port

CHECKOUT = Path(__file__).resolve().parent.parent
WORKERS = 3
NICE = 15
"""Priority of everything here: trainings that tests start have the lowest there is, 19, as in earnest, and would wait
for minutes behind workers of the usual one."""

BEHIND = 3
"""How much lower the bot's tests' priority is than the training's, which a part of them waits for."""

OWN_SESSION = "MOTCUA_TEST_OWN_SESSION"
"""Set for the run itself, once it has a session of its own."""

REPORT = "report.xml"
NLU_FILE = "MOTCUA_TEST_NLU"
"""Tells the tests where the address of the model's server will be written (tests/scheduling.py)."""


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

    def wait(self) -> None:
        """Wait until the address, or a problem, is told."""
        while not self.told.exists():
            time.sleep(0.1)

    def stop(self) -> None:
        """End the server."""
        self._over.set()
        self.join(30)


class NluTests(threading.Thread):
    """Runs the NLU project's own tests after the training, a little behind the bot's, which keep time.

    Attributes:
        code: pytest's exit code.
        said: what it printed.
        seconds: how long it took.
        cores: core-seconds that it used.
    """

    def __init__(self, model: Model, folder: Path) -> None:
        super().__init__(name="nlu tests", daemon=True)
        self.code = 1
        self.said = ""
        self.seconds = self.cores = 0.0
        self._model = model
        self._report = folder / "nlu.xml"

    def run(self) -> None:
        """Wait for the model, then run."""
        self._model.wait()
        began = time.monotonic()
        command = ["nice", "-n", str(BEHIND + 1), str(nlu_python()), "-m", "pytest", "-q", f"--junitxml={self._report}"]
        done = run(command, cwd=NLU, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.code, self.said, self.cores = done.code, done.said, done.cores
        self.seconds = time.monotonic() - began

    @property
    def count(self) -> int:
        """How many there were."""
        return count(self._report) if self._report.exists() else 0


@dataclass(frozen=True, slots=True)
class Done:
    """What a program was, once it has ended.

    Attributes:
        code: its exit code.
        said: what it printed, where that was asked for.
        cores: core-seconds that it and all that it waited for used.
    """

    code: int
    said: str
    cores: float


def run(command: list[str], **options: Any) -> Done:  # noqa: ANN401 - handed to subprocess.Popen as they are
    """Run a program to its end."""
    with subprocess.Popen(command, **options) as child:
        said = child.stdout.read() if child.stdout is not None else ""
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    return Done(child.returncode, said, usage.ru_utime + usage.ru_stime)


def main() -> int:
    """Run the tests and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--soak", action="store_true", help="the long forms of the load and fault tests")
    parser.add_argument("pytest_arguments", nargs="*", help="handed to pytest")
    arguments = parser.parse_args()
    if OWN_SESSION not in os.environ:
        return in_a_session_of_its_own()
    os.nice(NICE)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="motcua-run-") as folder:
        if arguments.soak or arguments.pytest_arguments:
            code = some_tests(Path(folder), soak=arguments.soak, more=arguments.pytest_arguments)
        else:
            code = all_tests(Path(folder))
    minutes, seconds = divmod(int(time.monotonic() - started), 60)
    what = "load and fault runs" if arguments.soak else "all tests"
    print(f"\n{what}: {'failed' if code else 'passed'} in {minutes}:{seconds:02d} min")
    return code


def in_a_session_of_its_own() -> int:
    """Run this program once more, in a session of its own, and return its exit code.

    Linux shares the cores out among sessions first and heeds priorities inside each of them (sched(7), autogroup): so
    whatever else was started from this terminal gets its part of the cores, and not nearly all of them.
    """
    env = {**os.environ, OWN_SESSION: "1"}
    follow = follow_parent(signal.SIGTERM)
    child = subprocess.Popen([sys.executable, *sys.argv], env=env, start_new_session=True, preexec_fn=follow)  # noqa: PLW1509 - one prctl call, no threads yet
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: os.killpg(child.pid, number))
    return abs(child.wait())


def all_tests(folder: Path) -> int:
    """Run the checks and everything but the long forms."""
    model = Model(folder)
    model.start()
    make = [os.environ.get("MAKE", "make"), "--no-print-directory", "lint"]
    began = time.monotonic()
    checks = run(make, cwd=CHECKOUT)
    checking = Area("checks", 0, time.monotonic() - began, checks.cores)
    if checks.code:
        return checks.code
    nlu = NluTests(model, folder)
    nlu.start()
    try:
        tests = bot_tests(model, folder, ["-m", "not soak", "-n", str(WORKERS)])
        nlu.join()
    finally:
        model.stop()
    print("\nthe NLU project's own tests:\n" + nlu.said)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    rest = usage.ru_utime + usage.ru_stime - checks.cores - nlu.cores - tests.cores
    beside = (
        checking,
        Area("the model: training, readings", 1, model.seconds, rest),
        Area("nlu/tests", nlu.count, nlu.seconds, nlu.cores),
    )
    print(covered(folder / REPORT, beside, WORKERS))
    print(f"of {usage.ru_utime + usage.ru_stime:.0f}, with collecting and handing out")
    return tests.code or nlu.code or int(model.problem is not None)


def some_tests(folder: Path, *, soak: bool, more: list[str]) -> int:
    """Run the long forms, or what pytest's arguments say; the model comes first."""
    model = Model(folder)
    model.start()
    model.wait()
    try:
        if model.problem is not None:
            return 1
        kind = ["-m", "soak", "-s", "--timeout=14400"] if soak else ["-m", "not soak", "-n", str(WORKERS)]
        code = bot_tests(model, folder, [*kind, *more]).code
        if (folder / REPORT).exists():
            print(covered(folder / REPORT, (), 1 if soak else WORKERS))
        return code
    finally:
        model.stop()


def bot_tests(model: Model, folder: Path, arguments: list[str]) -> Done:
    """Run pytest in the checkout."""
    pytest = [sys.executable, "-m", "pytest", "-q", f"--junitxml={folder / REPORT}", "-o", "junit_family=xunit1"]
    command = ["nice", "-n", str(BEHIND), *pytest]
    env = {**os.environ, NLU_FILE: str(model.told)}
    return run([*command, *arguments], cwd=CHECKOUT, env=env)


if __name__ == "__main__":
    sys.exit(main())
