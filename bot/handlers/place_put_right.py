"""A place that a text puts in the stead of the one that was read back, or that it says to be wrong, alike in forms."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from bot.handlers.booking.phrases import is_question
from bot.handlers.put_right import clauses_of, without_what_is_not
from bot.understanding.clauses.denied import denied_in
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.handlers.called import Places


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_LOOKS_AT = 200
_NOUN = (
    r"(?:cho|noi|xa|phuong|dia diem|dia chi|don vi|quay|thi tran|mot cua|ap|khom|place|office|ward|commune|location"
    r"|address)"
)
_NOUNS = re.compile(rf"\b{_NOUN}\b")
_KINDS = frozenset({"xa", "phuong", "thi tran", "ap", "khom"})
_FALSE = "(?:sai|nham|lon|trat|lech|khong dung|chua dung|khong phai|hong phai|dau phai|wrong|not right|not correct)"
_ME = "(?:toi|em|con|minh|chau|anh|chi|co|chu|bac|ba|ong|ad|ban)"
_LEADS = (
    rf"(?:(?:da|a|u|ua|uh|ok|ma|thi|la|oi|troi|khoan|roi|no|but|and|the|that s|it s|cai|bi|ghi|viet|dat|chon|{_ME}) )"
)
_TRAILS = (
    rf"(?: (?:roi|lat|het|nha|nhe|nghen|a|ha|do|day|kia|nay|luon|ma|nua|vay|lai|giup|gium|dum|di|nop|hen|dau|{_ME}))"
)
_WRONG = re.compile(
    rf"{_LEADS}{{0,5}}{_FALSE} (?:la |cai |the )?{_NOUN}{_TRAILS}{{0,5}}"
    rf"|{_LEADS}{{0,5}}{_NOUN}(?: (?:nay|do|kia|ay|nop|hen|o tren|{_ME}|is|was)){{0,3}} "
    rf"(?:la |bi |ghi |viet ){{0,2}}{_FALSE}{_TRAILS}{{0,5}}"
    rf"|{_LEADS}{{0,5}}(?:doi|sua|chinh|chon|change)(?: (?:lai|giup|gium|dum|cho|cai|the|{_ME})){{0,4}} {_NOUN}"
    rf"{_TRAILS}{{0,5}}"
    rf"|{_LEADS}{{0,5}}(?:(?:qua|o|di) )?{_NOUN} khac{_TRAILS}{{0,5}}"
)
"""That the place is wrong, or to be changed, and not to which."""
_DENIES = re.compile(rf"\b(?:{_FALSE}|not)\b")
_TO = _set("doi chuyen qua sang sua thanh dung ve lai to change instead nop len ra")
"""What leads over to another place, or says that it is the right one ("mới đúng")."""
_FILL = _TO | _set(
    """
    da a u ua uh ok oke ma thi la oi troi khoan roi no but and the that s it cai bi ghi viet dat chon lay di
    o tai den toi noi cho xa phuong thi tran huyen tp thanh pho tinh quay mot cua bo phan trung tam hanh
    chinh cong pvhcc dia diem don vi nha nhe nghen nghe giup gium dum luon moi phai chu cho em con minh chau
    anh chi co chu bac ba ong ad ban hen lich ho so lam xin vui long please my office place ward commune of
    in at is should be hon gan duoc cu vay day do nay dung khac hay
    """
)
"""Words around a place where nothing else is said."""


def place_put_right(text: str, kept: str, places: Places) -> str | None:
    """Return the place that is meant, as typed, "" where it is only said that it is wrong; None for neither.

    Args:
        text: as typed.
        kept: the place that was read back, or "".
        places: finds the places that a text names, folded.
    """
    said = text[:_LOOKS_AT]
    if len(text) > _LOOKS_AT or is_question(text):
        return None
    if _WRONG.fullmatch(canonical(said)):
        return ""
    denied, here = denied_in(said), f" {canonical(kept)} "
    of_a_place = bool(places(denied) or _NOUNS.search(canonical(denied)))
    for clause in clauses_of(without_what_is_not(said)):
        others = [name for name in places(clause) if f" {name} " not in here]
        if others and (of_a_place or _leads_to(clause, others) or _is_wrong(said, clause, places)):
            return _named_there(clause, others)
    return "" if of_a_place and _only_denies(said, denied) else None


def _named_there(clause: str, names: list[str]) -> str:
    """Return the place in a clause as typed, with its kind before it; the whole clause where its words do not tell."""
    typed = clause.split()
    for first, last in itertools.combinations(range(len(typed) + 1), 2):
        if canonical(" ".join(typed[first:last])) in names:
            kinds = (first - size for size in (2, 1) if first >= size)
            return " ".join(typed[next((at for at in kinds if _is_kind(typed[at:first])), first) : last])
    return clause


def _is_kind(typed: list[str]) -> bool:
    return canonical(" ".join(typed)) in _KINDS


def _leads_to(clause: str, names: list[str]) -> bool:
    """Return whether a clause only says that it shall be at a place ("đổi qua phường …", "… mới đúng")."""
    left = f" {canonical(clause)} "
    for name in names:
        left = left.replace(f" {name} ", " ")
    words = set(left.split())
    return bool(words & _TO) and words <= _FILL


def _is_wrong(text: str, clause: str, places: Places) -> bool:
    """Return whether another clause says of a place that it is wrong ("Tắc Vân sai rồi, Tân Thành")."""
    others = [one for one in clauses_of(text) if one != clause]
    return any((places(one) and _DENIES.search(canonical(one))) or _WRONG.fullmatch(canonical(one)) for one in others)


def _only_denies(text: str, denied: str) -> bool:
    """Return whether a text says nothing but that a place is not meant ("không phải Tắc Vân")."""
    return set(canonical(text).split()) - set(canonical(denied).split()) <= _FILL
