"""A second wish in one message: "mai ra xã nộp luôn có nhận không, đem giấy gì".

Every place where the message could be cut in two is tried (people leave the commas out); both parts are read like messages
of their own. The best cuts go to a gate, which weighs how surely the parts are read, and whether both ask something, against
how well the whole is read as one wish (`second_wish` learns the gate). If the gate believes a cut, the first part names the
intent and the other one is the second wish. Greetings, thanks, yes, no, bare data and what is out of scope are no wishes of
their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from components.arrays import Floats, Places
from components.asking import CONDITION, CONNECTIVES, EITHER, asks, ends_as_question, questions
from components.heldout import OUT_OF_SCOPE
from components.intent_model import IntentModel, Reading
from components.scorer import Columns, Scores, Totals
from components.words import Word

NO_WISH = frozenset({"greet", "thank_bye", "affirm", "deny", "provide_info", OUT_OF_SCOPE})
FEWEST_WORDS = 5
_MOST_CUTS = 40
_CLOSER_LOOK = 4
"""So many cuts are read in full, the best by the linear model; a fifth one would find nothing more."""


@dataclass(frozen=True)
class Cut:
    """One way to cut a message in two, its parts with their confidence."""

    first: tuple[str, float]
    second: tuple[str, float]
    score: float
    """The lower confidence of the two, less where nothing in the text speaks for a cut."""
    at_sign: bool = False
    """Whether a sign (a comma, a question mark) stands where it is cut."""
    both_ask: bool = False
    """Whether either part has a word of `ASKING`."""
    either: bool = False
    condition: bool = False
    question_before: bool = False
    """Whether the first part ends as a question does."""
    both_question: bool = False
    """Whether either part has a word that makes a question."""


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
    cut, sure = likeliest(model, gate, reading, scores, best_cuts(model, message, columns))
    if cut is None or sure < gate.threshold:
        return reading, []
    rest = [entry for entry in reading.ranking if entry[0] not in {cut.first[0], cut.second[0]}]
    lower = min(cut.first[1], cut.second[1])
    ranking = [cut.first, (cut.second[0], lower), *((name, min(sure, lower)) for name, sure in rest)]
    return Reading(ranking, fallback=False, ambiguous=False), [cut.second]


def likeliest(model: IntentModel, gate: Gate, reading: Reading, scores: Scores, cuts: Sequence[Cut]) -> tuple[Cut | None, float]:
    """Give the cut that the gate believes most, and how much."""
    best, sure = None, 0.0
    for cut in cuts:
        found = evidence(model, reading, scores, cut)
        believed = 0.0 if found is None else gate(found)
        if believed > sure:
            best, sure = cut, believed
    return best, sure


def evidence(model: IntentModel, reading: Reading, scores: Scores, cut: Cut) -> list[float] | None:
    """Give what the gate weighs, or None where the whole is read as neither part.

    That is: the cut's score, the whole message's confidence, by how much the margin of the other wish is above or below that
    of any third intent, and what stands in the text.
    """
    primary, sure = reading.ranking[0]
    names = (cut.first[0], cut.second[0])
    if primary not in names:
        return None
    margins = dict(zip(model.labels, scores.margins[0], strict=True))
    other = float(margins[names[1] if primary == names[0] else names[0]])
    third = max((float(margin) for name, margin in margins.items() if name not in names), default=other)
    seen = (cut.at_sign, cut.both_ask, cut.either, cut.condition, cut.question_before, cut.both_question)
    return [cut.score, sure, other - third, *map(float, seen)]


def best_cuts(model: IntentModel, message: Sequence[Word], columns: Columns, *, unmarked: float = 0.8) -> list[Cut]:
    """Find the best cuts of one message; see `cuts_of`."""
    return cuts_of(model, [(message, columns)], unmarked=unmarked)[0]


def cuts_of(model: IntentModel, messages: Sequence[tuple[Sequence[Word], Columns]], *, unmarked: float = 0.8) -> list[list[Cut]]:
    """Find the best cuts into two different wishes, the best one of a message first.

    Args:
        model: Reads the parts, those of all messages at once.
        messages: Whole messages with their known n-grams, from `IntentModel.scores`.
        unmarked: What the score of a cut without a sign or connective is multiplied by.
    """
    cuts = [_cuts(message) for message, _ in messages]
    if not any(cuts):
        return [[] for _ in messages]
    counts, totals = _parts(model, messages, cuts)
    probabilities = model.temperature(model.scorer.linear(counts))
    begins = np.cumsum([0, *(2 * len(places) for places in cuts)])
    likely = [
        _likeliest(model, probabilities[begin:end], [1.0 if marked else unmarked for _, marked in places])
        for places, begin, end in zip(cuts, begins, begins[1:], strict=False)
    ]
    chosen = [
        int(begin) + row for begin, best in zip(begins, likely, strict=False) for at in best for row in (2 * at, 2 * at + 1)
    ]
    if not chosen:
        return [[] for _ in messages]
    firsts = iter(model.firsts(model.scorer.score(counts[chosen], Totals(totals.words[chosen], totals.letters[chosen]))))
    found = []
    for (message, _), places, best in zip(messages, cuts, likely, strict=True):
        read = [(places[at], next(firsts), next(firsts)) for at in best]
        found.append(sorted(_different(message, read, unmarked), key=lambda cut: -cut.score))
    return found


def _different(
    message: Sequence[Word],
    read: Sequence[tuple[tuple[int, bool], tuple[str, float], tuple[str, float]]],
    unmarked: float,
) -> Iterator[Cut]:
    """Describe the cuts whose parts are different wishes."""
    for (place, marked), first, second in read:
        if first[0] != second[0] and not NO_WISH & {first[0], second[0]}:
            yield described(message, place, first, second, min(first[1], second[1]) * (1.0 if marked else unmarked))


def described(message: Sequence[Word], place: int, first: tuple[str, float], second: tuple[str, float], score: float) -> Cut:
    """Say what stands in the text at and around the cut before word `place`."""
    borders = {message[place - 1].folded, message[place].folded}
    parts = (message[:place], message[place:])
    return Cut(
        first,
        second,
        score,
        at_sign=message[place - 1].kind == "sign",
        both_ask=all(map(asks, parts)),
        either=bool(EITHER & borders),
        condition=CONDITION in borders,
        question_before=ends_as_question(parts[0]),
        both_question=all(map(questions, parts)),
    )


def _likeliest(model: IntentModel, probabilities: Floats, worth: Sequence[float]) -> list[int]:
    """Give the cuts that look best by the linear model alone, which is cheap to ask; two rows are a cut."""
    wishes = np.array([label not in NO_WISH for label in model.labels])
    top = probabilities.argmax(axis=1)
    sure = np.where(wishes[top], probabilities.max(axis=1), 0.0)
    scores = np.minimum(sure[0::2], sure[1::2]) * np.asarray(worth) * (top[0::2] != top[1::2])
    return [int(at) for at in np.argsort(-scores, kind="stable")[:_CLOSER_LOOK] if scores[at] > 0]


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
    model: IntentModel, messages: Sequence[tuple[Sequence[Word], Columns]], cuts: Sequence[Sequence[tuple[int, bool]]]
) -> tuple[csr_matrix, Totals]:
    """Count the n-grams inside each part, from those of the whole."""
    vectoriser = model.scorer.vectoriser
    indices: list[Places] = []
    word_totals, letter_totals = [], []
    for (message, columns), places in zip(messages, cuts, strict=True):
        found = np.array([gram for block in columns for gram in block], dtype=np.int64).reshape(-1, 3)
        found = found[np.argsort(found[:, 0], kind="stable")]
        is_word = np.array([word.kind == "word" for word in message])
        letters = np.array([vectoriser.letters([word]) for word in message])
        for place, _ in places:
            for inside, stretch in (
                (found[:, 2] <= place, slice(0, place)),
                (found[:, 1] >= place, slice(place, len(message))),
            ):
                indices.append(found[inside, 0])
                word_totals.append(int(is_word[stretch].sum()))
                letter_totals.append(int(letters[stretch].sum()))
    pointers = np.cumsum([0, *map(len, indices)])
    counts = csr_matrix(
        (np.ones(pointers[-1], dtype=np.float32), np.concatenate(indices), pointers), shape=(len(indices), vectoriser.width)
    )
    counts.sum_duplicates()
    return counts, Totals(np.array(word_totals), np.array(letter_totals))
