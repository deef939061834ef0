"""What somebody asked, as it is said back to them: in their own words, numbers masked, cut at a word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.guidance.text import composed
from bot.understanding.clauses import Act
from bot.understanding.clauses.objects import SMALL, object_of
from bot.understanding.fold import canonical
from bot.understanding.masking import mask

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.understanding.clauses import Clause

NAMES_NOTHING = frozenset({Act.COURTESY, Act.ACCEPTS, Act.REFUSES, Act.LEAVES, Act.DENIES, Act.COMPLAINS})
_LONGEST = 80
_LONGEST_TOGETHER = 110
"""Characters of questions that stand beside each other and are quoted as they stand."""
_MOST = 3
_FEWEST_SAID = 3
"""Words of a clause that only tells, from which on a short question behind it is about it."""
_FEWEST_NAMED = 2
"""Words that name something, from which on a question can be understood by itself."""
_OPENS = frozenset({"da", "thua", "vay", "ma", "roi", "con", "a", "u", "ua", "uh", "troi"})
_ASKS_LEAVE = re.compile(r"(?:cho|xin) (?:\w+ ){0,2}hoi|voi lai|con nua")
_LONGEST_LEAVE = 4
_BEGINS = re.compile(r"[.,;?!] (?=.{30})")
"""Where a part of a long question begins that says something by itself."""
_WORD = re.compile(" ")
_KIN = frozenset({"con", "ma", "má", "mã", "mả", "thừa", "đã"})
"""Words that open nothing: somebody ("con tui", without an accent more often than "còn"), and what is folded alike."""
_LENT = frozenset({"ngan", "tien", "von", "them", "no", "mot", "muon"})
"""Behind these "vay" borrows, and is no "vậy"."""


def quoted(text: str) -> str:
    """Return words as they are quoted, without what only opens them."""
    said = _opened(mask(text))
    return said if len(said) <= _LONGEST else f"{said[: said.rfind(' ', 0, _LONGEST)]}…"


def says_enough(clause: Clause) -> bool:
    """Return whether a clause can be understood without what stands before it."""
    return sum(word not in SMALL for word in object_of(clause.text).split()) >= _FEWEST_NAMED


def questions_quoted(
    text: str, clauses: Sequence[Clause], *, also: Collection[int] = (), but: Collection[int] = ()
) -> str:
    """Return what a message asks, each in its quotation marks; empty where it asks nothing.

    Questions that stand beside each other are quoted as they stand. A short one is quoted with what is told right
    before it ("tiền tháng 8 của ba vẫn phát. Có phải trả lại không"): by itself it says nothing.

    Args:
        text: the message.
        clauses: of it.
        also: where clauses begin that say what is asked without asking.
        but: where clauses begin that are answered.
    """
    whole = composed(text)
    spans: list[tuple[int, int]] = []
    for index, clause in enumerate(clauses):
        if clause.start in but or (clause.start not in also and (not clause.act.asks or clause.act in NAMES_NOTHING)):
            continue
        before = clauses[index - 1] if index else None
        start = clause.start
        if before is not None and before.start not in but and not says_enough(clause) and _is_told(before):
            start = before.start
        beside = bool(spans) and before is not None and (spans[-1][1] == before.end or start < spans[-1][1])
        if beside and clause.end - spans[-1][0] <= _LONGEST_TOGETHER:
            spans[-1] = (spans[-1][0], clause.end)
        else:
            spans.append((max(start, spans[-1][1]) if spans else start, clause.end))
    quotes = [quote for start, end in spans if " " in (quote := _span(whole[start:end]))]
    return ", ".join(f"“{quote}”" for quote in quotes[:_MOST])


def _is_told(clause: Clause) -> bool:
    return clause.act not in NAMES_NOTHING and len(clause.text.split()) >= _FEWEST_SAID


def _span(text: str) -> str:
    """Return questions with what stands between them: too long, it loses its beginning, since it asks at its end."""
    said = _opened(" ".join(mask(text).lstrip(" ,.;:?!-").split()))
    if len(said) <= _LONGEST_TOGETHER:
        return said
    begins = _BEGINS.search(said, len(said) - _LONGEST_TOGETHER) or _WORD.search(said, len(said) - _LONGEST_TOGETHER)
    return f"…{said[begins.end() :]}" if begins else said[-_LONGEST_TOGETHER:]


def _opened(masked: str) -> str:
    words = masked.split()
    while len(words) > 1 and (opens := _opening(words)):
        del words[:opens]
    return " ".join(words)


def _opening(words: Sequence[str]) -> int:
    """Return how many words only open what is said."""
    borrows = words[0].lower() == "vay" and canonical(words[1]) in _LENT
    if canonical(words[0]) in _OPENS and words[0].lower() not in _KIN and not borrows:
        return 1
    leave = range(2, min(_LONGEST_LEAVE, len(words) - 1) + 1)
    return next((count for count in leave if _ASKS_LEAVE.fullmatch(canonical(" ".join(words[:count])))), 0)
