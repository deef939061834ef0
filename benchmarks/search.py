"""Procedure search on the labelled queries: how often right, and how long a query takes."""

from __future__ import annotations

import json
import time
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from benchmarks.bench import CHECKOUT, Table, median, percentile
from bot.guidance.procedures import Catalogue
from bot.guidance.text import strip_diacritics
from bot.understanding.search.finder import Outcome, ProcedureSearch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_QUERIES = CHECKOUT / "tests" / "data" / "procedure_queries.jsonl"
_ROUNDS = 5


def run() -> Iterator[Table]:
    """Measure the tuning part, the part held out when thresholds were chosen, and what has to be asked or refused."""
    search = ProcedureSearch(Catalogue.parse((files("bot.content") / "procedures.csv").read_text(encoding="utf-8")))
    rows = [json.loads(line) for line in _QUERIES.read_text(encoding="utf-8").splitlines()]
    table = Table("Procedure search", f"{len(rows)} labelled queries over 73 procedures, in memory, one process.")
    for which in ("tuning", "holdout"):
        chosen = [row for row in rows if row["set"] == which and row["expect"] == "one"]
        _found(table, search, which, chosen)
        _found(table, search, f"{which}, without diacritics", [_stripped(row) for row in chosen])
    for expect, outcome in (("ask", Outcome.CLOSE), ("none", Outcome.NONE)):
        chosen = [row for row in rows if row["expect"] == expect]
        right = sum(search.decide(row["text"]).outcome is outcome for row in chosen)
        table.add(f"“{expect}”: decided so", f"{right} of {len(chosen)}")
    times = sorted(_seconds(search, row["text"]) for _ in range(_ROUNDS) for row in rows)
    table.add("time of a query, p50", f"{median(times) * 1000:.2f} ms", goal="< 3 ms")
    table.add("time of a query, p99", f"{percentile(times, 0.99) * 1000:.2f} ms")
    yield table


def _found(table: Table, search: ProcedureSearch, which: str, rows: Sequence[dict[str, Any]]) -> None:
    ranks = [_rank(search, row) for row in rows]
    wrong = sum(
        decision.outcome is Outcome.ONE and decision.hits[0].code not in row["codes"]
        for row in rows
        if (decision := search.decide(row["text"]))
    )
    table.add(f"{which}: first", f"{_share(rank == 0 for rank in ranks)}", f"{len(rows)} queries", "≥ 92 %")
    table.add(f"{which}: in the first three", f"{_share(rank < 3 for rank in ranks)}", goal="≥ 97 %")
    table.add(f"{which}: wrong and not asked back", f"{wrong} of {len(rows)}")


def _rank(search: ProcedureSearch, row: dict[str, Any]) -> int:
    codes = [hit.code for hit in search.search(row["text"])]
    return codes.index(row["codes"][0]) if row["codes"][0] in codes else len(codes)


def _stripped(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "text": strip_diacritics(row["text"])}


def _share(values: Iterator[bool]) -> str:
    counted = list(values)
    return f"{100 * sum(counted) / len(counted):.1f} %"


def _seconds(search: ProcedureSearch, text: str) -> float:
    start = time.perf_counter()
    search.search(text)
    return time.perf_counter() - start
