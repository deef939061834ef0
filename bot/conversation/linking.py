"""One person on several platforms: what comes of a code that was said on another one.

A code names the conversation that made it, the *host*; the one in which it is typed is the *guest*. The code alone
links nothing: the host has to agree.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.conversation.messages import PlatformName

ALPHABET = "23456789BCFGHJKMNPQRSTVXZ"
"""Nothing that is misread (0/O, 1/I/L), and nothing that a Vietnamese keyboard turns into something else: no vowel, by
which Telex and VNI take the next key for an accent, no D (``dd`` is Đ) and no W (which is Ư)."""
CODE_LENGTH = 8
"""Characters; 25^8 are 150 billion."""
CODE_MINUTES = 10
ANSWER_MINUTES = 10
"""How long the host may think about it."""
MOST_WRONG = 5
"""Wrong codes of one person in ``WRONG_MINUTES``; afterwards none of theirs is looked at."""
WRONG_MINUTES = 60
MOST_WRONG_OF_NETWORK = 20
"""Wrong codes from one network in ``WRONG_MINUTES``: sessions of the web are free, addresses are fewer."""
MOST_WRONG_OF_PLATFORM = 100
"""Wrong codes on one platform in ten minutes: a crowd holds up its own platform only."""
YOUNG_MINUTES = 3
"""A web session so young uses no code: a script that is held up by the limits begins a new one in no time."""
MOST_LINKED = 6
"""Conversations of one person."""


class Outcome(enum.StrEnum):
    """What came of a code, or of the host's answer."""

    ASKED = "asked"
    """The code was right and is spent: the host is asked."""
    LINKED = "linked"
    """The host agreed."""
    WRONG = "wrong"
    """No such code, used, or expired: which of them is not told."""
    OWN = "own"
    """It was said in this very conversation."""
    ALREADY = "already"
    TOO_MANY = "too_many"
    """Too many wrong codes: of this person, their network or their platform."""
    TOO_NEW = "too_new"
    """The web session is too young."""
    FULL = "full"
    """The person has linked as many conversations as can be."""
    OVER = "over"
    """There is no such question any more: answered, taken back, or too old."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What came of a code, or of the host's answer.

    Attributes:
        outcome: see there.
        left: wrong codes that the person may still try, for ``WRONG``.
        request: the number of the question that the host is asked, for ``ASKED``.
        host: where that is, for ``ASKED``.
        host_id: its conversation's id, for ``ASKED``.
        joined: ids of the conversations that came to those of the host's person, for ``LINKED``.
        notifications: what now holds for all conversations of the person, ``on``, ``off`` or None.
    """

    outcome: Outcome
    left: int = 0
    request: int = 0
    host: PlatformName | None = None
    host_id: int = 0
    joined: tuple[int, ...] = ()
    notifications: str | None = None


def shown(code: str) -> str:
    """Return a code as people read it: ``K7QM-3XPB``."""
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"
