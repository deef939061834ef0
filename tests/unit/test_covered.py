"""`make test` tells what it cost, and what costs more than it may."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parent.parent.parent / "scripts"
REPORT = """<testsuites><testsuite>
<testcase classname="tests.integration.core.test_inbox" name="a" time="30"><properties>
<property name="core_seconds" value="{core}"/></properties></testcase>
<testcase classname="tests.unit.test_clock" name="b" time="1"/>
</testsuite></testsuites>"""


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    monkeypatch.delitem(sys.modules, "covered", raising=False)
    from covered import Area, covered

    report = tmp_path / "report.xml"
    report.write_text(REPORT.format(core=request.param), encoding="utf-8")
    return covered([report, tmp_path / "none.xml"], (Area("nlu/tests", 3, 20.0, 12.5),), 3)


@pytest.mark.parametrize("told", ["40.5"], indirect=True)
def test_core_seconds_are_added_up_by_folder(told: str) -> None:
    lines = {line.split()[0]: line.split()[-1] for line in told.splitlines() if line.strip()}
    assert (lines["tests/integration/core"], lines["tests/unit"], lines["nlu/tests"]) == ("40", "0", "12")
    assert "core-seconds in all: 53" in told
    assert "over its budget" not in told


@pytest.mark.parametrize("told", ["9999"], indirect=True)
def test_what_costs_more_than_it_may_is_told(told: str) -> None:
    assert "over its budget: tests/integration/core used 9999 core-seconds" in told
