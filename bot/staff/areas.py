"""Locked-down areas: staff set and lift them; guidance reads them; the booking service is told of each.

The row counts from the moment it is written, whatever the booking service says: no citizen is led there. The service
keeps its own closure of the same stretch, so that openings show no places; ``mirrored_at`` tells whether it has the
row's present state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.guidance.moments import VIETNAM
from bot.staff.audit import record
from bot.staff.errors import NotAllowed, Refused
from bot.staff.roles import Role, require
from bot.staff.words import moment_words, until_words

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.guidance.places.gazetteer import AdminUnit
    from bot.staff.office import Office

_COLUMNS = "id, area, starts_at, ends_at, reason, set_by, set_by_role, set_at, mirrored_at, lifted_at, lifted_by"
_SERIALISE = b"SELECT pg_advisory_xact_lock(hashtext('motcua locked area ' || %s))"
_MEETING = f"""
SELECT {_COLUMNS} FROM locked_areas
WHERE area = %(area)s AND ends_at IS DISTINCT FROM starts_at
  AND (%(end)s::timestamptz IS NULL OR starts_at < %(end)s) AND (ends_at IS NULL OR ends_at > %(start)s)
ORDER BY starts_at, id FOR UPDATE
"""  # noqa: S608 - constants of this module
_INSERT = f"""
INSERT INTO locked_areas (area, starts_at, ends_at, reason, set_by, set_by_role)
VALUES (%(area)s, %(start)s, %(end)s, %(reason)s, %(actor)s, %(role)s) RETURNING {_COLUMNS}
"""  # noqa: S608 - constants of this module
_CHANGE = f"""
UPDATE locked_areas SET ends_at = %(end)s, reason = %(reason)s, set_by = %(actor)s, set_by_role = %(role)s,
       set_at = now(),
       mirrored_at = NULL, lifted_at = NULL, lifted_by = NULL
WHERE id = %(id)s RETURNING {_COLUMNS}
"""  # noqa: S608 - constants of this module
_LIFT = f"""
UPDATE locked_areas SET ends_at = greatest(starts_at, %(now)s), lifted_at = now(), lifted_by = %(actor)s,
       mirrored_at = NULL
WHERE id = %(id)s RETURNING {_COLUMNS}
"""  # noqa: S608 - constants of this module
_LIST = f"""
SELECT {_COLUMNS} FROM locked_areas
WHERE %(over)s OR ((ends_at IS NULL OR ends_at > %(now)s) AND ends_at IS DISTINCT FROM starts_at)
   OR mirrored_at IS NULL
ORDER BY starts_at, id
"""  # noqa: S608 - constants of this module
_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class LockRow:
    """A locked-down area as it is stored.

    Attributes:
        id: of the row.
        area: id of the administrative unit.
        start: first moment.
        end: first moment after; None until it is lifted; ``start`` where it was lifted before it began.
        reason: as staff gave it.
        set_by: who.
        by_unit: somebody of a one-stop unit set it, so such a one may change it.
        mirrored: whether the booking service has this state.
        lifted_by: who ended it by hand.
    """

    id: int
    area: str
    start: datetime
    end: datetime | None
    reason: str | None
    set_by: str
    by_unit: bool
    mirrored: bool
    lifted_by: str | None

    @classmethod
    def of(cls, row: DictRow) -> LockRow:
        """Read a row of the table."""
        return cls(
            id=row["id"],
            area=row["area"],
            start=row["starts_at"].astimezone(VIETNAM),
            end=row["ends_at"].astimezone(VIETNAM) if row["ends_at"] is not None else None,
            reason=row["reason"],
            set_by=row["set_by"],
            by_unit=row["set_by_role"] == Role.UNIT,
            mirrored=row["mirrored_at"] is not None,
            lifted_by=row["lifted_by"],
        )

    @property
    def is_empty(self) -> bool:
        """Whether it was lifted before it began."""
        return self.end == self.start

    def holds(self, moment: datetime) -> bool:
        """Return whether the area is locked down at ``moment``."""
        return self.start <= moment and (self.end is None or moment < self.end)

    @property
    def words(self) -> str:
        """Its stretch in words."""
        until = f"đến {until_words(self.end)}" if self.end is not None else "đến khi gỡ"
        return f"từ {moment_words(self.start)} {until}"

    @property
    def plain(self) -> dict[str, Any]:
        """Its stretch as JSON values."""
        return {
            "from": self.start.isoformat(),
            "to": self.end.isoformat() if self.end is not None else None,
            "reason": self.reason,
        }


async def lock(
    office: Office, area: AdminUnit, start: datetime | None, end: datetime | None, reason: str | None = None
) -> LockRow:
    """Lock an area down, with all that lies in it; the same again changes nothing, another end changes the end.

    Args:
        office: of whoever locks.
        area: a commune, a district, the province.
        start: first moment; None for now, or for the start of the lock that holds now.
        end: first moment after; None until it is lifted.
        reason: shown to staff.
    """
    require(office.actor, "area.lock")
    _require_own(office, area)
    reason = " ".join(reason.split())[:_LONGEST_REASON] or None if reason is not None else None
    since = start or office.now.replace(second=0, microsecond=0)
    if end is not None and end <= since:
        raise Refused("Thời điểm kết thúc (--to) phải sau thời điểm bắt đầu (--from).")
    if end is not None and end <= office.now:
        raise Refused(f"Thời gian phong tỏa này đã qua ({until_words(end)}); kiểm tra lại --from và --to.")
    values = {"area": area.id, "start": since, "end": end, "reason": reason, "actor": office.actor.name}
    values["role"] = office.actor.role
    async with office.database.transaction() as connection:
        await connection.execute(_SERIALISE, [area.id])
        cursor = await connection.execute(_MEETING.encode(), values)
        meeting = [LockRow.of(row) for row in await cursor.fetchall()]
        if not meeting:
            return await _write(connection, office, _INSERT, values)
        before = meeting[0]
        continues = before.start == start or (start is None and before.holds(office.now))
        if len(meeting) > 1 or not continues:
            raise Refused(_overlap(office, area, meeting))
        if before.end == end and reason in (None, before.reason):
            return before
        _require_units(office, before)
        values |= {"id": before.id, "reason": reason or before.reason}
        return await _write(connection, office, _CHANGE, values, before=before)


def _overlap(office: Office, area: AdminUnit, meeting: list[LockRow]) -> str:
    name = office.guidance.places.full_name(area)
    stretches = "; ".join(row.words for row in meeting)
    return (
        f"{name} đã đặt phong tỏa {stretches}. Muốn đổi ngày kết thúc thì gõ lại với đúng --from"
        f" {meeting[0].start.isoformat(timespec='minutes')}; muốn bỏ thì 'motcua area unlock'."
    )


async def _write(
    connection: AsyncConnection[DictRow],
    office: Office,
    query: str,
    values: dict[str, Any],
    *,
    action: str = "area.lock",
    before: LockRow | None = None,
) -> LockRow:
    row = await (await connection.execute(query.encode(), values)).fetchone()
    if row is None:
        raise Refused("Dòng phong tỏa này vừa bị thay đổi; xem 'motcua area list' rồi gõ lại.")
    written = LockRow.of(row)
    changed = {"before": before.plain} if before is not None else {}
    await record(connection, office.actor, action, written.area, lock=written.id, **written.plain, **changed)
    return written


def _require_own(office: Office, area: AdminUnit) -> None:
    """Somebody of a one-stop unit may lock what lies in its area, and nothing else."""
    if office.actor.role is not Role.UNIT:
        return
    if not any(office.guidance.places.contains(unit, area.id) for unit in office.actor.units):
        raise NotAllowed(
            f"{office.actor.name} chỉ được đặt hoặc gỡ phong tỏa trong địa bàn của mình"
            f" ({', '.join(sorted(office.actor.units))}). Cần cho nơi khác thì nhờ quản trị."
        )


def _require_units(office: Office, row: LockRow) -> None:
    """Somebody of a one-stop unit may change or lift only what such a one has set, never the province's."""
    if office.actor.role is not Role.UNIT or row.by_unit:
        return
    raise NotAllowed(
        f"Đợt phong tỏa {row.words} do {row.set_by} đặt, không phải bộ phận một cửa, nên {office.actor.name} không đổi"
        " và không gỡ được. Cần đổi thì nhờ quản trị."
    )


async def unlock(office: Office, area: AdminUnit) -> tuple[LockRow, list[LockRow]]:
    """End an area's lock-down now; where none has begun, take the next one back.

    Returns:
        The row that was ended, and those of the same area that are still to come.
    """
    require(office.actor, "area.unlock")
    _require_own(office, area)
    values = {"area": area.id, "start": office.now, "end": None}
    async with office.database.transaction() as connection:
        await connection.execute(_SERIALISE, [area.id])
        rows = [LockRow.of(row) for row in await (await connection.execute(_MEETING.encode(), values)).fetchall()]
        if not rows:
            raise Refused(_not_locked(office, area))
        lifted, *later = rows
        _require_units(office, lifted)
        values = {"id": lifted.id, "now": office.now, "actor": office.actor.name}
        ended = await _write(connection, office, _LIFT, values, action="area.unlock", before=lifted)
    return ended, later


def _not_locked(office: Office, area: AdminUnit) -> str:
    name = office.guidance.places.full_name(area)
    around = [
        entry.area
        for entry in office.guidance.locks_at(office.now)
        if office.guidance.places.contains(entry.area, area.id)
    ]
    if around:
        wider = office.guidance.places.full_name(office.guidance.places.get(around[0]))
        return f"{name} phong tỏa theo {wider}; chỉ gỡ được cả {wider} ('motcua area unlock \"{wider}\"')."
    return f"{name} không có phong tỏa nào đang hoặc sắp áp dụng. Xem 'motcua area list'."


async def listed(office: Office, *, over: bool = False) -> list[LockRow]:
    """Return the locks that hold or are to come, and those the booking service was not told; with ``over`` all."""
    require(office.actor, "area.list")
    rows = await office.database.fetch(_LIST, {"now": office.now, "over": over})
    return [LockRow.of(row) for row in rows]
