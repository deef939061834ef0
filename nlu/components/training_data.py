"""What the components need of Rasa's training data, as plain lists."""

from __future__ import annotations

from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.concepts import Concepts
from components.swap import Entity

OTHER_WISHES = "other_wishes"
"""The key of a training message for the wishes that it holds beside its intent; absent where nobody said."""


def concepts_of(training_data: TrainingData) -> Concepts:
    """Collect the lookup tables; tables of one name in several files are one."""
    tables: dict[str, list[str]] = {}
    for table in training_data.lookup_tables:
        tables.setdefault(table["name"], []).extend(table["elements"])
    return Concepts(tables)


def intents_of(training_data: TrainingData) -> tuple[list[str], list[str], list[tuple[str, ...] | None]]:
    """Collect the messages, their intents and the wishes beside these, in an order that does not hang on the file system."""
    examples = sorted(training_data.intent_examples, key=lambda example: (example.get(INTENT), example.get(TEXT)))
    texts, intents = [example.get(TEXT) for example in examples], [example.get(INTENT) for example in examples]
    return texts, intents, [example.get(OTHER_WISHES) for example in examples]


def entities_of(training_data: TrainingData) -> tuple[list[str], list[list[Entity]]]:
    """Collect the messages and the entities marked in them, also those without any."""
    examples = sorted(training_data.intent_examples, key=lambda example: (example.get(INTENT), example.get(TEXT)))
    return [example.get(TEXT) for example in examples], [
        [Entity(found["entity"], found["start"], found["end"]) for found in example.get(ENTITIES, [])] for example in examples
    ]
