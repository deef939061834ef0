"""What is meant instead: a message that drops the matter under way, or says that it is another one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.handlers import rejected
from bot.understanding.clauses.denied import without_denied
from bot.understanding.clauses.objects import SMALL, object_of
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

SAYS_NOTHING_ELSE = frozenset({"deny", "affirm", "complaint_feedback", "provide_info", "out_of_scope", "greet"})
"""Wishes as which a message is read that says what is not meant; what is meant besides has another."""
_PARTS = re.compile(r"(?<=[.!?])\s+")
_READ_AGAIN = re.compile(r"(?:lam on |may )?(?:doc|coi|xem|nghe|hieu) (?:lai|ky|cho ky|ro)\b(?:(?! \w+ \w+ \w+).)*$")
_FEWEST_MEANT = 2
"""Words that name something, from which on a message says what is meant instead."""
_DROPPED = re.compile(
    r"(?:(?:da|thoi|ma|roi|vay|em|chi|anh|toi|con) )*bo (?:qua )?(?:cai|viec|chuyen|vu|khuc) (?:do|nay|kia|ay)"
    r"(?: (?:di|luon|nha|nghen|roi|khong lam nua|em|chi|anh))*"
)
"""A matter is dropped, and no visit of it is cancelled."""


def drops(turn: Turn) -> str | None:
    """Return what a message says besides dropping the matter ("thôi bỏ cái đó đi. …"); None where it drops none."""
    if turn.dialogue is not None or turn.state.topic.procedure is None:
        return None
    kept = [clause.text for clause in turn.clauses if not _DROPPED.fullmatch(canonical(clause.text))]
    return ". ".join(kept) if len(kept) < len(turn.clauses) else None


def puts_right(turn: Turn) -> str | None:
    """Return what a message says besides that a matter is not meant ("không phải khai sinh, tui hỏi hồ sơ đất").

    None where it denies none, or says hardly more.
    """
    if turn.dialogue is not None or not rejected.just_now(turn):
        return None
    parts = _PARTS.split(without_denied(turn.text))
    meant = [text for text in parts if text.strip() and not _READ_AGAIN.match(canonical(text))]
    said = " ".join(" ".join(meant).split())
    names = sum(word not in SMALL for word in object_of(said).split())
    return said if names >= _FEWEST_MEANT else None
