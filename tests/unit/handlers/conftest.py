"""What all conversations here share: what answers a question is put together once, since the parts never change, and
one event loop is theirs, since a conversation leaves nothing on it. One for each test costs more than many a turn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from bot.guidance.answers.units import AnswerUnits

if TYPE_CHECKING:
    from bot.guidance.answers.model import AnswerUnit

_HERE = Path(__file__).parent
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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give all tests of this folder one event loop."""
    on_one_loop = pytest.mark.asyncio(loop_scope="session")
    for item in items:
        if item.path.is_relative_to(_HERE) and pytest_asyncio.is_async_test(item):
            item.add_marker(on_one_loop, append=False)
