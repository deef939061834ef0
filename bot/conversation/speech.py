"""Words in somebody's language outside a turn: what is said later, or by somebody else than the conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.texts import Texts


class Speaker(Protocol):
    """Whatever has words in a person's language; a turn does."""

    @property
    def moment(self) -> datetime:
        """The calendar's moment at which it is said."""

    def words(self, key: str, **values: object) -> str:
        """Return the text of ``key`` in the person's language."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Words for a person who is not in a turn.

    Attributes:
        language: of the person.
        moment: the calendar's, at which it is said.
    """

    texts: Texts
    language: str
    moment: datetime

    def words(self, key: str, **values: object) -> str:
        """Return the text of ``key`` in the person's language."""
        return self.texts.get(self.language, key, **values)
