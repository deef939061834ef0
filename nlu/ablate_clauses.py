"""What second wishes among the clauses of a story are worth: `python nlu/ablate_clauses.py [--held HAND …] [--every N]`.

The model is trained without the hands that are held out (`hands.jsonl` says who wrote what, and which wishes a message holds).
A row for each set; the columns are what is found of second wishes, and what is invented where none is labelled: by the cut in two
alone (`components/wishes.py`), and with `components/clause_wishes.py` asked where that finds nothing, by the share of held-out
messages with one wish that may get a second. Some minutes of a core.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from quiet import quiet  # noqa: E402 - after the path

quiet()

import numpy as np  # noqa: E402 - after the environment

import measure  # noqa: E402
from components.clause_learning import fit_finder  # noqa: E402
from components.clause_wishes import NOTHING, Finder, Seconds  # noqa: E402
from components.words import words  # noqa: E402
from datafiles import Line, hands, lines  # noqa: E402

SHARES = (0.01, 0.02, 0.03, 0.04)


def _finders(model: measure.Model, learnt: Sequence[Line], others: Sequence[Sequence[str] | None]) -> list[Finder]:
    texts, labels = [line.text for line in learnt], [line.intent for line in learnt]
    return [NOTHING, *(fit_finder(model.intents, texts, labels, others, false_alarms=share) for share in SHARES)]


def _cells(model: measure.Model, finders: Sequence[Finder], messages: Sequence[measure.Message]) -> Iterator[str]:
    """Give what is found and what is invented, in per cent, with each finder."""
    hits: list[list[bool]] = [[] for _ in finders]
    made: list[list[bool]] = [[] for _ in finders]
    for message in messages:
        said = words(message["text"])
        scores, columns = model.intents.scores([said])
        for at, finder in enumerate(finders):
            _, others = Seconds(model.found_by.gate, finder).read(model.intents, said, scores, columns[0])
            names = {name for name, _ in others}
            hits[at] += [due in names for due in message["secondary"]]
            made[at] += [] if message["secondary"] else [bool(names)]
    yield str(len(hits[0]))
    for hit, invented in zip(hits, made, strict=True):
        yield f"{100 * np.mean(hit):.1f} / {100 * np.mean(invented):.1f}"


def main(given: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", nargs="+", default=["m7", "m8", "m9"], help="hands that the model does not learn from")
    parser.add_argument("--every", type=int, default=1, help="learn from every N-th message")
    options = parser.parse_args(given)
    written = hands(measure.HANDS)
    known = list(lines(HERE / "data"))
    kept = {text for text, by in written.items() if by.hand in options.held}
    learnt = [line for line in known if line.text not in kept][:: options.every]
    model = measure.train(learnt, entities=False)
    finders = _finders(model, learnt, measure.other_wishes(learnt))
    sets: dict[str, list[measure.Message]] = {}
    for line in known:
        if line.text in kept:
            by = written[line.text]
            sets.setdefault(by.hand, []).append({"text": line.text, "intent": line.intent, "secondary": list(by.secondary)})
    sets |= {file.stem: measure.load(file) for file in measure.OPEN_SETS}
    shares = " | ".join(
        f"{share:.0%} more, from {finder.floor:.2f} on" for share, finder in zip(SHARES, finders[1:], strict=True)
    )
    print(f"| found / invented, per cent | second wishes | the cut alone | {shares} |")
    print("|" + "---|" * (3 + len(SHARES)))
    for name, messages in sets.items():
        print(f"| {name} | " + " | ".join(_cells(model, finders, messages)) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
