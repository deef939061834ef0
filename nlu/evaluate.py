"""Measure the model without a server: `python nlu/evaluate.py [--ablate] [--folds N] [--data FOLDER] [--file JSONL]`.

Prints, for the model of `config.yml`, trained in this process:

- on held-out folds of the training messages and on the evaluation set: how often the first reading is right, as typed and
  without diacritics;
- on the evaluation set also what the bot would act on (fallback counts as right for out of scope only), the first two
  readings, what was let through or refused, the calibration error, second wishes and entities, and the time of a reading.

`--ablate` prints one line for each way to leave something out. The evaluation set is never trained on; `lint.py` holds the two
apart.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from quiet import quiet  # noqa: E402 - after the path

quiet()

import numpy as np  # noqa: E402 - after the environment

from components.calibration import calibration_error  # noqa: E402
from components.concepts import Concepts  # noqa: E402
from components.corpus import Corpus, stratified  # noqa: E402
from components.entity_model import EntityModel  # noqa: E402
from components.features import Options  # noqa: E402
from components.folding import strip_diacritics  # noqa: E402
from components.heldout import OUT_OF_SCOPE  # noqa: E402
from components.intent_model import IntentModel  # noqa: E402
from components.scorer import Scorer  # noqa: E402
from components.second_wish import fit_gate  # noqa: E402
from components.swap import Entity  # noqa: E402
from components.wishes import Gate, two_wishes  # noqa: E402
from components.words import words  # noqa: E402
from datafiles import Line, lines, tables  # noqa: E402

FALSE_ALARMS = 0.02
"""As in `config.yml`."""
NOTHING = 1e-6
"""The weight of a block that is left out."""
WITHOUT: dict[str, tuple[str, ...]] = {
    "all": (),
    "no phrases of one meaning": ("concepts", "groups", "pairs"),
    "folded stream alone": ("typed_words", "typed_letters"),
    "typed stream alone": ("folded_words", "folded_letters"),
    "no letters": ("typed_letters", "folded_letters"),
}


def main(arguments: list[str] | None = None) -> int:
    """Measure as the arguments say."""
    parser = argparse.ArgumentParser(description="Measure the NLU model without a server.")
    parser.add_argument("--data", type=Path, default=HERE / "data")
    parser.add_argument("--file", type=Path, default=HERE / "evaluation" / "messages.jsonl")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--ablate", action="store_true", help="also leave things out, one at a time")
    given = parser.parse_args(arguments)
    messages = list(lines(given.data))
    evaluation = [json.loads(row) for row in given.file.read_text(encoding="utf-8").splitlines() if row.strip()]
    print(f"{len(messages)} messages to train on, {len(evaluation)} to evaluate")
    for name, left_out in list(WITHOUT.items())[: None if given.ablate else 1]:
        print(row(name, accuracies(corpus_of(messages, left_out=left_out), messages, evaluation, given.folds)))
    if given.ablate:
        corpus = corpus_of(messages, copies=False)
        print(row("no copies without diacritics", accuracies(corpus, messages, evaluation, given.folds)))
    for name, value in whole(messages, evaluation).items():
        print(f"  {name}: {value}")
    return 0


def row(name: str, found: Sequence[float]) -> str:
    """Format one line of the table."""
    names = ("held-out", "bare", "evaluation", "bare")
    return f"{name:32s}" + "  ".join(f"{label} {value:.1%}" for label, value in zip(names, found, strict=False))


def corpus_of(messages: Sequence[Line], *, left_out: Sequence[str] = (), copies: bool = True) -> Corpus:
    """Count the training messages, without some blocks or without the copies."""
    weights = {block: NOTHING if block in left_out else weight for block, weight in Options().weights.items()}
    texts, labels = [line.text for line in messages], [line.intent for line in messages]
    return Corpus.make(texts, labels, Options(weights=weights), Concepts(tables(HERE / "lookups")), copies=copies)


def accuracies(
    corpus: Corpus, messages: Sequence[Line], evaluation: Sequence[dict[str, Any]], folds: int
) -> tuple[float, float, float, float]:
    """Give the share of right first readings: held-out typed and bare, evaluation typed and bare."""
    fold_of = stratified([line.intent for line in messages], folds)
    right = {False: 0, True: 0}
    for fold in range(folds):
        scorer = corpus.fit([index for index in corpus.learnable if fold_of[corpus.message[index]] != fold])
        test = [line for line, its in zip(messages, fold_of, strict=False) if its == fold]
        for bare in right:
            right[bare] += sum(
                found == line.intent for found, line in zip(_read(corpus, scorer, test, bare=bare), test, strict=False)
            )
    scorer = corpus.fit(corpus.learnable)
    asked = [(item["text"], item["intent"]) for item in evaluation]
    shares = [
        float(
            np.mean([found == wanted for found, (_, wanted) in zip(_read(corpus, scorer, asked, bare=bare), asked, strict=False)])
        )
        for bare in (False, True)
    ]
    return right[False] / len(messages), right[True] / len(messages), shares[0], shares[1]


def _read(corpus: Corpus, scorer: Scorer, asked: Sequence[Any], *, bare: bool) -> Iterator[str]:
    texts = [item.text if isinstance(item, Line) else item[0] for item in asked]
    vectoriser = corpus.vectoriser
    grams = [vectoriser.grams(words(strip_diacritics(text) if bare else text)) for text in texts]
    margins = scorer.margins(vectoriser.counts([vectoriser.columns(found) for found in grams]))
    return (scorer.labels[column] for column in margins.argmax(axis=1))


def whole(messages: Sequence[Line], evaluation: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Train the whole model and measure it on the evaluation set."""
    started = time.monotonic()
    texts, labels = [line.text for line in messages], [line.intent for line in messages]
    corpus = corpus_of(messages)
    model = IntentModel.fit(corpus)
    gate = fit_gate(model, corpus, texts, labels, false_alarms=FALSE_ALARMS)
    with tempfile.TemporaryDirectory() as folder:
        entities = [[Entity(mark.entity, mark.start, mark.end) for mark in line.marks] for line in messages]
        tagger = EntityModel.fit(texts, entities, corpus.vectoriser.concepts, Path(folder))
        trained = time.monotonic() - started
        return {"trained in": f"{trained:.0f} s", **_figures(model, gate, tagger, evaluation)}


def _figures(model: IntentModel, gate: Gate, tagger: EntityModel, evaluation: Sequence[dict[str, Any]]) -> dict[str, str]:
    first, acted, two, sure, refused, let, times = [], [], [], [], [], [], []
    second_found, second_false = [], []
    spans = {"typed": [0, 0, 0], "bare": [0, 0, 0]}
    for item in evaluation:
        wanted = item["intent"]
        began = time.perf_counter()
        message = words(item["text"])
        scores, columns = model.scores([message])
        reading, others = two_wishes(model, gate, message, scores, columns[0])
        found = tagger.find(item["text"])
        times.append(time.perf_counter() - began)
        names = [name for name, _ in reading.ranking]
        first.append(names[0] == wanted)
        two.append(wanted in names[:2])
        sure.append(reading.ranking[0][1])
        acted.append(wanted == OUT_OF_SCOPE if reading.fallback else names[0] == wanted)
        (let if wanted == OUT_OF_SCOPE else refused).append(reading.fallback != (wanted == OUT_OF_SCOPE))
        if item["secondary"]:
            second_found.append(bool(others) and others[0][0] in {*item["secondary"], wanted})
        else:
            second_false.append(bool(others))
        for name, text in (("typed", item["text"]), ("bare", strip_diacritics(item["text"]))):
            right = {(span["entity"], span["start"], span["end"]) for span in item["entities"]}
            got = {(span.entity, span.start, span.end) for span in (found if name == "typed" else tagger.find(text))}
            for at, count in enumerate((len(right & got), len(got), len(right))):
                spans[name][at] += count
    return {
        "first reading right": f"{np.mean(first):.1%}",
        "right as acted on": f"{np.mean(acted):.1%}",
        "right one among the first two": f"{np.mean(two):.1%}",
        "out of scope let through": f"{np.mean(let):.1%}",
        "in scope refused": f"{np.mean(refused):.1%}",
        "calibration error": f"{calibration_error(sure, first):.3f}",
        "second wish found": f"{np.mean(second_found):.1%} (false: {np.mean(second_false):.1%})",
        "entity F1": ", ".join(f"{name} {2 * hit / max(1, got + due):.1%}" for name, (hit, got, due) in spans.items()),
        "one reading": f"p50 {np.median(times) * 1000:.1f} ms",
    }


if __name__ == "__main__":
    sys.exit(main())
