"""A second wish in one message: "mai ra xã nộp luôn có nhận không, đem giấy gì".

Every place where the message could be cut in two is tried (people leave the commas out); both parts are read like messages
of their own. The best cut goes to a gate, which weighs how surely the parts are read against how well the whole is read as one
wish (`second_wish` learns the gate). If the gate believes the cut, the first part names the intent and the other one is the
second wish. Greetings, thanks, yes, no, bare data and what is out of scope are no wishes of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from components.heldout import OUT_OF_SCOPE
from components.intent_model import IntentModel, Reading
from components.scorer import Columns, Scores, Totals
from components.words import Word

NO_WISH = frozenset({"greet", "thank_bye", "affirm", "deny", "provide_info", OUT_OF_SCOPE})
CONNECTIVES = frozenset(
    [
        "roi",
        "voi",
        "va",
        "ma",
        "con",
        "luon",
        "xong",
        "sau",
        "them",
        "nua",
        "thi",
        "nen",
        "ah",
        "and",
        "also",
        "then",
        "but",
        "hay",
        "vay",
        "nha",
        "nhe",
        "a",
        "ha",
    ]
)
"""Folded words beside which a cut is likelier."""
FEWEST_WORDS = 5
_MOST_CUTS = 40
_CLOSER_LOOK = 3


@dataclass(frozen=True)
class Cut:
    """The best way to cut a message in two, its parts with their confidence."""

    first: tuple[str, float]
    second: tuple[str, float]
    score: float
    """The lower confidence of the two, less where nothing in the text speaks for a cut."""
    at_sign: bool = False
    """Whether a sign (a comma, a question mark) stands where it is cut."""


@dataclass(frozen=True)
class Gate:
    """Decides whether a message holds two wishes."""

    weights: tuple[float, ...]
    """Of what `evidence` gives."""
    bias: float
    threshold: float

    def __call__(self, found: Sequence[float]) -> float:
        """Give the probability that there are two wishes."""
        return float(1 / (1 + np.exp(-(np.dot(self.weights, found) + self.bias))))

    def state(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def restore(cls, state: dict[str, Any]) -> Gate:
        """Build it from what `state` gave."""
        return cls(tuple(state["weights"]), state["bias"], state["threshold"])


def two_wishes(
    model: IntentModel, gate: Gate, message: Sequence[Word], scores: Scores, columns: Columns
) -> tuple[Reading, list[tuple[str, float]]]:
    """Read a message that may hold two wishes.

    Args:
        model: Reads messages and parts of them.
        gate: Decides whether there are two.
        message: The whole message.
        scores: What `model.scores` said of it alone.
        columns: Its known n-grams, from there too.

    Returns:
        The reading, and the wishes beside its first one.
    """
    reading = model.readings(scores)[0]
    if reading.fallback:
        return reading, []
    cut = best_cut(model, message, columns)
    found = evidence(model, reading, scores, cut)
    if cut is None or found is None or gate(found) < gate.threshold:
        return reading, []
    rest = [entry for entry in reading.ranking if entry[0] not in {cut.first[0], cut.second[0]}]
    lower = min(cut.first[1], cut.second[1])
    ranking = [cut.first, (cut.second[0], lower), *((name, min(sure, lower)) for name, sure in rest)]
    return Reading(ranking, fallback=False, ambiguous=False), [cut.second]


def evidence(model: IntentModel, reading: Reading, scores: Scores, cut: Cut | None) -> list[float] | None:
    """Give what the gate weighs, or None where there is nothing to weigh or the whole is read as neither part.

    That is: the cut's score, the whole message's margins for its first reading and for the other wish, its confidence, and
    whether the cut is at a sign.
    """
    if cut is None:
        return None
    primary, sure = reading.ranking[0]
    names = (cut.first[0], cut.second[0])
    if primary not in names:
        return None
    other = names[1] if primary == names[0] else names[0]
    margins = scores.margins[0]
    return [
        cut.score,
        float(margins[model.labels.index(primary)]),
        float(margins[model.labels.index(other)]),
        sure,
        float(cut.at_sign),
    ]


def best_cut(model: IntentModel, message: Sequence[Word], columns: Columns, *, unmarked: float = 0.8) -> Cut | None:
    """Find the best cut into two different wishes.

    Args:
        model: Reads the parts.
        message: The whole message.
        columns: Its known n-grams, from `IntentModel.scores`.
        unmarked: What the score of a cut without a sign or connective is multiplied by.
    """
    cuts = _cuts(message)
    if not cuts:
        return None
    counts, totals = _parts(model, message, columns, cuts)
    likely = _likeliest(model, counts, [1.0 if marked else unmarked for _, marked in cuts])
    chosen = [row for at in likely for row in (2 * at, 2 * at + 1)]
    if not chosen:
        return None
    scores = model.scorer.score(counts[chosen], Totals(totals.words[chosen], totals.letters[chosen]))
    readings = model.readings(scores)
    best: Cut | None = None
    for index, at in enumerate(likely):
        first, second = (readings[2 * index + part].ranking[0] for part in (0, 1))
        score = min(first[1], second[1]) * (1.0 if cuts[at][1] else unmarked)
        if first[0] != second[0] and not NO_WISH & {first[0], second[0]} and (best is None or score > best.score):
            best = Cut(first, second, score, message[cuts[at][0] - 1].kind == "sign")
    return best


def _likeliest(model: IntentModel, counts: csr_matrix, worth: Sequence[float]) -> list[int]:
    """Give the cuts that look best by the linear model alone, which is cheap to ask."""
    probabilities = model.temperature(model.scorer.linear(counts))
    wishes = np.array([label not in NO_WISH for label in model.labels])
    top = probabilities.argmax(axis=1)
    sure = np.where(wishes[top], probabilities.max(axis=1), 0.0)
    scores = np.minimum(sure[0::2], sure[1::2]) * np.asarray(worth) * (top[0::2] != top[1::2])
    return [int(at) for at in np.argsort(-scores, kind="stable")[:_CLOSER_LOOK] if scores[at] > 0]


def secondary(cut: Cut | None, primary: str, threshold: float) -> list[tuple[str, float]]:
    """Give the other wishes of a message whose first reading is `primary`, with their confidence."""
    if cut is None or cut.score < threshold or primary in NO_WISH:
        return []
    others = [intent for intent in (cut.first, cut.second) if intent != primary]
    return [(others[0], cut.score)] if len(others) == 1 else []


def _cuts(message: Sequence[Word]) -> list[tuple[int, bool]]:
    if sum(word.kind == "word" for word in message) < FEWEST_WORDS:
        return []
    cuts = []
    for place in range(2, len(message) - 1):
        before, after = message[place - 1], message[place]
        if after.kind == "sign":
            continue
        marked = before.kind == "sign" or before.folded in CONNECTIVES or after.folded in CONNECTIVES
        cuts.append((place, marked))
    if len(cuts) > _MOST_CUTS:
        cuts = [cut for cut in cuts if cut[1]][:_MOST_CUTS]
    return cuts


def _parts(
    model: IntentModel, message: Sequence[Word], columns: Columns, cuts: Sequence[tuple[int, bool]]
) -> tuple[csr_matrix, Totals]:
    """Count the n-grams inside each part, from those of the whole."""
    found = np.array([gram for block in columns for gram in block], dtype=np.int64).reshape(-1, 3)
    found = found[np.argsort(found[:, 0], kind="stable")]
    is_word = np.array([word.kind == "word" for word in message])
    letters = np.array([_letter_grams(model, word) for word in message])
    indices, pointers = [], [0]
    word_totals, letter_totals = [], []
    for place, _ in cuts:
        for inside, stretch in (
            (found[:, 2] <= place, slice(0, place)),
            (found[:, 1] >= place, slice(place, len(message))),
        ):
            indices.append(found[inside, 0])
            pointers.append(pointers[-1] + len(indices[-1]))
            word_totals.append(int(is_word[stretch].sum()))
            letter_totals.append(int(letters[stretch].sum()))
    counts = csr_matrix(
        (np.ones(pointers[-1], dtype=np.float32), np.concatenate(indices), np.array(pointers)),
        shape=(len(pointers) - 1, model.scorer.vectoriser.width),
    )
    counts.sum_duplicates()
    return counts, Totals(np.array(word_totals), np.array(letter_totals))


def _letter_grams(model: IntentModel, word: Word) -> int:
    if word.kind != "word":
        return 0
    options = model.scorer.vectoriser.options
    length = len(word.folded) + 2
    return sum(max(1, length - size + 1) for size in range(options.letters_from, options.letters_to + 1))
