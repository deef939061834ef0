"""Rasa's third step: entities, with spans that count the text as typed."""

from __future__ import annotations

import json
import logging
from functools import partial
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.concepts import Concepts
from components.entity_model import EntityModel
from components.parallel import BESIDE
from components.training_data import concepts_of, entities_of

logger = logging.getLogger(__name__)

_TABLES = "tables.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class FoldedEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Puts `EntityModel` into Rasa's graph."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Stands behind a tokenizer."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See `EntityModel.fit`."""
        return {"rounds": 6}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: EntityModel | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa's signature
    ) -> FoldedEntityExtractor:
        """Make an untrained one."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Train and store the model."""
        texts, entities = entities_of(training_data)
        concepts = concepts_of(training_data)
        with self._model_storage.write_to(self._resource) as folder:
            (folder / _TABLES).write_text(json.dumps(concepts.tables, ensure_ascii=False), encoding="utf-8")
            rounds = self._config["rounds"]
            BESIDE.do(partial(EntityModel.fit, texts, entities, concepts, folder, rounds=rounds, say=logger.info))
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa's signature
        **kwargs: object,  # noqa: ARG003 - Rasa's signature
    ) -> FoldedEntityExtractor:
        """Load a trained one."""
        with model_storage.read_from(resource) as folder:
            concepts = Concepts(json.loads((folder / _TABLES).read_text(encoding="utf-8")))
            return cls(config, model_storage, resource, EntityModel.load(folder, concepts))

    def process(self, messages: list[Message]) -> list[Message]:
        """Find the entities of messages."""
        if self._model is None:
            raise RuntimeError("The entity extractor was not trained.")
        for message in messages:
            text = message.get(TEXT) or ""
            found = [
                {
                    "entity": entity.entity,
                    "value": text[entity.start : entity.end],
                    "start": entity.start,
                    "end": entity.end,
                    "confidence_entity": entity.confidence,
                }
                for entity in self._model.find(text)
            ]
            message.set(ENTITIES, message.get(ENTITIES, []) + self.add_extractor_name(found), add_to_output=True)
        return messages
