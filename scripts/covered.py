"""What a run covered: how many tests each area has, and which share of the run's minutes they took."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Sequence
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


@dataclass
class Area:
    """Tests of one area, or work beside them.

    Attributes:
        name: as printed.
        tests: how many.
        seconds: that a worker was busy with them.
    """

    name: str
    tests: int = 0
    seconds: float = 0.0


def covered(report: Path, beside: Sequence[Area], workers: int) -> str:
    """Return a table by area and one by folder.

    Args:
        report: pytest's, in the form xunit1.
        beside: what ran next to the workers.
        workers: among how many the tests were shared out.
    """
    areas = {name: Area(name) for name, _ in AREAS}
    folders: defaultdict[str, Area] = defaultdict(lambda: Area(""))
    for case in _cases(report):
        module = str(case.get("classname"))
        name = next(name for name, pattern in AREAS if re.search(pattern, module))
        for area in (areas[name], folders["/".join(module.split(".")[:3][:-1]) or "tests"]):
            area.tests += 1
            area.seconds += float(case.get("time") or 0)
    lines = ["", f"{'covered':<34} {'tests':>6} {'seconds':>8} {'of a run':>9}"]
    lines += [_line(area.name, area, workers) for area in areas.values()]
    lines += [_line(area.name, area, 1) for area in beside]
    lines += ["", *(_line(folder, area, workers) for folder, area in sorted(folders.items()))]
    return "\n".join(lines)


def _line(name: str, area: Area, workers: int) -> str:
    minutes, seconds = divmod(round(area.seconds / workers), 60)
    return f"{name:<34} {area.tests:>6} {area.seconds:>8.0f} {minutes:>6}:{seconds:02d}"


def count(report: Path) -> int:
    """Return how many tests a report holds."""
    return len(_cases(report))


def _cases(report: Path) -> list[ET.Element]:
    return list(ET.parse(report).iter("testcase"))  # noqa: S314 - written by our own pytest a moment ago
