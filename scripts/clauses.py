"""Learn again what clauses do and are about, after an edit of ``bot/content/clauses.tsv``.

``python scripts/clauses.py`` writes ``bot/content/clauses.bin``: half a minute. The fitting
runs in ``nlu/``'s environment. ``--without HAND --to FOLDER`` leaves a hand out and writes elsewhere, to see what the
others teach about it. ``--score FILE`` tells how a file of labelled messages that nothing was learned from is read.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

from bot.understanding.clauses import ClauseReader, learning
from bot.understanding.clauses.heard import FILE, NO_FOCUS

CHECKOUT = Path(__file__).resolve().parent.parent
CONTENT = CHECKOUT / "bot" / "content"


def fit(examples: list[learning.Example], *, cost: float = 1.0, fewest: int = 2) -> learning.Fitted:
    """Return what is fitted on ``examples`` by ``nlu/heads.py``."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "examples.json"
        file.write_text(
            json.dumps({"examples": examples, "cost": cost, "fewest": fewest}, ensure_ascii=False), encoding="utf-8"
        )
        subprocess.run([CHECKOUT / "nlu/.venv/bin/python", CHECKOUT / "nlu/heads.py", file], check=True)
        fitted = json.loads(file.read_text(encoding="utf-8"))
    return fitted["classes"], fitted["rows"]


def score(file: Path) -> str:
    """Return how many messages have all that they ask about read, and nothing else; and the focuses by themselves."""
    right = read = asked = found = messages = 0
    reader = ClauseReader()
    for line in file.read_text(encoding="utf-8").splitlines():
        clauses = [*learning.clauses_of(*line.split("\t", 1))]
        wanted = {clause.focus for clause in clauses} - {NO_FOCUS}
        heard = {c.focus.value for c in reader.read(" ".join(clause.text for clause in clauses)) if c.focus is not None}
        messages, right = messages + 1, right + (wanted == heard)
        read, asked, found = read + len(heard), asked + len(wanted), found + len(wanted & heard)
    return f"{right} of {messages} messages whole; {found} of {asked} focuses found, of {read} that were read"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", default="", help="the hand that is left out")
    parser.add_argument("--to", type=Path, default=CONTENT, help="the folder that is written to")
    parser.add_argument("--score", type=Path, help="read these labelled messages instead of learning")
    arguments = parser.parse_args()
    if arguments.score:
        print(score(arguments.score))
        raise SystemExit
    clauses = [clause for clause in learning.packaged_clauses() if clause.hand != arguments.without]
    arguments.to.mkdir(exist_ok=True)
    acts = fit(learning.examples((clause.text, clause.act) for clause in clauses))
    focuses = fit(learning.examples((clause.text, clause.focus) for clause in clauses))
    weights = learning.weights(acts, focuses, learning.packaged_digest())
    (arguments.to / FILE).write_bytes(weights.pack())
    print(f"{arguments.to / FILE}: {len(weights.rows)} features of {len(clauses)} clauses")
