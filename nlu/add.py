"""Write labelled messages into the training data: `python nlu/add.py [--data FOLDER] [--dry-run] < LABELS`.

Each line of stdin is `{"id", "intent", "text", "entities": [{"entity", "start", "end"}]}`. On stdout comes one JSON object:
`results`, `[{"id", "outcome", "detail"}]`, and `diff`, how the files change. Outcomes:

- `added`: written below the messages that people wrote, in its place; `detail` is the file;
- `known`: the same message is there under this intent; `other_intent`: it, or one nearly like it, is there under another;
- `near`: one so like it is there that it would teach nothing, or the same but for the entities in it;
- `evaluation`: it is (nearly) a message of the evaluation set, which is never trained on;
- `personal`: it holds what looks like personal data; `wrong`: a name or a span that is not right.

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
from datafiles import Line, Mark, lines, marked, with_reviewed  # noqa: E402
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
    after = with_reviewed(before, new[0].intent, [line.raw for line in new])
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
