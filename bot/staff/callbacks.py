"""Call-back requests that citizens left: list, take, give back, close, record. Each desk has its own list."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.types.json import Jsonb

from bot.guidance.places.one_stop import one_stop_unit
from bot.staff.audit import note, record
from bot.staff.errors import NotAllowed, Refused
from bot.staff.finding import find_place
from bot.staff.roles import Role, require
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.guidance.places.gazetteer import AdminUnit
    from bot.guidance.procedures import Procedure
    from bot.staff.office import Office

UNIT_DESK = "unit:"
"""What the desk of a one-stop unit begins with; its id follows."""
HOTLINE, LABOUR = "hotline", "labour"
DESK_WORDS = {HOTLINE: "tổng đài", LABOUR: "lao động"}
_BY_WORDS = {
    **{canonical(words): HOTLINE for words in ("hotline", "tổng đài", "đường dây nóng", "trực tổng đài")},
    **{canonical(words): LABOUR for words in ("labour", "lao động", "bên lao động", "bảo hiểm thất nghiệp")},
}
PAGE = 100
MOST_A_PAGE = 1000
MOST_AT_ONCE = 2000
"""Requests that are closed at once, at most; what floods in more is closed in several steps."""

_COLUMNS = """id, desk, reason, name, phone, procedure, area, details, status, created_at, as_of, taken_by, taken_at,
       closed_at, outcome"""
_SEEN = """(%(desk)s::text IS NULL OR desk = %(desk)s) AND (%(desks)s::text[] IS NULL OR desk = ANY(%(desks)s))"""
_LIST = f"""
SELECT {_COLUMNS} FROM callbacks
WHERE {_SEEN} AND (%(closed)s OR status <> 'closed')
  AND (%(after)s::bigint IS NULL OR CASE WHEN %(newest)s THEN id < %(after)s ELSE id > %(after)s END)
ORDER BY CASE WHEN %(newest)s THEN -id ELSE id END LIMIT %(limit)s
"""  # noqa: S608 - constants of this module
_COUNT = f"""
SELECT count(*) FILTER (WHERE status = 'open') AS open, count(*) FILTER (WHERE status = 'taken') AS taken
FROM callbacks WHERE {_SEEN} AND status <> 'closed'
"""  # noqa: S608 - constants of this module
_FIND = f"SELECT {_COLUMNS} FROM callbacks WHERE id = %s FOR UPDATE"  # noqa: S608 - constants of this module
_TAKE = b"UPDATE callbacks SET status = 'taken', taken_by = %s, taken_at = now() WHERE id = %s"
_GIVE_BACK = b"UPDATE callbacks SET status = 'open', taken_by = NULL, taken_at = NULL WHERE id = %s"
# Who closes what nobody has called has not taken it: the report would count it as a quick answer.
_CLOSE = b"UPDATE callbacks SET status = 'closed', closed_at = now(), outcome = %(outcome)s WHERE id = %(id)s"
_SAME = b"SELECT id FROM callbacks WHERE phone = %s AND status <> 'closed' ORDER BY id"
_ADD = b"""
INSERT INTO callbacks (desk, reason, name, phone, procedure, area, details, as_of)
VALUES (%(desk)s, %(reason)s, %(name)s, %(phone)s, %(procedure)s, %(area)s, %(details)s, %(as_of)s) RETURNING id
"""
# Only what nobody has taken: somebody who has is about to ring.
_MANY = f"""
SELECT {_COLUMNS} FROM callbacks AS b
WHERE {_SEEN} AND status = 'open' AND (%(phone)s::text IS NULL OR phone = %(phone)s)
  AND (%(first)s::bigint IS NULL OR id >= %(first)s) AND (%(last)s::bigint IS NULL OR id <= %(last)s)
  AND (%(platform)s::text IS NULL OR EXISTS (
    SELECT FROM conversations AS c WHERE c.id = b.conversation_id AND c.platform = %(platform)s
  ))
ORDER BY id LIMIT %(most)s FOR UPDATE
"""  # noqa: S608 - constants of this module
_CLOSE_MANY = b"""
UPDATE callbacks SET status = 'closed', closed_at = now(), outcome = %(outcome)s WHERE id = ANY(%(ids)s)
"""
_LONGEST_OUTCOME = 500
_SHORTEST_REASON = 5


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the list.

    Attributes:
        rows: the requests.
        more: what ``after`` has to be for the next part; None where this is the last.
        open: how many nobody has taken, of all that may be seen.
        taken: how many somebody is calling.
    """

    rows: list[DictRow]
    more: int | None
    open: int
    taken: int


@dataclass(frozen=True, slots=True)
class Which:
    """Which requests are closed at once; at least one condition has to be given.

    Attributes:
        desk: of this desk.
        phone: with this phone.
        first: from this number on.
        last: up to this number.
        platform: left on this platform.
    """

    desk: str | None = None
    phone: str | None = None
    first: int | None = None
    last: int | None = None
    platform: str | None = None


def read_desk(office: Office, text: str) -> str:
    """Return the desk that ``text`` names: in words ("tổng đài"), by its name, or as a one-stop unit.

    Raises:
        Refused: it names none; an empty list would say that nobody waits.
    """
    known = _BY_WORDS.get(canonical(text))
    if known is not None:
        return known
    places = office.guidance.places
    if text.startswith(UNIT_DESK):
        unit = places.find(text.removeprefix(UNIT_DESK))
        if unit is not None:
            return UNIT_DESK + unit.id
    else:
        try:
            return UNIT_DESK + find_place(office.guidance, text, office.now).id
        except Refused as problem:
            reason = problem.message
            raise Refused(f"{_no_desk(text)} {reason}") from problem
    raise Refused(_no_desk(text))


def _no_desk(text: str) -> str:
    return f"Không rõ “{text}” là bộ phận nào: ghi tổng đài, lao động, hoặc tên một cửa (“xã Tắc Vân, TP Cà Mau”)."


def desk_words(office: Office, desk: str) -> str:
    """Return a desk as people call it."""
    unit = office.guidance.places.find(desk.removeprefix(UNIT_DESK)) if desk.startswith(UNIT_DESK) else None
    return office.guidance.places.full_name(unit) if unit is not None else DESK_WORDS.get(desk, desk)


def _desks(office: Office) -> list[str] | None:
    """Return the only desks that the actor may see; None for all."""
    if office.actor.role is not Role.UNIT:
        return None
    return [UNIT_DESK + unit for unit in sorted(office.actor.units)]


async def listed(
    office: Office,
    *,
    desk: str | None = None,
    closed: bool = False,
    newest: bool = False,
    after: int | None = None,
    limit: int = PAGE,
) -> Page:
    """Return a part of the requests, the oldest first; looking is noted in the audit.

    Args:
        office: of whoever looks; somebody of a one-stop unit sees only its own desk.
        desk: only this desk's: ``hotline``, ``labour``, ``unit:<id>``.
        closed: closed ones too.
        newest: the newest first.
        after: what follows the request of this number, in that order.
        limit: how many, up to ``MOST_A_PAGE``.
    """
    require(office.actor, "operator.callbacks")
    size = max(1, min(limit, MOST_A_PAGE))
    values = {
        "desk": desk,
        "desks": _desks(office),
        "closed": closed,
        "newest": newest,
        "after": after,
        "limit": size + 1,
    }
    rows = await office.database.fetch(_LIST, values)
    (waiting,) = await office.database.fetch(_COUNT, values)
    shown = rows[:size]
    await note(office, "operator.callbacks", desk, seen=[row["id"] for row in shown])
    return Page(shown, shown[-1]["id"] if len(rows) > size else None, waiting["open"], waiting["taken"])


async def take(office: Office, callback_id: int) -> DictRow:
    """Take a request, so that nobody else rings the same person; taking one's own again changes nothing.

    Returns:
        The request, with whom to ring.
    """
    require(office.actor, "operator.take")
    async with office.database.transaction() as connection:
        row = await _locked(connection, office, callback_id)
        if row["status"] == "closed":
            raise Refused(f"Yêu cầu gọi lại số {callback_id} đã xong rồi.")
        if row["status"] == "taken" and row["taken_by"] != office.actor.name:
            raise Refused(
                f"Yêu cầu gọi lại số {callback_id} do {row['taken_by']} nhận rồi. Người đó không gọi được nữa thì trả"
                f" lại: motcua operator give-back {callback_id} --why “…”."
            )
        if row["status"] == "open":
            await connection.execute(_TAKE, [office.actor.name, callback_id])
            await record(connection, office.actor, "operator.take", str(callback_id), desk=row["desk"])
    return row


async def give_back(office: Office, callback_id: int, why: str | None = None) -> str:
    """Let a request that was taken wait again; a colleague's needs a reason (gone home, ill), which the audit keeps.

    Returns:
        Who had taken it.
    """
    require(office.actor, "operator.give-back")
    reason = " ".join((why or "").split())
    async with office.database.transaction() as connection:
        row = await _locked(connection, office, callback_id)
        if row["status"] != "taken":
            state = "đã xong rồi" if row["status"] == "closed" else "chưa ai nhận"
            raise Refused(f"Yêu cầu gọi lại số {callback_id} {state}, không có gì để trả lại.")
        if row["taken_by"] != office.actor.name and len(reason) < _SHORTEST_REASON:
            raise Refused(
                f"Yêu cầu gọi lại số {callback_id} do {row['taken_by']} nhận. Trả lại thay người đó thì ghi lý do:"
                " --why “hết ca, chưa gọi”."
            )
        await connection.execute(_GIVE_BACK, [callback_id])
        await record(
            connection, office.actor, "operator.give-back", str(callback_id), desk=row["desk"], taken_by=row["taken_by"]
        )
    return str(row["taken_by"])


async def close(office: Office, callback_id: int, outcome: str, *, untaken: str | None = None) -> None:
    """Close a request with what came of it; one that somebody else took is theirs to close, or an admin's.

    Args:
        office: of whoever closes.
        callback_id: its number.
        outcome: what came of it.
        untaken: why it is closed although nobody took it: nobody has rung then, as far as is known.
    """
    require(office.actor, "operator.close")
    outcome = _outcome(outcome)
    reason = " ".join((untaken or "").split())
    async with office.database.transaction() as connection:
        row = await _locked(connection, office, callback_id)
        if row["status"] == "closed":
            raise Refused(f"Yêu cầu gọi lại số {callback_id} đã xong rồi.")
        others = row["taken_by"] not in (None, office.actor.name)
        if others and office.actor.role is not Role.ADMIN:
            raise Refused(f"Yêu cầu gọi lại số {callback_id} do {row['taken_by']} nhận; để người đó ghi kết quả.")
        if row["status"] == "open" and len(reason) < _SHORTEST_REASON:
            raise Refused(
                f"Yêu cầu gọi lại số {callback_id} chưa ai nhận gọi. Nhận trước: motcua operator take {callback_id};"
                " hoặc ghi vì sao đóng mà không gọi: --not-called “người đó đã đến quầy”."
            )
        await connection.execute(_CLOSE, {"id": callback_id, "outcome": outcome})
        # Both may name people, and nothing comes out of the audit again: what came of it stands in its own row.
        details: dict[str, object] = {"desk": row["desk"], "characters": len(outcome)}
        if reason:
            details["not_called"] = len(reason)
        await record(connection, office.actor, "operator.close", str(callback_id), **details)


def _outcome(text: str) -> str:
    outcome = " ".join(text.split())
    if not outcome or len(outcome) > _LONGEST_OUTCOME:
        raise Refused(f"Ghi kết quả gọi lại ở --outcome, tối đa {_LONGEST_OUTCOME} ký tự.")
    return outcome


async def close_many(
    office: Office, which: Which, outcome: str, *, confirm: str | None = None
) -> tuple[list[DictRow], str, bool]:
    """Close at once what nobody has taken, once exactly these requests were looked at.

    Args:
        office: of whoever closes.
        which: the requests.
        outcome: why, kept with each.
        confirm: the code that the preview gave; None for a preview.

    Returns:
        The requests, the code that closes just these, and whether they were closed.

    Raises:
        Refused: no condition was given, or other requests are meant by now than those that were looked at.
    """
    require(office.actor, "operator.close-many")
    if which == Which():
        raise Refused("Ghi rõ đóng những yêu cầu nào: --desk, --phone, --platform, --from, --to.")
    outcome = _outcome(outcome)
    values = {
        "desk": which.desk,
        "desks": _desks(office),
        "phone": which.phone,
        "first": which.first,
        "last": which.last,
        "platform": which.platform,
        "most": MOST_AT_ONCE,
    }
    async with office.database.transaction() as connection:
        rows = await (await connection.execute(_MANY.encode(), values)).fetchall()
        ids = [row["id"] for row in rows]
        code = _code_of(ids)
        if confirm is None or not ids:
            return rows, code, False
        if confirm.strip().lower() != code:
            raise Refused(
                f"Mã xác nhận không khớp: những yêu cầu này ({len(ids)}) không còn đúng như lúc xem, hoặc mã gõ sai."
                " Xem lại bằng cùng lệnh không có --confirm."
            )
        await connection.execute(_CLOSE_MANY, {"ids": ids, "outcome": outcome})
        await record(connection, office.actor, "operator.close-many", None, requests=ids, characters=len(outcome))
    return rows, code, True


def _code_of(ids: list[int]) -> str:
    digest = hashlib.sha256(",".join(map(str, ids)).encode()).hexdigest()
    return f"{len(ids)}-{digest[:6]}"


async def add(
    office: Office,
    *,
    desk: str,
    name: str,
    phone: str,
    reason: str,
    procedure: Procedure | None = None,
    area: AdminUnit | None = None,
) -> tuple[int, list[int]]:
    """Record a request of somebody who phoned, for a desk that calls back.

    Returns:
        Its number, and the numbers of others that wait for the same phone.
    """
    require(office.actor, "operator.callback-add")
    why = " ".join(reason.split())
    if not _SHORTEST_REASON <= len(why) <= _LONGEST_OUTCOME:
        raise Refused(f"Ghi việc cần gọi lại ở --reason, từ {_SHORTEST_REASON} đến {_LONGEST_OUTCOME} ký tự.")
    if (
        desk.startswith(UNIT_DESK)
        and one_stop_unit(office.guidance.places, desk.removeprefix(UNIT_DESK), office.now) is None
    ):
        raise Refused(_no_desk(desk))
    async with office.database.transaction() as connection:
        same = [row["id"] for row in await (await connection.execute(_SAME, [phone])).fetchall()]
        values = {
            "desk": desk,
            "reason": why,
            "name": name,
            "phone": phone,
            "procedure": procedure.code if procedure is not None else None,
            "area": area.id if area is not None else None,
            "details": Jsonb({"said": [], "cannot": [], "recorded_by": office.actor.name}),
            "as_of": office.now,
        }
        row = await (await connection.execute(_ADD, values)).fetchone()
        if row is None:
            raise LookupError("the request was not written")
        await record(connection, office.actor, "operator.callback-add", str(row["id"]), desk=desk)
    return int(row["id"]), same


async def _locked(connection: AsyncConnection[DictRow], office: Office, callback_id: int) -> DictRow:
    row = await (await connection.execute(_FIND.encode(), [callback_id])).fetchone()
    desks = _desks(office)
    if row is not None and desks is not None and row["desk"] not in desks:
        raise NotAllowed(f"Yêu cầu gọi lại số {callback_id} không thuộc bộ phận một cửa của {office.actor.name}.")
    if row is None:
        raise Refused(f"Không có yêu cầu gọi lại số {callback_id}. Xem 'motcua operator callbacks'.")
    return row
