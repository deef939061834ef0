"""Call-back requests that citizens left: list, take, close. Each desk has its own list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.staff.audit import note, record
from bot.staff.errors import NotAllowed, Refused
from bot.staff.roles import Role, require

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.staff.office import Office

UNIT_DESK = "unit:"
"""What the desk of a one-stop unit begins with; its id follows."""

_LIST = """
SELECT id, desk, reason, name, phone, procedure, area, details, status, created_at, as_of, taken_by, taken_at,
       closed_at, outcome
FROM callbacks
WHERE (%(desk)s::text IS NULL OR desk = %(desk)s) AND (%(desks)s::text[] IS NULL OR desk = ANY(%(desks)s))
  AND (%(closed)s OR status <> 'closed')
ORDER BY status = 'closed', id LIMIT 1000
"""
_FIND = b"SELECT id, desk, status, taken_by FROM callbacks WHERE id = %s FOR UPDATE"
_TAKE = b"UPDATE callbacks SET status = 'taken', taken_by = %s, taken_at = now() WHERE id = %s"
_CLOSE = b"""
UPDATE callbacks SET status = 'closed', closed_at = now(), outcome = %(outcome)s,
       taken_by = coalesce(taken_by, %(actor)s), taken_at = coalesce(taken_at, now())
WHERE id = %(id)s
"""
_LONGEST_OUTCOME = 500


def _desks(office: Office) -> list[str] | None:
    """Return the only desks that the actor may see; None for all."""
    if office.actor.role is not Role.UNIT:
        return None
    return [UNIT_DESK + unit for unit in sorted(office.actor.units)]


async def listed(office: Office, *, desk: str | None = None, closed: bool = False) -> list[DictRow]:
    """Return requests, the oldest first; looking is noted in the audit.

    Args:
        office: of whoever looks; somebody of a one-stop unit sees only its own desk.
        desk: only this desk's: ``hotline``, ``labour``, ``unit:<id>``.
        closed: closed ones too.
    """
    require(office.actor, "operator.callbacks")
    values = {"desk": desk, "desks": _desks(office), "closed": closed}
    rows = await office.database.fetch(_LIST, values)
    await note(office, "operator.callbacks", desk, seen=[row["id"] for row in rows])
    return rows


async def take(office: Office, callback_id: int) -> None:
    """Take a request, so that nobody else rings the same person; taking one's own again changes nothing."""
    require(office.actor, "operator.take")
    async with office.database.transaction() as connection:
        row = await _locked(connection, office, callback_id)
        if row["status"] == "closed":
            raise Refused(f"Yêu cầu gọi lại số {callback_id} đã xong rồi.")
        if row["status"] == "taken" and row["taken_by"] != office.actor.name:
            raise Refused(f"Yêu cầu gọi lại số {callback_id} do {row['taken_by']} nhận rồi.")
        if row["status"] == "open":
            await connection.execute(_TAKE, [office.actor.name, callback_id])
            await record(connection, office.actor, "operator.take", str(callback_id), desk=row["desk"])


async def close(office: Office, callback_id: int, outcome: str) -> None:
    """Close a request with what came of it; one that somebody else took is theirs to close, or an admin's."""
    require(office.actor, "operator.close")
    outcome = " ".join(outcome.split())
    if not outcome or len(outcome) > _LONGEST_OUTCOME:
        raise Refused(f"Ghi kết quả gọi lại ở --outcome, tối đa {_LONGEST_OUTCOME} chữ.")
    async with office.database.transaction() as connection:
        row = await _locked(connection, office, callback_id)
        if row["status"] == "closed":
            raise Refused(f"Yêu cầu gọi lại số {callback_id} đã xong rồi.")
        others = row["taken_by"] not in (None, office.actor.name)
        if others and office.actor.role is not Role.ADMIN:
            raise Refused(f"Yêu cầu gọi lại số {callback_id} do {row['taken_by']} nhận; để người đó ghi kết quả.")
        await connection.execute(_CLOSE, {"id": callback_id, "actor": office.actor.name, "outcome": outcome})
        await record(connection, office.actor, "operator.close", str(callback_id), desk=row["desk"], outcome=outcome)


async def _locked(connection: AsyncConnection[DictRow], office: Office, callback_id: int) -> DictRow:
    row = await (await connection.execute(_FIND, [callback_id])).fetchone()
    desks = _desks(office)
    if row is not None and desks is not None and row["desk"] not in desks:
        raise NotAllowed(f"Yêu cầu gọi lại số {callback_id} không thuộc bộ phận một cửa của {office.actor.name}.")
    if row is None:
        raise Refused(f"Không có yêu cầu gọi lại số {callback_id}. Xem 'motcua operator callbacks'.")
    return row
