"""Submitting, returning, approving, withdrawing drafts: by the service of approvals, with what drafts add."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guidance.rulebook.book import Rulebook
from bot.guidance.rulebook.changing import overlay
from bot.guidance.rulebook.draft import changed_since
from bot.guidance.rulebook.parse import RulebookError
from bot.staff import approvals
from bot.staff.audit import record
from bot.staff.errors import Refused
from bot.staff.roles import require
from bot.staff.rulebook import store
from bot.staff.rulebook.drafting import refused, require_open, require_own, require_said

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.staff.approvable import Event
    from bot.staff.office import Office
    from bot.staff.rulebook.store import Current, DraftRow


async def submit(office: Office, number: int) -> DraftRow:
    """Say that a draft is ready to be read by whoever approves.

    Raises:
        Refused: it is closed, does not fit what is told now, or is approved or submitted already.
    """
    async with office.database.transaction() as connection:
        row = await _open(connection, office, number, "submit")
        require_fits(await store.current(connection), row)
        await approvals.submit(connection, office, row.subject)
        return await _noted(connection, office, row, "submit")


async def send_back(office: Office, number: int, why: str) -> DraftRow:
    """Return a draft to whoever wrote it, with the reason.

    Raises:
        Refused: it is closed, approved or returned already, or no reason is given.
    """
    async with office.database.transaction() as connection:
        row = await _open(connection, office, number, "return")
        await approvals.send_back(connection, office, row.subject, why)
        return await _noted(connection, office, row, "return")


async def withdraw(office: Office, number: int, why: str | None = None) -> DraftRow:
    """Take a submission or an approval back.

    Raises:
        Refused: it is closed, or there is nothing to take back.
    """
    async with office.database.transaction() as connection:
        row = await _open(connection, office, number, "withdraw")
        await approvals.withdraw(connection, office, row.subject, why)
        return await _noted(connection, office, row, "withdraw")


async def approve(office: Office, number: int, code: str | None) -> DraftRow:
    """Approve a draft as it was read, by a person who wrote none of it.

    Raises:
        Refused: it is closed, does not fit what is told now, or as ``approvals.approve``.
    """
    async with office.database.transaction() as connection:
        row = await _open(connection, office, number, "approve")
        await approvals.approve(connection, office, row.subject, code)
        require_fits(await store.current(connection), row)
        return await _noted(connection, office, row, "approve", alone=False)


async def approve_alone(office: Office, number: int, confirmation: str | None) -> DraftRow | str:
    """Approve a draft alone, as urgent: the first call returns the code that confirms it in a second one.

    Raises:
        Refused: it is closed, does not fit what is told now, or as ``approvals.confirm_alone``.
    """
    async with office.database.transaction() as connection:
        row = await _open(connection, office, number, "approve")
        require_fits(await store.current(connection), row)
        if confirmation is None:
            asked = await approvals.ask_alone(connection, office, row.subject)
            await record(connection, office.actor, f"{row.kind}.approve", str(number), alone=True, step="asked")
            return asked
        await approvals.confirm_alone(connection, office, row.subject, confirmation)
        return await _noted(connection, office, row, "approve", alone=True)


async def history(office: Office, number: int) -> list[Event]:
    """Return who wrote, submitted, returned, approved a draft, the oldest first.

    Raises:
        Refused: there is none of that number.
    """
    require(office.actor, "rulebook.show")
    row = await store.get(office.database, number)
    return await approvals.history(office.database, row.kind, str(number))


def require_fits(current: Current, row: DraftRow) -> Rulebook:
    """Return the rulebook that a draft makes of what is told now.

    Raises:
        Refused: somebody has changed what it takes the place of, its links do not hold any more, or it changes the
            past and does not say why.
    """
    if changed := changed_since(current.body, row.draft.entries, row.base):
        raise Refused(
            f"{', '.join(changed)} đã được đổi (nay là bản {current.id}) từ lúc soạn bản thảo {row.id}: lấy bản mới"
            f" ('motcua rules export'), sửa lại rồi 'motcua rules draft TỆP --replace {row.id}'."
        )
    require_said(current.body, row.draft)
    try:
        return Rulebook.parse({"draft": overlay(current.body, row.draft.entries)})
    except RulebookError as error:
        raise refused(error, f"Bản thảo {row.id} không khớp với quy định đang áp dụng") from error


async def _open(connection: AsyncConnection[DictRow], office: Office, number: int, act: str) -> DraftRow:
    row = await store.locked(connection, number)
    require_own(office, row.draft, f"{row.kind}.{act}")
    require_open(row)
    return row


async def _noted(
    connection: AsyncConnection[DictRow], office: Office, row: DraftRow, act: str, **details: object
) -> DraftRow:
    writers = await approvals.writers_of(connection, row.subject)
    noted = {"wrote": list(writers), "hash": row.draft.hash.hex(), **details}
    await record(connection, office.actor, f"{row.kind}.{act}", str(row.id), **noted)
    return await store.locked(connection, row.id)
