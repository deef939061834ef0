"""What somebody says that they are called: a name of the register, or the nickname that all in the hamlet know.

Read out of a clause: behind a word that says so ("tên …", "kêu tui là …", "tôi là …"), or bare where one is expected.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from bot.guidance.text import clean, fold
from bot.handlers.booking.phrases import is_question
from bot.handlers.names import is_byname, is_full_name
from bot.understanding.anger import is_weary
from bot.understanding.fold import canonical
from bot.understanding.name_words import BY_PLACE, NAME_WORDS, SURNAMES
from bot.understanding.persons import clean_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Places = Callable[[str], Sequence[str]]
    """Finds the places that a text names as they are spelled."""

_ME = "(?:toi|em|con|minh|chau|anh|chi|co|chu|bac|ba|ong)"
_OPENS = r"(?:(?:da|va|ma|roi|cu|thi|xin|u|ok|goi|cho) )*"
_OWN = re.compile(rf"{_OPENS}(?:(?:{_ME} )?(?:ho )?ten(?: {_ME})?(?: la)?) (?=\w)")
_AM = re.compile(rf"{_OPENS}{_ME} la (?=\w)")
_CALLED = re.compile(
    rf"{_OPENS}(?:(?:moi nguoi|nguoi ta|ai|(?:ca |trong )?(?:xom|ap)|o nha|ba con|hang xom) (?:cung |hay |deu )*)?"
    rf"(?:keu|goi) (?:{_ME} )?(?:la|bang|ten) (?:{_ME} )?(?=\w)"
)
_THEM = f"no|nguoi (?:di|nop|nha)|{_ME}|me|ma|cha|tia|chong|vo|di|cau|thang"
_THEIRS = re.compile(
    rf"(?:(?:da|roi|va|ma) )*(?:nguoi (?:di|nop|den|toi) la )?(?:{_THEM})"
    rf"(?: (?:gai|trai|chau|con|ut|noi|ngoai|ay))?(?: {_ME})? ten(?: la)? (?=\w)"
)
_NO_NAME = re.compile(
    r"\b(?:duong|truong|cong ty|ap|xa|phuong|trong|tren|bi|sai|khac|giay|so|nay|do|goi|dien|cho|nha|buoi|chieu|trua"
    r"|gio|khong|noi|hoi|can bo|viec|gi|dau|nao)\b"
)
_KIN = frozenset({"bé", "cô", "chú", "bác", "ông", "bà", "dì", "cậu", "thím", "mợ", "dượng", "anh", "chị", "be"})
"""Before somebody's place among the siblings; bare, most of them are other words ("co hai" is "có hai")."""
_OPENING = frozenset({"the", "nhu", "tinh", "them", "thuong", "thoi", "that", "thiet", "luon", "hoai", "lo"})
"""Words of names that as often open what is said."""
_FEWEST, _MOST = 2, 4
"""Words of a name that is known by its capitals alone."""


def no_places(_text: str) -> tuple[str, ...]:
    """Return that no place is known."""
    return ()


def called_in(clauses: Sequence[str], places: Places, *, expected: bool) -> str | None:
    """Return the name that clauses say somebody has, or None; their own goes before that of another.

    Args:
        clauses: of a message, those that ask left out.
        places: finds places, which are behind a name as often ("tôi là Bảy Đáy Đất Mũi").
        expected: a name is asked for, or a number stands beside it; else only a full name is one.
    """
    for cue, clause in itertools.product((_OWN, _CALLED, _AM, _THEIRS), clauses):
        found = cue.match(canonical(clause))
        # Counted from the front: what stands behind may be written out ("sdt").
        rest = clause.split()[len(found.group().split()) :] if found is not None else []
        name = clean_name(f"tên {' '.join(rest)}") if rest else None
        name = _without_place(name, places) if name else None
        if name is None or _NO_NAME.search(canonical(name)):
            continue
        sure = cue is not _AM or _is_nickname(name, places)
        if is_full_name(name) or (expected and sure):
            return name
    return None


def bare_in(clause: str, places: Places, *, beside_a_phone: bool) -> str | None:
    """Return the name that a whole clause is where one is expected, or None."""
    name = clean_name(clause)
    if name is None or is_question(clause) or is_weary(clause) or _NO_NAME.search(canonical(name)):
        return None
    if is_full_name(name) or _is_kin(clause.split()):
        return name
    if len(name.split()) == 1 and not _is_given(name, clause, beside_a_phone=beside_a_phone):
        return None
    return name if len(name.split()) == 1 or _is_nickname(name, places, capitals=name in clean(clause)) else None


def _is_given(word: str, clause: str, *, beside_a_phone: bool) -> bool:
    """Return whether one word names somebody: "Út", "Lan"; a number only beside a phone ("Tư 09…")."""
    if fold(word) == "ut":
        return True
    typed = clean(clause).startswith(word)
    return (
        typed
        and fold(word) not in _OPENING
        and (_by_place(word) if beside_a_phone else not _by_place(word))
        and (word in NAME_WORDS or _by_place(word))
    )


def _without_place(name: str, places: Places) -> str:
    """Return a nickname without the place that is said behind it."""
    words = name.split()
    for size in (2, 1):
        if len(words) > size and _by_place(words[0]) and is_byname(words[1:size]) and places(" ".join(words[size:])):
            return " ".join(words[:size])
    return name


def _is_nickname(name: str, places: Places, *, capitals: bool = True) -> bool:
    """Return whether words are what people are called by: "Mười Đước", "Út", "Ô Môi"; a place is none."""
    words = name.split()
    if places(name):
        return False
    if _by_place(words[0]) and len(words) <= _FEWEST and is_byname(words[1:]):
        return len(words) > 1 or words[0][:1].isupper()
    if all(word in NAME_WORDS for word in words) and len(words) > 1:
        return words[0] in SURNAMES or _is_kin(words)
    return capitals and _FEWEST <= len(words) <= _MOST and all(word[:1].isupper() for word in words)


def _is_kin(words: Sequence[str]) -> bool:
    """Return whether words are "cô Hai", "bé Ba", "chú Sáu Lúa"."""
    known = _FEWEST <= len(words) <= _FEWEST + 1 and words[0].lower() in _KIN and _by_place(words[1])
    return known and is_byname(words[2:])


def _by_place(word: str) -> bool:
    return word in BY_PLACE
