"""Answers that turn on what the person told of their matter: each says in its words that they told it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.guidance.answers.asked import FactName, Focus
from bot.guidance.answers.fields import by_same, lower_first
from bot.guidance.answers.model import Polarity, Say
from bot.guidance.answers.plain import folded
from bot.guidance.catalogue.values import AnotherMay, Fee, FeeKind, FieldKind, Presence
from bot.guidance.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.guidance.answers.fields import Asked
    from bot.guidance.answers.model import AnswerUnit, Case

_POOR = {"poor": re.compile(r"(?<!can )\bho ngheo\b"), "near_poor": re.compile(r"\bcan ngheo\b")}
_GOES = {
    "con": ("me", "ma", "cha", "tia", "bo", "ba", "ba me", "cha me"),
    "vo": ("chong", "ck"),
    "chong": ("vo", "vk"),
    "cha": ("con",),
}
"""Who somebody is to the person for whom they go."""
_WITHOUT = re.compile(r"\b(?:khoi|khong can|khong phai) (?:phai )?chung thuc\b")
_FROM_AGE = re.compile(r"\b(?:tu|tu du|du) (\d{1,2}) tuoi\b")
_UNDER_AGE = re.compile(r"\b(?:chua du|duoi) (\d{1,2}) tuoi\b")


def kin_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield whether the person may go for the one whom they told of, where the source names their kinship."""
    whom = fold(str(asked.facts.get(FactName.ACTS_FOR, "")))
    goes = next((name for name, kin in _GOES.items() if whom in kin), None)
    if goes is None:
        return
    told = [one for one in asked.told(FieldKind.PRESENCE).told if isinstance(one.field.value, Presence)]
    for may, group in by_same(told, lambda one: one.field.value):
        named = [one for one in group if f" {goes}" in re.sub(r"[,;:/]", " ", f" {folded(one.field.condition)} ")]
        if (
            isinstance(may, Presence)
            and may.another_may is AnotherMay.WITH_AUTHORISATION
            and may.must_come in {may.must_come.UNSAID, may.must_come.NO}
            and named
            and _WITHOUT.search(folded(named[0].field.condition))
        ):
            values = {"goes": Say(f"case.goes_{goes}")}
            yield asked.unit(Focus.WHO_MAY_GO, "kin", Say("case.kin", values), named, yes_no=Polarity.YES)
            return


def kin_decides(asked: Asked) -> FactName | None:
    """Return the fact of kinship where who goes for whom would change the answer and is not known."""
    if FactName.ACTS_FOR in asked.facts:
        return None
    told = [one for one in asked.told(FieldKind.PRESENCE).told if isinstance(one.field.value, Presence)]
    return FactName.ACTS_FOR if any(_WITHOUT.search(folded(one.field.condition)) for one in told) else None


def poor_decides(asked: Asked) -> FactName | None:
    """Return the fact of a poor household where the fee hangs on it and it is not known."""
    if FactName.POOR in asked.facts:
        return None
    told = asked.told(FieldKind.FEE).told
    free = [one for one in told if isinstance(one.field.value, Fee) and one.field.value.level is FeeKind.FREE]
    return FactName.POOR if any(_POOR["poor"].search(folded(one.field.condition)) for one in free) else None


def poor_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield that nothing is to be paid, where the source says so of the household that they told of."""
    pattern = _POOR.get(str(asked.facts.get(FactName.POOR, "")))
    if pattern is None:
        return
    told = [
        one
        for one in asked.told(FieldKind.FEE).told
        if isinstance(one.field.value, Fee)
        and one.field.value.level is FeeKind.FREE
        and pattern.search(folded(one.field.condition))
    ]
    if told and isinstance(value := told[0].field.value, Fee):
        household = Say(f"case.household_{asked.facts[FactName.POOR]}")
        what = lower_first(value.what) or Say("case.the_fee")
        short = Say("case.fee_free", {"household": household, "what": what})
        yield asked.unit(Focus.FEE, "poor", short, told[:1], yes_no=Polarity.NO)


def case_of_age(cases: Sequence[Case], age: object) -> Case | None:
    """Return the one of several cases that an age in years belongs to, where they differ by age."""
    if not isinstance(age, int) or isinstance(age, bool):
        return None
    for case in cases:
        name = folded(case.name)
        under, start = _UNDER_AGE.search(name), _FROM_AGE.search(name)
        if under is not None and age < int(under[1]):
            return case
        if under is None and start is not None and age >= int(start[1]):
            return case
    return None
