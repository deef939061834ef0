"""Notices in a time window: staff write and take them back; whoever writes to the bot meanwhile is told first.

The database raises the guidance's version with each change, so that every process has it within moments.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.guidance.moments import VIETNAM
from bot.staff.audit import record
from bot.staff.errors import Refused
from bot.staff.roles import require
from bot.staff.words import moment_words, until_words
from bot.understanding.masking import holds_id_number

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg.rows import DictRow

    from bot.guidance.places.gazetteer import AdminUnit
    from bot.staff.office import Office

LONGEST = 500
"""Characters of a notice: it stands before an answer, and three of them must fit one message of any platform."""
_SHORTEST = 10
_COLUMNS = "id, area, text_vi, text_en, starts_at, ends_at, set_by, set_at, removed_at, removed_by"
_SERIALISE = b"SELECT pg_advisory_xact_lock(hashtext('motcua notices'))"
_SAME = f"""
SELECT {_COLUMNS} FROM notices
WHERE removed_at IS NULL AND area IS NOT DISTINCT FROM %(area)s AND text_vi = %(text_vi)s
  AND starts_at < %(end)s AND ends_at > %(start)s
"""  # noqa: S608 - constants of this module
_INSERT = f"""
INSERT INTO notices (area, text_vi, text_en, starts_at, ends_at, set_by)
VALUES (%(area)s, %(text_vi)s, %(text_en)s, %(start)s, %(end)s, %(actor)s) RETURNING {_COLUMNS}
"""  # noqa: S608 - constants of this module
_REMOVE = f"""
UPDATE notices SET removed_at = now(), removed_by = %(actor)s
WHERE id = %(id)s AND removed_at IS NULL AND ends_at > %(now)s RETURNING {_COLUMNS}
"""  # noqa: S608 - constants of this module
_LIST = f"""
SELECT {_COLUMNS} FROM notices WHERE %(over)s OR (removed_at IS NULL AND ends_at > %(now)s)
ORDER BY starts_at, id
"""  # noqa: S608 - constants of this module


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice as it is stored.

    Attributes:
        id: of the row.
        area: id of an administrative unit; None for the whole province.
        text: in Vietnamese.
        english: the same in English, or None.
        start: first moment.
        end: first moment after.
        set_by: who wrote it.
        removed_by: who took it back, or None.
    """

    id: int
    area: str | None
    text: str
    english: str | None
    start: datetime
    end: datetime
    set_by: str
    removed_by: str | None

    @classmethod
    def of(cls, row: DictRow) -> NoticeRow:
        """Read a row of the table."""
        return cls(
            id=row["id"],
            area=row["area"],
            text=row["text_vi"],
            english=row["text_en"],
            start=row["starts_at"].astimezone(VIETNAM),
            end=row["ends_at"].astimezone(VIETNAM),
            set_by=row["set_by"],
            removed_by=row["removed_by"],
        )

    def holds(self, moment: datetime) -> bool:
        """Return whether it is told at ``moment``."""
        return self.removed_by is None and self.start <= moment < self.end

    @property
    def words(self) -> str:
        """Its window in words."""
        return f"từ {moment_words(self.start)} đến {until_words(self.end)}"

    @property
    def plain(self) -> dict[str, Any]:
        """What was written, as JSON values."""
        return {
            "text": self.text,
            "text_en": self.english,
            "from": self.start.isoformat(),
            "to": self.end.isoformat(),
        }


async def add(
    office: Office,
    text: str,
    *,
    end: datetime,
    start: datetime | None = None,
    area: AdminUnit | None = None,
    english: str | None = None,
) -> NoticeRow:
    """Write a notice; it is told from ``start`` and expires by itself.

    Args:
        office: of whoever writes it.
        text: in Vietnamese, as people read it.
        end: first moment after its window.
        start: first moment; None for now.
        area: only whoever lives there is told; None for the whole province.
        english: the same in English.

    Raises:
        Refused: the text or the window cannot be used, or the same notice stands already.
    """
    require(office.actor, "notice.add")
    since = start or office.now.replace(second=0, microsecond=0)
    if end <= since:
        raise Refused("Thời điểm kết thúc (--to) phải sau thời điểm bắt đầu (--from).")
    if end <= office.now:
        raise Refused(f"Lời báo này đã hết hạn ({until_words(end)}); kiểm tra lại --from và --to.")
    values = {
        "area": area.id if area is not None else None,
        "text_vi": _checked(text),
        "text_en": _checked(english) if english is not None else None,
        "start": since,
        "end": end,
        "actor": office.actor.name,
    }
    async with office.database.transaction() as connection:
        await connection.execute(_SERIALISE)
        same = await (await connection.execute(_SAME.encode(), values)).fetchone()
        if same is not None:
            raise Refused(f"Lời báo này đã có: số {same['id']}, {NoticeRow.of(same).words}.")
        row = await (await connection.execute(_INSERT.encode(), values)).fetchone()
        if row is None:
            raise LookupError("the notice was not written")
        written = NoticeRow.of(row)
        await record(connection, office.actor, "notice.add", str(written.id), area=written.area, **written.plain)
    return written


def _checked(text: str) -> str:
    plain = "\n".join(" ".join(line.split()) for line in text.strip().splitlines() if line.strip())
    if len(plain) < _SHORTEST:
        raise Refused("Lời báo chưa có nội dung: ghi một, hai câu bà con đọc hiểu ngay.")
    if len(plain) > LONGEST:
        raise Refused(f"Lời báo dài {len(plain)} chữ; tối đa {LONGEST}. Ghi ngắn lại, chi tiết để trong quy định.")
    if not plain.replace("\n", " ").isprintable():
        raise Refused("Lời báo có ký tự lạ không hiện được; gõ lại phần đó.")
    if holds_id_number(plain):
        raise Refused("Lời báo có số giấy tờ của một người; bỏ số đó đi.")
    return plain


async def remove(office: Office, number: int) -> NoticeRow:
    """Take a notice back: from now on nobody is told it.

    Raises:
        Refused: there is none of that number, or it is over.
    """
    require(office.actor, "notice.remove")
    values = {"id": number, "actor": office.actor.name, "now": office.now}
    async with office.database.transaction() as connection:
        row = await (await connection.execute(_REMOVE.encode(), values)).fetchone()
        if row is None:
            raise Refused(f"Không có lời báo số {number} đang hoặc sắp hiện. Xem 'motcua notice list'.")
        removed = NoticeRow.of(row)
        await record(connection, office.actor, "notice.remove", str(number), area=removed.area, **removed.plain)
    return removed


async def listed(office: Office, *, over: bool = False) -> list[NoticeRow]:
    """Return the notices that are told now or later; with ``over`` all."""
    require(office.actor, "notice.list")
    rows = await office.database.fetch(_LIST, {"now": office.now, "over": over})
    return [NoticeRow.of(row) for row in rows]
