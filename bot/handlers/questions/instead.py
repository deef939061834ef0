"""What is meant instead: a message that drops the matter under way, or says that it is another one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.turn import Outcome
from bot.handlers import rejected
from bot.handlers.finding import topic_procedure
from bot.handlers.questions.hearing import hear
from bot.handlers.questions.memory import Memory
from bot.handlers.questions.whose import INSTEAD
from bot.handlers.quoting import asks, quoted
from bot.understanding.clauses.denied import denied_in, without_denied
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
_SAYS_NOT = re.compile(r"^(?:\w+ ){0,3}?(?:khong|dau) phai\b|^ma\b")
"""Says that something is not meant; "không muốn khai" says what somebody does not want."""
_MOST_WORDS = 20
_MOST_MEANT = 6
_BEFORE_IT = frozenset(
    {
        *("hoi", "noi", "ma", "sao", "tra", "loi", "ve", "la", "xin", "muon", "lai", "da", "chu"),
        *("em", "anh", "chi", "toi", "con", "minh", "chau", "ad", "dang", "ua", "u", "uh", "thi", "y", "cho", "may"),
    }
)
"""Words that stand before what is meant."""
_DENYING = frozenset({"khong", "phai", "dau"})
_NO = re.compile(r"^(?:không|khong|hông|hong|ko|k|no) (?:chị|chi|anh|em|ad|con|cô|chú|chu)\b[ ,]*", re.IGNORECASE)
_BEHIND_IT = frozenset(
    {"chu", "cho", "ma", "a", "nha", "nghen", "do", "oi", "con", "em", "anh", "chi", "co", "ne", "day", "kia"}
)


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


def says_sorry(turn: Turn) -> None:
    """Begin the answer with an apology where the message says that another matter was answered than was asked."""
    if turn.replies and _ANSWERED_ELSE.search(canonical(turn.text)):
        first, *rest = turn.replies
        turn.replies = [replace(first, text=f"{turn.words('answers.sorry_beside')}\n{first.text}"), *rest]


def tells_what_not(turn: Turn, meant: str | None) -> bool:
    """Take it where a message denies what nobody said here, and names no other matter."""
    memory = Memory.of(turn.state, turn.received_at)
    found = _only_denies(turn, memory) if turn.understanding.intent in INSTEAD else None
    if found is None:
        return False
    with turn.reading(meant or turn.text):
        topic = hear(turn).topic
    current = topic_procedure(turn)
    thing, instead_of_it = found
    same = current is not None and (topic.code == current.code or _is_part_of(instead_of_it, current.title))
    another = topic.code is not None or _says_what_is_asked(turn.text)
    if topic.offered or (another and not same):
        return False
    key = "answers.not_that" if not instead_of_it else "answers.this_not_that"
    said = turn.words(key, thing=thing, meant=instead_of_it)
    goes_on = "answers.goes_on_with" if same else "answers.goes_on"
    memory.keep(turn.state)
    turn.reply(f"{said} {turn.words(goes_on, title=current.title if same and current else '')}")
    turn.outcome = Outcome.UNDERSTOOD
    return True


def _only_denies(turn: Turn, memory: Memory) -> tuple[str, str] | None:
    """Return what a message says is not meant though nothing here said it, and what is meant, in few words or none.

    None where it asks something, or denies what was told or offered: that is an objection.
    """
    denied = denied_in(turn.text)
    long = len(turn.text.split()) > _MOST_WORDS
    if turn.dialogue is not None or long or not _SAYS_NOT.search(canonical(denied)):
        return None
    if any(asks(turn.text, clause) and _between(clause.text, _BEFORE_IT | _DENYING) for clause in turn.clauses):
        return None
    thing = _between(denied, _BEFORE_IT | _DENYING)
    told = [memory.lines, *(choice.label for choice in turn.state.menu)]
    told += [found.title for one in memory.latest if (found := turn.guidance.catalogue.get(one.code)) is not None]
    said = set(canonical(thing).split())
    if (
        not said - _ONLY_DOES
        or len(said) > _MOST_MEANT
        or said & _TELLS
        or said <= set(canonical(" ".join(told)).split())
    ):
        return None
    left = _NO.sub("", " ".join(without_denied(turn.text).split()))
    meant = _between(left.strip(" ,.;:!?"), _BEFORE_IT)
    short = len(meant.split()) <= _MOST_MEANT and not set(canonical(meant).split()) <= said
    return quoted(thing), quoted(meant) if short else ""


def _says_what_is_asked(text: str) -> bool:
    """Return whether a text says besides what it denies what is asked ("…, em hỏi xe đón")."""
    return _HOI.search(canonical(without_denied(text))) is not None


def _is_part_of(meant: str, title: str) -> bool:
    """Return whether what is meant is called as the matter under way is, or a part of it."""
    said = set(canonical(meant).split())
    return bool(said) and said <= set(canonical(title).split())


_ANSWERED_ELSE = re.compile(r"\bhoi (?:\w{1,9} ){1,6}(?:ma|sao) (?:\w{1,9} ){0,3}(?:tra loi|noi|chi)\b")
"""Says what was asked and that something else was answered."""
_HOI = re.compile(r"\bhoi (?!(?:nay|truoc|do|xua|lai|som)\b)\w+")
_ONLY_DOES = frozenset({"lam", "ky", "noi", "nhan", "gui", "vay", "the", "do", "nay"})
"""Words that name nothing: who says "không phải em làm" speaks of what was done."""
_TELLS = frozenset({"roi", "dang", "bi", "duoc", "la", "thi", "dau", "nen", "co"})
"""Words of a sentence of its own, which "không phải" answers and does not deny."""


def _between(text: str, before: frozenset[str]) -> str:
    """Return a text without the words around it that name nothing; ``before`` may begin it."""
    words = text.split()
    while words and set(canonical(words[0]).split()) <= before:
        del words[0]
    while words and set(canonical(words[-1]).split()) <= _BEHIND_IT:
        words.pop()
    return " ".join(words).strip(" ,.;:!?")
