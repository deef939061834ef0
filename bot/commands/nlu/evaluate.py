"""`motcua nlu evaluate`: how well the bot understands labelled messages, and finds procedures, against the goals."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from pathlib import Path  # noqa: TC003 - typer reads the annotation
from typing import TYPE_CHECKING, Any

import typer

from bot.commands.context import fail
from bot.commands.nlu.reader import with_ladder
from bot.content.reference import load_reference
from bot.surfaces import json_line
from bot.understanding.fold import strip_diacritics
from bot.understanding.scores import LabelledMessage, Report, score
from bot.understanding.search.scores import ProcedureQuery, score_search

if TYPE_CHECKING:
    from bot.conversation.understood import Understanding
    from bot.understanding.ladder import Ladder

_ALL = "all"

type _Read = tuple[LabelledMessage, Understanding]


@dataclass(slots=True)
class _Readings:
    """What was read of some messages."""

    typed: list[_Read] = field(default_factory=list)
    bare: list[_Read] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(self, other: _Readings) -> None:
        self.typed += other.typed
        self.bare += other.bare
        self.seconds += other.seconds

    def report(self) -> Report:
        return score(self.typed, self.bare, self.seconds)


def evaluate(
    file: list[Path] = typer.Argument(  # noqa: B008 - typer's way
        help="JSONL, several are pooled at the end: text, intent, entities (entity, start, end), tags, secondary;"
        " or queries for a procedure: text, expect, codes.",
        exists=True,
        dir_okay=False,
    ),
    *,
    json_output: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Score labelled sets against the goals, as the bot would act, typed and without diacritics."""
    rows = {str(path): _rows(path) for path in file}
    messages = {name: [row for row in found if isinstance(row, LabelledMessage)] for name, found in rows.items()}
    queries = [row for found in rows.values() for row in found if isinstance(row, ProcedureQuery)]
    search = score_search(load_reference().search, queries)
    reports: dict[str, Report] = {}

    async def work(ladder: Ladder) -> None:
        pooled = _Readings()
        for name, labelled in messages.items():
            if labelled:
                readings = await _read_all(ladder, labelled)
                reports[name] = readings.report()
                pooled.add(readings)
        if len(reports) > 1:
            reports[_ALL] = pooled.report()

    if any(messages.values()):
        with_ladder(work)
    if json_output:
        told: dict[str, Any] = {name: report.to_json() for name, report in reports.items()}
        alone = next(iter(told.values()), {}) if len(told) == 1 else {"files": told}
        typer.echo(json_line(alone | (search.to_json() if search else {})))
        return
    tables = [
        "\n".join([f"{name}:", *report.goals()]) if name == _ALL else f"{name}:\n{report.table()}"
        for name, report in reports.items()
    ]
    typer.echo("\n\n".join([*tables, *([search.table()] if search else [])]))


async def _read_all(ladder: Ladder, messages: list[LabelledMessage]) -> _Readings:
    readings = _Readings()
    for message in messages:
        began = time.perf_counter()
        understanding = await _read(ladder, message.text)
        if understanding.source == "rasa":
            readings.seconds.append(time.perf_counter() - began)
        readings.typed.append((message, understanding))
        bare = strip_diacritics(message.text)
        readings.bare.append((message, understanding if bare == message.text else await _read(ladder, bare)))
    return readings


async def _read(ladder: Ladder, text: str) -> Understanding:
    """Read a text; figures in which a server's silence counts as a wrong answer would say nothing of its model."""
    understanding = await ladder.read(text)
    if understanding.source == "none":
        fail(f"the Rasa server did not answer to “{text[:80]}”", code=4)
    return understanding


def _rows(file: Path) -> list[LabelledMessage | ProcedureQuery]:
    rows: list[LabelledMessage | ProcedureQuery] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            read = ProcedureQuery.from_json(row) if "expect" in row else LabelledMessage.from_json(row)
        except (ValueError, KeyError, TypeError) as error:
            fail(f"{file}: line {number} is not a labelled message: {error}", code=2)
        if read is not None:
            rows.append(read)
    return rows
