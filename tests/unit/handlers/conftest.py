"""What answers a question is put together once for all conversations that ask it: the parts never change here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.guidance.answers.units import AnswerUnits

if TYPE_CHECKING:
    from bot.guidance.answers.model import AnswerUnit

_put_together = AnswerUnits.units_for
_kept: dict[Any, tuple[AnswerUnits, tuple[AnswerUnit, ...]]] = {}


def _units_for(self: AnswerUnits, topic: Any, focus: Any, facts: Any, **when_and_where: Any) -> tuple[AnswerUnit, ...]:
    """As itself, which always says the same for the same: a fifth of what a turn costs, for thousands of turns.

    The parts are kept beside, so that no other ones get their places in the memory.
    """
    parts = tuple(map(id, (self.catalogue, self.fields, self.rulebook, self.offers, self.glossary)))
    asked = (*parts, topic, focus, tuple(facts.items()), tuple(when_and_where.items()))
    if asked not in _kept:
        _kept[asked] = self, _put_together(self, topic, focus, facts, **when_and_where)
    return _kept[asked][1]


AnswerUnits.units_for = _units_for  # type: ignore[method-assign]
