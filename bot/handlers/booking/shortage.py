"""What a half-day lacks that cannot be had: all places, some for this many dossiers, or room for this many people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from booking_client import OpeningState
from bot.conversation.messages import Choice
from bot.handlers.booking.holding import people_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from booking_client import Opening
    from bot.conversation.turn import Turn
    from bot.handlers.booking.draft import Draft


@dataclass(frozen=True, slots=True)
class Shortage:
    """What the fullest answer to a wish is.

    Attributes:
        left: the most dossiers that one of the half-days still takes.
        dossiers: how many there are.
        people: how many come.
    """

    left: int
    dossiers: int
    people: int

    @classmethod
    def of(cls, turn: Turn, draft: Draft, openings: Iterable[Opening]) -> Shortage:
        """Return what the half-days that count as full lack for this booking."""
        left = max((opening.places_left for opening in openings if opening.state is OpeningState.FULL), default=0)
        return cls(left, draft.dossiers or 1, people_of(turn, draft))

    @property
    def is_of_places(self) -> bool:
        """Whether fewer dossiers could be taken."""
        return 0 < self.left < self.dossiers

    @property
    def name(self) -> str:
        """``full``, ``too_few`` (places for the dossiers) or ``crowd`` (no room for the people)."""
        if self.is_of_places:
            return "too_few"
        return "crowd" if self.left else "full"

    def words(self, turn: Turn, about: str, **values: object) -> str:
        """Return the text ``booking.<about>_<name>``."""
        return turn.words(
            f"booking.{about}_{self.name}", left=self.left, dossiers=self.dossiers, people=self.people, **values
        )

    def fewer(self, turn: Turn) -> list[Choice]:
        """Return the choice to hand in only as many as there are places for, where that would help."""
        if not self.is_of_places:
            return []
        return [Choice(turn.words("booking.fewer", left=self.left), f"#book.fewer:{self.left}")]
