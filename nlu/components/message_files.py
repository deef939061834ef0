"""What Rasa reads and writes when it trains, at a twentieth of the cost.

Its own importer reads each file three times in Python, and copies and hashes every message each time: 40 seconds of a core
for what takes one here. And it packs the model as tightly as zlib can: 12 seconds for a hundredth of the size.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from tarfile import TarFile
from typing import IO, Any

import yaml
from rasa.engine.graph import GraphModelConfiguration
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    INTENT,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from tarsafe import TarSafe

from components.parallel import BESIDE
from components.training_data import OTHER_WISHES
from datafiles import Line, Written, hands, lines, tables

_TIGHTNESS = 6
"""Zlib's own choice; 9 is the most."""


class Messages(TrainingData):
    """Training messages that are known to be there once each, so that Rasa need not look for copies."""

    @staticmethod
    def sanitize_examples(examples: list[Message]) -> list[Message]:
        """Leave them as they are."""
        return examples

    def fingerprint(self) -> str:
        """Give a name to the content, by which Rasa tells trainings apart; made of the texts, not of all that hangs on them."""
        total = hashlib.sha256()
        for example in self.training_examples:
            total.update(f"{example.get(INTENT)}\0{example.get(TEXT)}\0{example.get(OTHER_WISHES)}\0".encode())
        return total.hexdigest()


class MessageFiles(TrainingDataImporter):
    """The configuration, the domain, the messages and the lookup tables; there are no stories.

    Args:
        root: The `nlu` folder.
        data: Where the training messages are.
    """

    def __init__(self, root: Path, data: Path) -> None:
        self._root = root
        self._data = data
        self._domain: Domain | None = None
        self._messages: Messages | None = None

    def get_config(self) -> dict[str, Any]:
        """Read `config.yml`."""
        config: dict[str, Any] = yaml.safe_load((self._root / "config.yml").read_text(encoding="utf-8"))
        return config

    def get_config_file_for_auto_config(self) -> str | None:
        """Nothing is to be added to the configuration."""
        return None

    def get_domain(self) -> Domain:
        """Read `domain.yml`, the first time."""
        if self._domain is None:
            self._domain = Domain.from_file(str(self._root / "domain.yml"))
        return self._domain

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:  # noqa: ARG002 - Rasa's signature
        """Give none: the conversation is the bot's."""
        return StoryGraph([])

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:  # noqa: ARG002 - Rasa's signature
        """Read the messages and the lookup tables, the first time.

        Raises:
            yaml.YAMLError: A file is no YAML.
            ValueError: A file's lines and what YAML makes of them differ.
        """
        if self._messages is None:
            once = {(line.intent, line.text): line for line in lines(self._data)}
            found = tables(self._root / "lookups")
            written = hands(self._root / "hands.jsonl")
            self._messages = Messages(
                [_message(line, written.get(line.text)) for line in once.values()],
                lookup_tables=[{"name": name, "elements": phrases} for name, phrases in found.items()],
            )
        return self._messages


class Storage(LocalModelStorage):
    """Keeps what components leave, and packs it once those that work beside the others are done."""

    def create_model_package(
        self, model_archive_path: str | Path, model_configuration: GraphModelConfiguration, domain: Domain
    ) -> ModelMetadata:
        """Pack the model."""
        BESIDE.finish()
        return super().create_model_package(model_archive_path, model_configuration, domain)


class Packed(TarSafe):
    """Packs an archive as gzip does where nobody says how tightly."""

    @classmethod
    def gzopen(
        cls, name: str, mode: str = "r", fileobj: IO[bytes] | None = None, compresslevel: int = _TIGHTNESS, **more: object
    ) -> TarFile:
        """Open or make an archive."""
        packed: TarFile = super().gzopen(name, mode, fileobj, compresslevel, **more)
        return packed


def _message(line: Line, written: Written | None) -> Message:
    entities = [
        {
            ENTITY_ATTRIBUTE_TYPE: mark.entity,
            ENTITY_ATTRIBUTE_START: mark.start,
            ENTITY_ATTRIBUTE_END: mark.end,
            ENTITY_ATTRIBUTE_VALUE: line.text[mark.start : mark.end],
        }
        for mark in line.marks
    ]
    data: dict[str, Any] = {TEXT: line.text, INTENT: line.intent}
    if entities:
        data[ENTITIES] = entities
    if written is not None:
        data[OTHER_WISHES] = written.secondary
    return Message(data=data)
