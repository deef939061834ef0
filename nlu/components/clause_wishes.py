"""A second wish among the clauses of a story, where `wishes` finds none by cutting the message in two.

A story has more parts than two, and circumstances before, between and behind its wishes. Here each clause is read apart by the
linear model, and a logistic model says of the likeliest intents whether one is another wish of the message, by how the whole and
that clause are read, and by what is asked where (`clause_learning` learns it from real messages). It is asked only where no cut
is believed, and changes no first wish; two readings that are near are both wished where it is sure of the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from components.arrays import Floats
from components.asking import questions
from components.calibration import Logistic
from components.clauses import clauses
from components.intent_model import DANGER, IntentModel, Reading
from components.scorer import Columns, Scores
from components.wishes import NO_WISH, Gate, two_wishes
from components.words import Word

_NEVER_SECOND = NO_WISH | {DANGER}
"""A danger is answered alone, so that an invented one would cost the whole answer."""
_MOST_CLAUSES = 12
"""What is beyond belongs to the last one; people write two to five."""
_LIKELIEST, _LIKELIEST_OF_CLAUSES = 5, 4
_LEAST_LOG, _LEAST = -6.0, -8.0
_BOTH = 0.7
"""Probability from which on two near readings are two wishes."""
_LONG = 10
"""From so many words on a message counts as longer than most."""


@dataclass(frozen=True)
class Candidate:
    """An intent that may be another wish of a message."""

    intent: str
    evidence: list[float]
    """What is weighed; see `candidates`."""


@dataclass(frozen=True)
class Finder:
    """Says which intent is another wish of a message."""

    weighs: Logistic
    """The probability that a candidate is one, from its evidence."""
    floor: float
    """From this probability on it is believed; above 1: never."""

    def best(self, found: Sequence[Candidate]) -> tuple[str, float]:
        """Give the likeliest candidate and its probability; "" where there is none."""
        if not found:
            return "", 0.0
        sure = self.weighs(np.array([candidate.evidence for candidate in found]))
        return found[int(sure.argmax())].intent, float(sure.max())

    def state(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def restore(cls, state: dict[str, Any]) -> Finder:
        """Build it from what `state` gave."""
        return cls(Logistic(tuple(state["weighs"]["weights"]), state["weighs"]["bias"]), state["floor"])


NOTHING = Finder(Logistic((), 0.0), 2.0)
"""Believes nothing."""


@dataclass(frozen=True)
class Seconds:
    """Finds second wishes: by a cut of the message in two, and where none is believed, among its clauses."""

    gate: Gate
    finder: Finder = NOTHING

    def read(
        self, model: IntentModel, message: Sequence[Word], scores: Scores, columns: Columns
    ) -> tuple[Reading, list[tuple[str, float]]]:
        """Read a message; arguments and result are those of `wishes.two_wishes`.

        The first wish, and whether the message is understood or asked back about, are as that says; but where two
        readings are near since each has a clause of its own, both are wished, and nothing is asked back.
        """
        reading, others = two_wishes(model, self.gate, message, scores, columns)
        if others or reading.fallback or self.finder.floor > 1:
            return reading, others
        found = candidates(model, message, scores, columns)
        if reading.ambiguous:
            near = reading.ranking[1]
            _, sure = self.finder.best([candidate for candidate in found if candidate.intent == near[0]])
            if sure < _BOTH:
                return reading, []
            return Reading(reading.ranking, fallback=False, ambiguous=False), [near]
        wish, sure = self.finder.best(found)
        if not wish or sure < self.finder.floor:
            return reading, []
        first, *rest = reading.ranking
        second = (wish, round(min(sure, first[1]), 6))
        behind = [(name, min(confidence, second[1])) for name, confidence in rest if name != wish]
        return Reading([first, second, *behind], fallback=False, ambiguous=False), [second]


def candidates(model: IntentModel, message: Sequence[Word], scores: Scores, columns: Columns) -> list[Candidate]:
    """Give what may be wishes beside the first reading; none where that is no wish or the message is one clause.

    Args:
        model: Reads the clauses.
        message: The whole message.
        scores: What `model.scores` said of it alone.
        columns: Its known n-grams, from there too.
    """
    spans = _few(clauses(message))
    whole = _logarithms(model, scores.margins)[0]
    order = np.argsort(-whole)
    first = int(order[0])
    if len(spans) < 2 or model.labels[first] in NO_WISH:  # noqa: PLR2004 - more than one clause
        return []
    size = len(message)
    ends, begins = [(0, end) for _, end in spans[:-1]], [(begin, size) for begin, _ in spans[1:]]
    parts = np.maximum(_logarithms(model, model.scorer.linear(_counted(model, columns, [*spans, *ends, *begins]))), _LEAST_LOG)
    apart, before, behind = np.split(parts, [len(spans), 2 * len(spans) - 1])
    asks = np.array([questions(message[begin:end]) for begin, end in spans])
    place, sure = apart.argmax(axis=0), apart.max(axis=0)
    likely = [*order[1 : _LIKELIEST + 1], *np.argsort(-sure)[:_LIKELIEST_OF_CLAUSES]]
    named = [at for at in dict.fromkeys(map(int, likely)) if at != first and model.labels[at] not in _NEVER_SECOND]
    long = np.log(max(sum(word.kind == "word" for word in message), _LONG) / _LONG)
    found = []
    for other in named:
        third = next((whole[at] for at in order if at not in {first, other}), whole[other])
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


def _few(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the clauses beyond the most."""
    kept = list(spans[:_MOST_CLAUSES])
    kept[-1] = (kept[-1][0], spans[-1][1])
    return kept


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
