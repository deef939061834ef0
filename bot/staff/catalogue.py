"""Fields of the catalogue: a named official confirms one, with date and document; a second person approves that.

Hiding a wrong one takes one person. The database raises the guidance's version with each change, so that every
process has it within moments; what was told before stays as it was.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.db.guidance import change_of
from bot.db.imports import version_of
from bot.guidance.catalogue.changing import Act, Change, applied, digest, packaged
from bot.guidance.catalogue.field import Confirmation, State
from bot.guidance.catalogue.imported import newest
from bot.guidance.catalogue.sheet import in_words
from bot.guidance.catalogue.telling import months_after
from bot.staff import approvals
from bot.staff.actor import OWNER
from bot.staff.approvable import Kind, Subject
from bot.staff.audit import record
from bot.staff.errors import Refused
from bot.staff.importing import store
from bot.staff.members import anybody_may
from bot.staff.roles import require

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.guidance.catalogue.field import Field
    from bot.guidance.catalogue.values import TimeUnit
    from bot.staff.office import Office

REVIEW_MONTHS = 12
"""After so many months a confirmed field is looked at again, where nobody says another day."""
_LONGEST = 300
_SERIALISE = b"SELECT pg_advisory_xact_lock(hashtext('motcua catalogue'))"
_COLUMNS = (
    "id, code, field, act, digest, official, document, since, review_by, reason, amount, number, unit, author,"
    " written_at, published_at"
)
_INSERT = f"""
INSERT INTO catalogue_changes (code, field, act, digest, official, document, since, review_by, reason, amount, number,
    unit, author, published_at)
VALUES (%(code)s, %(field)s, %(act)s, %(digest)s, %(official)s, %(document)s, %(since)s, %(review_by)s, %(reason)s,
    %(amount)s, %(number)s, %(unit)s, %(author)s, CASE WHEN %(now)s THEN clock_timestamp() END)
RETURNING {_COLUMNS}
"""  # noqa: S608 - constants of this module
_WAITING = f"""
SELECT {_COLUMNS} FROM catalogue_changes
WHERE published_at IS NULL AND closed_at IS NULL AND (%(id)s::bigint IS NULL OR id = %(id)s) ORDER BY id FOR UPDATE
"""  # noqa: S608 - constants of this module
_PUBLISH = f"""
UPDATE catalogue_changes SET published_at = clock_timestamp() WHERE id = %(id)s RETURNING {_COLUMNS}
"""  # noqa: S608 - constants of this module
_CLOSE = b"UPDATE catalogue_changes SET closed_at = now() WHERE id = %(id)s"


@dataclass(frozen=True, slots=True)
class Confirming:
    """What somebody says of a field.

    Attributes:
        official: who answers for it.
        document: by which document.
        since: the day from which it holds.
        review_by: when it is looked at again; None: in a year.
        amount: the fee at Cà Mau, 0 for none; None: as the field says.
        number: of days; None: as the field says.
        unit: of that number.
    """

    official: str
    document: str
    since: date
    review_by: date | None = None
    amount: int | None = None
    number: int | None = None
    unit: TimeUnit | None = None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change as it is stored, with what the field says by it.

    Attributes:
        id: of the row.
        change: what is said.
        author: who wrote it.
        published: it is told.
        says: the field in words, as it is told by then.
    """

    id: int
    change: Change
    author: str
    published: bool
    says: str

    @property
    def subject(self) -> Subject:
        """What is approved: everything of it."""
        one = self.change
        who = one.confirmation
        said = [
            one.code, one.field, one.act, one.digest, one.review_by.isoformat(), one.reason, one.amount, one.number,
            one.unit, who and [who.official, who.document, who.since.isoformat()],
        ]  # fmt: skip
        text = json.dumps(said, ensure_ascii=False)
        return Subject(Kind.CATALOGUE, str(self.id), hashlib.sha256(text.encode()).digest())


async def confirm(office: Office, code: str, field_id: str, said: Confirming) -> ChangeRow:
    """Say that a named official confirms a field; it is told so once a second person has approved it.

    At a new machine's own data, where nobody has a token that approves, there is no second person.

    Raises:
        Refused: there is no such field, the document or official is missing, or what is said does not fit the field.
    """
    require(office.actor, "catalogue.confirm")
    field = await _field(office, code, field_id)
    official, document = _line(said.official, "--official"), _line(said.document, "--document")
    if said.since > office.now.date():
        raise Refused("Văn bản chưa có hiệu lực (--since): xác nhận từ ngày đó.")
    review_by = said.review_by or months_after(office.now.date(), REVIEW_MONTHS)
    if review_by <= office.now.date():
        raise Refused("Ngày xem lại (--review-by) phải sau hôm nay.")
    values = {
        "code": code, "field": field_id, "act": Act.CONFIRM, "digest": digest(field), "official": official,
        "document": document, "since": said.since, "review_by": review_by, "reason": None, "amount": said.amount,
        "number": said.number, "unit": said.unit,
    }  # fmt: skip
    _require_fits(field, said)
    async with office.database.transaction() as connection:
        await connection.execute(_SERIALISE)
        alone = office.actor.name == OWNER.name and not await anybody_may(connection, "catalogue.approve")
        row = await _insert(connection, office, values, now=alone)
        if not alone:
            await approvals.wrote(connection, office.actor, row.subject, begins=True)
            await approvals.submit(connection, office, row.subject)
        await _noted(connection, office, row, "confirm", alone=alone)
    return row


async def approve(office: Office, number: int, code: str | None) -> ChangeRow:
    """Approve a confirmation that waits, by a person who wrote none of it; it is told from now on.

    Raises:
        Refused: none of that number waits, the field says something else by now, or as ``approvals.approve``.
    """
    require(office.actor, "catalogue.approve")
    async with office.database.transaction() as connection:
        found = await _waiting(connection, office, number)
        if digest(await _field(office, found.change.code, found.change.field)) != found.change.digest:
            raise Refused(f"Mục này đã đổi nội dung từ lúc soạn {number}: bỏ bản này, đọc lại rồi xác nhận mới.")
        await approvals.approve(connection, office, found.subject, code)
        row = await (await connection.execute(_PUBLISH.encode(), {"id": number})).fetchone()
        if row is None:
            raise LookupError("the confirmation was not published")
        made = await _read(office, row)
        await _noted(connection, office, made, "approve", wrote=found.author)
        return made


async def send_back(office: Office, number: int, why: str) -> ChangeRow:
    """Return a confirmation that waits to whoever wrote it; it is closed, and they write another one.

    Raises:
        Refused: none of that number waits, or no reason is given.
    """
    require(office.actor, "catalogue.return")
    async with office.database.transaction() as connection:
        found = await _waiting(connection, office, number)
        await approvals.send_back(connection, office, found.subject, why)
        await connection.execute(_CLOSE, {"id": number})
        await _noted(connection, office, found, "return", why=why)
        return found


async def hide(office: Office, code: str, field_id: str, why: str) -> ChangeRow:
    """Take a wrong field away at once; one person may.

    Raises:
        Refused: there is no such field, or no reason is given.
    """
    require(office.actor, "catalogue.hide")
    field = await _field(office, code, field_id)
    values = {
        "code": code, "field": field_id, "act": Act.HIDE, "digest": digest(field), "official": None, "document": None,
        "since": None, "review_by": months_after(office.now.date(), REVIEW_MONTHS), "reason": _line(why, "--reason"),
        "amount": None, "number": None, "unit": None,
    }  # fmt: skip
    async with office.database.transaction() as connection:
        await connection.execute(_SERIALISE)
        row = await _insert(connection, office, values, now=True)
        await _noted(connection, office, row, "hide")
    return row


async def waiting(office: Office) -> list[ChangeRow]:
    """Return the confirmations that wait for a second person, the oldest first."""
    require(office.actor, "catalogue.show")
    rows = await office.database.fetch(_WAITING.replace(" FOR UPDATE", ""), {"id": None})
    return [await _read(office, row) for row in rows]


async def _field(office: Office, code: str, field_id: str) -> Field:
    field = await _known(office, code, field_id)
    if field is None:
        raise Refused(
            f"Không có mục {field_id} của thủ tục {code}. Mã mục ở cột cuối của 'motcua procedures sheet'; của thủ tục"
            f" nhập từ tệp thì xem 'motcua procedures imported {code}'."
        )
    return field


async def _known(office: Office, code: str, field_id: str) -> Field | None:
    """Return a field as it came with the code, or as a file in force says it."""
    field = packaged(office.guidance.fields, code, field_id)
    if field is not None and field.state is not State.PROPOSED:
        return field
    found = await imported(office, code)
    procedure = office.guidance.fields.get(code)
    said = procedure.fields[::-1] if procedure is not None else ()  # of a file that was taken back since, staff's word
    return next((one for one in (*found, *said) if one.id == field_id), field)


async def imported(office: Office, code: str) -> list[Field]:
    """Return the fields of a procedure that files in force state; nobody is told them before they are confirmed."""
    require(office.actor, "catalogue.show")
    versions = [version_of(row) for row in await store.versions(office.database, code)]
    standing = newest(versions, datetime.now(UTC)).get(code, {})
    return [field for version in standing.values() for field in version.fields]


def _require_fits(field: Field, said: Confirming) -> None:
    who = Confirmation(said.official, said.since, said.document, said.since)
    asked = Change(
        field.code, field.id, Act.CONFIRM, "", datetime.now(UTC), field.review_by, who, "", said.amount, said.number,
        said.unit,
    )  # fmt: skip
    try:
        applied(field, asked)
    except ValueError as error:
        raise Refused("--amount chỉ dùng cho mục phí, lệ phí; --days chỉ dùng cho mục thời hạn, kèm --unit.") from error


async def _waiting(connection: AsyncConnection[DictRow], office: Office, number: int) -> ChangeRow:
    row = await (await connection.execute(_WAITING.encode(), {"id": number})).fetchone()
    if row is None:
        raise Refused(f"Không có xác nhận số {number} nào đang chờ duyệt. Xem 'motcua procedures waiting'.")
    return await _read(office, row)


async def _insert(
    connection: AsyncConnection[DictRow], office: Office, values: Mapping[str, object], *, now: bool
) -> ChangeRow:
    row = await (
        await connection.execute(_INSERT.encode(), {**values, "author": office.actor.name, "now": now})
    ).fetchone()
    if row is None:
        raise LookupError("the change was not written")
    return await _read(office, row)


async def _noted(
    connection: AsyncConnection[DictRow], office: Office, row: ChangeRow, act: str, **details: object
) -> None:
    one = row.change
    noted = {"code": one.code, "field": one.field, "says": row.says, "hash": row.subject.hash.hex(), **details}
    await record(connection, office.actor, f"catalogue.{act}", str(row.id), **noted)


async def _read(office: Office, row: DictRow) -> ChangeRow:
    change = change_of(row)
    field = await _known(office, change.code, change.field)
    says = in_words(applied(field, change)) if field is not None else ""
    return ChangeRow(row["id"], change, row["author"], row["published_at"] is not None, says)


def _line(text: str, name: str) -> str:
    line = " ".join(text.split())
    if not line or len(line) > _LONGEST or not line.isprintable():
        raise Refused(f"Cần ghi {name}, một dòng, tối đa {_LONGEST} ký tự.")
    return line
