"""Going back to a matter that was talked of before another one ("quay lại vụ cái vỏ, phí nhiêu")."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.matters import moment_of
from bot.handlers import rejected
from bot.understanding.fold import canonical
from bot.understanding.search.evidence import is_likely, names_of
from bot.understanding.search.finder import Outcome

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

MEMO = "matters_before"
"""Memo: codes of the matters that were talked of, the first first, and when they were talked of last."""
_PARTS = 2
_MOST = 6
_FORGETS_AFTER = timedelta(hours=24)
_THING = r"(?:vu|viec|chuyen|cai|ho so|giay|cau|thu tuc)"
_GOES_BACK = re.compile(
    r"(?:^|\b(?:gio|thoi|a|ma|roi|minh|em|toi|con|cho|chau|da|muon) )"
    rf"(?:quay (?:lai|ve)|(?:tro|lui) (?:lai|ve)|hoi lai|noi lai)(?: (?:voi|ve|cho|cai|toi))? {_THING}\b"
    r"(?P<lai>.{0,120})"
    rf"|\b(?:con|ve|the|the con|vay con) (?:cai )?{_THING} (?P<nay>.{{0,60}}?)"
    r"\b(?:hoi nay|luc nay|ban nay|khi nay|hoi dau|luc dau|dau tien|o tren)\b"
    r"|(?:^|\b(?:ok|ad|a|da|roi|thoi) )(?:cai )?(?:vu|chuyen) (?P<vu>\w.{1,60}?)"
    r"\b(?:hoi nay|luc nay|ban nay|khi nay|hoi dau|luc dau)\b"
    r"|\b(?:going|go|come|coming|get|getting) back to (?:the|my|that) (?P<back>.{0,80})"
    r"|^(?:ok |okay |so |and |now )?back to (?:the|my|that) (?P<to>.{0,80})"
)
_TO_SOMEBODY = re.compile(
    r"\b(?:tro|quay) lai (?:(?:voi|cho|chuyen|vu|cai|phan) ){0,2}(?:ma|me|ba|cha|tia|ong|con|vo|chong|anh|chi|em|chau)"
    r" (?:toi|em|con|minh|chau|nha|noi|ngoai|ay)\b"
)
"""Goes back to somebody, and names no matter ("trở lại má tui"): the one under way may not be theirs."""
_FIRST = re.compile(r"\b(?:dau tien|hoi dau|luc dau|thu nhat|first)\b")
_UNNAMED = re.compile(
    r"^ ?(?:(?:hoi|luc|ban|khi) (?:nay|dau|truoc)|cu|do|kia|truoc|dau|first|other|previous|earlier|$)(?:\b|$)"
)
"""Calls a matter by when it was talked of, and by nothing of its own."""
_MOST_WORDS = 5
"""Words that call a matter; a question may stand behind them."""
_LEAST = 0.5
"""Least score of a matter of before by the everyday words that it is called back with."""


def note(turn: Turn) -> None:
    """Remember the matter under way, for a message that comes back to it after another one."""
    code = turn.state.topic.procedure
    if code is not None:
        kept = {**dict(_before(turn)), code: turn.received_at.isoformat()}
        turn.state.memo[MEMO] = [list(row) for row in kept.items()][-_MOST:]


def take(turn: Turn) -> None:
    """Make the matter that a message goes back to the one under way: by what it is called, else the one before this."""
    found = _GOES_BACK.search(canonical(turn.text))
    barred = rejected.codes(turn)
    if found is None and _TO_SOMEBODY.search(canonical(turn.text)):
        turn.state.topic.procedure = None
    elif found is None:
        code = _named_again(turn, [code for code, _ in _before(turn) if code not in barred])
        turn.state.topic.procedure = code or turn.state.topic.procedure
    if found is None:
        return
    before = [code for code, _ in _before(turn) if code in turn.guidance.catalogue and code not in barred]
    called = next((part for part in found.groups() if part is not None), "")
    unnamed = _UNNAMED.match(called) is not None
    code = _unnamed(turn, before) if unnamed else _called(turn, before, called) or _new(turn, called)
    if code is not None or _TO_SOMEBODY.search(canonical(turn.text)):
        turn.state.topic.procedure = code


def _called(turn: Turn, before: list[str], called: str) -> str | None:
    """Return the matter of before that the first words say or sound like."""
    search = turn.guidance.search
    words = called.split()
    for most in range(min(len(words), _MOST_WORDS), 0, -1):
        hits = [hit for hit in search.decide(" ".join(words[:most])).hits if hit.code in before and hit.score >= _LEAST]
        if hits:
            return max(hits, key=lambda hit: hit.score).code
    return None


def _new(turn: Turn, called: str) -> str | None:
    """Return the procedure that the first words plainly name though nothing knew it before ("back to the marriage")."""
    search = turn.guidance.search
    words = called.split()
    for most in range(min(len(words), _MOST_WORDS), 0, -1):
        text = " ".join(words[:most])
        decision = search.decide(text)
        if decision.outcome is Outcome.ONE and is_likely(search, text, decision.hits[0]):
            return decision.hits[0].code
    return None


def _named_again(turn: Turn, before: list[str]) -> str | None:
    """Return the matter of before whose name a question begins with ("vậy giấy giám hộ làm xong mấy ngày")."""
    current = turn.state.topic.procedure
    asks = any(clause.act.asks for clause in turn.clauses)
    if current is None or current not in turn.guidance.catalogue or not asks:
        return None  # what is talked of may have left the catalogue
    search = turn.guidance.search
    names = names_of(search)
    first = turn.clauses[0].text
    if names.begins(first, current):
        return None
    for value in turn.understanding.values("procedure"):
        decision = search.decide(value)
        found = decision.hits[0].code if decision.outcome is Outcome.ONE else ""
        known = found in before and found != current and len(value.split()) > 1
        if known and value.lower() in first.lower() and names.begins(first, found):
            return found
    return None


def _unnamed(turn: Turn, before: list[str]) -> str | None:
    """Return the first matter where that is said, else the one before this."""
    if _FIRST.search(canonical(turn.text)) is not None:
        return before[0] if before else None
    latest_last = sorted(_before(turn), key=lambda row: row[1])
    others = (code for code, _ in reversed(latest_last) if code in before and code != turn.state.topic.procedure)
    return next(others, None)


def _before(turn: Turn) -> list[tuple[str, str]]:
    kept = turn.state.memo.get(MEMO)
    before = []
    for row in kept if isinstance(kept, list) else ():
        code, said = row if isinstance(row, list) and len(row) == _PARTS else ("", "")
        at = moment_of(said)
        if at is not None and turn.received_at - at < _FORGETS_AFTER:
            before.append((code, said))
    return before
