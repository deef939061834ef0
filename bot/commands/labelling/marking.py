"""Marking entities by words: where the cursor is, what is selected, what is marked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.review.labels import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"\[[^\[\]]*\]|[^\W_]+(?:[./:-][^\W_]+)*")
"""A placeholder, a word, or a date, code or number in one piece."""


@dataclass(slots=True)
class Marking:
    """The marks of one text, while somebody changes them.

    Attributes:
        text: the message.
        spans: what is marked.
        cursor: index of the word under the cursor.
        anchor: index of the word where the selection began.
    """

    text: str
    spans: list[Span] = field(default_factory=list)
    cursor: int = 0
    anchor: int = 0
    _words: list[tuple[int, int]] = field(init=False)

    def __post_init__(self) -> None:
        self._words = [match.span() for match in _WORD.finditer(self.text)]

    @classmethod
    def of(cls, text: str, spans: Iterable[Span]) -> Marking:
        """Begin with marks that are there."""
        return cls(text, sorted(spans))

    def move(self, steps: int, *, extend: bool = False) -> None:
        """Move the cursor by words; the selection grows with it, or follows it."""
        self.cursor = max(0, min(len(self._words) - 1, self.cursor + steps))
        if not extend:
            self.anchor = self.cursor

    @property
    def selection(self) -> tuple[int, int]:
        """Where the selected words stand in the text; (0, 0) where there are none."""
        if not self._words:
            return 0, 0
        first, last = sorted((self.anchor, self.cursor))
        return self._words[first][0], self._words[last][1]

    def mark(self, entity: str) -> None:
        """Mark the selection; marks that it meets go."""
        start, end = self.selection
        if start == end:
            return
        self.clear()
        self.spans.append(Span(start, end, entity))
        self.spans.sort()
        self.anchor = self.cursor

    def clear(self) -> None:
        """Remove the marks that the selection meets."""
        start, end = self.selection
        self.spans = [span for span in self.spans if span.end <= start or end <= span.start]
