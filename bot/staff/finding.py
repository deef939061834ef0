"""From a place as staff write it to the administrative unit of a day; its one-stop unit has the same id."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from booking_client import Unit, UnitLevel
from bot.guidance.places.gazetteer import Level, MatchKind, Reason, local_day
from bot.guidance.places.one_stop import one_stop_unit
from bot.guidance.text import strip_diacritics
from bot.staff.errors import Refused
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from bot.conversation.snapshot import Guidance
    from bot.guidance.places.gazetteer import AdminUnit, Gazetteer, PlaceMatch

_PROVINCE = re.compile(r"(?:(?:trung tam|mot cua|bo phan|uy ban nhan dan|cap)\b.*)?\btinh")
"""The province's own unit, named without the province: "trung tâm tỉnh"."""
_MOST_NAMED = 12
_LEVELS = {Level.PROVINCE: UnitLevel.PROVINCE, Level.DISTRICT: UnitLevel.DISTRICT, Level.COMMUNE: UnitLevel.COMMUNE}


@dataclass(frozen=True, slots=True)
class PlaceRead:
    """A place as staff wrote it, and what was understood.

    Attributes:
        typed: what they wrote.
        unit: what it names.
        detail: a hamlet or canal inside the unit, as typed; None where the unit itself was named.
        respelt: the unit is not called so: another kind, a letter more or less.
    """

    typed: str
    unit: AdminUnit
    detail: str | None = None
    respelt: bool = False


def read_place(guidance: Guidance, text: str, moment: date | datetime) -> PlaceRead:
    """Return the administrative unit that ``text`` names at ``moment``, and how it was understood.

    Raises:
        Refused: none fits, or several do; says which and how to write it.
    """
    typed = text.strip()
    unit = find_place(guidance, typed, moment)
    if guidance.places.find(typed.lower()) is unit:
        return PlaceRead(typed, unit)
    match = guidance.place_reader.resolve(typed, moment)
    named = match.via or unit
    return PlaceRead(typed, unit, match.detail if match.unit is unit else None, not _is_called(typed, named))


_KINDS = ("thi tran", "thi xa", "thanh pho", "huyen", "phuong", "xa", "tinh")
_KIND = re.compile(rf"\b(?:{'|'.join(_KINDS)})(?= )")


def _is_called(typed: str, unit: AdminUnit) -> bool:
    """Return whether a text holds the name of a unit, letter by letter but for its accents, and no other kind."""
    words, name = f" {_letters(typed)} ", _letters(unit.short_name)
    if f" {name} " not in words:
        return unit.level is Level.PROVINCE and _PROVINCE.search(words) is not None
    before = words[: words.index(f" {name} ") + 1]
    kinds = _KIND.findall(before)
    return not kinds or _letters(unit.name).startswith(kinds[-1])


def _letters(text: str) -> str:
    """Return a text in plain lower-case letters; unlike the canonical form it keeps those that are doubled."""
    return " ".join(re.findall(r"[a-z0-9]+", strip_diacritics(text).lower()))


def find_place(guidance: Guidance, text: str, moment: date | datetime) -> AdminUnit:
    """Return the administrative unit that ``text`` names at ``moment``.

    Args:
        guidance: with the places.
        text: a name as people write it ("xã Tắc Vân, TP Cà Mau", "một cửa huyện Cái Nước", "trung tâm tỉnh"), or
            an id.
        moment: when; names mean what they mean then.

    Raises:
        Refused: none fits, or several do; says which and how to write it.
    """
    typed = text.strip()
    by_id = guidance.places.find(typed.lower())
    if by_id is not None:
        if one_stop_unit(guidance.places, by_id.id, moment) is None:
            raise Refused(_not_then(guidance, by_id, moment))
        return by_id
    match = guidance.place_reader.resolve(typed, moment)
    if match.kind is MatchKind.UNIQUE and match.unit is not None:
        if match.exact:
            return match.unit
        raise Refused(f"“{typed}”: có phải {_named(guidance, [match.unit], moment)}? Gõ lại cho đúng tên.")
    if match.reason is Reason.UNKNOWN and _PROVINCE.fullmatch(canonical(typed)):
        return guidance.places.province_at(moment)
    raise Refused(_question(guidance, typed, match, moment))


def _not_then(guidance: Guidance, unit: AdminUnit, moment: date | datetime) -> str:
    day = local_day(moment)
    heirs = () if unit.exists_at(day) else guidance.places.at(unit, moment)
    became = f" Nay là: {_named(guidance, heirs, moment)}." if heirs else ""
    name = guidance.places.full_name(unit)
    return f"{name} [{unit.id}] không phải nơi của tỉnh Cà Mau vào {day.day}/{day.month}/{day.year}.{became}"


def _question(guidance: Guidance, typed: str, match: PlaceMatch, moment: date | datetime) -> str:  # noqa: PLR0911 - one sentence a reason
    day = local_day(moment)
    on = f"{day.day}/{day.month}/{day.year}"
    via = guidance.places.full_name(match.via) if match.via is not None else typed
    named = _named(guidance, match.candidates, moment)
    retype = "Gõ lại tên đầy đủ, hoặc dùng mã trong ngoặc."
    match match.reason:
        case Reason.SPLIT:
            return f"{via} (cũ) nay chia về nhiều nơi: {named}. Chọn nơi nào? {retype}"
        case Reason.DISSOLVED:
            return f"{via} không còn bộ phận một cửa vào {on}; nay là: {named}. Chọn nơi nào? {retype}"
        case Reason.MISMATCH:
            return f"“{typed}”: tên xã và tên huyện không khớp nhau. Có phải: {named}? {retype}"
        case Reason.SEVERAL:
            return f"“{typed}” có nhiều nơi: {named}. Mỗi lần chỉ ghi một nơi. {retype}"
        case Reason.OTHER_PROVINCE:
            return f"{via} không thuộc tỉnh Cà Mau vào {on}."
        case Reason.NOT_YET:
            now = f" Lúc đó là: {named}." if named else ""
            return f"{via} chưa có vào {on}.{now}"
        case _ if named:
            return f"“{typed}” có thể là: {named}. {retype}"
        case _:
            return (
                f"Không tìm thấy nơi nào tên “{typed}”. Ghi như “xã Tắc Vân, TP Cà Mau”, “huyện Cái Nước”,"
                " “trung tâm tỉnh”."
            )


def _named(guidance: Guidance, units: Iterable[AdminUnit], moment: date | datetime) -> str:
    found = list(units)
    day = local_day(moment)
    names = [
        f"{guidance.places.label(unit, moment) if unit.ended_by(day) else guidance.places.full_name(unit)} [{unit.id}]"
        for unit in found[:_MOST_NAMED]
    ]
    more = f" và {len(found) - _MOST_NAMED} nơi nữa" if len(found) > _MOST_NAMED else ""
    return "; ".join(names) + more


def unit_name(places: Gazetteer, unit: AdminUnit, moment: date | datetime) -> str:
    """Return what the one-stop unit of a place is called; the place's own name where it has none."""
    found = one_stop_unit(places, unit.id, moment)
    if found is None:
        return places.full_name(unit)
    parent = places.find(unit.parent_id) if unit.parent_id else None
    if parent is None or parent.level is not Level.DISTRICT:
        return found.name
    return f"{found.name}, {parent.name[0].lower()}{parent.name[1:]}"


def as_booking_unit(places: Gazetteer, unit: AdminUnit, moment: date | datetime) -> Unit:
    """Return a one-stop unit as the booking service keeps it."""
    return Unit(
        id=unit.id,
        name=unit_name(places, unit, moment),
        level=_LEVELS[unit.level],
        area_id=unit.id,
        valid_from=unit.valid_from,
        valid_to=unit.valid_to - timedelta(days=1) if unit.valid_to is not None else None,
    )
