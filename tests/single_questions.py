"""Single questions as people type them, and the units that answer them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

DATA = Path(__file__).parent / "data" / "single_questions.jsonl"


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and what answers it.

    Attributes:
        before: what was talked of before.
        text: what is asked.
        code: the procedure that it is about; ``all`` and ``glossary`` are units of no procedure.
        focuses: what it asks, in order.
    """

    before: str
    text: str
    code: str
    focuses: tuple[str, ...]

    def unanswered(self, units: Iterable[str]) -> list[str]:
        """Return the focuses that none of the units told is about."""
        about = {name for unit in units for name in _about(unit)}
        return [focus for focus in self.focuses if not {f"{self.code}/{focus}", focus} & about]


def _about(unit: str) -> list[str]:
    parts = unit.split("/")
    if parts[0] == "glossary":
        return ["glossary/rule"]
    if parts[0] == "all" or parts[0][0].isdigit():
        return ["/".join(parts[:2])]
    return [parts[-1]]  # a rule's unit is called by its rule; it is this procedure's all the same


QUESTIONS = [
    Question(row["before"], row["text"], row["code"], tuple(row["focuses"]))
    for row in map(json.loads, DATA.read_text(encoding="utf-8").splitlines())
]
