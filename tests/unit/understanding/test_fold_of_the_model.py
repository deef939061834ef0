"""The bot and the model fold alike: the same table, and the same words of the training messages."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.guidance.text import fold

NLU = Path(__file__).parents[3] / "nlu"
ROWS = (NLU / "tests" / "fold_cases.tsv").read_text(encoding="utf-8").splitlines()
CASES = [tuple(row.split("\t")) for row in ROWS if row and not row.startswith("#")]
FOLD_LINES = "import sys; from components.folding import fold; print(*map(fold, sys.stdin.read().split()), sep='\\n')"


@pytest.mark.parametrize(("typed", "folded"), CASES)
def test_the_table_of_both_projects(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_every_word_of_the_training_messages_folds_as_in_the_model() -> None:
    texts = [file.read_text(encoding="utf-8") for file in sorted((NLU / "data").glob("*.yml"))]
    words = sorted({word for text in texts for word in re.findall(r"[^\W_]+", text)})
    answer = subprocess.run(
        [sys.executable, "-c", FOLD_LINES],
        input="\n".join(words),
        capture_output=True,
        text=True,
        check=True,
        cwd=NLU,
        env={"PYTHONPATH": str(NLU), "PYTHONUTF8": "1"},
    ).stdout.splitlines()
    assert len(words) > 2000
    assert [(word, fold(word)) for word in words] == list(zip(words, answer, strict=True))
