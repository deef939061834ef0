"""All that files say, by code: what stands twice, and what one row says against another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.guidance.catalogue.imported import Validity
from bot.guidance.catalogue.sheet import KINDS
from bot.guidance.text import fold
from bot.staff.importing import files, shapes
from bot.staff.importing.told import Place, Told, Unusable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from bot.guidance.catalogue.imported import Imported, Origin
    from bot.staff.importing.shapes import Entry, Read

MOST_PROCEDURES = 20_000
"""Of one import; the whole country has some 6,000."""

type Key = tuple[str, Origin]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What files say of one procedure, by one kind of file.

    Attributes:
        said: of it.
        entries: its fields.
        place: where it stands first.
    """

    said: Imported
    entries: tuple[Entry, ...]
    place: Place


def gather(paths: Iterable[Path], names: Mapping[str, str], told: Told) -> dict[Key, Gathered]:
    """Read files; return what they say, by code and kind of file, in the order of the rows.

    Args:
        paths: of files, or of folders of them.
        names: code → name, of the procedures that are known: a table of theirs needs none.
        told: takes what was refused or left out.
    """
    found: dict[Key, Gathered] = {}
    spoilt: dict[Key, Place] = {}
    seen = set()
    for path in paths:
        for file in _inside(path, told):
            for record in files.records(file, told):
                try:
                    read = shapes.read(record)
                    one = _named(read, record.place, names)
                except Unusable as error:
                    told.refuse(record.place, str(error))
                    continue
                key = (one.said.code, one.said.origin)
                if key not in found and len(found) >= MOST_PROCEDURES:
                    told.refuse(
                        record.place, f"Một lần chỉ nhập {MOST_PROCEDURES} thủ tục: tách tệp, nhập phần sau riêng."
                    )
                    return found
                _keep(one, key, found, spoilt, told)
                if key in found and (record.place, key) not in seen:
                    seen.add((record.place, key))
                    for note in read.notes:
                        told.note(record.place, note, one.said.code)
    return found


def _inside(path: Path, told: Told) -> list[Path]:
    try:
        return files.inside(path)
    except OSError as error:
        told.refuse(Place(path.name), files.unreadable(error))
        return []


def _named(read: Read, place: Place, names: Mapping[str, str]) -> Gathered:
    said = read.said
    if not said.name:
        known = names.get(said.code)
        if known is None:
            raise Unusable(
                f"{said.code}: không có tên thủ tục, và mã này chưa có trong danh mục: điền tên rồi nhập lại."
            )
        said = replace(said, name=known)
    return Gathered(said, tuple(read.entries), place)


def _keep(one: Gathered, key: Key, found: dict[Key, Gathered], spoilt: dict[Key, Place], told: Told) -> None:
    """Take a row, or say what stands against it: of two that differ nobody knows which is right."""
    code = one.said.code
    if key in spoilt:
        told.refuse(
            one.place, f"{code} lặp lại với tên khác ({spoilt[key].words}): giữ một dòng đúng rồi nhập lại.", code
        )
        return
    first = found.get(key)
    if first is None:
        found[key] = one
        return
    if first.said.page == one.said.page:
        told.note(one.place, f"lặp lại y như {first.place.words}, chỉ lấy một", code)
        return
    older = _older(first, one)
    if older is not None:
        newer = one if older is first else first
        found[key] = newer
        told.refuse(older.place, f"{code} lặp lại, cũ hơn {newer.place.words}: lấy dòng mới hơn.", code)
        return
    if fold(first.said.name) != fold(one.said.name):
        del found[key]
        spoilt[key] = first.place
        why = f"{code} lặp lại với tên khác, không biết dòng nào đúng: giữ một dòng đúng rồi nhập lại"
        told.refuse(first.place, f"{why} (dòng kia: {one.place.words}).", code)
        told.refuse(one.place, f"{why} (dòng kia: {first.place.words}).", code)
        return
    differing = _differing(first, one)
    found[key] = _common(first, one, differing)
    what = ", ".join(dict.fromkeys(KINDS[entry.value.kind] for entry in differing)) or "phần mô tả"
    told.refuse(
        one.place,
        f"{code} đã có ở {first.place.words} với nội dung khác ({what}): các mục khác nhau không lấy; sửa cho giống,"
        " hay bỏ một dòng, rồi nhập lại.",
        code,
    )


def _older(first: Gathered, second: Gathered) -> Gathered | None:
    days = (first.said.own_date, second.said.own_date)
    if days[0] is None or days[1] is None or days[0] == days[1]:
        return None
    return first if days[0] < days[1] else second


def _differing(first: Gathered, second: Gathered) -> list[Entry]:
    others = {entry.id: entry for entry in second.entries}
    return [entry for entry in first.entries if entry.id in others and others[entry.id] != entry]


def _common(first: Gathered, second: Gathered, differing: list[Entry]) -> Gathered:
    """Return what of the first the second does not speak against."""
    against = {entry.id for entry in differing}
    said, other = first.said, second.said
    if (said.validity, said.valid_to, said.replaced_by) != (other.validity, other.valid_to, other.replaced_by):
        said = replace(said, validity=Validity.UNSAID, valid_to=None, replaced_by=())
    return Gathered(said, tuple(entry for entry in first.entries if entry.id not in against), first.place)
