"""Which of a topic's units answers a question, word by word; where none does, that it is not known is the answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.guidance.answers import Focus
from bot.guidance.answers.papers import KINSHIP_TESTS
from bot.handlers.questions.focuses import asks_from_afar
from bot.handlers.questions.meaning import meanings
from bot.understanding.clauses.objects import object_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.guidance.answers import AnswerUnit

_FEW = 3
"""From so many phrases on, two of them have to be there: long names share a pair of words easily."""
_LISTS = re.compile(r"\b(?:(?<!chac )gi|nao|nhung|may|what|which)\b")
_ENCLOSED = re.compile(
    r"\b(?:buu dien|buu chinh|phong bi)\b.*\b(?:kem|bo|gi|giay)\b|\bbo vo\b|\bphong bi\b|\bby post\b"
)
_HERE = re.compile(r"\b(?:lam|nop|dang ky)(?: luon)? (?:o )?(?:day|duoi nay)\b|\bo day\b")
"""Asks whether the own office does, and only names the other province ("phải về Sóc Trăng hay làm ở đây")."""
_OR = re.compile(r"\bhay (?:la )?(?:o|ra|qua|gui|phai|di|len|toi|tai)\b")


def choose(units: Sequence[AnswerUnit], text: str, *, whether: bool) -> list[AnswerUnit]:
    """Return the unit that answers, and at most one more that belongs to it (a rule beside a fee).

    Args:
        units: what holds for topic and focus.
        text: the question in plain form.
        whether: it wants yes or no.
    """
    if not units:
        return []
    focus = units[0].focus
    if focus is Focus.RULE:
        return meanings(units, text) or list(units[-1:])
    here = focus is Focus.TERRITORY and _HERE.search(text) is not None
    named = [] if here else _from_afar(units, text) or _named(units, text)
    general = [unit for unit in units if not unit.about]
    if focus in {Focus.PAPERS, Focus.MISSING_PAPER}:
        return _paper(units, named, general, text, whether=whether)
    portal = [unit for unit in named if unit.id.endswith("/portal")]
    if portal:
        return portal[:1]
    of_several = focus in {Focus.PLACE, Focus.CHANNEL} and (not whether or _OR.search(text))
    if named and not of_several:
        return named[:1]
    return _first(general)


def _from_afar(units: Sequence[AnswerUnit], text: str) -> list[AnswerUnit]:
    """Return what tells whether another province takes it, to who asks that without naming one."""
    return [unit for unit in units if unit.id.endswith("/territory/elsewhere") and asks_from_afar(text)]


def _paper(
    units: Sequence[AnswerUnit], named: Sequence[AnswerUnit], general: Sequence[AnswerUnit], text: str, *, whether: bool
) -> list[AnswerUnit]:
    """Return the list, or whether a certain paper is needed, or what replaces it.

    That a paper is not in the list is said only where no word of the question is of one that is.
    """
    if units[0].focus is Focus.PAPERS and not (whether and not _LISTS.search(text)):
        by_post = [unit for unit in named if unit.id.endswith("/by_post")]
        enclosed = _ENCLOSED.search(text) is not None
        return by_post[:1] if by_post and enclosed else _first(general)
    others = [unit for unit in general if unit.id.endswith("/other")]
    single = [unit for unit in named if not unit.id.endswith("/by_post")]
    if single or units[0].focus is Focus.MISSING_PAPER:
        return single[:1] or others or _first(general)
    listed = any(f" {phrase} " in f" {text} " for unit in units for phrase in unit.about if phrase)
    return _first(general) if listed or not object_of(text) else others or _first(general)


def _first(general: Sequence[AnswerUnit]) -> list[AnswerUnit]:
    """Return what tells something, the catalogue's before a rule's; a rule is told beside it."""
    known = [unit for unit in general if unit.known and not unit.id.endswith("/other")]
    own = [unit for unit in known if unit.places] or known
    if not own:
        return list(general[:1])
    ruled = [unit for unit in known if unit.citations and not unit.places and unit is not own[0]]
    beside = ruled[:1] if own[0].focus in {Focus.FEE, Focus.DEADLINE} else []
    return [own[0], *beside]


def _named(units: Sequence[AnswerUnit], text: str) -> list[AnswerUnit]:
    """Return the units whose phrases the question has, those with most first."""
    padded, said = f" {text} ", set(text.split())
    found = []
    for place, unit in enumerate(units):
        phrases = [phrase for phrase in unit.about if phrase and f" {phrase} " in padded]
        if not phrases:
            continue
        pairs = sum(phrase.count(" ") == 1 for phrase in unit.about)
        needed = 2 if pairs > _FEW and unit.focus in {Focus.PAPERS, Focus.MISSING_PAPER} else 1
        strong = any(len(phrase.split()) > 2 or phrase in _OWN_NAMES for phrase in phrases)  # noqa: PLR2004 - a whole name
        if len(phrases) >= needed or strong:
            # Of two papers called alike, that is meant of whose name most words were said.
            shared = len(said.intersection(" ".join(unit.about).split()))
            found.append((-max(len(phrase) for phrase in phrases), -len(phrases), -shared, place, unit))
    return [unit for *_, unit in sorted(found, key=lambda entry: entry[:4])]


_OWN_NAMES = frozenset(
    (
        "can cuoc", "ho chieu", "ho khau", "chung sinh", "chung sanh", "uy quyen", "tuy than", "to khai", "kham suc",
        "suc khoe", "bao tu", "buu dien", "cong chung", "so do", "hop dong", "anh 4x6", "dau don", "cu tru", "phong bi",
        "doc than", "ket hon", "khai sinh", "so bao", "bao hiem", *KINSHIP_TESTS,
    )
)  # fmt: skip
"""Pairs of words that name a paper by themselves."""
