"""What is meant instead: a message that drops the matter under way, or says that it is another one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.turn import Outcome
from bot.guidance.text import composed
from bot.handlers import rejected
from bot.handlers.finding import topic_procedure
from bot.handlers.questions import corrected
from bot.handlers.questions.corrected import BEFORE_IT, DENYING, MOST_MEANT, MOST_WORDS, REGISTERS, SENTENCE, between
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
_NO = re.compile(r"^(?:không|khong|hông|hong|ko|k|no) (?:chị|chi|anh|em|ad|con|cô|chú|chu)\b[ ,]*", re.IGNORECASE)


_SAYS_INSTEAD = re.compile(
    r"(?:tui|tôi|toi|em|e|con|mình|minh|chị|chi|anh|cháu|chau|cô|chú|chu|bác|bac|ý|y) (?:là |la )?"
    r"(?:nói|noi|hỏi|hoi) (?!(?:việc|viec|cái|cai|chuyện|chuyen|câu|cau) (?:khác|khac)|nãy|nay|rồi|roi)"
    r"(?:(?:là|la|về|ve|cái|cai|vụ|vu|việc|viec) )?",
    re.IGNORECASE,
)
"""Says what is meant, in front of it."""
_POINTING = frozenset({*DENYING, "cai", "viec", "chuyen", "vu", "do", "nay", "kia", "ay", "y", "a", "ma"})


def drops(turn: Turn) -> str | None:
    """Return what a message says besides dropping the matter ("thôi bỏ cái đó đi. …"); None where it drops none."""
    if turn.dialogue is not None or turn.state.topic.procedure is None:
        return None
    kept = [clause.text for clause in turn.clauses if not _DROPPED.fullmatch(canonical(clause.text))]
    return ". ".join(kept) if len(kept) < len(turn.clauses) else None


def puts_right(turn: Turn) -> str | None:
    """Return what a message says besides that a matter is not meant ("không phải khai sinh, tui hỏi hồ sơ đất").

    So it does where it only points at what was answered and says what is asked instead ("đâu phải, tui nói cấp lại sổ
    bị mất"). None where it denies none, or says hardly more.
    """
    pointed = only_points(turn.text)
    if turn.dialogue is not None or not (pointed or rejected.just_now(turn)):
        return None
    parts = SENTENCE.split(without_denied(turn.text))
    meant = [text for text in parts if text.strip() and not _READ_AGAIN.match(canonical(text))]
    said = " ".join(" ".join(meant).split())
    instead = _SAYS_INSTEAD.search(composed(said)) if pointed else None
    if instead is None and not rejected.just_now(turn):
        return None
    if instead is not None:
        said = said[instead.end() :]
    names = sum(word not in SMALL for word in object_of(said).split())
    return said if names >= (_FEWEST_MEANT if instead is None else 1) else None


def only_points(text: str) -> bool:
    """Return whether what a text denies is only pointed at ("đâu phải", "hổng phải cái đó")."""
    said = set(canonical(denied_in(text)).split())
    return bool(said) and said <= _POINTING


def says_instead(text: str) -> bool:
    """Return whether a text points at what is not meant and says what is ("đâu phải, tui nói …")."""
    return only_points(text) and _SAYS_INSTEAD.search(composed(text)) is not None


def names_nothing(turn: Turn, meant: str) -> bool:
    """Return whether what is meant instead names no procedure, or something like one, and asks nothing."""
    with turn.reading(meant):
        heard = hear(turn)
        return not (heard.topic.code or heard.topic.offered or any(asks(turn.text, one) for one in turn.clauses))


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
    if corrected.tells(turn):
        memory.keep(turn.state)
        return True
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
    if only_points(turn.text):
        return None
    long = len(turn.text.split()) > MOST_WORDS
    if turn.dialogue is not None or long or not _SAYS_NOT.search(canonical(denied)):
        return None
    if any(asks(turn.text, clause) and between(clause.text, BEFORE_IT | DENYING) for clause in turn.clauses):
        return None
    thing = between(denied, BEFORE_IT | DENYING)
    told = [memory.lines, *(choice.label for choice in turn.state.menu)]
    told += [found.title for one in memory.latest if (found := turn.guidance.catalogue.get(one.code)) is not None]
    said = set(canonical(thing).split()) - ({"dang"} if REGISTERS.match(thing) else set())
    if (
        not said - _ONLY_DOES
        or len(said) > MOST_MEANT
        or said & _TELLS
        or said <= set(canonical(" ".join(told)).split())
    ):
        return None
    left = _NO.sub("", " ".join(without_denied(turn.text).split()))
    meant = between(left.strip(" ,.;:!?"), BEFORE_IT)
    short = len(meant.split()) <= MOST_MEANT and not set(canonical(meant).split()) <= said
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
