"""The names of acts, focuses and facts, and a clause that was read; what each means stands in nlu/acts.yml."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.guidance.answers.asked import FactName, Focus

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Act", "Clause", "Fact", "FactName", "Focus", "Holder", "Mood"]


class Act(StrEnum):
    """What a clause does."""

    ASKS_WHETHER = "asks_whether"
    ASKS_WHICH = "asks_which"
    ASKS_WHERE = "asks_where"
    ASKS_HOW_MUCH = "asks_how_much"
    ASKS_WHEN = "asks_when"
    ASKS_HOW = "asks_how"
    TELLS = "tells"
    CORRECTS = "corrects"
    DENIES = "denies"
    ACCEPTS = "accepts"
    REFUSES = "refuses"
    COMPLAINS = "complains"
    COURTESY = "courtesy"
    LEAVES = "leaves"
    COMMANDS = "commands"

    @property
    def asks(self) -> bool:
        """Whether it wants an answer."""
        return self.value.startswith("asks_")


class Holder(StrEnum):
    """Whose fact it is."""

    ME = "me"
    THEIRS = "theirs"
    OTHERS = "others"


class Mood(StrEnum):
    """How a fact is told."""

    ASSERTS = "asserts"
    DENIES = "denies"
    HEARS = "hears"
    SUPPOSES = "supposes"
    ASKS = "asks"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a clause tells.

    Attributes:
        name: what is told.
        value: as nlu/acts.yml says for the name.
        holder: whose it is.
        mood: how it is told.
        start: first character in the message.
        end: behind the last one.
    """

    name: FactName
    value: str | int | bool
    holder: Holder
    mood: Mood
    start: int
    end: int

    def to_json(self) -> dict[str, Any]:
        """Return the fact as the contract writes it."""
        return {
            "fact": self.name.value,
            "value": self.value,
            "holder": self.holder.value,
            "mood": self.mood.value,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a message.

    Attributes:
        start: first character in the message.
        end: behind the last one.
        text: what stands there.
        acts: probabilities of what it does, most likely first; they add up to 1.
        focuses: probabilities of what it is about, most likely first; what is missing to 1 is that of nothing.
        topics: codes of the procedures that it names, most likely first.
        facts: what it tells.
    """

    start: int
    end: int
    text: str
    acts: Mapping[Act, float]
    focuses: Mapping[Focus, float] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()

    @property
    def act(self) -> Act:
        """What it most likely does."""
        return next(iter(self.acts))

    @property
    def focus(self) -> Focus | None:
        """What it is most likely about, or None."""
        return next(iter(self.focuses), None)

    def to_json(self) -> dict[str, Any]:
        """Return the clause as the contract writes it."""
        return {
            "start": self.start,
            "end": self.end,
            "act": {act.value: share for act, share in self.acts.items()},
            "focus": {focus.value: share for focus, share in self.focuses.items()},
            "topic": list(self.topics),
            "facts": [fact.to_json() for fact in self.facts],
        }
