"""Checks the code and runs all tests, side by side on two cores.

The checks, the training of the model, the unit tests and the others begin together; the NLU project's own, and those
that read with the model, begin when it is there. Where the checks fail, the run ends with them. The tests that set
systems up run on four workers, since many wait for processes rather than for a core; those of units have two processes
of their own, which never wait: so both cores have something to do while all four workers do. Prints what was covered,
and how long each area took. With --soak the long forms of the load and fault tests run instead; the longest of them,
which mostly waits for what it has killed to come back, has a process of its own beside the others.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from covered import Area, covered
from streams import Model, Stream

from bot.embedded.children import follow_parent
from bot.embedded.parts import NLU, nlu_python

CHECKOUT = Path(__file__).resolve().parent.parent
UNITS = "tests/unit"
TALKS = f"{UNITS}/handlers"
"""Half of what all unit tests cost."""
RACE = "tests/integration/booking/test_booking_race.py"
WORKERS = 4
NICE = 13
"""Priority of everything here: trainings that tests start have the lowest there is, 19, as in earnest, and would wait
for minutes behind workers of the usual one."""

BEHIND = 3
"""How much lower the bot's tests' priority is than the training's, which a part of them waits for. What runs beside
the workers, and is over before them, is one lower still."""
UNITS_BEHIND = 6
"""That of the units' tests, the lowest there is: they never wait, and take what of both cores the workers leave."""

OWN_SESSION = "MOTCUA_TEST_OWN_SESSION"
"""Set for the run itself, once it has a session of its own."""

NLU_FILE = "MOTCUA_TEST_NLU"
"""Tells the tests where the address of the model's server will be written (tests/scheduling.py)."""


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
    checks = Stream("checks", make, cwd=CHECKOUT).begin()
    tests = bot_tests(model, folder, "the others", "-m", "not soak", "-n", str(WORKERS), f"--ignore={UNITS}")
    beside = ["nice", "-n", str(BEHIND + 1)]
    nlu_report = folder / "nlu.xml"
    nlu = [*beside, str(nlu_python()), "-m", "pytest", "-q", f"--junitxml={nlu_report}"]
    of_units = [
        bot_tests(model, folder, TALKS, "-m", "not soak", TALKS, quiet=True).begin(),
        bot_tests(model, folder, UNITS, "-m", "not soak", UNITS, f"--ignore={TALKS}", quiet=True).begin(),
    ]
    of_nlu = Stream("nlu/tests", nlu, cwd=NLU, after=model, report=nlu_report).begin()
    streams = [*of_units, of_nlu, tests.begin()]
    try:
        checks.join()
        if checks.code:
            for stream in streams:
                stream.interrupt()
        for stream in streams:
            stream.join()
    finally:
        model.stop()
    if checks.code:
        return checks.code
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = usage.ru_utime + usage.ru_stime
    rest = used - checks.cores - sum(stream.cores for stream in streams)
    parts = (checks.area, Area("the model: training, readings", 1, model.seconds, rest), of_nlu.area)
    reports = [stream.report for stream in (*of_units, tests) if stream.report is not None]
    print(covered(reports, parts, WORKERS))
    print(f"of {used:.0f}, with collecting and handing out")
    return next((stream.code for stream in streams if stream.code), 0) or int(model.problem is not None)


def some_tests(folder: Path, *, soak: bool, more: list[str]) -> int:
    """Run the long forms, or what pytest's arguments say; the model comes first."""
    model = Model(folder)
    model.start()
    model.wait()
    try:
        if model.problem is not None:
            return 1
        if soak:
            kind = ["-m", "soak", "-s", "--timeout=14400"]
            beside = [] if more else [bot_tests(model, folder, "the race", *kind, RACE).begin()]
            others = more or ["tests", f"--ignore={RACE}"]
            streams = [bot_tests(model, folder, "the others", *kind, *others).begin(), *beside]
        else:
            streams = [bot_tests(model, folder, "tests", "-m", "not soak", "-n", str(WORKERS), *more).begin()]
        for stream in streams:
            stream.join()
        reports = [stream.report for stream in streams if stream.report is not None and stream.report.exists()]
        if reports:
            print(covered(reports, (), len(streams) if soak else WORKERS))
        return next((stream.code for stream in streams if stream.code), 0)
    finally:
        model.stop()


def bot_tests(model: Model, folder: Path, name: str, *arguments: str, quiet: bool = False) -> Stream:
    """Pytest in the checkout; quiet runs take what of the cores the others leave."""
    report = folder / f"{name.replace('/', '-')}.xml"
    pytest = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", "-o", "junit_family=xunit1"]
    command = ["nice", "-n", str(UNITS_BEHIND if quiet else BEHIND), *pytest, *arguments]
    return Stream(name, command, cwd=CHECKOUT, env={NLU_FILE: str(model.told)}, quiet=quiet, report=report)


if __name__ == "__main__":
    sys.exit(main())
