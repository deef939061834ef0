"""Administrative units of Cà Mau and how they changed: what exists when, what lies in what, what became of what.

Three eras: until 30/11/2024 (101 communes in 9 districts), from 1/12/2024 (resolution 1252/NQ-UBTVQH15: Phường 4
joined Phường 2), from 1/7/2025 (resolutions 202/2025/QH15 and 1655/NQ-UBTVQH15: no districts, 64 communes, the
former Bạc Liêu included). Units never change in place: a unit has an id, a name and an interval, and successors.
"""

from __future__ import annotations

import csv
import functools
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from bot.guidance.moments import VIETNAM
from bot.guidance.places.model import AdminUnit, Level, MatchKind, PlaceMatch, Reason, UnitKind

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "SECOND_LEVEL_ENDS",
    "AdminUnit",
    "Gazetteer",
    "Level",
    "MatchKind",
    "PlaceMatch",
    "Reason",
    "UnitKind",
    "local_day",
]

SECOND_LEVEL_ENDS = date(2025, 7, 1)
"""The first day without districts (resolution 1655/NQ-UBTVQH15 for the communes of Cà Mau)."""

_MOST_DAYS = 64
"""Days of which the units are kept: a booking asks for those of each half-day, some hundreds of units each."""


class Gazetteer:
    """All units of all eras. Built once from ``content/admin_units.csv``; immutable."""

    def __init__(self, units: tuple[AdminUnit, ...]) -> None:
        self._units = {unit.id: unit for unit in units}
        self._children: dict[str, list[AdminUnit]] = {}
        self._predecessors: dict[str, list[AdminUnit]] = {}
        self._valid: dict[tuple[date, Level | None], tuple[AdminUnit, ...]] = {}
        for unit in units:
            if unit.parent_id is not None:
                self._children.setdefault(unit.parent_id, []).append(unit)
            for successor in unit.successors:
                self._predecessors.setdefault(successor, []).append(unit)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Build it from the text of the CSV.

        Raises:
            ValueError: a row is malformed or refers to a unit that is not there.
        """
        units = tuple(_unit(row) for row in csv.DictReader(text.splitlines()))
        known = {unit.id for unit in units}
        if len(known) != len(units):
            raise ValueError("an id of an administrative unit stands twice")
        for unit in units:
            missing = {*unit.successors, *filter(None, [unit.parent_id])} - known
            if missing:
                raise ValueError(f"{unit.id} refers to unknown units: {sorted(missing)}")
        return cls(units)

    def __iter__(self) -> Iterator[AdminUnit]:
        return iter(self._units.values())

    def __len__(self) -> int:
        return len(self._units)

    def get(self, unit_id: str) -> AdminUnit:
        """Return the unit with this id.

        Raises:
            KeyError: there is none.
        """
        return self._units[unit_id]

    def find(self, unit_id: str) -> AdminUnit | None:
        """Return the unit with this id, or None."""
        return self._units.get(unit_id)

    def valid_at(self, moment: date | datetime, level: Level | None = None) -> list[AdminUnit]:
        """Return the units of the province Cà Mau that exist at ``moment``, of one level or all."""
        day = local_day(moment)
        found = self._valid.get((day, level))
        if found is None:
            home = self.province_at(day)
            found = tuple(
                unit
                for unit in self
                if unit.exists_at(day) and (level is None or unit.level is level) and self.contains(home.id, unit.id)
            )
            if len(self._valid) >= _MOST_DAYS:
                self._valid.clear()
            self._valid[day, level] = found
        return list(found)

    def province_at(self, moment: date | datetime) -> AdminUnit:
        """Return the province Cà Mau as it is at ``moment``."""
        return self._units["ca-mau-2025" if local_day(moment) >= SECOND_LEVEL_ENDS else "ca-mau-2021"]

    def children(self, unit_id: str) -> list[AdminUnit]:
        """Return the units directly below one, of all times."""
        return list(self._children.get(unit_id, ()))

    def predecessors(self, unit_id: str) -> list[AdminUnit]:
        """Return the units whose area, or part of it, went to this one."""
        return list(self._predecessors.get(unit_id, ()))

    def ancestors(self, unit_id: str) -> list[AdminUnit]:
        """Return the unit itself, its parent and so on up to the province; empty for an unknown id."""
        line: list[AdminUnit] = []
        unit = self._units.get(unit_id)
        while unit is not None:
            line.append(unit)
            unit = self._units.get(unit.parent_id) if unit.parent_id else None
        return line

    def contains(self, area_id: str, unit_id: str) -> bool:
        """Return whether ``unit_id`` is ``area_id`` or lies inside it, by the hierarchy of its own time."""
        return any(unit.id == area_id for unit in self.ancestors(unit_id))

    def at(self, unit: AdminUnit, moment: date | datetime) -> tuple[AdminUnit, ...]:
        """Return the units that ``unit`` is, or has become, at ``moment``.

        One unit where the answer is certain; several where the area was divided or a district dissolved; none
        where the unit exists only later.
        """
        day = local_day(moment)
        if unit.exists_at(day):
            return (unit,)
        if not unit.ended_by(day):
            return ()
        if unit.successors:
            onward = [self._units[successor] for successor in unit.successors]
        elif unit.level is Level.DISTRICT:
            onward = self.children(unit.id)
        else:
            onward = []
        found = {heir.id: heir for step in onward for heir in self.at(step, day)}
        return tuple(found.values())

    def label(self, unit: AdminUnit, moment: date | datetime) -> str:
        """Return the name for a choice: with "cũ" for a unit that is gone, "mới" where a namesake is gone."""
        day = local_day(moment)
        if unit.ended_by(day):
            parent = self._units.get(unit.parent_id) if unit.parent_id else None
            inside = f", {_lower_kind(parent)}" if parent is not None and unit.level is Level.COMMUNE else ""
            return f"{unit.name} (cũ{inside})"
        gone = (other for other in self.namesakes(unit) if other.ended_by(day) and other.level is unit.level)
        if any(self.at(other, day) != (unit,) for other in gone):
            return f"{unit.name} (mới)"
        return unit.name

    def full_name(self, unit: AdminUnit) -> str:
        """Return the name with its district, where it has one: "Xã Tắc Vân, thành phố Cà Mau"."""
        parent = self._units.get(unit.parent_id) if unit.parent_id else None
        if parent is None or parent.level is not Level.DISTRICT:
            return unit.name
        return f"{unit.name}, {_lower_kind(parent)}"

    def namesakes(self, unit: AdminUnit) -> list[AdminUnit]:
        """Return other units of the same name, whatever their kind, that are not simply the same area renamed."""
        return [
            other
            for other in self._names.get(unit.short_name, ())
            if other is not unit and other.successors != (unit.id,) and unit.successors != (other.id,)
        ]

    @functools.cached_property
    def _names(self) -> dict[str, list[AdminUnit]]:
        names: dict[str, list[AdminUnit]] = {}
        for unit in self:
            names.setdefault(unit.short_name, []).append(unit)
        return names


def _lower_kind(unit: AdminUnit) -> str:
    return unit.name[0].lower() + unit.name[1:]


def local_day(moment: date | datetime) -> date:
    """Return the day of a moment in Việt Nam; a datetime without a zone is taken as local."""
    if not isinstance(moment, datetime):
        return moment
    return (moment if moment.tzinfo is None else moment.astimezone(VIETNAM)).date()


def _unit(row: dict[str, str]) -> AdminUnit:
    return AdminUnit(
        id=row["id"],
        code=row["code"],
        name=row["name"],
        kind=UnitKind(row["kind"]),
        parent_id=row["parent_id"] or None,
        valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        successors=tuple(filter(None, row["successors"].split("|"))),
    )
