"""From margins to probabilities that mean something, and from them to decisions.

All of it is fitted on scores of messages that the scoring model had not seen (held-out folds).

`Temperature` turns the margins of a one-against-the-rest linear model into probabilities. `Acceptance` joins the top
probability with signals that a closed set of intents does not have (how much of the message the training data knows, how
near the nearest training message is) into the probability that the first reading is right; `Outside` does the same for
the message being out of scope. `choose` picks the thresholds by what mistakes cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from components.arrays import Flags, Floats, Places

_TINY = 1e-6
WIDEST_LEAD = 0.1
"""No lead beyond this is called ambiguous: held-out folds make readings look less sure than other people's messages do, and
whoever is asked back has to answer twice."""
NOISE_WORDS, NOISE_LETTERS = 0.5, 0.6
"""Of noise smaller shares of the words and of the letter n-grams are known; of nearly all messages of strangers larger ones."""


@dataclass(frozen=True)
class Temperature:
    """Softmax of scaled margins."""

    scale: float

    @classmethod
    def fit(cls, margins: Floats, truth: Places) -> Temperature:
        """Find the scale under which the held-out messages are likeliest.

        Args:
            margins: A row of margins for each message.
            truth: The column of the right intent; -1 where it is none of them.
        """
        known = truth >= 0
        rows, right = margins[known], truth[known]

        def loss(scale: Floats) -> float:
            logits = rows * np.exp(scale[0])
            peak = logits.max(axis=1)
            total = peak + np.log(np.exp(logits - peak[:, None]).sum(axis=1))
            return float((total - logits[np.arange(len(right)), right]).mean())

        return cls(float(np.exp(minimize(loss, np.array([1.0]), method="Nelder-Mead").x[0])))

    def __call__(self, margins: Floats) -> Floats:
        """Give a row of probabilities for each row of margins."""
        logits = margins * self.scale
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True))


@dataclass(frozen=True)
class Logistic:
    """A probability from signals."""

    weights: tuple[float, ...]
    bias: float

    @classmethod
    def fit(cls, rows: Floats, truth: Flags, weight: Floats | None = None) -> Logistic:
        """Fit on rows of signals of held-out messages; without both kinds among them the probability is constant."""
        if truth.all() or not truth.any():
            return cls((0.0,) * rows.shape[1], 10.0 if truth.any() else -10.0)
        model = LogisticRegression(C=10.0, max_iter=1000).fit(rows, truth, sample_weight=weight)
        return cls(tuple(float(value) for value in model.coef_[0]), float(model.intercept_[0]))

    def __call__(self, rows: Floats) -> Floats:
        """Give one probability for each row of signals."""
        return np.asarray(1 / (1 + np.exp(-(rows @ np.array(self.weights) + self.bias))))


@dataclass(frozen=True)
class Costs:
    """What each outcome costs the citizen, in questions back."""

    wrong: float = 4.0
    """A wrong answer: a day's boat trip at worst."""
    asked: float = 1.0
    """Asked back with two readings, and the right one is among them."""
    asked_in_vain: float = 2.0
    """Asked back, and the right one is not among them."""
    refused: float = 2.0
    """In scope, and told to say it otherwise."""


@dataclass(frozen=True)
class Thresholds:
    """When not to answer."""

    fallback: float
    """Under this confidence the message counts as not understood."""
    ambiguity: float
    """With a lead over the second reading of less than this, both are offered."""
    outside: float
    """From this probability of being out of scope on, the message counts as not understood too."""


def signals(probabilities: Floats, evidence: Floats, known: Floats) -> Floats:
    """Put together what tells whether the first reading is right.

    Args:
        probabilities: A row for each message.
        evidence: How near each intent's training messages are.
        known: For each message the shares of words and of letters known, the nearest similarity, the number of words.
    """
    ordered = np.sort(probabilities, axis=1)[:, ::-1]
    rows, top = np.arange(len(probabilities)), probabilities.argmax(axis=1)
    own = evidence[rows, top]
    others = evidence.copy()
    others[rows, top] = 0
    near = [own, own - others.max(axis=1)]
    lead = ordered[:, 0] - ordered[:, 1]
    return np.column_stack([_odds(ordered[:, 0]), _odds(lead), *near, known[:, :3], np.log1p(known[:, 3])])


def outside_signals(probabilities: Floats, known: Floats, outside: int) -> Floats:
    """Put together what tells whether a message is out of scope; `outside` is the column of that intent.

    How much of a message is known says something only where it is very little: that is noise. Beyond it, strangers with business
    of ours use as many words that the training data lacks as those without.
    """
    unknown = [np.minimum(known[:, 0], NOISE_WORDS), np.minimum(known[:, 1], NOISE_LETTERS)]
    return np.column_stack([_odds(probabilities[:, outside]), *unknown])


def _odds(probability: Floats) -> Floats:
    bounded = np.clip(probability, _TINY, 1 - _TINY)
    return np.asarray(np.log(bounded / (1 - bounded)))


def confidences(probabilities: Floats, accepted: Floats) -> Floats:
    """Scale each row so that its highest value is the probability of being right.

    The factor is the second signal: what the closed set of intents believes of itself is multiplied by it. No other reading
    gets above the first.
    """
    top = probabilities.max(axis=1)
    scaled = probabilities * (accepted / np.maximum(top, _TINY))[:, None]
    return np.minimum(scaled, accepted[:, None])


def choose(
    confident: Floats, in_scope: Flags, right: Flags, second: Flags, *, refusable: float, costs: Costs
) -> tuple[float, float]:
    """Pick the fallback and the ambiguity threshold of least cost on held-out messages.

    Args:
        confident: The two highest confidences of each message; only messages whose first reading is not out of scope.
        in_scope: Which messages are in scope.
        right: Whose first reading is right.
        second: Whose second reading is right.
        refusable: The largest share of in-scope messages that may be refused.
        costs: What the outcomes cost.
    """
    first, lead = confident[:, 0], confident[:, 0] - confident[:, 1]
    highest = float(np.quantile(first[in_scope], refusable)) if in_scope.any() else 0.0
    best = (float("inf"), 0.0, 0.0)
    for fallback in np.linspace(0, highest, 21):
        refused = first < fallback
        refusal = np.where(in_scope, costs.refused, 0.0)
        for ambiguity in np.linspace(0, WIDEST_LEAD, 21):
            asked = lead < ambiguity
            asking = np.where(right | second, costs.asked, costs.asked_in_vain)
            answering = np.where(right, 0.0, costs.wrong)
            cost = float(np.where(refused, refusal, np.where(asked, asking, answering)).mean())
            best = min(best, (cost, float(fallback), float(ambiguity)))
    return round(best[1], 4), round(best[2], 4)


def calibration_error(confident: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Give the expected calibration error: how far confidence is from the share of right answers, over ten bins."""
    believed, held = np.asarray(confident, dtype=float), np.asarray(right, dtype=float)
    if not len(believed):
        return 0.0
    which = np.minimum((believed * bins).astype(int), bins - 1)
    return float(
        sum(
            (which == index).mean() * abs(believed[which == index].mean() - held[which == index].mean())
            for index in range(bins)
            if (which == index).any()
        )
    )
