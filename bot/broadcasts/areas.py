"""Which administrative units an area takes in, old and new: people told the bot their commune in some year or other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.guidance.places.gazetteer import AdminUnit, Gazetteer


def ids_within(places: Gazetteer, area: AdminUnit) -> frozenset[str]:
    """Return the ids of all units that lie in ``area``, became part of it, or came of it.

    Where a unit was divided, both the whole and its parts that may lie in the area are taken in: telling a neighbour
    does less harm than not telling somebody whom it concerns.
    """
    inside = {unit.id for unit in places if places.contains(area.id, unit.id)}
    later = _closure(places, inside, forward=True)
    earlier = _closure(places, inside, forward=False)
    found = inside | later | earlier
    # A district of old is inside when all its communes are.
    for unit in places:
        children = places.children(unit.id)
        if children and all(child.id in found for child in children):
            found.add(unit.id)
    return frozenset(found)


def _closure(places: Gazetteer, start: Iterable[str], *, forward: bool) -> set[str]:
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        unit = places.get(waiting.pop())
        next_ids = unit.successors if forward else tuple(other.id for other in places.predecessors(unit.id))
        for unit_id in next_ids:
            if unit_id not in found:
                found.add(unit_id)
                waiting.append(unit_id)
    return found
