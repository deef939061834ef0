"""Write labelled messages into the training data: `python nlu/add.py [--data FOLDER] [--dry-run] [--remove] < LABELS`.

Each line of stdin is `{"id", "intent", "text", "entities": [{"entity", "start", "end"}]}`. On stdout comes one JSON object:
`results`, `[{"id", "outcome", "detail"}]`, and `diff`, how the files change. Outcomes:

- `added`: written below the messages that people wrote, in its place; `detail` is the file;
- `known`: the same message is there under this intent; `other_intent`: it, or one nearly like it, is there under another;
- `near`: one so like it is there that it would teach nothing, or the same but for the entities in it;
- `evaluation`: it is (nearly) a message of the evaluation set, which is never trained on;
- `personal`: it holds what looks like personal data; `wrong`: a name or a span that is not right.

With `--remove` the messages are taken out again from among those that were added so: `removed`, or `missing` where none is there.

Exit codes: 0, also where nothing was added; 2 the data or the labels cannot be read. Files change in one step each.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import sys
import tempfile
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import yaml  # noqa: E402 - after the path

from alike import Neighbours  # noqa: E402
from datafiles import Line, Mark, lines, marked, reviewed, unmark, with_reviewed  # noqa: E402
from lint import evaluation_texts, problems  # noqa: E402


@dataclass(frozen=True)
class Result:
    """What became of a label."""

    id: int
    outcome: str
    detail: str


def main(arguments: list[str] | None = None) -> int:
    """Add as the arguments say."""
    parser = argparse.ArgumentParser(description="Write labelled messages into the training data.")
    parser.add_argument("--data", type=Path, default=HERE / "data")
    parser.add_argument("--domain", type=Path, default=HERE / "domain.yml")
    parser.add_argument("--evaluation", type=Path, action="append", help="JSONL files or folders of them (default: evaluation)")
    parser.add_argument("--remove", action="store_true", help="take messages out that were added")
    parser.add_argument("--dry-run", action="store_true", help="only tell what would be done")
    given = parser.parse_args(arguments)
    try:
        domain = yaml.safe_load(given.domain.read_text(encoding="utf-8"))
        messages = list(lines(given.data))
        evaluation = evaluation_texts(*(given.evaluation or [HERE / "evaluation"]))
        labels = [_label(json.loads(row), given.data) for row in sys.stdin if row.strip()]
    except (yaml.YAMLError, ValueError, KeyError, TypeError, OSError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 2
    if given.remove:
        results, diff = _remove(labels, dry=given.dry_run)
        print(json.dumps({"results": [asdict(result) for result in results], "diff": diff}, ensure_ascii=False))
        return 0
    neighbours = Neighbours(messages, evaluation)
    results, new = [], defaultdict(list)
    for number, line in labels:
        found = next(problems(line, domain["intents"], domain["entities"]), None)
        if found is not None:
            outcome = "personal" if found.kind == "personal" else "wrong"
            results.append(Result(number, outcome, found.text))
        elif (like := neighbours.like(line)) is not None:
            results.append(Result(number, *like))
        else:
            results.append(Result(number, "added", line.file.name))
            new[line.file].append(line)
            neighbours.add(line)
    diff = "".join(_write(file, found, dry=given.dry_run) for file, found in sorted(new.items()))
    print(json.dumps({"results": [asdict(result) for result in results], "diff": diff}, ensure_ascii=False))
    return 0


def _label(row: dict[str, Any], data: Path) -> tuple[int, Line]:
    text, intent = " ".join(str(row["text"]).split()), str(row["intent"])
    marks = tuple(Mark(str(e["entity"]), int(e["start"]), int(e["end"])) for e in row["entities"])
    return int(row["id"]), Line(data / f"{intent}.yml", 0, intent, text, marks, marked(text, marks))


def _write(file: Path, new: list[Line], *, dry: bool) -> str:
    """Write a file anew with further messages, in one step; give the difference."""
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    return _put(file, before, with_reviewed(before, new[0].intent, [line.raw for line in new]), dry=dry)


def _remove(labels: list[tuple[int, Line]], *, dry: bool) -> tuple[list[Result], str]:
    """Take messages out of the reviewed part of their files; what people wrote stays."""
    results, diff = [], ""
    for file, rows in sorted(_by_file(labels).items()):
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        head, known = reviewed(before)
        there = {unmark(raw)[0].casefold() for raw in known}
        for number, line in rows:
            results.append(Result(number, "removed" if line.text.casefold() in there else "missing", file.name))
        gone = {line.text.casefold() for _, line in rows}
        left = [raw for raw in known if unmark(raw)[0].casefold() not in gone]
        if len(left) < len(known):
            after = with_reviewed(head, rows[0][1].intent, left) if left else f"{head.rstrip()}\n"
            diff += _put(file, before, after, dry=dry)
    return results, diff


def _by_file(labels: list[tuple[int, Line]]) -> dict[Path, list[tuple[int, Line]]]:
    found: dict[Path, list[tuple[int, Line]]] = defaultdict(list)
    for number, line in labels:
        found[line.file].append((number, line))
    return found


def _put(file: Path, before: str, after: str, *, dry: bool) -> str:
    if not dry:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, prefix=f".{file.name}.", delete=False) as draft:
            draft.write(after)
            draft.flush()
            os.fsync(draft.fileno())
        if file.exists():
            Path(draft.name).chmod(file.stat().st_mode)
        Path(draft.name).replace(file)
    name = f"{file.parent.name}/{file.name}"
    return "".join(difflib.unified_diff(before.splitlines(True), after.splitlines(True), name, name))


if __name__ == "__main__":
    sys.exit(main())
