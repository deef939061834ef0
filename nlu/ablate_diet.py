"""DIET, Rasa's own classifier, in the intent model's place: a row of `ablate.py`.

It gets the same messages as the linear model, each also without diacritics, and nothing but their words and letters: typed words
and folded ones, alone and in pairs, and letters inside typed words (`char_wb`), the commonest of each kind, as sparse counts. It
learns intents alone, from one seed and without transformer layers, so that a training takes minutes: with one layer an epoch
takes four to five times as long (two minutes of a core for all messages instead of 25 s). It has no phrases of one meaning, and
finds no second wish.

`out_of_scope` is an intent like any other to it. Besides, it asks back under a confidence, and under a lead over the second
reading, that cost least on every tenth training message, held out from a first training (`calibration.choose`, which finds the
linear model's thresholds so too); a second training is then made on all messages. Both are in the row's time.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.diet_classifier import DIETClassifier
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.calibration import Costs, choose
from components.corpus import stratified
from components.folding import strip_diacritics
from components.folding_tokenizer import FoldingTokenizer
from components.heldout import OUT_OF_SCOPE
from datafiles import Line
from measure import ASKED_BACK, Reader, processor_seconds, settings

EPOCHS = 12
"""By then it has learnt nearly all its messages by heart."""
HELD_OUT = 10
"""One message of so many is held out from the first training."""
FEATURES = 10_000
"""The most n-grams of a kind: each step of the training goes over all weights, so its time hangs on their number."""
FEATURIZERS: tuple[dict[str, Any], ...] = (
    {"analyzer": "word", "use_lemma": False, "max_ngram": 2, "max_features": FEATURES},
    {"analyzer": "word", "use_lemma": True, "max_ngram": 2, "max_features": FEATURES},
    {"analyzer": "char_wb", "use_lemma": False, "min_ngram": 2, "max_ngram": 4, "max_features": FEATURES},
)
DIET: dict[str, Any] = {
    "epochs": EPOCHS,
    "random_seed": 42,
    "entity_recognition": False,
    "number_of_transformer_layers": 0,
    "batch_size": [64, 256],
    "ranking_length": 0,
    "constrain_similarities": True,
}


class Diet(Reader):
    """A trained pipeline: tokenizer, featurizers, DIET."""

    entities = None

    def __init__(self, messages: Sequence[Line], folder: Path) -> None:
        forms = dict.fromkeys((form, line.intent) for line in messages for form in (line.text, strip_diacritics(line.text)))
        data = TrainingData([Message({TEXT: text, INTENT: intent}) for text, intent in forms])
        storage, context = LocalModelStorage(folder), ExecutionContext(GraphSchema({}))

        def made(kind: Any, name: str, **given: object) -> Any:  # noqa: ANN401 - Rasa's components
            return kind.create({**kind.get_default_config(), **given}, storage, Resource(name), context)

        self._steps = [made(FoldingTokenizer, "tokens")]
        self._steps[0].process_training_data(data)
        for at, figures in enumerate(FEATURIZERS):
            self._steps.append(made(CountVectorsFeaturizer, f"features{at}", **figures))
            self._steps[-1].train(data)
            self._steps[-1].process_training_data(data)
        self._steps.append(made(DIETClassifier, "diet", **DIET))
        self._steps[-1].train(data)
        learnt = self._steps[-1].model.history.history
        right, loss = learnt["i_acc"][-1], learnt["t_loss"][-1]
        self.note = f"{len(forms)} forms, {EPOCHS} epochs, at the last {right:.1%} right on what it learnt, loss {loss:.2f}"
        self.fallback = self.ambiguity = 0.0
        self.seconds = 0.0

    def ranking(self, text: str) -> list[tuple[str, float]]:
        """Give the intents with their confidence, the likeliest first; none where no n-gram is known."""
        message = Message({TEXT: text})
        for step in self._steps:
            step.process([message])
        return [(entry["name"], entry["confidence"]) for entry in message.get(INTENT_RANKING_KEY)]

    def read(self, text: str) -> tuple[tuple[str, ...], str, float, list[str]]:
        """Read one message; there are no second wishes."""
        ranking = self.ranking(text)
        if not ranking:
            return (ASKED_BACK,), ASKED_BACK, 0.0, []
        (first, sure), (_, next_sure) = ranking[:2]
        unsure = sure < self.fallback or sure - next_sure < self.ambiguity
        acted = ASKED_BACK if unsure and first != OUT_OF_SCOPE else first
        return tuple(name for name, _ in ranking), acted, sure, []


def train(messages: Sequence[Line], **_: object) -> Diet:
    """Choose the thresholds on held-out messages, then train on all."""
    started = processor_seconds()
    fold_of = stratified([line.intent for line in messages], HELD_OUT)
    with tempfile.TemporaryDirectory() as folder:
        first = Diet([line for line, fold in zip(messages, fold_of, strict=True) if fold], Path(folder))
    fallback, ambiguity = _thresholds(first, [line for line, fold in zip(messages, fold_of, strict=True) if not fold])
    with tempfile.TemporaryDirectory() as folder:
        model = Diet(messages, Path(folder))
    model.fallback, model.ambiguity = fallback, ambiguity
    model.seconds = processor_seconds() - started
    model.note += f"; asks back under a confidence of {fallback} or a lead of {ambiguity}"
    return model


def _thresholds(model: Diet, held: Sequence[Line]) -> tuple[float, float]:
    rows = []
    for line in held:
        for text in dict.fromkeys((line.text, strip_diacritics(line.text))):
            ranking = model.ranking(text)
            if ranking and ranking[0][0] != OUT_OF_SCOPE:
                (first, sure), (second, next_sure) = ranking[:2]
                rows.append((sure, next_sure, line.intent != OUT_OF_SCOPE, first == line.intent, second == line.intent))
    confident, truth = np.array([row[:2] for row in rows]), np.array([row[2:] for row in rows], dtype=bool)
    refusable = settings()["CalibratedIntentClassifier"]["refusable"]
    return choose(confident, truth[:, 0], truth[:, 1], truth[:, 2], refusable=refusable, costs=Costs())
