"""Whether a scope covers a question, and which of two scopes is the narrower."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guidance.channels import Offered, Presence
from bot.guidance.rulebook.advice import Applies
from bot.guidance.rulebook.model import LOCKDOWN, Condition

if TYPE_CHECKING:
    from bot.guidance.offers import Offering
    from bot.guidance.rulebook.advice import Area
    from bot.guidance.rulebook.model import Scope

type Answer = bool | None
"""Yes, no, or not known from what was asked."""


def applies(scope: Scope, area: Area | None, code: str | None, offering: Offering | None) -> Applies | None:
    """Whether the scope covers the question; None when it does not.

    Args:
        scope: the scope of a rule.
        area: the place asked about, or None.
        code: the procedure asked about, or None.
        offering: how that procedure is offered at the moment, when known.
    """
    answers = (
        _province(scope, area),
        _level(scope, area),
        _included(scope, area),
        not _excluded(scope, area),
        _procedure(scope, code),
        _condition(scope, code, offering),
    )
    if any(answer is False for answer in answers):
        return None
    return Applies.CONDITIONAL if any(answer is None for answer in answers) else Applies.YES


def specificity(scope: Scope) -> int:
    """How narrow a scope is: a scope that lies inside another never gets the smaller number.

    What a rule is about weighs first (procedures, then places), how it is done last; so a rule for one group of
    procedures outranks one for whoever comes in person.
    """
    procedures = 0
    if scope.procedures:
        procedures = 100 - min(len(scope.procedures), 40)
    elif scope.condition is not Condition.NONE:
        procedures = 30
    places = 25 if scope.area_include else 0
    details = (scope.unit_levels, scope.area_exclude, scope.channel, scope.place)
    return procedures + places + sum(1 for detail in details if detail)


def _province(scope: Scope, area: Area | None) -> Answer:
    if scope.province is None or area is None or area.province is None:
        return True
    return area.province == scope.province


def _level(scope: Scope, area: Area | None) -> Answer:
    if not scope.unit_levels or area is None or area.level is None:
        return True
    return area.level in scope.unit_levels


def _included(scope: Scope, area: Area | None) -> Answer:
    if not scope.area_include:
        return True
    if area is None:
        return None
    if scope.area_include & _names(area):
        return True
    if LOCKDOWN in scope.area_include:
        return area.locked
    return False


def _excluded(scope: Scope, area: Area | None) -> bool:
    if area is None:
        return False
    return bool(scope.area_exclude & _names(area)) or (LOCKDOWN in scope.area_exclude and area.locked is True)


def _names(area: Area) -> frozenset[str]:
    return area.keys | {area.name}


def _procedure(scope: Scope, code: str | None) -> Answer:
    if not scope.procedures:
        return True
    return None if code is None else code in scope.procedures


def _condition(scope: Scope, code: str | None, offering: Offering | None) -> Answer:
    if scope.condition is Condition.NONE:
        return True
    if code is None or offering is None:
        return None
    if scope.condition is Condition.MUST_APPEAR:
        return must_appear(offering)
    return offered_neither_way(offering)


def must_appear(offering: Offering) -> Answer:
    """Whether the law demands presence; None where it depends on the case or was never read."""
    known = {
        Presence.REQUIRED: True,
        Presence.NOT_REQUIRED: False,
        Presence.NOT_STATED: False,
    }
    return known.get(offering.duty.presence)


def offered_neither_way(offering: Offering) -> Answer:
    """Whether the procedure can be submitted neither online nor by post."""
    offers = (offering.online.offered, offering.postal.offered)
    if any(offer in {Offered.YES, Offered.LIMITED} for offer in offers):
        return False
    return True if all(offer is Offered.NO for offer in offers) else None
