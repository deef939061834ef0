"""What somebody asked, as it is said back to them: in their own words, numbers masked, cut at a word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.guidance.text import composed
from bot.understanding.clauses import Act
from bot.understanding.clauses.objects import SMALL, object_of
from bot.understanding.clauses.splitting import asked_at
from bot.understanding.clauses.told_only import tells_only
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
_FULL_STOP = re.compile(r"[.?!;…\n]")
_FRAGMENT = re.compile(r"(?:ma|roi|thi|va|voi|hay|xong|xong xuoi|nen|de)\b(?! (?:toi|em|con|minh) hoi\b)")
"""Begins what goes on with the clause before it, which no sign parts from it."""
_OTHER_HALF = re.compile(r"hay\b")
_LAST_NO = re.compile(r"^(?!.*\b(?:co|da|duoc|dung|phai|xong)\b.* khong$).*\b(?:khong|chua)$")
"""Ends with a "không" that no word before it has begun a question for."""
_LOOKS_ON = 30
"""Characters behind a clause that say what its last word denies."""
_DENIED = re.compile(
    r"(?:cho (?!em\b|toi\b|con\b|minh\b|anh\b|chi\b|chau\b|hoi\b|xin\b|biet\b)"
    r"|(?:chiu|rut|ky|tra|nhan|ghi|bat|dong|tinh|phat|duyet|giai quyet|giao|mien|giam|cap|thu)\b)"
)
_SAYS_WHAT = re.compile(
    r"^(?:\S+ ){1,12}?(?:hỏi (?:coi|thử|xem|là)|hoi (?:coi|thu|xem|la)) (?=\S+(?: \S+){2})", re.IGNORECASE
)
"""Stands before what is asked: "… rồi ra xã hỏi coi chia làm sao"."""
_KIN = frozenset({"con", "ma", "má", "mã", "mả", "thừa", "đã"})
"""Words that open nothing: somebody ("con tui", without an accent more often than "còn"), and what is folded alike."""
_LENT = frozenset({"ngan", "tien", "von", "them", "no", "mot", "muon"})
"""Behind these "vay" borrows, and is no "vậy"."""


def quoted(text: str) -> str:
    """Return words as they are quoted, without what only opens them."""
    said = _opened(mask(text))
    return said if len(said) <= _LONGEST else f"{said[: said.rfind(' ', 0, _LONGEST)]}…"


def asks(text: str, clause: Clause) -> bool:
    """Return whether something in a clause asks; what was only read as a question is a tale, a feeling, an address."""
    if not clause.act.asks or clause.act in NAMES_NOTHING:
        return False
    whole = composed(text)
    behind = whole[clause.end : clause.end + _LOOKS_ON]
    if behind[:1] == " " and _denies(clause.text, behind):
        return False  # "luật mới không | cho rút nữa"
    return not tells_only(clause.text, marked=asked_at(whole, clause.end))


def says_enough(clause: Clause) -> bool:
    """Return whether a clause can be understood without what stands before it."""
    return sum(word not in SMALL for word in object_of(clause.text).split()) >= _FEWEST_NAMED


def questions_quoted(
    text: str, clauses: Sequence[Clause], *, also: Collection[int] = (), but: Collection[int] = ()
) -> str:
    """Return what a message asks, each in its quotation marks; empty where it asks nothing.

    Questions that stand beside each other are quoted as they stand. A short one is quoted with what is told right
    before it ("tiền tháng 8 của ba vẫn phát. Có phải trả lại không"): by itself it says nothing. One whose head stands
    before it ("tòa có xét lương 7 triệu mà ở trọ không") or whose verb stands behind it ("không cho rút") is whole.

    Args:
        text: the message.
        clauses: of it.
        also: where clauses begin that say what is asked without asking.
        but: where clauses begin that are answered.
    """
    whole = composed(text)
    spans: list[tuple[int, int]] = []
    for index, clause in enumerate(clauses):
        if clause.start in but or (clause.start not in also and not asks(whole, clause)):
            continue
        before = clauses[index - 1] if index else None
        start, end = clause.start, clause.end
        if before is not None and _lacks_its_head(whole, before, clause):
            if before.start in but:
                continue  # the other half of what was answered
            start = before.start
        elif before is not None and before.start not in but and not says_enough(clause) and _is_told(before):
            start = before.start
        if len(clauses) > index + 1 and _goes_on(whole, clause, clauses[index + 1]):
            end = clauses[index + 1].end
        if clause.start not in also and tells_only(whole[start:end], marked=asked_at(whole, end)):
            continue  # as a whole it asks nothing
        beside = bool(spans) and before is not None and (spans[-1][1] == before.end or start < spans[-1][1])
        if beside and end - spans[-1][0] <= _LONGEST_TOGETHER:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((max(start, spans[-1][1]) if spans else start, end))
    quotes = [quote for start, end in spans if " " in (quote := _span(whole[start:end]))]
    return ", ".join(f"“{quote}”" for quote in quotes[:_MOST])


def _lacks_its_head(whole: str, before: Clause, clause: Clause) -> bool:
    """Return whether a clause was cut off from the one that has its subject or its verb."""
    between = whole[before.end : clause.start]
    if _FULL_STOP.search(between) or clause.end - before.start > _LONGEST_TOGETHER:
        return False
    if _goes_on(whole, before, clause):
        return True
    plain = canonical(clause.text)
    if "," in between:
        return _OTHER_HALF.match(plain) is not None
    return _FRAGMENT.match(plain) is not None and clause.text.split()[0].lower() not in _KIN - {"ma"}


def _goes_on(whole: str, clause: Clause, after: Clause) -> bool:
    """Return whether the "không" that ends a clause denies the verb behind it, and asks nothing."""
    if whole[clause.end : after.start].strip():
        return False
    return _denies(clause.text, after.text)


def _denies(text: str, behind: str) -> bool:
    """Return whether the "không" that ends a text denies the verb that begins what stands behind it."""
    return _LAST_NO.search(canonical(text)) is not None and _DENIED.match(canonical(behind)) is not None


def _is_told(clause: Clause) -> bool:
    return clause.act not in NAMES_NOTHING and len(clause.text.split()) >= _FEWEST_SAID


def _span(text: str) -> str:
    """Return questions with what stands between them: too long, it loses its beginning, since it asks at its end."""
    said = _opened(_SAYS_WHAT.sub("", " ".join(mask(text).lstrip(" ,.;:?!-").split())))
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
