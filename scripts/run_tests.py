"""Runs all tests: one Rasa server for the run, the bot's tests on three workers, then the NLU project's own.

Three on two cores, since many tests wait for processes rather than for a core.
Prints what was covered. With --soak the long forms of the load and fault tests run instead.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from xml.etree import ElementTree as ET

from bot.embedded.parts import NLU, NluServer, PartError, nlu_python, train_model
from bot.embedded.system import free_port

CHECKOUT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run the tests and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--soak", action="store_true", help="the long forms of the load and fault tests")
    parser.add_argument("pytest_arguments", nargs="*", help="handed to pytest")
    arguments = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="motcua-nlu-") as folder:
        try:
            model = train_model(lambda line: print(f"· {line}", flush=True), Path(folder) / "train.log")
            server = NluServer(Path(folder), free_port())
            server.start(model)
        except PartError as error:
            print(error, file=sys.stderr)
            return 1
        try:
            server.wait()
            env = {**os.environ, "MOTCUA_TEST_NLU_URL": server.url, "MOTCUA_TEST_NLU_TOKEN": server.token}
            codes = [_bot_tests(env, soak=arguments.soak, more=arguments.pytest_arguments)]
        finally:
            server.stop()
    if not arguments.soak and not arguments.pytest_arguments:
        codes.append(subprocess.run([str(nlu_python()), "-m", "pytest", "-q"], cwd=NLU, check=False).returncode)
    minutes, seconds = divmod(int(time.monotonic() - started), 60)
    what = "load and fault runs" if arguments.soak else "all tests"
    print(f"\n{what}: {'failed' if any(codes) else 'passed'} in {minutes}:{seconds:02d} min")
    return max(codes, key=abs)


def _bot_tests(env: dict[str, str], *, soak: bool, more: list[str]) -> int:
    command = [sys.executable, "-m", "pytest", "-q"]
    command += ["-m", "soak", "-s", "--timeout=14400"] if soak else ["-m", "not soak", "-n", "3", "--dist=loadgroup"]
    with tempfile.TemporaryDirectory(prefix="motcua-tests-") as folder:
        report = Path(folder) / "report.xml"
        command += [f"--junitxml={report}", "-o", "junit_family=xunit1", *more]
        code = subprocess.run(command, cwd=CHECKOUT, env=env, check=False).returncode
        if report.exists():
            print(_covered(report))
    return code


def _covered(report: Path) -> str:
    """Return how many tests ran in each folder, and how long they took together."""
    counts: Counter[str] = Counter()
    seconds: defaultdict[str, float] = defaultdict(float)
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - written by our own pytest a moment ago
        folder = "/".join(str(case.get("classname")).split(".")[:3][:-1]) or "tests"
        counts[folder] += 1
        seconds[folder] += float(case.get("time") or 0)
    lines = [f"{folder:<28} {count:>6} tests {seconds[folder]:>7.0f} s" for folder, count in sorted(counts.items())]
    return "\n".join(["", "covered:", *lines])


if __name__ == "__main__":
    sys.exit(main())
