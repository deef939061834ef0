"""What a run covered: how many tests each area has, and what they cost.

Core-seconds are what counts: a run keeps both cores busy, so that seconds by the clock tell how busy the machine was.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

AREAS = (
    ("training, review, understanding", r"\.training|\.review|\.understanding|test_review|golden|evaluation_message"),
    ("broadcasts, reports", r"broadcast|report|subscription|_news|notices|announced"),
    ("Zalo, delivery", r"zalo|core\.test_delivery|test_rates|reply_window|reminder|reminding|test_pause"),
    ("Telegram, web chat, terminal", r"telegram|webchat|terminal|test_contract|test_page\b"),
    ("booking", r"booking|test_numbers"),
    ("inbox, outages, starts", r"integration\.core|test_outages|test_starts|test_demo|migrations"),
    ("people, staff", r"\.people|\.staff"),
    ("guidance, dialogues", r"guidance|handlers|e2e"),
    ("everything else", r""),
)
"""Each test belongs to the first area whose pattern its module's name holds."""

BUDGETS = {
    "checks": 60,
    "the model: training, readings": 150,
    "nlu/tests": 55,
    "tests/unit": 70,
    "tests/unit/guidance": 35,
    "tests/unit/handlers": 155,
    "tests/unit/understanding": 45,
    "tests/e2e": 110,
    "tests/integration": 55,
    "tests/integration/booking": 65,
    "tests/integration/broadcasts": 70,
    "tests/integration/core": 165,
    "tests/integration/people": 28,
    "tests/integration/platforms": 24,
    "tests/integration/review": 35,
    "tests/integration/staff": 75,
    "tests/integration/training": 80,
    "tests/integration/webchat": 50,
}
"""Core-seconds that a folder may cost: what was measured last and a fifth more (docs/tests.md). More is told."""


@dataclass
class Area:
    """Tests of one area, or work beside them.

    Attributes:
        name: as printed.
        tests: how many.
        seconds: that a worker was busy with them.
        cores: core-seconds that they used, or None where nobody counted.
    """

    name: str
    tests: int = 0
    seconds: float = 0.0
    cores: float | None = 0.0


def covered(reports: Sequence[Path], beside: Sequence[Area], workers: int) -> str:
    """Return a table by area and one by folder.

    Args:
        reports: pytest's, in the form xunit1; one that is not there holds nothing.
        beside: what ran next to the workers.
        workers: among how many the tests were shared out.
    """
    areas = {name: Area(name) for name, _ in AREAS}
    folders: defaultdict[str, Area] = defaultdict(lambda: Area(""))
    for case in (case for report in reports if report.exists() for case in _cases(report)):
        module = str(case.get("classname"))
        name = next(name for name, pattern in AREAS if re.search(pattern, module))
        for area in (areas[name], folders["/".join(module.split(".")[:-1][:3]) or "tests"]):
            area.tests += 1
            area.seconds += float(case.get("time") or 0)
            area.cores = (area.cores or 0) + _cores(case)
    lines = ["", f"{'covered':<34} {'tests':>6} {'seconds':>8} {'of a run':>9} {'core-s':>7}"]
    lines += [_line(area.name, area, workers) for area in areas.values()]
    lines += [_line(area.name, area, 1) for area in beside]
    lines += ["", *(_line(folder, area, workers) for folder, area in sorted(folders.items()))]
    cores = {**{area.name: area.cores for area in beside}, **{folder: area.cores for folder, area in folders.items()}}
    lines += ["", f"core-seconds in all: {sum(used or 0 for used in cores.values()):.0f}", *over_budget(cores)]
    return "\n".join(lines)


def over_budget(cores: Mapping[str, float | None]) -> list[str]:
    """Return a sentence for each part that costs more than it may: it is told, not failed.

    Args:
        cores: part → core-seconds that it used.
    """
    return [
        f"over its budget: {name} used {used:.0f} core-seconds, it may {BUDGETS[name]} (docs/tests.md)"
        for name, used in cores.items()
        if used is not None and name in BUDGETS and used > BUDGETS[name]
    ]


def _cores(case: ET.Element) -> float:
    return sum(float(kept.get("value") or 0) for kept in case.iter("property") if kept.get("name") == "core_seconds")


def _line(name: str, area: Area, workers: int) -> str:
    minutes, seconds = divmod(round(area.seconds / workers), 60)
    cores = "" if area.cores is None else f"{area.cores:.0f}"
    return f"{name:<34} {area.tests:>6} {area.seconds:>8.0f} {minutes:>6}:{seconds:02d} {cores:>7}"


def count(report: Path) -> int:
    """Return how many tests a report holds."""
    return len(_cases(report))


def _cases(report: Path) -> list[ET.Element]:
    return list(ET.parse(report).iter("testcase"))  # noqa: S314 - written by our own pytest a moment ago
