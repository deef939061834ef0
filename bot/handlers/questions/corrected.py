"""A correction is applied: what is taken to be so is said, and that the question which it is of stays unanswered."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.matters import moment_of
from bot.conversation.messages import Kind
from bot.conversation.turn import Outcome
from bot.handlers.hotline import call_choice, whom_else, whom_to_ask
from bot.handlers.quoting import asks, quoted
from bot.understanding.blame import blames_the_assistant
from bot.understanding.clauses.denied import denied_in, without_denied
from bot.understanding.fold import canonical
from bot.understanding.masking import mask

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.understanding.clauses import Clause

_MEMO = "asked_last"
"""Memo: what was asked last and not answered, masked, of which procedure, and when (ISO, real clock)."""
_RECENTLY = timedelta(hours=2)
_LONGEST = 160
MOST_WORDS = 20
"""Words of a message from which on it does more than put something right."""
_A_NO = 2
"""Words of "dạ không"."""
MOST_MEANT = 6
BEFORE_IT = frozenset(
    {
        *("hoi", "noi", "ma", "sao", "tra", "loi", "ve", "la", "xin", "muon", "lai", "da", "chu"),
        *("em", "anh", "chi", "toi", "con", "minh", "chau", "ad", "dang", "ua", "u", "uh", "thi", "y", "cho", "may"),
    }
)
"""Words that stand before what is meant."""
DENYING = frozenset({"khong", "phai", "dau"})
_BEHIND_IT = frozenset(
    {"chu", "cho", "ma", "a", "nha", "nghen", "do", "oi", "con", "em", "anh", "chi", "co", "ne", "day", "kia"}
)
SENTENCE = re.compile(r"(?<=[.!?])\s+")
REGISTERS = re.compile(r"(?:đăng|dang) (?:ký|ky|kiểm|kiem|bộ|bo)\b", re.IGNORECASE)
"""No "đang"."""
_READ_AGAIN = re.compile(r"(?:lam on |may )?(?:doc|coi|xem|nghe|hieu) (?:lai|ky|cho ky|ro)\b")


def note(turn: Turn) -> None:
    """Note what a message asks last and nobody answered, for a correction that may come; this one leaves it."""
    if turn.inbound.kind is not Kind.TEXT:
        return
    asking = [clause for clause in turn.clauses if clause.act.asks and asks(turn.text, clause)]
    asked_back = turn.dialogue is not None and turn.dialogue.name == "which"
    if asking and (asked_back or asking[-1].start in {one.start for one in turn.unanswered}):
        said = mask(" ".join(asking[-1].text.split()))[:_LONGEST]
        code = turn.state.topic.procedure or ""
        turn.state.memo[_MEMO] = {"said": said, "code": code, "at": turn.received_at.isoformat()}
    elif asking or not denied_in(turn.text):
        turn.state.memo.pop(_MEMO, None)


def _asked_last(turn: Turn) -> tuple[str, str]:
    """Return what the message before asked in vain, and of which procedure; empty where it was answered."""
    memo = turn.state.memo.get(_MEMO)
    if not isinstance(memo, dict) or not isinstance(memo.get("said"), str):
        return "", ""
    at = moment_of(memo.get("at"))
    recent = at is not None and turn.received_at - at < _RECENTLY
    return (memo["said"], str(memo.get("code") or "")) if recent else ("", "")


def tells(turn: Turn) -> bool:
    """Say what is meant instead of what a message denies, and that the question before stays unanswered.

    False where it does not say both in few words, asks something itself, or nothing was asked before.
    """
    text = turn.text
    found = meant_and_denied(text) if turn.dialogue is None and len(text.split()) <= MOST_WORDS else None
    asked, code = _asked_last(turn)
    if found is None or not asked or any(_asks_more(text, clause) for clause in turn.clauses):
        return False
    meant, denied = found
    if not meant:
        return False
    said = turn.words("answers.this_not_that", thing=quoted(denied), meant=quoted(meant))
    if blames_the_assistant(text) or any(_READ_AGAIN.match(canonical(one)) for one in SENTENCE.split(text)):
        said = f"{turn.words('answers.sorry_beside')}\n{said}"
    question = f"{asked}, {meant}"
    ask = whom_to_ask(turn, code, question) if code in turn.guidance.catalogue else whom_else(turn, question)
    turn.reply(
        f"{said}\n{turn.words('answers.corrected_unknown', asked=quoted(asked), ask=ask)}", choices=[call_choice(turn)]
    )
    turn.outcome = Outcome.UNDERSTOOD
    return True


def _asks_more(text: str, clause: Clause) -> bool:
    """Return whether a clause asks something; "dạ không," before a correction does not."""
    return clause.act.asks and len(clause.text.split()) > _A_NO and asks(text, clause)


def meant_and_denied(text: str) -> tuple[str, str] | None:
    """Return what a text says is meant, empty where that takes many words, and what it denies; None for none."""
    denied = between(denied_in(text), BEFORE_IT | DENYING)
    words = set(canonical(denied).split())
    if not words or len(words) > MOST_MEANT:
        return None
    left = without_denied(text)
    at = left.find(" " * len(denied_in(text)))
    # What is meant stands in the sentence of what is denied, before it or behind.
    before, behind = SENTENCE.split(left[: max(at, 0)].strip())[-1], left[max(at, 0) :].strip()
    for part in (before, SENTENCE.split(behind)[0] if behind else ""):
        meant = between(part.strip(" ,.;:!?"), BEFORE_IT | DENYING | {"khong"})
        meant = meant if len(meant.split()) <= MOST_MEANT else between(meant.partition(",")[0], frozenset())
        said = set(canonical(meant).split())
        if said and not said <= words and len(meant.split()) <= MOST_MEANT:
            return meant, denied
    return "", denied


def between(text: str, before: frozenset[str]) -> str:
    """Return a text without the words around it that name nothing; ``before`` may begin it."""
    words = text.split()
    while words and set(canonical(words[0]).split()) <= before and not REGISTERS.match(" ".join(words[:2])):
        del words[0]
    while words and set(canonical(words[-1]).split()) <= _BEHIND_IT and words[-1].lower() != "nhà":
        words.pop()
    return " ".join(words).strip(" ,.;:!?")
