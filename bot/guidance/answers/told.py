"""Answers that turn on what the person told of their matter: each says in its words that they told it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.guidance.answers.asked import FactName, Focus
from bot.guidance.answers.fields import by_same, lower_first
from bot.guidance.answers.model import Polarity, Say
from bot.guidance.answers.plain import folded
from bot.guidance.catalogue.values import AnotherMay, Fee, FeeKind, FieldKind, Presence
from bot.guidance.channels import Presence as Duty
from bot.guidance.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.guidance.answers.fields import Asked
    from bot.guidance.answers.model import AnswerUnit, Case
    from bot.guidance.catalogue.telling import Told
    from bot.guidance.offers import PresenceDuty

_POOR = {"poor": re.compile(r"(?<!can )\bho ngheo\b"), "near_poor": re.compile(r"\bcan ngheo\b")}
_DISABLED = re.compile(r"\bkhuyet tat\b")
_GOES = {
    "con": ("me", "ma", "cha", "tia", "bo", "ba", "ba me", "cha me"),
    "vo": ("chong", "ck"),
    "chong": ("vo", "vk"),
    "cha": ("con",),
}
"""Who somebody is to the person for whom they go."""
OLD_PAPER = "giay cu"
"""In place of a paper's name: the one that the procedure gives, as they had it before."""
_ANY_PAPER = frozenset({"giay", "to", "cai", "tam", "cu", "bi"})
_AGAIN = re.compile(r"\b(?:mat|hong|cap lai)\b")
_NOT_AGAIN = re.compile(r"\btru\b.*\b(?:mat|hong)\b|\bcap moi\b|\blan dau\b")
_AGE_ASKED = re.compile(r"\bdu (\d{1,2}) tuoi chua\b")
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
    if FactName.POOR in asked.facts or FactName.DISABLED in asked.facts:
        return None
    told = asked.told(FieldKind.FEE).told
    free = [one for one in told if isinstance(one.field.value, Fee) and one.field.value.level is FeeKind.FREE]
    return FactName.POOR if any(_POOR["poor"].search(folded(one.field.condition)) for one in free) else None


def of_household(facts: Mapping[FactName, str | int | bool], case: str) -> bool:
    """Return whether a case is that of a poor or nearly poor household, and they told that theirs is one."""
    pattern = _POOR.get(str(facts.get(FactName.POOR, "")))
    return pattern is not None and pattern.search(folded(case)) is not None


def poor_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield that nothing is to be paid, where the source says so of the household or disability that they told of."""
    disabled = FactName.POOR not in asked.facts and FactName.DISABLED in asked.facts
    pattern = _DISABLED if disabled else _POOR.get(str(asked.facts.get(FactName.POOR, "")))
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
        what = lower_first(value.what) or Say("case.the_fee")
        if disabled:
            short = Say("case.fee_free_disabled", {"what": what})
        else:
            household = Say(f"case.household_{asked.facts[FactName.POOR]}")
            short = Say("case.fee_free", {"household": household, "what": what})
        yield asked.unit(Focus.FEE, "poor", short, told[:1], yes_no=Polarity.NO)


def again_parts(asked: Asked) -> tuple[list[Told], list[Told]]:
    """Return the amounts for who has a paper made again because it is lost or spoilt, and those for everybody else.

    Both are empty where the source does not tell them apart.
    """
    told = [
        one
        for one in asked.told(FieldKind.FEE).told
        if isinstance(one.field.value, Fee) and one.field.value.level is FeeKind.AMOUNT
    ]
    others = [one for one in told if _NOT_AGAIN.search(folded(one.field.condition))]
    again = [one for one in told if one not in others and _AGAIN.search(folded(one.field.condition))]
    return (again, others) if again and others and len(again) + len(others) == len(told) else ([], [])


def lost_before(asked: Asked) -> bool | None:
    """Return whether the paper that is wanted was lost or spoilt, as far as they told; None where they did not."""
    if fold(str(asked.facts.get(FactName.HAS, ""))) == OLD_PAPER:
        return False
    lost = fold(str(asked.facts.get(FactName.LOST, "")))
    named = set(lost.split()) - _ANY_PAPER
    of_it = lost == OLD_PAPER or (bool(named) and named <= set(folded(asked.procedure.title).split()))
    return True if of_it else None


def again_decides(asked: Asked) -> FactName | None:
    """Return the fact of a lost paper where the amount hangs on it and it is not known."""
    return FactName.LOST if again_parts(asked)[0] and lost_before(asked) is None else None


def comes_by_age(duty: PresenceDuty, facts: Mapping[FactName, str | int | bool]) -> bool | None:
    """Return whether somebody of the age that was told must come, where that hangs on their years; else None."""
    limit = _AGE_ASKED.search(folded(duty.question or "")) if duty.presence is Duty.CONDITIONAL else None
    age = facts.get(FactName.AGE)
    if limit is None or not isinstance(age, int) or isinstance(age, bool):
        return None
    return age >= int(limit[1])


def age_decides(asked: Asked) -> FactName | None:
    """Return the fact of an age where coming in person hangs on it and it is not known."""
    duty = asked.ladder.offering.duty
    hangs = duty.presence is Duty.CONDITIONAL and _AGE_ASKED.search(folded(duty.question or ""))
    return FactName.AGE if hangs and FactName.AGE not in asked.facts else None


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
