"""Procedure search: over the content's own procedures, and over 6,000 with near twins; how often right, how fast."""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from benchmarks import catalogue
from benchmarks.bench import CHECKOUT, Table, median, percentile
from bot.guidance.procedures import Catalogue
from bot.guidance.text import strip_diacritics
from bot.understanding.search import learning
from bot.understanding.search.finder import Outcome, ProcedureSearch
from bot.understanding.search.spoken import Spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_QUERIES = CHECKOUT / "tests" / "data" / "procedure_queries.jsonl"
_EVALUATION = CHECKOUT / "evaluation"
_SETS = ("queries_open", "queries_closed", "queries_fifth_open", "queries_fifth_closed")
_ROUNDS = 5
_TENTH, _FIFTH = 10, 5
_Z = 1.96
"""Of a 95 % interval."""


def run() -> Iterator[Table]:
    """Measure both catalogues, the second by queries of hands that saw neither names nor index; then by messages."""
    yield _own()
    yield _large()
    yield _left_out()


def _own() -> Table:
    search = ProcedureSearch(Catalogue.parse((files("bot.content") / "procedures.csv").read_text(encoding="utf-8")))
    rows = _lines(_QUERIES)
    table = Table(
        "Procedure search", f"{len(rows)} labelled queries over the content's own procedures, in memory, one process."
    )
    for which in ("tuning", "holdout"):
        chosen = [row for row in rows if row["set"] == which and row["expect"] == "one"]
        _found(table, search, which, chosen)
        _found(table, search, f"{which}, without diacritics", [_stripped(row) for row in chosen])
    for expect, outcome in (("ask", Outcome.CLOSE), ("none", Outcome.NONE)):
        chosen = [row for row in rows if row["expect"] == expect]
        right = sum(search.decide(row["text"]).outcome is outcome for row in chosen)
        table.add(f"“{expect}”: decided so", f"{right} of {len(chosen)}")
    _times(table, search, [row["text"] for row in rows], "< 3 ms")
    return table


@dataclass(frozen=True, slots=True)
class Labelled:
    """A query with the codes that are right, none where no procedure is; ``tuning`` where figures were chosen on it."""

    id: str
    text: str
    codes: tuple[str, ...]
    tuning: bool


def labelled(name: str) -> list[Labelled]:
    """Read the queries of a set of ``evaluation/`` and their labels, two files of JSON lines joined by id."""
    texts = {row["id"]: row["text"] for row in _lines(_EVALUATION / f"{name}.jsonl")}
    return [
        Labelled(row["id"], texts[row["id"]], tuple(row["codes"]), row.get("set") == "tuning")
        for row in _lines(_EVALUATION / f"{name}_labels.jsonl")
    ]


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@dataclass(frozen=True, slots=True)
class Scores:
    """How queries came out; ``missed`` tells each that was not first, or was named although nothing is right."""

    answerable: int
    first: int
    in_three: int
    asked: int
    wrong: int
    none: int
    named: int
    missed: tuple[str, ...]


def score(search: ProcedureSearch, queries: Iterable[Labelled]) -> Scores:
    """Search for each query. Rows that differ in nothing but their level count as one."""
    twin = catalogue.twins()
    answerable = first = in_three = asked = wrong = none = named = 0
    missed: list[str] = []
    for query in queries:
        decision = search.decide(query.text)
        got = [twin.get(hit.code, hit.code) for hit in search.search(query.text)]
        right = {twin.get(code, code) for code in query.codes}
        taken = decision.outcome is Outcome.ONE
        if not right:
            none += 1
            named += taken
            if taken:
                missed.append(f"{query.id} {query.text}: named {decision.hits[0].title}")
            continue
        answerable += 1
        first += bool(right.intersection(got[:1]))
        in_three += bool(right.intersection(got[:3]))
        asked += decision.outcome is Outcome.CLOSE
        wrong += taken and twin.get(decision.hits[0].code, decision.hits[0].code) not in right
        if not right.intersection(got[:1]):
            missed.append(f"{query.id} {query.text}: {got[:3]}, not {query.codes}")
    return Scores(answerable, first, in_three, asked, wrong, none, named, tuple(missed))


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, by Wilson's score."""
    if not of:
        return (0.0, 1.0)
    share, square = hits / of, _Z**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _Z / (1 + square / of) * math.sqrt(share * (1 - share) / of + square / (4 * of**2))
    return (max(0.0, middle - half), min(1.0, middle + half))


def _large() -> Table:
    started = time.process_time()
    search = ProcedureSearch(catalogue.large())
    built = time.process_time() - started
    queries, closed, fifth, fifth_closed = map(labelled, _SETS)
    table = Table(
        "Procedure search over 6,000",
        f"Queries by other hands (evaluation/queries_*.jsonl) over {catalogue.SIZE} names with near twins. Words and"
        " figures were chosen on the open ones; of the closed ones every second, from the first on, was looked at after"
        " it had been scored once.",
    )
    halves = (
        ("open", queries),
        ("closed, looked at", closed[::2]),
        ("closed, not looked at", closed[1::2]),
        ("fifth hand, open", fifth),
        ("fifth hand, closed", fifth_closed),
    )
    for which, chosen in halves:
        scores = score(search, chosen)
        _share_row(table, f"{which}: first", scores.first, scores.answerable, "≥ 92 %")
        _share_row(table, f"{which}: in the first three", scores.in_three, scores.answerable, "≥ 98 %")
        _share_row(table, f"{which}: asked back", scores.asked, scores.answerable)
        _share_row(table, f"{which}: wrong and not asked back", scores.wrong, scores.answerable)
        _share_row(table, f"{which}: without an answer, named", scores.named, scores.none, "≤ 5 %")
    table.add("building the index, processor time", f"{built:.1f} s", goal="≤ 2 s")
    _times(table, search, [query.text for query in queries], goal_p99="≤ 20 ms")
    return table


def _left_out() -> Table:
    """Search for packaged messages that nothing was learned from."""
    sources = learning.packaged_sources()
    messages = sources.messages
    codes = list(dict.fromkeys(code for code, _ in messages))
    tenth = messages[::_TENTH]
    strange = [each for each in messages if each[0] in set(codes[::_FIFTH])]
    table = Table(
        "Messages that nothing was learned from",
        f"{len(messages)} messages about {len(codes)} procedures (content/messages.csv) over {catalogue.SIZE} names.",
    )
    for which, left_out in (("one message of ten", tenth), ("all messages of one procedure of five", strange)):
        rest = sorted(set(messages) - set(left_out))
        search = ProcedureSearch(catalogue.large(), spoken=Spoken(learning.learn(replace(sources, messages=rest))))
        scores = score(search, [Labelled(code, text, (code,), tuning=True) for code, text in left_out])
        _share_row(table, f"{which} left out: first", scores.first, scores.answerable)
        _share_row(table, f"{which} left out: in the first three", scores.in_three, scores.answerable)
    return table


def _share_row(table: Table, name: str, hits: int, of: int, goal: str = "") -> None:
    low, high = wilson(hits, of)
    share = f"{100 * hits / of:.1f} %" if of else "–"
    table.add(name, f"{share} ({100 * low:.0f}–{100 * high:.0f})", f"{hits} of {of}", goal)


def _times(table: Table, search: ProcedureSearch, texts: Sequence[str], goal: str = "", goal_p99: str = "") -> None:
    times = sorted(_seconds(search, text) for _ in range(_ROUNDS) for text in texts)
    table.add("time of a query, p50", f"{median(times) * 1000:.2f} ms", goal=goal)
    table.add("time of a query, p99", f"{percentile(times, 0.99) * 1000:.2f} ms", goal=goal_p99)


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
    start = time.process_time()
    search.search(text)
    return time.process_time() - start
