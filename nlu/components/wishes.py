"""A second wish in one message: "mai ra xã nộp luôn có nhận không, đem giấy gì".

Every place where the message could be cut in two is tried (people leave the commas out); both parts are read like messages
of their own. The likeliest cuts go to a gate, which weighs how surely the parts are read against how well the whole is read as
one wish (`second_wish` learns the gate). If it believes one, the first part names the intent and the other one is the
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
_CLOSER_LOOK = 4
_UNMARKED = 0.8
"""What a cut without a sign or connective is worth when the likeliest ones are picked."""
_TINY = 1e-4


@dataclass(frozen=True)
class Cut:
    """A way to cut a message in two, its parts with their confidence."""

    first: tuple[str, float]
    second: tuple[str, float]
    at_sign: bool
    """Whether a sign (a comma, a question mark) stands where it is cut."""
    at_connective: bool
    """Whether a word like "rồi" or "với lại" does."""
    sizes: tuple[int, int]
    """How many words and signs the parts have."""
    near: tuple[float, float]
    """How near the nearest training messages of the parts are."""


@dataclass(frozen=True)
class Gate:
    """Decides whether a message holds two wishes."""

    weights: tuple[float, ...]
    """Of what `evidence` gives."""
    bias: float
    threshold: float

    def __call__(self, found: Sequence[float]) -> float:
        """Give the probability that there are two wishes; a gate that learnt nothing believes none."""
        if not self.weights:
            return 0.0
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
    weighed = [(gate(evidence(model, reading, scores, cut)), cut) for cut in cuts(model, message, columns)]
    believed, cut = max(weighed, key=lambda pair: pair[0], default=(0.0, None))
    if cut is None or believed < gate.threshold:
        return reading, []
    rest = [entry for entry in reading.ranking if entry[0] not in {cut.first[0], cut.second[0]}]
    lower = min(cut.first[1], cut.second[1])
    ranking = [cut.first, (cut.second[0], lower), *((name, min(sure, lower)) for name, sure in rest)]
    return Reading(ranking, fallback=False, ambiguous=False), [cut.second]


def evidence(model: IntentModel, reading: Reading, scores: Scores, cut: Cut) -> list[float]:
    """Give what the gate weighs.

    That is: how surely the parts are read, how well the whole message fits each part's intent, how surely it is read as one
    wish and whether as one of the two, what stands at the cut, how long the parts are, and how near training messages are to
    the parts and to the whole.
    """
    primary, sure = reading.ranking[0]
    names = (cut.first[0], cut.second[0])
    margins = sorted(float(scores.margins[0][model.labels.index(name)]) for name in names)
    parts = sorted(_odds(part[1]) for part in (cut.first, cut.second))
    sizes = sorted(float(np.log1p(size)) for size in cut.sizes)
    marks = [float(primary in names), float(cut.at_sign), float(cut.at_connective)]
    return [*parts, *margins, _odds(sure), *marks, *sizes, *sorted(cut.near), float(scores.known[0][2])]


def _odds(probability: float) -> float:
    bounded = min(max(probability, _TINY), 1 - _TINY)
    return float(np.log(bounded / (1 - bounded)))


def cuts(model: IntentModel, message: Sequence[Word], columns: Columns) -> list[Cut]:
    """Give the likeliest cuts into two different wishes.

    Args:
        model: Reads the parts.
        message: The whole message.
        columns: Its known n-grams, from `IntentModel.scores`.
    """
    places = _places(message)
    if not places:
        return []
    counts, totals = _parts(model, message, columns, places)
    likely = _likeliest(model, counts, [1.0 if marked else _UNMARKED for _, marked in places])
    chosen = [row for at in likely for row in (2 * at, 2 * at + 1)]
    if not chosen:
        return []
    scores = model.scorer.score(counts[chosen], Totals(totals.words[chosen], totals.letters[chosen]))
    readings = model.readings(scores)
    found = []
    for index, at in enumerate(likely):
        first, second = (readings[2 * index + part].ranking[0] for part in (0, 1))
        if first[0] == second[0] or NO_WISH & {first[0], second[0]}:
            continue
        place, marked = places[at]
        at_sign = message[place - 1].kind == "sign"
        near = (float(scores.known[2 * index][2]), float(scores.known[2 * index + 1][2]))
        found.append(Cut(first, second, at_sign, marked and not at_sign, (place, len(message) - place), near))
    return found


def _likeliest(model: IntentModel, counts: csr_matrix, worth: Sequence[float]) -> list[int]:
    """Give the cuts that look best by the linear model alone, which is cheap to ask."""
    probabilities = model.temperature(model.scorer.linear(counts))
    wishes = np.array([label not in NO_WISH for label in model.labels])
    top = probabilities.argmax(axis=1)
    sure = np.where(wishes[top], probabilities.max(axis=1), 0.0)
    scores = np.minimum(sure[0::2], sure[1::2]) * np.asarray(worth) * (top[0::2] != top[1::2])
    return [int(at) for at in np.argsort(-scores, kind="stable")[:_CLOSER_LOOK] if scores[at] > 0]


def _places(message: Sequence[Word]) -> list[tuple[int, bool]]:
    if sum(word.kind == "word" for word in message) < FEWEST_WORDS:
        return []
    places = []
    for place in range(2, len(message) - 1):
        before, after = message[place - 1], message[place]
        if after.kind == "sign":
            continue
        marked = before.kind == "sign" or before.folded in CONNECTIVES or after.folded in CONNECTIVES
        places.append((place, marked))
    if len(places) > _MOST_CUTS:
        places = [found for found in places if found[1]][:_MOST_CUTS]
    return places


def _parts(
    model: IntentModel, message: Sequence[Word], columns: Columns, places: Sequence[tuple[int, bool]]
) -> tuple[csr_matrix, Totals]:
    """Count the n-grams inside each part, from those of the whole."""
    found = np.array([gram for block in columns for gram in block], dtype=np.int64).reshape(-1, 3)
    found = found[np.argsort(found[:, 0], kind="stable")]
    is_word = np.array([word.kind == "word" for word in message])
    letters = np.array([_letter_grams(model, word) for word in message])
    indices, pointers = [], [0]
    word_totals, letter_totals = [], []
    for place, _ in places:
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
