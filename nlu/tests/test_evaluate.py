"""`evaluate.py`: the figures of a set, and how many of its messages the training data has."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import evaluate
from datafiles import Line, marked

INTENTS = ("greet", "affirm", "deny", "thank_bye", "find_procedure", "book_appointment", "emergency", "out_of_scope")
MESSAGES = 30
"""Of each intent: fewer are too few for the folds."""


@pytest.fixture
def data(messages: list[Line], tmp_path: Path) -> Path:
    """A slice of the data."""
    (tmp_path / "data").mkdir()
    for intent in INTENTS:
        rows = [f"    - {marked(line.text, line.marks)}\n" for line in messages if line.intent == intent]
        some = "".join(rows[:: len(rows) // MESSAGES][:MESSAGES])
        (tmp_path / "data" / f"{intent}.yml").write_text(f"nlu:\n- intent: {intent}\n  examples: |\n{some}", "utf-8")
    return tmp_path / "data"


def test_messages_that_are_in_the_data_are_counted_and_left_out_of_a_line_of_their_own(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = [line for line in evaluate.lines(data) if line.intent in {"greet", "emergency"}][::6]
    asked = [(line.text.upper(), line.intent) for line in known]
    asked += [("không biết câu này của ai mà dài dữ", "greet"), ("zzz qqq", "emergency")]
    rows = [{"text": text, "intent": intent, "entities": [], "tags": [], "secondary": []} for text, intent in asked]
    file = tmp_path / "asked.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert evaluate.main(["--data", str(data), "--file", str(file), "--json"]) == 0
    (scores,) = json.loads(capsys.readouterr().out)["files"].values()
    assert (scores["messages"], scores["in_data"]) == (len(known) + 2, len(known))
    assert scores["figures"]["right as acted on"] > 0.5
    assert scores["figures"]["right, without messages that are in the data"] in {0.0, 0.5, 1.0}
