"""Second wishes among the clauses of a story: `python nlu/ablate_clauses.py [--held HAND …] [--every N]`.

`wishes` finds a second wish by cutting a message in two. A story has more parts than two, and circumstances before, between and
behind its wishes. Here each clause is read apart by the linear model, and a logistic model says of the likeliest intents whether
one is another wish of the message, by how the whole and that clause are read, and by what is asked where. It is learnt from real
messages (`hands.jsonl` says which wishes they hold) of the fold that the calibration held out, and asked only where `wishes`
finds nothing, so that it changes no first wish.

The model is trained without the hands that are held out. A row for each set; the columns are what is found, and what is invented
where none is labelled, by the share of held-out messages with one wish that may get a second. Some three minutes of a core.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from quiet import quiet  # noqa: E402 - after the path

quiet()

import numpy as np  # noqa: E402 - after the environment
from scipy.sparse import csr_matrix  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402

import measure  # noqa: E402
from components.arrays import Floats  # noqa: E402
from components.asking import QUESTION, TRAILING  # noqa: E402
from components.calibration import Logistic  # noqa: E402
from components.intent_model import IntentModel  # noqa: E402
from components.scorer import Columns, Scores  # noqa: E402
from components.wishes import NO_WISH, two_wishes  # noqa: E402
from components.words import Word, words  # noqa: E402
from datafiles import Line, lines  # noqa: E402

HANDS = HERE / "hands.jsonl"
SHARES = (0.01, 0.02, 0.04)
_SIGNS = frozenset(".?!,;:\n…")
_ENDS = frozenset(["khong", "ko", "k", "kh", "kg", "hong", "hok", "hem", "hg", "hk", "gi", "dau", "sao", "chua", "lau"])
"""A question's last word; others of `QUESTION` ("mấy", "ai", "nào") mostly go on."""
_GOES_ON = frozenset(["co", "phai", "di", "biet", "can", "ranh", "duoc", "dc", "lam", "nop", "ra", "dem", "gui", "hen"])
"""What "không" and "chưa" deny."""
_POLITE = TRAILING - _GOES_ON
"""What may stand behind it; "co" is "có" oftener than "cô"."""
_FEWEST_WORDS = 2
_LIKELIEST, _LIKELIEST_OF_CLAUSES = 5, 4
_LEAST_LOG, _LEAST = -6.0, -8.0
_LONG = 10
"""From so many words on a message counts as longer than most."""


@dataclass(frozen=True)
class Written:
    """Who wrote a message, and the wishes it holds beside its first."""

    hand: str
    secondary: tuple[str, ...]


@dataclass(frozen=True)
class Candidate:
    """An intent that may be another wish of a message, with what is weighed."""

    intent: str
    evidence: list[float]


@dataclass(frozen=True)
class Finder:
    """Says of candidates how likely they are another wish."""

    weighs: Logistic
    single: tuple[float, ...]
    """How much it believes the likeliest candidate of each held-out message with one wish."""

    def floor(self, share: float) -> float:
        """Give the probability that only this share of messages with one wish reaches."""
        return float(np.quantile(self.single, 1 - share))

    def best(self, candidates: Sequence[Candidate]) -> tuple[str, float]:
        """Give the likeliest candidate and its probability; "" where there is none."""
        if not candidates:
            return "", 0.0
        sure = self.weighs(np.array([candidate.evidence for candidate in candidates]))
        return candidates[int(sure.argmax())].intent, float(sure.max())


def hands() -> dict[str, Written]:
    """Read who wrote which training message, by its text."""
    rows = map(json.loads, HANDS.read_text(encoding="utf-8").splitlines())
    return {row["text"]: Written(row["hand"], tuple(row["secondary"])) for row in rows}


def clauses(message: Sequence[Word]) -> list[tuple[int, int]]:
    """Cut a message at its signs and behind its questions: the first word of each clause, and the one after its last."""
    borders = [0]
    for at in range(1, len(message)):
        before, word = message[at - 1], message[at]
        said = [one.folded for one in message[borders[-1] : at] if one.kind == "word"]
        left = sum(one.kind == "word" for one in message[at:])
        if word.kind == "sign" or len(said) < _FEWEST_WORDS or left < _FEWEST_WORDS:
            continue
        while len(said) > 1 and said[-1] in _POLITE:
            said.pop()
        asked = said[-1] in _ENDS and word.folded not in TRAILING | _GOES_ON
        if asked or (before.kind == "sign" and before.folded in _SIGNS):
            borders.append(at)
    return list(zip(borders, [*borders[1:], len(message)], strict=True))


def candidates(model: IntentModel, message: Sequence[Word], scores: Scores, columns: Columns) -> list[Candidate]:
    """Give what may be wishes beside the first reading; none where that is no wish or the message is one clause."""
    spans = clauses(message)
    whole = _logarithms(model, scores.margins)[0]
    order = np.argsort(-whole)
    first = int(order[0])
    if len(spans) < 2 or model.labels[first] in NO_WISH:  # noqa: PLR2004 - more than one clause
        return []
    size = len(message)
    ends, begins = [(0, end) for _, end in spans[:-1]], [(begin, size) for begin, _ in spans[1:]]
    parts = np.maximum(_logarithms(model, model.scorer.linear(_counted(model, columns, [*spans, *ends, *begins]))), _LEAST_LOG)
    apart, before, behind = np.split(parts, [len(spans), 2 * len(spans) - 1])
    asks = np.array([any(word.folded in QUESTION for word in message[begin:end]) for begin, end in spans])
    place, sure = apart.argmax(axis=0), apart.max(axis=0)
    likely = [*order[1 : _LIKELIEST + 1], *np.argsort(-sure)[:_LIKELIEST_OF_CLAUSES]]
    named = [at for at in dict.fromkeys(map(int, likely)) if at != first and model.labels[at] not in NO_WISH]
    long = np.log(max(sum(word.kind == "word" for word in message), _LONG) / _LONG)
    found = []
    for other in named:
        third = next(whole[at] for at in order if at not in {first, other})
        lower = min(sure[first], sure[other])
        elsewhere = float(place[other] != place[first])
        both = elsewhere * asks[place[other]] * asks[place[first]]
        evidence = [
            *(whole[other], whole[first], whole[other] - third, sure[other], sure[first], lower),
            *(elsewhere, elsewhere * asks[place[other]], elsewhere * asks[place[first]], both, elsewhere * lower),
            *(float(place[other] > place[first]), float(asks.sum() > 1), before[:, other].max(), behind[:, other].max()),
            *(long, long * sure[other], long * whole[other], long * elsewhere, long * both),
        ]
        found.append(Candidate(model.labels[other], [max(float(value), _LEAST) for value in evidence]))
    return found


def learn(model: IntentModel, learnt: Sequence[Line], written: dict[str, Written]) -> Finder:
    """Learn from the messages of hands that the model's calibration held out first."""
    if model.held is None:
        message = "Only a model that was just trained knows what it did not see."
        raise ValueError(message)
    apart = IntentModel(model.held.apart, model.temperature, model.acceptance, model.outside, model.thresholds)
    rows: list[list[float]] = []
    truth: list[bool] = []
    single = []
    for line in (learnt[at] for at in model.held.unseen):
        if line.text not in written:
            continue
        said = words(line.text)
        scores, columns = apart.scores([said])
        first = apart.labels[int(scores.margins[0].argmax())]
        wishes = {line.intent, *written[line.text].secondary}
        found = candidates(apart, said, scores, columns[0])
        rows += [candidate.evidence for candidate in found]
        truth += [first in wishes and candidate.intent in wishes for candidate in found]
        if len(wishes) == 1:
            single.append(found)
    weighs = _fitted(np.array(rows), np.array(truth))
    plain = Finder(weighs, ())
    return Finder(weighs, tuple(plain.best(found)[1] for found in single))


def _fitted(rows: Floats, truth: Floats) -> Logistic:
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    fitted = LogisticRegression(C=0.3, max_iter=3000).fit((rows - mean) / spread, truth)
    weights = fitted.coef_[0] / spread
    return Logistic(tuple(map(float, weights)), float(fitted.intercept_[0] - weights @ mean))


def _logarithms(model: IntentModel, margins: Floats) -> Floats:
    return np.asarray(np.log(np.maximum(model.temperature(margins), 1e-12)))


def _counted(model: IntentModel, columns: Columns, spans: Sequence[tuple[int, int]]) -> csr_matrix:
    """Count the known n-grams that lie inside stretches of a message."""
    found = np.array([gram for block in columns for gram in block], dtype=np.int64).reshape(-1, 3)
    inside = [found[(found[:, 1] >= begin) & (found[:, 2] <= end), 0] for begin, end in spans]
    pointers = np.concatenate([[0], np.cumsum([len(part) for part in inside])])
    shape = (len(spans), model.scorer.vectoriser.width)
    counts = csr_matrix((np.ones(pointers[-1], dtype=np.float32), np.concatenate(inside), pointers), shape=shape)
    counts.sum_duplicates()
    return counts


def _cells(model: measure.Model, finder: Finder, messages: Sequence[measure.Message]) -> Iterator[str]:
    """Give what is found and what is invented, in per cent: by the model alone, and with each of `SHARES`."""
    floors = [2.0, *map(finder.floor, SHARES)]
    hits: list[list[bool]] = [[] for _ in floors]
    made: list[list[bool]] = [[] for _ in floors]
    for message in messages:
        said = words(message["text"])
        scores, columns = model.intents.scores([said])
        reading, others = two_wishes(model.intents, model.gate, said, scores, columns[0])
        wish, sure = "", 0.0
        if not (others or reading.fallback):
            wish, sure = finder.best(candidates(model.intents, said, scores, columns[0]))
        for at, floor in enumerate(floors):
            names = {name for name, _ in others} | ({wish} if wish and sure >= floor else set())
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
    written = hands()
    known = list(lines(HERE / "data"))
    kept = {text for text, by in written.items() if by.hand in options.held}
    learnt = [line for line in known if line.text not in kept][:: options.every]
    model = measure.train(learnt, entities=False)
    finder = learn(model.intents, learnt, written)
    sets: dict[str, list[measure.Message]] = {}
    for line in known:
        if line.text in kept:
            by = written[line.text]
            sets.setdefault(by.hand, []).append({"text": line.text, "intent": line.intent, "secondary": list(by.secondary)})
    sets |= {file.stem: measure.load(file) for file in measure.OPEN_SETS}
    shares = " | ".join(f"{share:.0%} more" for share in SHARES)
    print(f"| found / invented, per cent | second wishes | as it is | {shares} |")
    print("|" + "---|" * (3 + len(SHARES)))
    for name, messages in sets.items():
        print(f"| {name} | " + " | ".join(_cells(model, finder, messages)) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
