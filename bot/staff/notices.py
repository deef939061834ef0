"""Notices in a time window: staff write and take them back; whoever writes to the bot meanwhile is told first.

What the whole province is told, or places beyond an author's own, waits for a second person (``approvals``); it lies
in a table of its own until then.

The database raises the guidance's version with each change, so that every process has it within moments.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.guidance.moments import VIETNAM
from bot.guidance.places.gazetteer import Level
from bot.staff import approvals
from bot.staff.actor import OWNER
from bot.staff.approvable import Kind, Subject
from bot.staff.audit import record
from bot.staff.errors import Refused
from bot.staff.members import anybody_may
from bot.staff.roles import require
from bot.staff.words import moment_words, until_words
from bot.understanding.masking import holds_id_number

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.conversation.snapshot import Guidance
    from bot.guidance.places.gazetteer import AdminUnit
    from bot.staff.office import Office

LONGEST = 500
"""Characters of a notice: it stands before an answer, and three of them must fit one message of any platform."""
_SHORTEST = 10
_COLUMNS = "id, area, text_vi, text_en, starts_at, ends_at, set_by, set_at, removed_at, removed_by"
_SERIALISE = b"SELECT pg_advisory_xact_lock(hashtext('motcua notices'))"
_SAME = f"""
SELECT {_COLUMNS} FROM (
    SELECT {_COLUMNS} FROM notices WHERE removed_at IS NULL
    UNION ALL
    SELECT id, area, text_vi, text_en, starts_at, ends_at, set_by, set_at, NULL, NULL FROM notice_proposals
    WHERE closed_at IS NULL
) AS standing
WHERE area IS NOT DISTINCT FROM %(area)s AND text_vi = %(text_vi)s AND starts_at < %(end)s AND ends_at > %(start)s
"""  # noqa: S608 - constants of this module
_INSERT = f"""
INSERT INTO notices (area, text_vi, text_en, starts_at, ends_at, set_by)
VALUES (%(area)s, %(text_vi)s, %(text_en)s, %(start)s, %(end)s, %(actor)s) RETURNING {_COLUMNS}
"""  # noqa: S608 - constants of this module
_PROPOSED = "id, area, text_vi, text_en, starts_at, ends_at, set_by, set_at, NULL AS removed_by, true AS waits"
_PROPOSE = f"""
INSERT INTO notice_proposals (id, area, text_vi, text_en, starts_at, ends_at, set_by)
VALUES (nextval(pg_get_serial_sequence('notices', 'id')), %(area)s, %(text_vi)s, %(text_en)s, %(start)s, %(end)s,
    %(actor)s)
RETURNING {_PROPOSED}
"""  # noqa: S608 - constants of this module
_WAITING = f"""
SELECT {_PROPOSED} FROM notice_proposals WHERE id = %(id)s AND closed_at IS NULL AND ends_at > %(now)s FOR UPDATE
"""  # noqa: S608 - constants of this module
_PUBLISH = f"""
WITH approved AS (UPDATE notice_proposals SET closed_at = now() WHERE id = %(id)s RETURNING *)
INSERT INTO notices (id, area, text_vi, text_en, starts_at, ends_at, set_by)
SELECT id, area, text_vi, text_en, starts_at, ends_at, set_by FROM approved RETURNING {_COLUMNS}
"""  # noqa: S608 - constants of this module
_TAKE_BACK = """
UPDATE notice_proposals SET closed_at = now() WHERE id = %(id)s AND closed_at IS NULL AND ends_at > %(now)s
RETURNING id, area, text_vi, text_en, starts_at, ends_at, set_by, set_at, %(actor)s::text AS removed_by, true AS waits
"""
_REMOVE = f"""
UPDATE notices SET removed_at = now(), removed_by = %(actor)s
WHERE id = %(id)s AND removed_at IS NULL AND ends_at > %(now)s RETURNING {_COLUMNS}
"""  # noqa: S608 - constants of this module
_LIST = f"""
SELECT {_COLUMNS}, false AS waits FROM notices WHERE %(over)s OR (removed_at IS NULL AND ends_at > %(now)s)
UNION ALL
SELECT id, area, text_vi, text_en, starts_at, ends_at, set_by, set_at, NULL, NULL, true FROM notice_proposals
WHERE closed_at IS NULL AND ends_at > %(now)s
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
        waits: it is not told: a second person has to approve it.
    """

    id: int
    area: str | None
    text: str
    english: str | None
    start: datetime
    end: datetime
    set_by: str
    removed_by: str | None
    waits: bool = False

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
            waits=row.get("waits", False),
        )

    def holds(self, moment: datetime) -> bool:
        """Return whether it is told at ``moment``."""
        return self.removed_by is None and not self.waits and self.start <= moment < self.end

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

    @property
    def subject(self) -> Subject:
        """What is approved of it."""
        plain = json.dumps({"area": self.area, **self.plain}, ensure_ascii=False, sort_keys=True)
        return Subject(Kind.NOTICE, str(self.id), hashlib.sha256(plain.encode()).digest())


async def add(
    office: Office,
    text: str,
    *,
    end: datetime,
    start: datetime | None = None,
    area: AdminUnit | None = None,
    english: str | None = None,
) -> NoticeRow:
    """Write a notice; it is told from ``start``, once a second person approved it where one is needed, and expires.

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
        gone = f"Thời điểm kết thúc (--to), {until_words(end)}, đã qua."
        raise Refused(gone if start is None else "Thời điểm kết thúc (--to) phải sau thời điểm bắt đầu (--from).")
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
        waits = await _needs_two(connection, office, area)
        row = await (await connection.execute((_PROPOSE if waits else _INSERT).encode(), values)).fetchone()
        if row is None:
            raise LookupError("the notice was not written")
        written = NoticeRow.of(row)
        if waits:
            await approvals.wrote(connection, office.actor, written.subject, begins=True)
            await approvals.submit(connection, office, written.subject)
        details = {"area": written.area, "waits": waits, **written.plain}
        await record(connection, office.actor, "notice.add", str(written.id), **details)
    return written


async def _needs_two(connection: AsyncConnection[DictRow], office: Office, area: AdminUnit | None) -> bool:
    """Whether a notice needs a second person: it is for the whole province, or for a place beyond its author's own.

    At a new machine's own data, where nobody has a token that approves, there is no second person.
    """
    if office.actor.name == OWNER.name and not await anybody_may(connection, "notice.approve"):
        return False
    if area is None or area.level is Level.PROVINCE:
        return True
    own = office.actor.units
    return bool(own) and not any(area.id == unit or office.guidance.places.contains(unit, area.id) for unit in own)


async def shown(office: Office, number: int) -> NoticeRow:
    """Return a notice that waits to be approved.

    Raises:
        Refused: none of that number waits.
    """
    require(office.actor, "notice.show")
    async with office.database.intake.connection() as connection:
        return await _waiting(connection, office, number)


async def approve(office: Office, number: int, code: str | None) -> NoticeRow:
    """Approve a notice that waits, by a person who wrote none of it; it is told from now on.

    Raises:
        Refused: none of that number waits, or as ``approvals.approve``.
    """
    require(office.actor, "notice.approve")
    async with office.database.transaction() as connection:
        found = await _waiting(connection, office, number)
        await approvals.approve(connection, office, found.subject, code)
        return await _publish(connection, office, found, alone=False)


async def approve_alone(office: Office, number: int, confirmation: str | None) -> NoticeRow | str:
    """Approve a notice alone, as urgent: the first call returns the code that confirms it in a second one.

    Raises:
        Refused: none of that number waits, or as ``approvals.confirm_alone``.
    """
    require(office.actor, "notice.approve")
    async with office.database.transaction() as connection:
        found = await _waiting(connection, office, number)
        if confirmation is None:
            return await approvals.ask_alone(connection, office, found.subject)
        await approvals.confirm_alone(connection, office, found.subject, confirmation)
        return await _publish(connection, office, found, alone=True)


async def send_back(office: Office, number: int, why: str) -> NoticeRow:
    """Return a notice that waits to whoever wrote it, with the reason; they submit it again, or write another one.

    Raises:
        Refused: none of that number waits, or no reason is given.
    """
    require(office.actor, "notice.return")
    async with office.database.transaction() as connection:
        found = await _waiting(connection, office, number)
        await approvals.send_back(connection, office, found.subject, why)
        await record(connection, office.actor, "notice.return", str(number))
        return found


async def submit(office: Office, number: int) -> NoticeRow:
    """Submit a notice again that was returned.

    Raises:
        Refused: none of that number waits, or it is submitted already.
    """
    require(office.actor, "notice.submit")
    async with office.database.transaction() as connection:
        found = await _waiting(connection, office, number)
        await approvals.submit(connection, office, found.subject)
        await record(connection, office.actor, "notice.submit", str(number))
        return found


async def _waiting(connection: AsyncConnection[DictRow], office: Office, number: int) -> NoticeRow:
    row = await (await connection.execute(_WAITING.encode(), {"id": number, "now": office.now})).fetchone()
    if row is None:
        raise Refused(f"Không có lời báo số {number} nào đang chờ duyệt. Xem 'motcua notice list'.")
    return NoticeRow.of(row)


async def _publish(connection: AsyncConnection[DictRow], office: Office, found: NoticeRow, *, alone: bool) -> NoticeRow:
    row = await (await connection.execute(_PUBLISH.encode(), {"id": found.id})).fetchone()
    if row is None:
        raise LookupError("the notice was not written")
    details = {"wrote": found.set_by, "alone": alone, "hash": found.subject.hash.hex(), "area": found.area}
    await record(connection, office.actor, "notice.approve", str(found.id), **details)
    return NoticeRow.of(row)


def warnings_for(guidance: Guidance, unit: AdminUnit, *moments: datetime) -> tuple[str, ...]:
    """Return the notices that people at a place are told at any of some moments, as somebody who books has to hear.

    Whether "tomorrow closed" is about just this half-day no program knows; whoever has the caller on the phone does.
    """
    found = {notice.id: notice for moment in moments for notice in guidance.notices_for(unit, moment)}
    return tuple(
        f"Lời báo số {notice.id} đang báo cho nơi này: “{notice.texts['vi']}” (đến {until_words(notice.end)})."
        " Buổi này có nghỉ không? Nếu nghỉ thì đổi ngày."
        for notice in sorted(found.values(), key=lambda one: one.id)
    )


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
        if row is None:  # one that waits is taken back like one that is told
            row = await (await connection.execute(_TAKE_BACK.encode(), values)).fetchone()
        if row is None:
            raise Refused(f"Không có lời báo số {number} đang hoặc sắp hiện. Xem 'motcua notice list'.")
        removed = NoticeRow.of(row)
        await record(connection, office.actor, "notice.remove", str(number), area=removed.area, **removed.plain)
    return removed


async def listed(office: Office, *, over: bool = False) -> list[NoticeRow]:
    """Return the notices that are told now or later, or wait to be approved; with ``over`` all that ever were told."""
    require(office.actor, "notice.list")
    rows = await office.database.fetch(_LIST, {"now": office.now, "over": over})
    return [NoticeRow.of(row) for row in rows]
