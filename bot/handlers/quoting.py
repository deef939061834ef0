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
"""Characters of questions that no sign parts and that are quoted as they stand."""
_MOST = 4
_FEWEST_SAID = 3
"""Words of a clause that only tells, from which on a short question behind it is about it."""
_FEWEST_NAMED = 2
"""Words that name something, from which on a question can be understood by itself."""
_SHORT = 5
"""Words up to which a question may be about the sentence before it."""
_REFERS = re.compile(
    r"(?:(?:vay|thi|ma|roi|gio|con) )*(?:may )?(?:cai|viec|chuyen|vu|giay|to|so|tien|khoan|cho|chu|ong|ba|dua|nguoi)"
    r" (?:do|nay|kia|ay)\b"
)
"""Begins with what was said before it: "cái này xã có giải quyết không"."""
_OF_ALL = re.compile(r"\b(?:het|luon|theo|chung|tat ca|deu|ca \w+ thu|mot luot|may cai)\b")
"""Asks of several things at once."""
_LONGEST_ITEM = 6
"""Words of a thing that is listed."""
_OPENS = frozenset({"da", "thua", "vay", "ma", "roi", "con", "a", "u", "ua", "uh", "troi"})
_ASKS_LEAVE = re.compile(r"(?:cho|xin) (?:\w+ ){0,2}hoi|voi lai|con nua")
_LONGEST_LEAVE = 4
_BEGINS = re.compile(r"[.,;?!] (?=.{30})")
"""Where a part of a long question begins that says something by itself."""
_WORD = re.compile(" ")
_FULL_STOP = re.compile(r"[.?!;…\n]")
_WHOM = re.compile(r"(?:(?:vay|roi|gio|ma|thi) )?(?:hoi|keu|goi) ai(?: (?:vay|gio|day|bay gio))?")
"""Asks whom to ask, and nothing else."""
_SIGN = re.compile(r"[,.?!;…](?=\s)|\n")
_FRAGMENT = re.compile(r"(?:ma|roi|thi|va|voi|hay|xong|xong xuoi|nen|de)\b(?! (?:toi|em|con|minh) hoi\b)")
"""Begins what goes on with the clause before it, which no sign parts from it."""
_UNENDED = re.compile(r"\b(?:thi|la|neu|hay|cua|voi|khi)$")
"""Ends what has another half: "nếu bệnh viện không cấp lại thì"."""
_OTHER_HALF = re.compile(r"hay\b")
_LAST_NO = re.compile(r"^(?!.*\b(?:co|da|duoc|dung|phai|xong)\b.* khong$).*\b(?:khong|chua)$")
"""Ends with a "không" that no word before it has begun a question for."""
_LOOKS_ON = 30
"""Characters behind a clause that say what its last word denies."""
_DENIED = re.compile(
    r"(?:cho (?!em\b|toi\b|con\b|minh\b|anh\b|chi\b|chau\b|hoi\b|xin\b|biet\b)"
    r"|(?:chiu|rut|ky|tra|nhan|ghi|bat|dong|tinh|phat|duyet|giai quyet|giao|mien|giam|cap|thu)\b)"
)
_WHO_KNOWS = re.compile(
    r"(?:thi )?(?:ai ma|ai|sao ma|co ai|troi moi|co troi) (?:biet|hay|ngo)\b(?! (?:chi|giup|khong)\b)"
)
"""Says right behind it that nobody knows."""
_SAYS_WHAT = re.compile(
    r"^(?:\S+ ){1,12}?(?:hỏi (?:coi|thử|xem|là)|hoi (?:coi|thu|xem|la)) (?=\S+(?: \S+){2})", re.IGNORECASE
)
"""Stands before what is asked: "… rồi ra xã hỏi coi chia làm sao"."""
_KIN = frozenset({"con", "ma", "má", "mã", "mả", "thừa", "đã"})
"""Words that open nothing: somebody ("con tui", without an accent more often than "còn"), and what is folded alike."""
_LENT = frozenset({"ngan", "tien", "von", "them", "no", "mot", "muon"})
"""Behind these "vay" borrows, and is no "vậy"."""
_STILL_GOOD = frozenset({"han", "gia", "hieu", "xai", "dung"})
"""Behind these "còn" asks whether a paper still holds, and opens nothing."""


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
    if nobody_knows(whole, clause):
        return False
    return not tells_only(clause.text, marked=asked_at(whole, clause.end))


def nobody_knows(text: str, clause: Clause) -> bool:
    """Return whether it is said right behind a clause that nobody knows it ("xe để ở đâu | ai mà biết")."""
    return _WHO_KNOWS.match(canonical(composed(text)[clause.end : clause.end + _LOOKS_ON])) is not None


def says_enough(clause: Clause) -> bool:
    """Return whether a clause can be understood without what stands before it."""
    return sum(word not in SMALL for word in object_of(clause.text).split()) >= _FEWEST_NAMED


def questions_quoted(
    text: str, clauses: Sequence[Clause], *, also: Collection[int] = (), but: Collection[int] = ()
) -> str:
    """Return what a message asks, each in its quotation marks; empty where it asks nothing.

    Each is quoted by itself; those that no sign parts as they stand. A short one is quoted with what is told right
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
        if before is not None and before.start in but and _lacks_its_head(whole, before, clause):
            continue  # the other half of what was answered
        start, end = _reach(whole, clauses, index, but)
        if clause.start not in also and tells_only(whole[start:end], marked=asked_at(whole, end)):
            continue  # as a whole it asks nothing
        beside = bool(spans) and before is not None and (spans[-1][1] == before.end or start < spans[-1][1])
        beside = beside and not (start >= spans[-1][1] and _parted(whole, spans[-1][1], start))
        if beside and end - spans[-1][0] <= _LONGEST_TOGETHER:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((max(start, spans[-1][1]) if spans else start, end))
    quotes = [quote for start, end in spans if " " in (quote := _span(whole[start:end]))]
    quotes = [quote for quote in quotes if not _WHOM.fullmatch(canonical(quote))] or quotes  # that, the answer tells
    return ", ".join(f"“{quote}”" for quote in quotes[:_MOST])


def _parted(whole: str, end: int, start: int) -> bool:
    """Return whether a sign parts two questions: each is short and stands by itself."""
    return _SIGN.search(whole, end, start) is not None


def _reach(whole: str, clauses: Sequence[Clause], index: int, but: Collection[int] = ()) -> tuple[int, int]:
    """Return where a question begins and ends with what it cannot be understood without."""
    clause = clauses[index]
    before = clauses[index - 1] if index else None
    start, end = clause.start, clause.end
    if before is not None and _lacks_its_head(whole, before, clause):
        start = before.start
    elif before is not None and before.start not in but and _is_about(whole, before, clause):
        start = before.start
        further = clauses[index - 2] if index > 1 else None
        if further is not None and further.start not in but and _figures_only(before) and says_enough(further):
            start = further.start if end - further.start <= _LONGEST_TOGETHER else start
    if start == clause.start:
        start = _list_begins(whole, clauses, index)
    if len(clauses) > index + 1 and _goes_on(whole, clause, clauses[index + 1]):
        end = clauses[index + 1].end
    return start, end


def _figures_only(clause: Clause) -> bool:
    """Return whether a clause names hardly more than numbers ("2005 mà ghi 2003"), of what stands before it."""
    return sum(word not in SMALL and not word.isdigit() for word in object_of(clause.text).split()) < _FEWEST_NAMED


def _list_begins(whole: str, clauses: Sequence[Clause], index: int) -> int:
    """Return where a list begins that a question is asked of: "học bạ, thẻ bảo hiểm, hộ chiếu đổi theo hết hả"."""
    asked = clauses[index]
    if not _OF_ALL.search(canonical(asked.text)):
        return asked.start
    start, words = asked.start, len(asked.text.split())
    for before in reversed(clauses[:index]):
        told = canonical(before.text)
        parted = whole[before.end : start].strip()
        if parted not in {",", "va"} or before.act.asks or len(told.split()) > min(words, _LONGEST_ITEM):
            break
        start = before.start
    return start


def _is_about(whole: str, before: Clause, clause: Clause) -> bool:
    """Return whether a question is about what is told right before it; a longer one only in the same sentence."""
    refers = _REFERS.match(canonical(clause.text)) is not None
    if (
        not _is_told(before)
        or (before.act.asks and not (refers and says_enough(before)))  # it is quoted before it
        or clause.end - before.start > _LONGEST_TOGETHER
    ):
        return False
    if says_enough(clause) and not refers:
        return False
    ended = _FULL_STOP.search(whole[before.end : clause.start]) is not None
    return not ended or len(clause.text.split()) <= _SHORT


def _lacks_its_head(whole: str, before: Clause, clause: Clause) -> bool:
    """Return whether a clause was cut off from the one that has its subject or its verb."""
    between = whole[before.end : clause.start]
    if _FULL_STOP.search(between) or clause.end - before.start > _LONGEST_TOGETHER:
        return False
    if _goes_on(whole, before, clause) or _UNENDED.search(canonical(before.text)):
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
    if [canonical(word) for word in words[:2]] == ["vay", "la"] and len(words) > 2:  # noqa: PLR2004 - "vậy là …"
        return 2
    borrows = words[0].lower() == "vay" and canonical(words[1]) in _LENT
    holds = canonical(words[0]) == "con" and canonical(words[1]) in _STILL_GOOD
    if canonical(words[0]) in _OPENS and words[0].lower() not in _KIN and not (borrows or holds):
        return 1
    leave = range(2, min(_LONGEST_LEAVE, len(words) - 1) + 1)
    return next((count for count in leave if _ASKS_LEAVE.fullmatch(canonical(" ".join(words[:count])))), 0)
