"""One-stop units: which one serves a place, what they are called, which others lie near. Pure."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from bot.guidance.places.gazetteer import Level, local_day
from bot.guidance.places.one_stop import one_stop_unit

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.guidance.places.gazetteer import AdminUnit, Gazetteer


def place_of(places: Gazetteer, unit_id: str) -> AdminUnit | None:
    """Return the administrative unit whose people a one-stop unit serves, or None for an unknown id."""
    return places.find(unit_id)


def unit_name(places: Gazetteer, unit_id: str, moment: datetime) -> str:
    """Return the official name of a one-stop unit at ``moment``; its place's name where it has none then."""
    unit = one_stop_unit(places, unit_id, moment)
    if unit is not None:
        return unit.name
    place = place_of(places, unit_id)
    return place.name if place is not None else unit_id


def all_units(places: Gazetteer, moment: datetime) -> list[str]:
    """Return the ids of all one-stop units of the province at ``moment``, communes first."""
    order = [Level.COMMUNE, Level.DISTRICT, Level.PROVINCE]
    return [unit.id for unit in sorted(places.valid_at(moment), key=lambda unit: order.index(unit.level))]


def near_units(places: Gazetteer, unit: AdminUnit, moment: datetime) -> list[str]:
    """Return the ids of the one-stop units near a place, the nearest first, without the place's own.

    Near are the communes of the same district, also where districts are gone, then the district's and the province's
    own units. Distances are not known.
    """
    return list(_near(places, unit, local_day(moment)))


@functools.lru_cache(maxsize=256)  # a booking asks for them at each step
def _near(places: Gazetteer, unit: AdminUnit, day: date) -> tuple[str, ...]:
    mine = _districts(places, unit)
    neighbours = [
        other.id
        for other in places.valid_at(day, Level.COMMUNE)
        if other.id != unit.id and mine & _districts(places, other)
    ]
    above = [step.id for step in places.ancestors(unit.id)[1:] if step.exists_at(day)]
    return (*neighbours, *above)


def _districts(places: Gazetteer, unit: AdminUnit) -> frozenset[str]:
    """Return the districts, of any time, that a unit or what it was made of lies in."""
    own = {step.id for step in places.ancestors(unit.id) if step.level is Level.DISTRICT}
    before = (_districts(places, other) for other in places.predecessors(unit.id))
    return frozenset(own).union(*before)
