"""A name or a number that a text puts in the place of the one that was read back, alike in every form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.guidance.text import clean
from bot.handlers.called import bare_in, no_places
from bot.handlers.early import name_said
from bot.understanding.clauses.denied import denied_in, without_denied
from bot.understanding.clauses.objects import SMALL
from bot.understanding.fold import canonical
from bot.understanding.phones import find_phones

if TYPE_CHECKING:
    from bot.handlers.called import Places

_LOOKS_AT = 600
_CLAUSE = re.compile(r"(?:[^,.;!?\n]|(?<=\d)[.,](?=\d))+\??")
_BUT_AT_THE_END = re.compile(r" (?:chứ|chớ|chu|cho|mà|ma)(?= ?[,.;]|$)", re.IGNORECASE)
_NAME_WRONG = re.compile(r"\b(?:sai|nham|lon|sua|doi|dung|lai|wrong|correct)\b")


def name_put_right(text: str, kept: str, places: Places = no_places) -> str | None:
    """Return the name that a text says is the right one instead of ``kept``, or None."""
    said = without_what_is_not(text)
    denied = set(canonical(denied_in(text[:_LOOKS_AT])).split())
    turned_down = set(canonical(kept).split()) <= denied
    if not turned_down and not ("ten" in canonical(text).split() and _NAME_WRONG.search(canonical(text))):
        return None
    name = name_said(said, places)
    if name is None and turned_down:
        clauses = [clause for clause in clauses_of(said) if naming(clause)]
        name = bare_in(clauses[0], places, beside_a_phone=False) if len(clauses) == 1 else None
    return name if name is not None and canonical(name) != canonical(kept) else None


def without_what_is_not(text: str) -> str:
    """Return a text without what it denies, and without the "chứ" before it."""
    return _BUT_AT_THE_END.sub("", " ".join(without_denied(text[:_LOOKS_AT]).split()))


def number_put_right(text: str, kept: str | None) -> str | None:
    """Return the number that a text gives; of several the one that it does not deny and that is not known already."""
    phones = find_phones(without_denied(text[:_LOOKS_AT])) or find_phones(text[:_LOOKS_AT])
    return next((phone.number for phone in phones if phone.number != kept), phones[0].number if phones else None)


def clauses_of(text: str) -> list[str]:
    """Return the clauses of a text, each with its question mark."""
    return [clause for found in _CLAUSE.finditer(text) if (clause := " ".join(found.group().split()))]


def naming(text: str) -> set[str]:
    """Return the words of a text that name something, in plain form."""
    return {word for word in canonical(clean(text)).split() if len(word) > 1 and word not in SMALL and word.isalpha()}
