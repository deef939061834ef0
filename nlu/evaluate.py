"""Measure the model without a server: `python nlu/evaluate.py [--data FOLDER] [--file JSONL …] [--json]`.

Trains the model of `config.yml` in this process and scores it on both evaluation sets, as the bot would act: accuracy, as
typed and without diacritics, by tag; what was let through or refused, the calibration error, second wishes, entities, the
time of a reading. `motcua nlu evaluate` scores a server the same way. The evaluation sets are never trained on; `lint.py` holds
them apart, but for messages of three words or fewer, so the accuracy is also told without those that the data has.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from quiet import quiet  # noqa: E402 - after the path

quiet()

import measure  # noqa: E402 - after the environment
from alike import bare  # noqa: E402
from datafiles import lines  # noqa: E402


def main(arguments: list[str] | None = None) -> int:
    """Measure as the arguments say."""
    parser = argparse.ArgumentParser(description="Measure the NLU model without a server.")
    parser.add_argument("--data", type=Path, default=HERE / "data")
    parser.add_argument("--file", type=Path, nargs="+", default=measure.OPEN_SETS)
    parser.add_argument("--json", action="store_true", help="one JSON object for all")
    given = parser.parse_args(arguments)
    messages = list(lines(given.data))
    model = measure.train(messages)
    known = frozenset(bare(line.text) for line in messages)
    report = {
        "messages": len(messages),
        "trained_seconds": round(model.seconds),
        "thresholds": vars(model.intents.thresholds),
        "files": {file.name: _scores(model, measure.load(file), known) for file in given.file},
    }
    print(json.dumps(report, ensure_ascii=False) if given.json else _text(report))
    return 0


def _scores(model: measure.Model, messages: list[measure.Message], known: frozenset[str]) -> dict[str, object]:
    typed = [model.answer(message) for message in messages]
    stripped = [model.answer(message, bare=True) for message in messages]
    unseen = [answer for message, answer in zip(messages, typed, strict=True) if bare(message["text"]) not in known]
    return {
        "messages": len(messages),
        "in_data": len(messages) - len(unseen),
        "figures": {name: round(value, 4) for name, value in measure.figures_of(messages, typed, stripped).items()}
        | {"right, without messages that are in the data": round(measure.accuracy(unseen), 4)},
        "spread": round(measure.spread(typed), 4),
        "tags": {tag: [count, round(share, 3)] for tag, (count, share) in measure.by_tag(messages, typed).items()},
        "entities": {name: round(share, 3) for name, share in measure.entity_scores(model, messages).items()},
        "entities_bare": round(measure.entity_scores(model, messages, bare=True)["all"], 3),
        "milliseconds": round(measure.milliseconds(model, messages), 1),
    }


def _text(report: dict[str, object]) -> str:
    spent = f"{report['trained_seconds']} s of processor time"
    rows = [f"{report['messages']} messages trained on in {spent}; thresholds {report['thresholds']}"]
    files: dict[str, dict[str, object]] = report["files"]  # type: ignore[assignment]
    for name, scores in files.items():
        rows += ["", f"{name}: {scores['messages']} messages ({scores['in_data']} in the data), {scores['milliseconds']} ms each"]
        for group in ("figures", "tags", "entities"):
            found: dict[str, object] = scores[group]  # type: ignore[assignment]
            rows += [f"  {key}: {value}" for key, value in found.items()]
        rows.append(f"  entities without diacritics: {scores['entities_bare']}; spread of the accuracy: {scores['spread']}")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
