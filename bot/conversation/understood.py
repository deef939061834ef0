"""What a text is understood as: intent, entities, and what else it may mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

_NO_WISH = frozenset({"nlu_fallback", "affirm", "deny", "provide_info", "greet", "thank_bye", "out_of_scope"})
_PLAUSIBLE = 0.10
"""Least confidence of a reading that is offered."""
_OFFERED = 2


@dataclass(frozen=True, slots=True)
class Entity:
    """A span of the typed text that the NLU marked."""

    entity: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One intent that a text may carry, with its confidence (0-1)."""

    intent: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Understanding:
    """What the ladder made of a message, before the dialogue's context is applied.

    Attributes:
        intent: what the bot acts on; ``nlu_fallback`` when it is unsure.
        confidence: of that intent.
        entities: marked spans of the typed text.
        ranking: the likeliest readings, best first.
        secondary: further wishes in the same message.
        source: ``choice``, ``rasa``, ``keywords``, or ``none`` where nothing could read the text.
        model: the version of the model that read it.
    """

    intent: str
    confidence: float
    entities: tuple[Entity, ...] = ()
    ranking: tuple[Reading, ...] = ()
    secondary: tuple[Reading, ...] = ()
    source: str = "rasa"
    model: str | None = None

    @property
    def offered(self) -> tuple[Reading, ...]:
        """The readings that are offered where the bot is unsure; none where no wish is likely enough."""
        likely = (r for r in self.ranking if r.intent not in _NO_WISH and r.confidence >= _PLAUSIBLE)
        return tuple(likely)[:_OFFERED]

    def values(self, entity: str) -> list[str]:
        """Return the typed spans of ``entity``, in order."""
        return [found.value for found in self.entities if found.entity == entity]

    def first(self, entity: str) -> str | None:
        """Return the first typed span of ``entity``, or None."""
        return next(iter(self.values(entity)), None)

    def to_json(self) -> dict[str, Any]:
        """Return the understanding for the inbox row."""
        return {
            "intent": self.intent,
            "confidence": self.confidence,
            "entities": [{"entity": e.entity, "value": e.value, "start": e.start, "end": e.end} for e in self.entities],
            "ranking": [{"intent": r.intent, "confidence": r.confidence} for r in self.ranking],
            "secondary": [{"intent": r.intent, "confidence": r.confidence} for r in self.secondary],
            "source": self.source,
            "model": self.model,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Rebuild what ``to_json`` gave."""
        return cls(
            intent=data["intent"],
            confidence=data["confidence"],
            # Field by field: another version of the code may say more of each.
            entities=tuple(Entity(e["entity"], e["value"], e["start"], e["end"]) for e in data.get("entities", ())),
            ranking=tuple(Reading(r["intent"], r["confidence"]) for r in data.get("ranking", ())),
            secondary=tuple(Reading(r["intent"], r["confidence"]) for r in data.get("secondary", ())),
            source=data.get("source", "rasa"),
            model=data.get("model"),
        )


PRESSED = Understanding("choice", 1.0, source="choice")
"""What a pressed choice is understood as: its payload says it all."""

UNREAD = Understanding("nlu_fallback", 0.0, source="none")
"""What is made of a text that nothing could read."""
