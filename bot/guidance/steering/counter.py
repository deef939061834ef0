"""The counter's rung before locks are looked at: open, closed, a duty, or not known, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.guidance.channels import Offered, Presence
from bot.guidance.rulebook.model import Condition
from bot.guidance.rulebook.scope import must_appear, offered_neither_way
from bot.guidance.steering.model import Reason, StepState, Why

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.guidance.offers import Offering
    from bot.guidance.rulebook.advice import Advice, AdvisedRule, Citation


@dataclass(frozen=True, slots=True)
class Counter:
    """The counter, and whether a slot at it could be booked."""

    state: StepState
    reasons: tuple[Reason, ...]
    bookable: bool


def rules_deciding(advice: Advice, question: str, answer: str) -> tuple[AdvisedRule, ...]:
    """Rules in force that surely apply and answer `question` so."""
    deciding = advice.deciding(question, surely=True)
    return tuple(advised for advised in deciding if advised.rule.decides[question] == answer)


def cite(advised_rules: Iterable[AdvisedRule]) -> tuple[Citation, ...]:
    """Their citations."""
    return tuple(advised.citation for advised in advised_rules)


def counter_of(advice: Advice, offering: Offering) -> Counter:
    """How the counter stands for a procedure, or in general when the advice names none."""
    if not advice.deciding("channel"):
        return _free(advice, offering)
    if advice.procedure is None:
        return Counter(
            StepState.UNKNOWN, (Reason(Why.PROCEDURE_OPEN, cite(advice.deciding("channel"))),), bookable=False
        )
    return _bound(advice, offering)


def _bound(advice: Advice, offering: Offering) -> Counter:
    opened = rules_deciding(advice, "channel", "in_person")
    duty = [a for a in opened if a.rule.scope.condition is Condition.MUST_APPEAR]
    exception = [a for a in opened if a.rule.scope.condition is Condition.OFFERED_NEITHER_WAY]
    favourable = [Reason(Why.MUST_APPEAR, cite(duty))] if duty else []
    favourable += [Reason(Why.NO_OTHER_WAY, cite(exception))] if exception else []
    if favourable:
        booked = rules_deciding(advice, "appointment", "required")
        favourable += [Reason(Why.BY_APPOINTMENT, cite(booked))] if booked else []
        state = StepState.DUTY if duty else StepState.OPEN
        return Counter(state, tuple(favourable), bookable=True)
    closing = cite(rules_deciding(advice, "channel", "online_or_postal"))
    neither = offered_neither_way(offering)
    if must_appear(offering) is False and neither is False:
        return Counter(StepState.CLOSED, (Reason(Why.OTHER_WAY_OPEN, closing),), bookable=False)
    reasons = []
    if must_appear(offering) is not False:
        reasons.append(_presence_reason(advice, offering, closing if neither is False else ()))
    if neither is None:
        reasons.append(Reason(Why.OFFER_UNKNOWN))
    return Counter(StepState.UNKNOWN, tuple(reasons), bookable=False)


def _presence_reason(advice: Advice, offering: Offering, closing: tuple[Citation, ...]) -> Reason:
    why = {
        Presence.REQUIRED: Why.PRESENCE_UNRULED,
        Presence.CONDITIONAL: Why.PRESENCE_DEPENDS,
    }.get(offering.duty.presence, Why.PRESENCE_UNKNOWN)
    asked = [a for a in advice.deciding("channel") if a.rule.scope.condition is Condition.MUST_APPEAR]
    return Reason(why, (*closing, *cite(asked)))


def _free(advice: Advice, offering: Offering) -> Counter:
    offered = offering.in_person.offered
    rules = [a for a in advice.about("in_person") if "units" in a.rule.topics]
    duty = (Reason(Why.MUST_APPEAR),) if must_appear(offering) else ()
    state = StepState.DUTY if duty else StepState.OPEN
    if offered is Offered.ELSEWHERE:
        return Counter(state, (*duty, Reason(Why.ELSEWHERE)), bookable=False)
    if offered is Offered.NO and not duty:
        return Counter(StepState.CLOSED, (Reason(Why.NOT_OFFERED),), bookable=False)
    if offered is Offered.UNKNOWN and not duty and rules and advice.procedure is not None:
        # That there are centres says nothing of what they take in: police and social insurance have their own doors.
        return Counter(StepState.UNKNOWN, (Reason(Why.OFFER_UNKNOWN),), bookable=False)
    units = Reason(Why.UNITS_RECEIVE, cite(rules)) if rules else Reason(Why.NO_RULE)
    if offered is Offered.LIMITED:
        units = Reason(Why.NOT_EVERYWHERE)
    known = bool(duty or rules) or offered in {Offered.YES, Offered.LIMITED}
    return Counter(state if known else StepState.UNKNOWN, (*duty, units), bookable=True)
