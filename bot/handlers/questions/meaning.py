"""Asking what a word of the law means ("trích lục là gì", "bản chính với bản sao khác nhau chỗ nào")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.guidance.answers import Focus
from bot.understanding.fold import canonical, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.turn import Turn
    from bot.guidance.answers import AnswerUnit

_LONGEST = 18
"""Words of a question for a meaning."""
_ASKS = re.compile(
    r"\b(?:la (?:cai |cai giay |giay |so |to )?(?:gi|chi)|la sao|la (?:nhu )?the nao"
    r"|nghia (?:no )?(?:la )?(?:gi|sao|the nao)"
    r"|giai thich|(?:hieu|nghia) (?:lam )?sao|what (?:is|are|does|do)|mean(?:s|ing)?)\b"
)
_COMPARES = re.compile(
    r"\b(?:khac(?: gi| nhau| voi| biet| cho nao| the nao| sao)*|(?:co )?giong(?: nhau)?|phan biet|differen\w+)\b"
)
_TWO = 2
_BESIDE = frozenset(
    words(
        "a ad anh ban bac bao bi biet bo cai cau cha chi cho chu chua co con cua da day doi do duoc em gi giay "
        "gio giup ha hay hieu ho hoi hong j keu ke khong la lam ma may me minh nay nghe nghia ne nguoi nha nhau noi "
        "nua o oi phai ra roi sao ta tai thi tinh toi tu tuc thua u ua va vay voi vo xin y z nao mot the is are an "
        "the and between of in does do it what please explain to me ",
    )
)
"""Words beside a question for a meaning that ask nothing else."""


def asks_meaning(turn: Turn, text: str) -> bool:
    """Return whether a text asks what words of the law mean, and nothing else."""
    plain = canonical(text)
    return _may_ask(plain) and bool(_asked(plain, _units(turn)))


def meanings(units: Sequence[AnswerUnit], plain: str) -> list[AnswerUnit]:
    """Return what a question in plain form asks the meaning of: one word, or two that it compares."""
    asked = _asked(plain, units) if _may_ask(plain) else []
    return asked[:_TWO] if _COMPARES.search(plain) else asked[:1]


def _may_ask(plain: str) -> bool:
    return len(plain.split()) <= _LONGEST and bool(_ASKS.search(plain) or _COMPARES.search(plain))


def _units(turn: Turn) -> Sequence[AnswerUnit]:
    answers = turn.guidance.answers
    return answers.units_for(None, Focus.RULE, {}, at=turn.moment, known_at=turn.received_at)


def _asked(plain: str, units: Sequence[AnswerUnit]) -> list[AnswerUnit]:
    """Return the units of the words that are asked about, in their order; none where something else is said."""
    left, found = f" {plain} ", []
    known = [(phrase, unit) for unit in units for phrase in unit.about]
    for phrase, unit in sorted(known, key=lambda entry: -len(entry[0])):
        place = left.find(f" {phrase} ")
        if place >= 0:
            found.append((place, unit))
            left = left.replace(f" {phrase} ", f" {' ' * len(phrase)} ")
    asks = _ASKS.search(left)
    rest = _COMPARES.sub(" ", _ASKS.sub(" ", left)).split()
    named = list({unit.id: unit for _, unit in sorted(found, key=lambda entry: entry[0])}.values())
    if not named or any(word not in _BESIDE for word in rest) or (not asks and len(named) < _TWO):
        return []
    return named
