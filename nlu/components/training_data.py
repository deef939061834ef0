"""What the components need of Rasa's training data, as plain lists."""

from __future__ import annotations

from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.concepts import Concepts
from components.swap import Entity


def concepts_of(training_data: TrainingData) -> Concepts:
    """Collect the lookup tables; tables of one name in several files are one."""
    tables: dict[str, list[str]] = {}
    for table in training_data.lookup_tables:
        tables.setdefault(table["name"], []).extend(table["elements"])
    return Concepts(tables)


def intents_of(training_data: TrainingData) -> tuple[list[str], list[str]]:
    """Collect the messages and their intents, in an order that does not hang on the file system."""
    pairs = sorted((example.get(INTENT), example.get(TEXT)) for example in training_data.intent_examples)
    return [text for _, text in pairs], [intent for intent, _ in pairs]


def entities_of(training_data: TrainingData) -> tuple[list[str], list[list[Entity]]]:
    """Collect the messages and the entities marked in them, also those without any."""
    examples = sorted(training_data.intent_examples, key=lambda example: (example.get(INTENT), example.get(TEXT)))
    return [example.get(TEXT) for example in examples], [
        [Entity(found["entity"], found["start"], found["end"]) for found in example.get(ENTITIES, [])] for example in examples
    ]
