"""Reads the messages of the first held-out fold as one that did not see them: second wishes are learnt from such readings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from components.intent_model import IntentModel
from components.parallel import at_once
from components.scorer import Columns, Scores
from components.words import Word, words

Made = TypeVar("Made")

_AT_ONCE = 100
"""So many messages are scored at once: few enough for two processes to share them, enough to take half the time."""


@dataclass(frozen=True)
class Read:
    """A message, and what `IntentModel.scores` says of it."""

    message: list[Word]
    scores: Scores
    columns: Columns


@dataclass(frozen=True)
class Unseen:
    """What a model that was just trained did not see, and how it reads it."""

    model: IntentModel
    """Its calibration and thresholds, with the scorer of the first fold."""
    messages: list[int]
    """The messages of that fold."""

    @classmethod
    def of(cls, model: IntentModel) -> Unseen:
        """Take the scorer that the calibration of a model has left.

        Raises:
            ValueError: The model was loaded and not trained.
        """
        held = model.held
        if held is None:
            message = "Only a model that was just trained knows what it did not see."
            raise ValueError(message)
        apart = IntentModel(held.apart, model.temperature, model.acceptance, model.outside, model.thresholds)
        return cls(apart, [int(at) for at in held.unseen])

    def each(self, texts: Sequence[str], make: Callable[[Sequence[Read]], Sequence[Made]]) -> list[Made]:
        """Read texts and make something of each; some of them at once, in as many processes as there are."""

        def work(some: Sequence[str]) -> Sequence[Made]:
            messages = [words(text) for text in some]
            scores, columns = self.model.scores(messages)
            return make([Read(message, scores.of(at), columns[at]) for at, message in enumerate(messages)])

        parts = [texts[first : first + _AT_ONCE] for first in range(0, len(texts), _AT_ONCE)]
        return [made for part in at_once(work, parts) for made in part]
