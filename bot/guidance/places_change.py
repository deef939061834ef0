"""What became of an administrative unit, for people who ask about old and new names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.guidance.places import SECOND_LEVEL_ENDS, Level, local_day

if TYPE_CHECKING:
    from datetime import datetime

    from bot.guidance.places import AdminUnit, Gazetteer

_DOCUMENTS = {
    date(2024, 12, 1): "Nghị quyết 1252/NQ-UBTVQH15",
    SECOND_LEVEL_ENDS: "Nghị quyết 1655/NQ-UBTVQH15",
}
"""The resolutions by the day they took effect."""
_PROVINCE_DOCUMENT = "Nghị quyết 202/2025/QH15"


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What became of a unit, or what it was made of, by a moment.

    Attributes:
        unit: the unit asked about.
        exists: whether it exists at the moment.
        now: the units its area belongs to at the moment; itself where it exists.
        split: its area went to several units: the hamlet decides.
        dissolved: it was a district, and districts are gone.
        made_of: for a unit formed by a merger: the units it was made of, wholly or in part.
        since: the day of the change; None where nothing changed.
        document: the resolution; None where nothing changed.
        namesakes: units of another time with the same name that are somewhere else, at least in part.
    """

    unit: AdminUnit
    exists: bool
    now: tuple[AdminUnit, ...]
    split: bool
    dissolved: bool
    made_of: tuple[AdminUnit, ...]
    since: date | None
    document: str | None
    namesakes: tuple[AdminUnit, ...]


def explain_change(gazetteer: Gazetteer, unit: AdminUnit, moment: date | datetime) -> UnitChange:
    """Collect what can be told about how ``unit`` changed until ``moment``. Pure."""
    day = local_day(moment)
    exists = unit.exists_at(day)
    gone = unit.ended_by(day)
    now = gazetteer.at(unit, day)
    since = unit.valid_to if gone else unit.valid_from
    if since is not None and since > day:
        since = None
    return UnitChange(
        unit=unit,
        exists=exists,
        now=now,
        split=gone and unit.level is Level.COMMUNE and len(now) > 1,
        dissolved=gone and unit.level is Level.DISTRICT,
        made_of=tuple(old for old in gazetteer.predecessors(unit.id) if old.ended_by(day)) if exists else (),
        since=since,
        document=_document(unit, since),
        namesakes=tuple(
            other
            for other in gazetteer.namesakes(unit)
            if other.level is unit.level and unit not in gazetteer.at(other, day) and other not in now
        ),
    )


def describe_change(gazetteer: Gazetteer, change: UnitChange) -> str:
    """Say it in Vietnamese, in one to three sentences, without greeting."""
    name = gazetteer.full_name(change.unit)
    since = f"Từ ngày {change.since.day}/{change.since.month}/{change.since.year}" if change.since else ""
    source = f" ({change.document})" if change.document else ""
    if change.dissolved:
        text = f"{since} không còn cấp huyện{source}. {name} trước đây nay thuộc: {_listed(change.now)}."
    elif change.split:
        text = (
            f"{since}, {name} được chia về {_listed(change.now)}{source}. "
            "Thuộc nơi nào là tùy ấp, khóm, nên cần cho biết ấp hay khóm mình ở."
        )
    elif not change.exists and change.now:
        text = f"{since}, {name} nay là {_listed(change.now)}{source}."
    elif not change.exists:
        text = f"Vào thời điểm này chưa có {name}."
    elif change.made_of:
        text = f"{since}, {name} gồm toàn bộ hoặc một phần: {_listed(change.made_of, gazetteer)}{source}."
    else:
        text = f"{name} không thay đổi tên gọi vào thời điểm này."
    if change.namesakes:
        others = "; ".join(gazetteer.full_name(other) for other in change.namesakes)
        text += f" Lưu ý trùng tên, đừng nhầm với {others} trước ngày 1/7/2025."
    return text


def _document(unit: AdminUnit, since: date | None) -> str | None:
    if since is None:
        return None
    return _PROVINCE_DOCUMENT if unit.level is Level.PROVINCE else _DOCUMENTS.get(since)


def _listed(units: tuple[AdminUnit, ...], gazetteer: Gazetteer | None = None) -> str:
    return "; ".join(gazetteer.full_name(unit) if gazetteer else unit.name for unit in units)
