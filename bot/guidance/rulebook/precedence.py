"""Which rules in force give way: an exception beats its rule, the narrow the wide, then the later the earlier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.guidance.moments import VIETNAM
from bot.guidance.rulebook.advice import Applies, BeatenBy, BeatenRule
from bot.guidance.rulebook.scope import specificity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.guidance.rulebook.model import Rule

_DAWN = datetime(1900, 1, 1, tzinfo=VIETNAM)


@dataclass(frozen=True, slots=True, order=True)
class Rank:
    """Where a rule stands; the greater outranks the smaller.

    An exception is at least as narrow and as late as the rule it excepts from, and one deeper, so it always outranks
    it. The id makes the order total.
    """

    specificity: int
    effective_from: datetime
    depth: int
    rule: str


def ranks(rules: Iterable[Rule]) -> Mapping[str, Rank]:
    """The rank of each rule among these."""
    by_id = {rule.id: rule for rule in rules}
    found: dict[str, Rank] = {}

    def rank(rule: Rule) -> Rank:
        if rule.id not in found:
            own = (specificity(rule.scope), rule.effect.interval.start or _DAWN)
            base = by_id.get(rule.exception_to or "")
            if base is None:
                found[rule.id] = Rank(*own, 0, rule.id)
            else:
                above = rank(base)
                narrow, start = max(own, (above.specificity, above.effective_from))
                found[rule.id] = Rank(narrow, start, above.depth + 1, rule.id)
        return found[rule.id]

    for rule in by_id.values():
        rank(rule)
    return found


def resolve(rules: Iterable[tuple[Rule, Applies]]) -> tuple[list[tuple[Rule, Applies]], list[BeatenRule]]:
    """Part the rules in force into those that stand and those that give way.

    Only a rule that applies for sure makes another give way. Rules that stand and apply for sure answer no question
    differently.

    Returns:
        The standing rules in the order given, and the beaten ones.
    """
    given = list(rules)
    order = ranks(rule for rule, _ in given)
    standing: list[Rule] = []
    beaten: dict[str, BeatenRule] = {}
    for rule, how in sorted(given, key=lambda pair: order[pair[0].id], reverse=True):
        winner = _winner(rule, how, standing, order)
        if winner is not None:
            beaten[rule.id] = winner
        elif how is Applies.YES:
            standing.append(rule)
    kept = [(rule, how) for rule, how in given if rule.id not in beaten]
    return kept, list(beaten.values())


def _winner(rule: Rule, how: Applies, standing: list[Rule], order: Mapping[str, Rank]) -> BeatenRule | None:
    for other in standing:
        if other.exception_to == rule.id:
            return BeatenRule(rule, other.id, BeatenBy.EXCEPTION)
    if how is not Applies.YES:
        return None
    for other in standing:
        if any(rule.decides.get(question, answer) != answer for question, answer in other.decides.items()):
            narrower = order[other.id].specificity > order[rule.id].specificity
            return BeatenRule(rule, other.id, BeatenBy.NARROWER if narrower else BeatenBy.LATER)
    return None
