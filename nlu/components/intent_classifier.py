"""Rasa's second step: intent, ranking, fallback, ambiguity and a second wish."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.clause_learning import fit_finder
from components.clause_wishes import Finder, Seconds
from components.corpus import Corpus
from components.features import Options
from components.intent_model import IntentModel
from components.second_wish import fit_gate
from components.training_data import concepts_of, intents_of
from components.wishes import Gate
from components.words import words

logger = logging.getLogger(__name__)

_GATE, _FINDER = "second_wish.json", "clause_wishes.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CalibratedIntentClassifier(GraphComponent, IntentClassifier):
    """Puts `IntentModel`, `wishes` and `clause_wishes` into Rasa's graph.

    Adds to the parse: `intent`, `intent_ranking`, `fallback`, `ambiguous`, `secondary` (a list like the ranking, with `intent`
    for the name) and `thresholds`.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Stands behind a tokenizer, although it cuts words itself."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See `IntentModel.fit`, `second_wish.fit_gate` and `clause_learning.fit_finder`."""
        alarms = {"second_wish_false_alarms": 0.02, "clause_wish_false_alarms": 0.02}
        return {"folds": 5, "held": 2, "refusable": 0.05, "ranking_length": 10, **alarms}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
        seconds: Seconds | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model
        self._seconds = seconds

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa's signature
    ) -> CalibratedIntentClassifier:
        """Make an untrained one."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Train, calibrate on held-out folds, and store the model."""
        texts, labels, others = intents_of(training_data)
        corpus = Corpus.make(texts, labels, Options(), concepts_of(training_data))
        logger.info("messages: %s, counted in %s forms", len(texts), len(corpus.learnable))
        figures = {name: self._config[name] for name in ("folds", "held", "refusable")}
        model = IntentModel.fit(corpus, **figures, say=logger.info)
        gate = fit_gate(model, texts, labels, false_alarms=self._config["second_wish_false_alarms"])
        logger.info("second wish: believed from a probability of %s on", gate.threshold)
        finder = fit_finder(model, texts, labels, others, false_alarms=self._config["clause_wish_false_alarms"])
        logger.info("wishes among clauses: believed from a probability of %s on", finder.floor)
        self._model, self._seconds = model, Seconds(gate, finder)
        with self._model_storage.write_to(self._resource) as folder:
            model.save(folder)
            (folder / _GATE).write_text(json.dumps(gate.state()), encoding="utf-8")
            (folder / _FINDER).write_text(json.dumps(finder.state()), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa's signature
        **kwargs: object,  # noqa: ARG003 - Rasa's signature
    ) -> CalibratedIntentClassifier:
        """Load a trained one. A model without it is an error, not an empty classifier."""
        with model_storage.read_from(resource) as folder:
            gate = Gate.restore(json.loads((folder / _GATE).read_text(encoding="utf-8")))
            seconds = Seconds(gate)
            if (folder / _FINDER).exists():  # models of before 1 December 2026 have none
                seconds = Seconds(gate, Finder.restore(json.loads((folder / _FINDER).read_text(encoding="utf-8"))))
            return cls(config, model_storage, resource, IntentModel.load(folder), seconds)

    def process(self, messages: list[Message]) -> list[Message]:
        """Read the messages."""
        for message in messages:
            self._read(message)
        return messages

    def _read(self, message: Message) -> None:
        model, seconds = self._model, self._seconds
        if model is None or seconds is None:
            raise RuntimeError("The intent classifier was not trained.")
        read = words(message.get(TEXT) or "")
        scores, columns = model.scores([read])
        reading, others = seconds.read(model, read, scores, columns[0])
        ranking = [{"name": name, "confidence": confidence} for name, confidence in reading.ranking]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking[: self._config["ranking_length"]], add_to_output=True)
        message.set("fallback", reading.fallback, add_to_output=True)
        message.set("ambiguous", reading.ambiguous, add_to_output=True)
        message.set(
            "secondary",
            [{"intent": name, "confidence": round(confidence, 6)} for name, confidence in others],
            add_to_output=True,
        )
        message.set("thresholds", asdict(model.thresholds), add_to_output=True)
