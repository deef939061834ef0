"""A second wish in one message: "mai ra xã nộp luôn có nhận không, đem giấy gì".

Every place where the message could be cut in two is tried (people leave the commas out); both parts are read like messages
of their own. The best cut counts when both parts are read with confidence and as different wishes. Greetings, thanks, yes,
no, bare data and what is out of scope are no wishes of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from components.corpus import Corpus, stratified
from components.heldout import OUT_OF_SCOPE
from components.intent_model import IntentModel
from components.scorer import Columns, Totals
from components.words import Word, words

NO_WISH = frozenset({"greet", "thank_bye", "affirm", "deny", "provide_info", OUT_OF_SCOPE})
CONNECTIVES = frozenset(
    "roi voi va ma con luon xong sau them nua thi nen ah and also then but hay vay nha nhe a ha".split()
)
"""Folded words beside which a cut is likelier."""
FEWEST_WORDS = 5
_MOST_CUTS = 40
_CLOSER_LOOK = 3


@dataclass(frozen=True)
class Cut:
    """The best way to cut a message in two."""

    first: str
    second: str
    score: float
    """The lower confidence of the two, less where nothing in the text speaks for a cut."""


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
    likely = _likeliest(model, counts, [unmarked if not marked else 1.0 for _, marked in cuts])
    chosen = [row for at in likely for row in (2 * at, 2 * at + 1)]
    scores = model.scorer.score(counts[chosen], Totals(totals.words[chosen], totals.letters[chosen]))
    readings = model.readings(scores)
    best: Cut | None = None
    for index, at in enumerate(likely):
        (first, sure_first), (second, sure_second) = (readings[2 * index + part].ranking[0] for part in (0, 1))
        score = min(sure_first, sure_second) * (1.0 if cuts[at][1] else unmarked)
        if first != second and not NO_WISH & {first, second} and (best is None or score > best.score):
            best = Cut(first, second, score)
    return best


def fit_threshold(
    model: IntentModel, corpus: Corpus, texts: Sequence[str], labels: Sequence[str], *, false_alarms: float = 0.04
) -> float:
    """Choose the lowest score that makes few single wishes out to be two.

    A fifth of the messages is held out; it is read by a scorer that saw the rest.

    Args:
        model: The trained model, for its calibration.
        corpus: What it was trained on.
        texts: The messages.
        labels: Their intents.
        false_alarms: The share of the held-out messages that may get a second wish. Some of them do hold two.
    """
    fold_of = stratified(labels, 5)
    seen = [row for row in corpus.learnable if fold_of[corpus.message[row]]]
    apart = IntentModel(corpus.fit(seen), model.temperature, model.acceptance, model.thresholds)
    scores = []
    for text, label, fold in zip(texts, labels, fold_of):
        if fold or label in NO_WISH:
            continue
        message = words(text)
        found, columns = apart.scores([message])
        primary = apart.readings(found)[0].ranking[0][0]
        cut = best_cut(apart, message, columns[0])
        scores.append(cut.score if secondary(cut, primary, 0.0) and cut else 0.0)
    if not scores:
        return 1.0
    return round(float(np.quantile(scores, 1 - false_alarms)), 4)


def _likeliest(model: IntentModel, counts: csr_matrix, worth: Sequence[float]) -> list[int]:
    """Give the cuts that look best by the linear model alone, which is cheap to ask."""
    probabilities = model.temperature(model.scorer.margins(counts))
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
