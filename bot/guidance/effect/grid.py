"""The questions, places and moments for which a change is tried; staff keep them as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from bot.guidance.moments import parse_moment
from bot.guidance.rulebook.model import Purpose

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks.

    Attributes:
        ask: in their own words.
        topics: of the rules that answer it.
        procedure: national code; without topics the question is how to submit it.
        contacts: purposes of the numbers and addresses that belong to the answer.
    """

    ask: str
    topics: tuple[str, ...] = ()
    procedure: str | None = None
    contacts: tuple[Purpose, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where they live: an administrative unit, or anywhere; perhaps as if it were locked down."""

    id: str
    unit: str | None = None
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """All of them; moments as they stand in the file ("+30" is counted from the day of the check)."""

    questions: tuple[Question, ...]
    places: tuple[Place, ...]
    moments: tuple[str, ...]

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Self:
        """Read a file's content.

        Raises:
            ValueError: an entry cannot be read; the message names it.
        """
        made = cls(
            tuple(_question(entry) for entry in data.get("questions", ())),
            tuple(
                Place(str(entry["id"]), entry.get("unit"), entry.get("locked", False))
                for entry in data.get("areas", ())
            ),
            tuple(str(moment) for moment in data.get("moments", ())),
        )
        if not (made.questions and made.places and made.moments):
            raise ValueError("tệp câu hỏi cần đủ ba phần: areas, moments, questions")
        made.moments_at(datetime.fromisoformat("2026-01-01T00:00+07:00"))
        return made

    def moments_at(self, now: datetime) -> tuple[datetime, ...]:
        """Return the moments as of ``now``, in order."""
        found = {
            now + timedelta(days=int(text)) if text.startswith("+") else parse_moment(text) for text in self.moments
        }
        return tuple(sorted(found))


def _question(entry: Mapping[str, Any]) -> Question:
    ask, topics, procedure = entry.get("ask"), entry.get("topics", ()), entry.get("procedure")
    if not isinstance(ask, str) or not (topics or procedure):
        raise ValueError(f"câu hỏi cần ask, và topics hay procedure: {dict(entry)}")
    return Question(ask, tuple(topics), procedure, tuple(Purpose(name) for name in entry.get("contacts", ())))
