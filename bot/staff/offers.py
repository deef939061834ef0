"""The table of offers: staff say which procedure can be submitted how, and who must come, from which day on.

What was said before is not lost: a row that the new one meets is shortened or split, and the audit keeps the rows as
they were and as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.guidance.channels import Channel, Offered, Presence
from bot.guidance.moments import parse_moment
from bot.guidance.offers import Offers
from bot.staff.audit import record
from bot.staff.errors import Refused
from bot.staff.roles import require

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.guidance.procedures import Procedure
    from bot.staff.office import Office

_SERIALISE = b"SELECT pg_advisory_xact_lock(hashtext('motcua offers'))"
_WAYS = """
SELECT channel, offered, valid_from, valid_to, basis, note, set_by, set_at FROM offers
WHERE code = %(code)s ORDER BY channel, valid_from, id
"""
_PRESENCES = """
SELECT presence, question, valid_from, valid_to, basis, note, set_by, set_at FROM presence_duties
WHERE code = %(code)s ORDER BY valid_from, id
"""


@dataclass(frozen=True, slots=True)
class Period:
    """From a day on, up to and not including another; None for no end."""

    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class _Table:
    """One of the two tables.

    Attributes:
        name: of the table.
        key: columns that name what a row is about.
        values: columns that say something about it.
    """

    name: str
    key: tuple[str, ...]
    values: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.key, *self.values, "valid_from", "valid_to", "basis", "note")

    @property
    def select(self) -> bytes:
        met = " AND ".join(f"{column} = %({column})s" for column in self.key)
        names = ", ".join(("id", *self.columns, "set_by"))
        return f"SELECT {names} FROM {self.name} WHERE {met} ORDER BY id FOR UPDATE".encode()  # noqa: S608 - constants

    @property
    def insert(self) -> bytes:
        columns = (*self.columns, "set_by")
        names, places = ", ".join(columns), ", ".join(f"%({column})s" for column in columns)
        return f"INSERT INTO {self.name} ({names}) VALUES ({places})".encode()  # noqa: S608 - constants

    @property
    def shorten(self) -> bytes:
        return f"UPDATE {self.name} SET valid_to = %s WHERE id = %s".encode()  # noqa: S608 - constants

    @property
    def remove(self) -> bytes:
        return f"DELETE FROM {self.name} WHERE id = %s".encode()  # noqa: S608 - constants


_OFFERS = _Table("offers", ("code", "channel"), ("offered",))
_DUTIES = _Table("presence_duties", ("code",), ("presence", "question"))


async def set_offer(
    office: Office,
    procedure: Procedure,
    channel: Channel,
    offered: Offered,
    period: Period,
    *,
    basis: str,
    note: str = "",
) -> None:
    """Say whether a procedure can be submitted one way in a period.

    Args:
        office: of whoever says so.
        procedure: which.
        channel: the way.
        offered: whether.
        period: when.
        basis: where that is known from; told to citizens, so it must be given.
        note: a remark for citizens; needed where it is offered to some only.
    """
    require(office.actor, "offers.set")
    if offered is Offered.LIMITED and not note.strip():
        raise Refused("Chỉ nhận trong một số trường hợp thì phải ghi rõ trường hợp nào ở --note.")
    if offered is Offered.ELSEWHERE and (channel is not Channel.IN_PERSON or not note.strip()):
        raise Refused("“elsewhere” chỉ dùng cho in_person, và phải ghi rõ nơi nào nhận ở --note.")
    row = _row(period, basis, note) | {"code": procedure.code, "channel": channel, "offered": offered}
    await _write(office, _OFFERS, row, "offers.set")


async def set_presence(
    office: Office,
    procedure: Procedure,
    presence: Presence,
    period: Period,
    *,
    basis: str,
    note: str = "",
    question: str = "",
) -> None:
    """Say whether the law demands that the person comes, in a period.

    Args:
        office: of whoever says so.
        procedure: which.
        presence: whether.
        period: when.
        basis: where that is known from.
        note: what has to be done in person.
        question: for a conditional duty: the yes/no question whose "yes" means that the person must come.
    """
    require(office.actor, "offers.presence")
    question = " ".join(question.split())
    if (presence is Presence.CONDITIONAL) != bool(question):
        raise Refused("--question (câu hỏi có/không quyết định phải đến hay không) đi kèm với --presence conditional.")
    row = _row(period, basis, note) | {"code": procedure.code, "presence": presence, "question": question}
    await _write(office, _DUTIES, row, "offers.presence")


def _row(period: Period, basis: str, note: str) -> dict[str, str]:
    basis, note = " ".join(basis.split()), " ".join(note.split())
    if not basis:
        raise Refused("Phải ghi căn cứ ở --basis: biết điều này từ văn bản, thông báo nào.")
    if period.end is not None and period.end <= period.start:
        raise Refused("Ngày cuối (--to) phải từ ngày đầu (--from) trở đi.")
    until = period.end.isoformat() if period.end is not None else ""
    return {"valid_from": period.start.isoformat(), "valid_to": until, "basis": basis, "note": note}


async def _write(office: Office, table: _Table, new: dict[str, str], action: str) -> None:
    """Put a row in, make room for it, and make sure that the whole table can still be read."""
    async with office.database.transaction() as connection:
        await connection.execute(_SERIALISE)
        before = await (await connection.execute(table.select, new)).fetchall()
        for row in before:
            await _make_room(connection, table, row, new)
        await connection.execute(table.insert, {**new, "set_by": office.actor.name})
        after = await (await connection.execute(table.select, new)).fetchall()
        if table is _OFFERS:
            Offers.parse(after, ())
        else:
            Offers.parse((), after)
        told = {"before": [_plain(row) for row in before], "after": [_plain(row) for row in after]}
        await record(connection, office.actor, action, new["code"], **told)


async def _make_room(connection: AsyncConnection[DictRow], table: _Table, row: DictRow, new: Mapping[str, str]) -> None:
    """Shorten, split or remove a row so that it says nothing about the new one's period."""
    if not _meets(row, new):
        return
    keeps_head = not row["valid_from"] or parse_moment(row["valid_from"]) < parse_moment(new["valid_from"])
    keeps_tail = bool(new["valid_to"]) and (
        not row["valid_to"] or parse_moment(new["valid_to"]) < parse_moment(row["valid_to"])
    )
    if keeps_head:
        await connection.execute(table.shorten, [new["valid_from"], row["id"]])
    else:
        await connection.execute(table.remove, [row["id"]])
    if keeps_tail:
        await connection.execute(table.insert, {**row, "valid_from": new["valid_to"]})


def _meets(row: Mapping[str, str], new: Mapping[str, str]) -> bool:
    begins_before_end = (
        not row["valid_from"]
        or not new["valid_to"]
        or (parse_moment(row["valid_from"]) < parse_moment(new["valid_to"]))
    )
    ends_after_start = not row["valid_to"] or parse_moment(row["valid_to"]) > parse_moment(new["valid_from"])
    return begins_before_end and ends_after_start


def _plain(row: DictRow) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"}


async def history(office: Office, procedure: Procedure) -> tuple[list[DictRow], list[DictRow]]:
    """Return all rows about a procedure, by time: of its ways, and of the duty to come."""
    require(office.actor, "offers.show")
    code = {"code": procedure.code}
    ways = await office.database.fetch(_WAYS, code)
    return ways, await office.database.fetch(_PRESENCES, code)
