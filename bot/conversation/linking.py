"""One person on several platforms: what comes of a code that was said on another one."""

from __future__ import annotations

import enum
from dataclasses import dataclass

CODE_DIGITS = 6
CODE_MINUTES = 10
MOST_WRONG = 5
"""Wrong codes of one person in ``WRONG_MINUTES``; afterwards none of theirs is looked at."""
WRONG_MINUTES = 60
MOST_LINKED = 6
"""Conversations of one person."""


class Outcome(enum.StrEnum):
    """What came of a code."""

    LINKED = "linked"
    WRONG = "wrong"
    """No such code, used, or expired: which of them is not told."""
    OWN = "own"
    """It was said in this very conversation."""
    ALREADY = "already"
    TOO_MANY = "too_many"
    """Too many wrong codes, of this person or of everybody."""
    FULL = "full"
    """The person has linked as many conversations as can be."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What came of a code.

    Attributes:
        outcome: see there.
        left: wrong codes that the person may still try, for ``WRONG``.
        joined: ids of the conversations that came to those of the code's person.
        notifications: what now holds for all conversations of the person, ``on``, ``off`` or None.
    """

    outcome: Outcome
    left: int = 0
    joined: tuple[int, ...] = ()
    notifications: str | None = None
