"""What an import would change: of what was imported before, and of what citizens are told."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.db.imports import ABOUT, field_of
from bot.guidance.catalogue.field import State
from bot.guidance.catalogue.imported import Validity, Version, contradicted
from bot.guidance.catalogue.sheet import KINDS, in_words
from bot.guidance.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.guidance.catalogue.book import FieldCatalogue
    from bot.guidance.catalogue.imported import Imported
    from bot.guidance.procedures import Catalogue
    from bot.staff.importing.gathering import Gathered, Key
    from bot.staff.importing.told import Told

_LABELS = {
    "name": "tên",
    "field": "lĩnh vực",
    "agency": "cơ quan thực hiện",
    "issuer": "cơ quan ban hành",
    "decision": "quyết định",
    "url": "đường dẫn",
    "names": "tên gọi khác",
    "validity": "hiệu lực",
    "valid_from": "hiệu lực từ",
    "valid_to": "hết hiệu lực từ",
    "replaced_by": "thay thế bởi",
    "other_province": "của tỉnh khác",
    "local": "thủ tục riêng của tỉnh khác, hay nội bộ",
    "own_date": "ngày của nguồn",
}
_WORDS = {Validity.VALID: "còn hiệu lực", Validity.ENDED: "hết hiệu lực", Validity.UNSAID: "không ghi", True: "có"}


@dataclass(frozen=True, slots=True)
class Stored:
    """A procedure as it is imported: plain values, as they lie in the database and are approved."""

    code: str
    origin: str
    about: dict[str, Any]
    fields: list[dict[str, Any]]

    @property
    def digest(self) -> str:
        """SHA-256 of it, in hexadecimal."""
        text = json.dumps([self.about, self.fields], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def plain(self) -> dict[str, Any]:
        """What it says, without the checksum and the date of its source: that these alone differ changes nothing."""
        return {key: value for key, value in self.about.items() if key not in {"page", "own_date"}}


@dataclass(frozen=True, slots=True)
class Change:
    """What an import does to one procedure.

    Attributes:
        code: of it.
        name: of it.
        new: nothing was imported of it by this kind of file before.
        parts: what changes, before and after.
        disputes: what citizens are told now, and would be told no more since the file says something else.
        kept: what staff said, and stays, though the file says something else.
    """

    code: str
    name: str
    new: bool
    parts: tuple[tuple[str, str, str], ...] = ()
    disputes: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "code": self.code,
            "name": self.name,
            "new": self.new,
            "changes": [{"what": what, "before": before, "after": after} for what, before, after in self.parts],
            "disputes": list(self.disputes),
            "kept": list(self.kept),
        }


@dataclass(frozen=True, slots=True)
class Compared:
    """What an import comes to.

    Attributes:
        rows: that are new, or say something else than before.
        changes: what they change, in the same order.
        taken: how many procedures the files tell of, those included that say what is known.
    """

    rows: tuple[Stored, ...]
    changes: tuple[Change, ...]
    taken: int

    @property
    def hash(self) -> bytes:
        """SHA-256 of all rows: what is approved."""
        return hash_of(self.rows)


def hash_of(rows: Iterable[Stored]) -> bytes:
    """Return what stands for just these rows, in whatever order."""
    lines = sorted(f"{row.code} {row.origin} {row.digest}" for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).digest()


def stored(one: Gathered) -> Stored:
    """Return a procedure as it is stored."""
    about = ABOUT.dump_python(one.said, mode="json")
    fields = json.loads(json.dumps([entry.to_json() for entry in one.entries]))
    return Stored(one.said.code, one.said.origin.value, about, fields)


def compare(
    gathered: Mapping[Key, Gathered],
    before: Mapping[tuple[str, str], Stored],
    fields: FieldCatalogue,
    catalogue: Catalogue,
    told: Told,
) -> Compared:
    """Return what files change.

    Args:
        gathered: what they say.
        before: code and kind of file → what such a file said last.
        fields: what citizens are told.
        catalogue: the procedures.
        told: takes rows that are older than what is known.
    """
    now = datetime.now(UTC)
    rows, changes, taken = [], [], 0
    for one in gathered.values():
        made = stored(one)
        known = before.get((made.code, made.origin))
        if known is not None and _is_older(made, known):
            told.refuse(
                one.place,
                f"{made.code}: nguồn ngày {made.about['own_date']} cũ hơn bản đã nhập ({known.about['own_date']}): giữ"
                " bản đã nhập. Muốn lấy bản cũ thì rút bản đã nhập trước (motcua procedures imports undo).",
                made.code,
            )
            continue
        taken += 1
        _note_names(one, catalogue, told)
        if known is not None and (known.plain, known.fields) == (made.plain, made.fields):
            continue
        rows.append(made)
        changes.append(_change(made, known, fields, now))
    return Compared(tuple(rows), tuple(changes), taken)


def changes_of(
    rows: Iterable[Stored], before: Mapping[tuple[str, str], Stored], fields: FieldCatalogue
) -> tuple[Change, ...]:
    """Return what stored rows change of those before them."""
    now = datetime.now(UTC)
    return tuple(_change(row, before.get((row.code, row.origin)), fields, now) for row in rows)


def _change(made: Stored, known: Stored | None, fields: FieldCatalogue, now: datetime) -> Change:
    said = ABOUT.validate_python(made.about)
    disputes, kept = _against(said, made, fields, now)
    return Change(made.code, said.name, known is None, tuple(_parts(known, made, said, now)), disputes, kept)


def _is_older(made: Stored, known: Stored) -> bool:
    days = made.about["own_date"], known.about["own_date"]
    return bool(days[0] and days[1] and days[0] < days[1])


def _note_names(one: Gathered, catalogue: Catalogue, told: Told) -> None:
    code, known = one.said.code, catalogue.get(one.said.code)
    if known is not None and fold(known.name) != fold(one.said.name):
        told.note(one.place, f"tên khác tên đang dùng (“{known.name[:120]}”): giữ tên đang dùng", code)
    for replaced in one.said.replaced_by:
        if replaced not in catalogue:
            told.note(one.place, f"mã thay thế {replaced} chưa có trong danh mục: nhập cả thủ tục đó", code)
    if one.said.local:
        told.note(one.place, "thủ tục riêng của tỉnh khác, hay nội bộ: ghi lại, không đưa vào tìm kiếm", code)


def _parts(known: Stored | None, made: Stored, said: Imported, now: datetime) -> Iterable[tuple[str, str, str]]:
    if known is None:
        return
    for key, label in _LABELS.items():
        before, after = known.about.get(key), made.about.get(key)
        if before != after:
            yield label, _word(before), _word(after)
    old, new = ({entry["id"]: field_of(said, entry, now) for entry in one.fields} for one in (known, made))
    for key in dict.fromkeys((*old, *new)):
        before, after = (in_words(one[key]) if key in one else "" for one in (old, new))
        if before != after:
            yield KINDS[(new.get(key) or old[key]).kind], before, after


def _word(value: Any) -> str:  # noqa: ANN401 - JSON
    if isinstance(value, list):
        return ", ".join(value)
    return _WORDS.get(value, str(value)) if value else ""


def _against(
    said: Imported, made: Stored, fields: FieldCatalogue, now: datetime
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what of a procedure would be told no more, and what staff said and stays."""
    known = fields.get(made.code)
    if known is None or not known.fields:
        return (), ()
    version = Version(said, now, None, tuple(field_of(said, entry, now) for entry in made.fields))
    disputes, kept = [], []
    for one in known.fields:
        if one.known_to is not None or one.case or one.condition:
            continue
        against = contradicted(one, (version,))
        if not against:
            continue
        line = f"{KINDS[one.kind]}: {in_words(one)} ({against})"
        if one.state in {State.CONFIRMED, State.HIDDEN}:
            kept.append(line)
        elif one.state is State.AGREED:
            disputes.append(line)
    return tuple(disputes), tuple(kept)
