"""`python -m benchmarks`: one that fails does not take the others with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import __main__ as bench
from benchmarks.bench import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest


def _whole() -> list[Table]:
    return [Table("Whole", "All of it.")]


def _broken() -> Iterator[Table]:
    yield Table("Half", "Half of it.")
    raise TimeoutError("30 s")


def test_what_fails_is_told_and_the_rest_is_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "ALL", {"broken": _broken, "whole": _whole})
    assert bench.main([]) == 1
    printed = capsys.readouterr()
    assert "Half" in printed.out
    assert "broken: FAILED" in printed.out
    assert "TimeoutError: 30 s" in printed.out
    assert "Whole" in printed.out
    assert "failed: broken" in printed.err


def test_all_well_is_zero(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(bench, "ALL", {"whole": _whole})
    assert bench.main([]) == 0
    assert "Whole" in capsys.readouterr().out
