"""The one-stop units that exist at a moment, with the names they carry then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.guidance.places.gazetteer import SECOND_LEVEL_ENDS, Level, local_day

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.guidance.places.gazetteer import AdminUnit, Gazetteer


@dataclass(frozen=True, slots=True)
class OneStopUnit:
    """A one-stop unit.

    Attributes:
        id: of its administrative unit, which the booking service knows it by.
        name: official name at the moment asked for.
        level: of the administrative unit.
        area_id: the administrative unit whose people it serves.
    """

    id: str
    name: str
    level: Level
    area_id: str


def one_stop_units(gazetteer: Gazetteer, moment: date | datetime) -> list[OneStopUnit]:
    """Return all one-stop units of the province at ``moment``: the centre first, then districts, then communes."""
    order = list(Level)
    units = sorted(gazetteer.valid_at(moment), key=lambda unit: order.index(unit.level))
    return [_one_stop(unit, moment) for unit in units]


def one_stop_unit(gazetteer: Gazetteer, unit_id: str, moment: date | datetime) -> OneStopUnit | None:
    """Return the one-stop unit of this administrative unit, if it exists at ``moment``."""
    unit = gazetteer.find(unit_id)
    if unit is None or not unit.exists_at(local_day(moment)):
        return None
    home = gazetteer.province_at(moment)
    return _one_stop(unit, moment) if gazetteer.contains(home.id, unit.id) else None


def _one_stop(unit: AdminUnit, moment: date | datetime) -> OneStopUnit:
    return OneStopUnit(unit.id, _name(unit, local_day(moment)), unit.level, unit.id)


def _name(unit: AdminUnit, day: date) -> str:
    """Return the official name.

    Decree 61/2018/NĐ-CP speaks of "Bộ phận Một cửa", the letter of 22/8/2021 of the province's "Trung tâm Giải quyết
    thủ tục hành chính"; decree 118/2025/NĐ-CP renames them "Trung tâm Phục vụ hành chính công" from 1/7/2025.
    """
    place = unit.name[0].lower() + unit.name[1:]
    if day >= SECOND_LEVEL_ENDS:
        return f"Trung tâm Phục vụ hành chính công {place}"
    if unit.level is Level.PROVINCE:
        return f"Trung tâm Giải quyết thủ tục hành chính {place}"
    return f"Bộ phận Một cửa {place}"
