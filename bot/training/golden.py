"""The golden dialogues: messages that every model must understand as written in bot/content/golden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bot.conversation.understood import Understanding


class GoldenError(ValueError):
    """A file of golden dialogues cannot be read; the message names it and says why."""


@dataclass(frozen=True, slots=True)
class GoldenMessage:
    """One message of a dialogue, and how it must be understood.

    Attributes:
        dialogue: which dialogue, as its file is called.
        text: as a citizen types it.
        intent: what the bot must act on.
        entities: (entity, value) of each span that must be marked.
    """

    dialogue: str
    text: str
    intent: str
    entities: tuple[tuple[str, str], ...] = ()

    def otherwise(self, understanding: Understanding) -> str | None:
        """Return how it was understood instead, or None where it was understood as written."""
        if understanding.intent != self.intent:
            return understanding.intent
        found = {(entity.entity, entity.value) for entity in understanding.entities}
        missing = [f"{entity}: {value}" for entity, value in self.entities if (entity, value) not in found]
        return f"{understanding.intent}, thiếu {', '.join(missing)}" if missing else None


def load_golden(folder: Path) -> tuple[GoldenMessage, ...]:
    """Read all dialogues of a folder, in the order of their files.

    Raises:
        GoldenError: a file is not of the form that is described in bot/content/golden.
    """
    messages: list[GoldenMessage] = []
    for file in sorted(folder.glob("*.yaml")):
        try:
            content = yaml.safe_load(file.read_text(encoding="utf-8"))
            messages += [_message(file.stem, item) for item in content["messages"]]
        except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
            raise GoldenError(f"{file}: {type(error).__name__}: {error}") from error
    return tuple(messages)


def _message(dialogue: str, item: Mapping[str, Any]) -> GoldenMessage:
    entities = tuple((str(name), str(value)) for span in item.get("entities", ()) for name, value in span.items())
    return GoldenMessage(dialogue, str(item["text"]), str(item["intent"]), entities)


@dataclass(frozen=True, slots=True)
class Misread:
    """A golden message that is understood otherwise.

    Attributes:
        message: as it should be.
        instead: how it was understood.
    """

    message: GoldenMessage
    instead: str


def misread(golden: Sequence[GoldenMessage], readings: Mapping[str, Understanding]) -> tuple[Misread, ...]:
    """Return the golden messages that ``readings`` (by text) understand otherwise."""
    found = ((message, message.otherwise(readings[message.text])) for message in golden)
    return tuple(Misread(message, instead) for message, instead in found if instead is not None)
