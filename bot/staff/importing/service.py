"""Importing procedures: looked through, compared, approved by a second person; taken back by one."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.staff import approvals
from bot.staff.actor import OWNER
from bot.staff.audit import record
from bot.staff.errors import Refused
from bot.staff.importing import store
from bot.staff.importing.comparing import Compared, changes_of, compare, hash_of
from bot.staff.importing.files import MOST_BYTES
from bot.staff.importing.gathering import gather
from bot.staff.importing.told import Told
from bot.staff.members import anybody_may
from bot.staff.roles import require

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.staff.importing.comparing import Change
    from bot.staff.importing.store import ImportRow
    from bot.staff.office import Office

_CHUNK = 1024 * 1024
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Prepared:
    """Files that were read, and what they come to; nothing is written yet.

    Attributes:
        files: name, size and SHA-256 of each.
        compared: what they change.
        told: what was refused, or left out.
    """

    files: tuple[dict[str, Any], ...]
    compared: Compared
    told: Told

    @property
    def counts(self) -> dict[str, int]:
        """How many procedures are taken, new, changed, and how many rows refused."""
        new = sum(change.new for change in self.compared.changes)
        changed = len(self.compared.changes) - new
        taken = self.compared.taken
        return {
            "taken": taken,
            "new": new,
            "changed": changed,
            "unchanged": taken - new - changed,
            "refused": len(self.told.refused),
        }


async def prepare(office: Office, paths: Sequence[Path]) -> Prepared:
    """Read files and compare them with what is known; nothing is written.

    Args:
        office: of whoever imports.
        paths: of files, or of folders of them.
    """
    require(office.actor, "import.add")
    told = Told()
    names = {procedure.code: procedure.name for procedure in office.guidance.catalogue}
    gathered = await asyncio.to_thread(gather, paths, names, told)
    before = await store.current(office.database)
    compared = await asyncio.to_thread(
        compare, gathered, before, office.guidance.fields, office.guidance.catalogue, told
    )
    listed = await asyncio.to_thread(lambda: tuple(_file(path) for path in paths))
    return Prepared(listed, compared, told)


def _file(path: Path) -> dict[str, Any]:
    """Return what names a file; of one that is too large to be read no checksum is made."""
    size = path.stat().st_size if path.is_file() else None
    digest = None
    if size is not None and size <= MOST_BYTES:
        hashed = hashlib.sha256()
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                hashed.update(chunk)
        digest = hashed.hexdigest()
    return {"name": path.name, "size": size, "sha256": digest}


async def add(office: Office, prepared: Prepared) -> ImportRow | None:
    """Write what files change; it counts once a second person has approved it. None where they change nothing.

    At a new machine's own data, where nobody has a token that approves, there is no second person.
    """
    require(office.actor, "import.add")
    rows = prepared.compared.rows
    if not rows:
        return None
    async with office.database.transaction() as connection:
        await connection.execute(store.SERIALISE)
        made = await store.add(
            connection,
            rows,
            files=prepared.files,
            counts=prepared.counts,
            content_hash=prepared.compared.hash,
            author=office.actor.name,
        )
        alone = office.actor.name == OWNER.name and not await anybody_may(connection, "import.approve")
        if alone:
            made = await store.publish(connection, made.id)
        else:
            await approvals.wrote(connection, office.actor, made.subject, begins=True)
            await approvals.submit(connection, office, made.subject)
        noted = {"files": list(prepared.files), **prepared.counts, "hash": made.hash.hex(), "alone": alone}
        await record(connection, office.actor, "import.add", str(made.id), **noted)
    return made


async def approve(office: Office, number: int, code: str | None) -> ImportRow:
    """Approve an import, by a person who did not make it: its names are found from now on, by every process.

    Raises:
        Refused: it does not wait, says something else than what was read, or as ``approvals.approve``.
    """
    require(office.actor, "import.approve")
    async with office.database.transaction() as connection:
        await connection.execute(store.SERIALISE)
        found = await store.locked(connection, number)
        _require_waiting(found)
        if hash_of(await store.rows_of(connection, number)) != found.hash:
            raise Refused(f"Bản nhập {number} không còn đúng như lúc trình: trả lại (imports return), nhập lại từ tệp.")
        await approvals.approve(connection, office, found.subject, code)
        made = await store.publish(connection, number)
        await record(connection, office.actor, "import.approve", str(number), wrote=found.author, hash=found.hash.hex())
    return made


async def send_back(office: Office, number: int, why: str) -> ImportRow:
    """Return an import to whoever made it; it is put aside.

    Raises:
        Refused: it does not wait, or no reason is given.
    """
    require(office.actor, "import.return")
    async with office.database.transaction() as connection:
        found = await store.locked(connection, number)
        _require_waiting(found)
        await approvals.send_back(connection, office, found.subject, why)
        await store.close(connection, number)
        await record(connection, office.actor, "import.return", str(number), why=why)
    return found


async def undo(office: Office, number: int, why: str) -> ImportRow:
    """Take an import back at once: what counted before counts again. One person may.

    Raises:
        Refused: it is not in force, or no reason is given.
    """
    require(office.actor, "import.undo")
    reason = " ".join(why.split())
    if not reason or len(reason) > _LONGEST or not reason.isprintable():
        raise Refused(f"Cần ghi lý do (--reason), một dòng, tối đa {_LONGEST} ký tự.")
    async with office.database.transaction() as connection:
        await connection.execute(store.SERIALISE)
        found = await store.locked(connection, number)
        if found.state != "published":
            raise Refused(f"Bản nhập {number} không đang dùng ({found.state}), không có gì để rút.")
        made = await store.retire(connection, number, office.actor.name, reason)
        await record(connection, office.actor, "import.undo", str(number), why=reason)
    return made


def _require_waiting(found: ImportRow) -> None:
    if found.state != "waiting":
        raise Refused(f"Bản nhập {found.id} không đang chờ duyệt ({found.state}). Xem: motcua procedures imports list.")


async def listed(office: Office, limit: int = 50) -> list[ImportRow]:
    """Return the latest imports, the newest first."""
    require(office.actor, "import.show")
    return await store.listed(office.database, limit)


async def shown(office: Office, number: int) -> tuple[ImportRow, tuple[Change, ...]]:
    """Return an import and what it changes, or changed of what was imported before it.

    Raises:
        Refused: there is none of that number.
    """
    require(office.actor, "import.show")
    found = await store.one(office.database, number)
    before = await store.current(office.database, before=number)
    async with office.database.intake.connection() as connection:
        rows = await store.rows_of(connection, number)
    return found, await asyncio.to_thread(changes_of, rows, before, office.guidance.fields)
