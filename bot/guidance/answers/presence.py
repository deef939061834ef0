"""Who must come in person, and who may go instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guidance.answers.asked import Focus
from bot.guidance.answers.fields import by_same, lower_first
from bot.guidance.answers.model import AnswerUnit, Basis, Polarity, Row, Say
from bot.guidance.answers.plain import upper_first
from bot.guidance.answers.told import age_decides, kin_decides
from bot.guidance.catalogue.values import AnotherMay, FieldKind, MustCome, Presence
from bot.guidance.channels import Presence as Duty

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.guidance.answers.fields import Asked
    from bot.guidance.catalogue.telling import Told

_OWN_SENTENCE = frozenset({"answers.another_also_told", "answers.another_with_authorisation_when"})
"""After these a condition is a sentence of its own."""


def presence_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield whether the person must come, and whether somebody else may go instead."""
    told = [one for one in asked.told(FieldKind.PRESENCE).told if isinstance(one.field.value, Presence)]
    yield _must_come(asked, told)
    yield from _another_may(asked, told)


def _must_come(asked: Asked, told: list[Told]) -> AnswerUnit:
    duty = asked.ladder.offering.duty
    speaking = [one for one in told if presence_of(one).must_come is not MustCome.UNSAID]
    if speaking:
        words = {presence_of(one).must_come for one in speaking}
        conditions = conditions_of(speaking)
        only = words.pop() if len(words) == 1 else MustCome.WHEN
        yes_no = {MustCome.YES: Polarity.YES, MustCome.NO: Polarity.NO}.get(only, Polarity.DEPENDS)
        key = f"answers.come_{only.value}" + ("_because" if conditions else "")
        why_they = "; ".join((*map(upper_first, conditions[:1]), *conditions[1:]))
        values: dict[str, str | int | Say | Row] = {"why": why_they} if conditions else {}
        return asked.unit(
            Focus.MUST_COME, only.value, Say(key, values), speaking, yes_no=yes_no, needs=age_decides(asked)
        )
    known = {
        Duty.REQUIRED: ("yes", Polarity.YES),
        Duty.NOT_REQUIRED: ("no", Polarity.NO),
        Duty.CONDITIONAL: ("when", Polarity.DEPENDS),
    }.get(duty.presence)
    if known is None:
        others = [one for one in told if presence_of(one).another_may is not AnotherMay.UNSAID]
        if not others:
            return asked.unknown(Focus.MUST_COME, "answers.come_unknown")
        rules = Row(tuple(rules_for_another(others)), " ")
        said = Say("answers.come_by_another", {"rules": rules})
        return asked.unit(Focus.MUST_COME, "another", said, others, basis=Basis.DERIVED)
    word, yes_no = known
    key = f"answers.come_{word}" + ("_because" if duty.note else "")
    why: dict[str, str | int | Say | Row] = {"why": upper_first(duty.note.rstrip("."))} if duty.note else {}
    return asked.of_ladder(Focus.MUST_COME, word, Say(key, why), yes_no=yes_no)


def rules_for_another(speaking: list[Told]) -> list[Say]:
    """Return who may go instead, each rule with those for whom it is: what holds for some is not told as for all."""
    parts: list[Say] = []
    for may, group in by_same(speaking, lambda one: presence_of(one).another_may)[:2]:
        conditions = conditions_of(group)
        key = f"answers.another_{may.value}" + ("_when" if conditions else "")
        if parts and may is AnotherMay.YES and conditions:
            # beside those who need an authorisation
            told_so = any("ủy quyền" in one or "uỷ quyền" in one for one in conditions)
            key = "answers.another_also_told" if told_so else "answers.another_also"
        if key in _OWN_SENTENCE:
            conditions = (upper_first(conditions[0]), *conditions[1:])
        parts.append(Say(key, {"condition": Row(conditions, "; ")} if conditions else {}))
    return parts


def _rules_apart(speaking: list[Told]) -> Say:
    """Return who may go instead where some may not: that it depends, and each rule with those for whom it is."""
    rules = []
    for may, group in by_same(speaking, lambda one: presence_of(one).another_may):
        when = conditions_of(group) or (Say("answers.another_otherwise"),)
        rules.append(Say(f"answers.another_mixed_{may.value}", {"condition": Row(when, "; ")}))
    return Say("answers.another_mixed", {"rules": Row(tuple(rules), " ")})


def _another_may(asked: Asked, told: list[Told]) -> Iterator[AnswerUnit]:
    speaking = [one for one in told if presence_of(one).another_may is not AnotherMay.UNSAID]
    if not speaking:
        yield _nobody_else_named(asked, told)
        return
    words = {presence_of(one).another_may for one in speaking}
    parts: list[Say] = rules_for_another(speaking)
    bound = any(presence_of(one).must_come in {MustCome.YES, MustCome.WHEN} for one in speaking)
    if bound and words != {AnotherMay.NO}:
        yes_no = Polarity.DEPENDS
        told_of = conditions_of(speaking)
        if not told_of:
            yield _nobody_else_named(asked, told)
            return
        parts = [Say("answers.another_depends", {"condition": Row(told_of, "; ")})]
    elif words == {AnotherMay.NO}:
        yes_no = Polarity.DEPENDS if conditions_of(speaking) else Polarity.NO
    elif AnotherMay.NO in words:
        yes_no, parts = Polarity.DEPENDS, [_rules_apart(speaking)]
    elif words == {AnotherMay.YES} and conditions_of(speaking):
        yes_no = Polarity.DEPENDS
    else:
        yes_no = Polarity.YES
    yield asked.unit(
        Focus.WHO_MAY_GO,
        "may",
        Say("answers.another", {"rules": Row(tuple(parts), " ")}),
        speaking,
        yes_no=yes_no,
        needs=kin_decides(asked),
    )


def _nobody_else_named(asked: Asked, told: list[Told]) -> AnswerUnit:
    """Return what follows for somebody else where the source only says who must come."""
    coming = [one for one in told if presence_of(one).must_come in {MustCome.YES, MustCome.WHEN}]
    if not coming:
        return asked.unknown(Focus.WHO_MAY_GO, "answers.another_unknown")
    always = all(presence_of(one).must_come is MustCome.YES for one in coming)
    key = "answers.another_must_come" if always else "answers.another_must_come_when"
    first = conditions_of(coming)[:1]
    values: dict[str, str | int | Say | Row] = {"why": first[0]} if first else {}
    return asked.unit(
        Focus.WHO_MAY_GO, "nobody", Say(f"{key}_because" if first else key, values), coming, basis=Basis.DERIVED
    )


def conditions_of(told: Iterable[Told]) -> tuple[str, ...]:
    """Return the conditions of fields, each once."""
    found = (": ".join(filter(None, (one.field.case, one.field.condition))) for one in told)
    return tuple(dict.fromkeys(lower_first(text) for text in found if text))


def presence_of(one: Told) -> Presence:
    """Return what a field of the kind ``FieldKind.PRESENCE`` says of coming and of sending somebody."""
    value = one.field.value
    if not isinstance(value, Presence):
        raise TypeError(f"not about presence: {value}")
    return value
