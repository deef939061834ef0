"""What became of an administrative unit, for people who ask about old and new names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.guidance.places.gazetteer import SECOND_LEVEL_ENDS, Level, local_day

if TYPE_CHECKING:
    from datetime import datetime

    from bot.guidance.places.gazetteer import AdminUnit, Gazetteer

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
        document=_documents(gazetteer, unit, since, day),
        namesakes=tuple(
            other
            for other in gazetteer.namesakes(unit)
            if since and other.level is unit.level is Level.COMMUNE and gazetteer.at(other, day) not in ((), now)
        ),
    )


def describe_change(gazetteer: Gazetteer, change: UnitChange) -> str:
    """Say it in Vietnamese, in one to three sentences, without greeting."""
    name = _in_sentence(gazetteer.full_name(change.unit))
    since = f"Từ ngày {_date(change.since)}" if change.since else ""
    source = f" ({change.document})" if change.document else ""
    now = "; ".join(_in_sentence(unit.name) for unit in change.now)
    if change.dissolved:
        text = f"{since} không còn cấp huyện{source}. Địa bàn {name} trước đây nay thuộc: {now}."
    elif change.split:
        text = (
            f"{since}, {name} được chia về: {now}{source}. "
            "Thuộc nơi nào là tùy mình ở ấp hay khóm nào; trợ lý không có danh sách đó, anh/chị hỏi ở các nơi này."
        )
    elif not change.exists and change.now:
        text = f"{since}, {name} {_heirs(gazetteer, change)}{source}."
    elif not change.exists:
        text = f"Vào thời điểm này chưa có {name}."
    elif change.made_of:
        parts = "; ".join(_in_sentence(gazetteer.full_name(unit)) for unit in change.made_of)
        text = f"{since}, {name} gồm toàn bộ hoặc một phần của: {parts} (cũ){source}."
    else:
        text = f"Vào thời điểm này, {name} không có thay đổi."
    if change.namesakes:
        text += f" Lưu ý trùng tên, đừng nhầm với {'; '.join(_dated(gazetteer, each) for each in change.namesakes)}."
    return text


def _heirs(gazetteer: Gazetteer, change: UnitChange) -> str:
    """Say what a unit became; a unit that was merged twice is told in both steps."""
    final = change.now[0]
    first = gazetteer.get(change.unit.successors[0])
    if first is final:
        return f"là {_in_sentence(final.name)}"
    later = f", từ ngày {_date(first.valid_to)} là {_in_sentence(final.name)}" if first.valid_to else ""
    return f"nhập vào {_in_sentence(first.name)}{later}"


def _dated(gazetteer: Gazetteer, unit: AdminUnit) -> str:
    when = f"trước ngày {_date(unit.valid_to)}" if unit.valid_to else f"từ ngày {_date(unit.valid_from)}"
    return f"{_in_sentence(gazetteer.full_name(unit))} ({when})"


def _date(day: date | None) -> str:
    return f"{day.day}/{day.month}/{day.year}" if day else ""


def _in_sentence(name: str) -> str:
    return name[0].lower() + name[1:]


def _documents(gazetteer: Gazetteer, unit: AdminUnit, since: date | None, day: date) -> str | None:
    if since is None:
        return None
    if unit.level is Level.PROVINCE:
        return _PROVINCE_DOCUMENT
    days = {since}
    if unit.ended_by(day):
        days |= {heir.valid_to for heir in map(gazetteer.get, unit.successors) if heir.valid_to is not None}
    return "; ".join(_DOCUMENTS[each] for each in sorted(days) if each in _DOCUMENTS) or None
