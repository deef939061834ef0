"""What makes a set of answer units untrustworthy, whatever the content: run over all of it by the tests."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from bot.guidance.answers.model import Basis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.guidance.answers.model import AnswerUnit, Say

MOST_SENTENCES = 2
MOST_SHORT = 900
"""Characters of a line: two lines and the rest of an answer stay within what the narrowest platform takes (2,000)."""
MOST_LONG = 1800
MOST_BRIEF = 350
"""Characters of a line of an overview, which has six."""
_ONLY_CITED = re.compile(
    r"(?:^|[:;.] )theo (?:quy định|(?:pháp )?luật)(?: (?:của )?(?:pháp luật|luật))?(?: (?:về )?\w+ \w+)?[.;]?$",
    re.IGNORECASE,
)
"""An answer, or its last clause, that is nothing but a citation."""
_SENTENCE_ENDS = re.compile(r"[.!?](?:\s|$)")
_ABBREVIATED = re.compile(r"\b(?:TP|NĐ|QĐ|TT|Q|P)\.|…|\d\.\d|; ")


def problems(units: Sequence[AnswerUnit], words: Callable[[Say], str]) -> Iterator[str]:
    """Yield what is wrong with the units of one topic and focus.

    Args:
        units: as ``units_for`` gives them.
        words: puts a text into words.
    """
    if not units:
        yield "no unit at all: not even that nothing is known"
    seen = set()
    for unit in units:
        if unit.id in seen:
            yield f"{unit.id}: stands twice"
        seen.add(unit.id)
        yield from _alone(unit, words)
    yield from _against_each_other(units)


def _alone(unit: AnswerUnit, words: Callable[[Say], str]) -> Iterator[str]:
    short = words(unit.short)
    if unit.yes_no is not None and unit.basis is not Basis.STATED:
        yield f"{unit.id}: says yes or no on a basis that is {unit.basis}"
    if unit.basis is Basis.UNCONFIRMED and not (unit.later_copy or unit.maybe_changed):
        yield f"{unit.id}: is told flatly though unconfirmed"
    if unit.known and not unit.places and not unit.citations:
        yield f"{unit.id}: stands nowhere"
    if unit.known and _ONLY_CITED.search(short):
        yield f"{unit.id}: {short!r} only names a law"
    if len(short) > MOST_SHORT:
        yield f"{unit.id}: {len(short)} characters"
    if unit.long is not None and len(words(unit.long)) > MOST_LONG:
        yield f"{unit.id}: {len(words(unit.long))} characters in full"
    brief = words(unit.brief) if unit.brief is not None else ""
    if len(brief) > MOST_BRIEF:
        yield f"{unit.id}: {len(brief)} characters in its fewest words"
    for said in (short, brief):
        if "{" in said or "  " in said or ".." in said:
            yield f"{unit.id}: {said!r} is not well put together"


def sentences(text: str) -> int:
    """Return how many sentences a text of ours has, conditions quoted from the catalogue in brackets apart."""
    plain = re.sub(r"\([^()]*\)", "", _ABBREVIATED.sub(" ", text))
    return len(_SENTENCE_ENDS.findall(plain))


def _against_each_other(units: Iterable[AnswerUnit]) -> Iterator[str]:
    """Yield units that the same words choose and that come to another answer."""
    for one, other in combinations((unit for unit in units if unit.yes_no is not None), 2):
        same = (not one.about and not other.about) or bool(set(one.about) & set(other.about) - {""})
        if same and one.yes_no is not other.yes_no and _proposition(one) == _proposition(other):
            yield f"{one.id} says {one.yes_no} and {other.id} says {other.yes_no} to the same question"


def _proposition(unit: AnswerUnit) -> str:
    """What a unit speaks of: two papers of one name in two cases are two propositions."""
    return unit.id if "/paper" in unit.id or unit.id.split("/")[1] == "place" else unit.id.rsplit("/", 1)[0]
