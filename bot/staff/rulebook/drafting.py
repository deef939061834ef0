"""Writing drafts: read, checked against the rulebook that is told now, stored; approved by another person later."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import TYPE_CHECKING, Any

import yaml

from bot.guidance.moments import VIETNAM
from bot.guidance.places.gazetteer import Level
from bot.guidance.rulebook.book import Rulebook
from bot.guidance.rulebook.changing import DATED, overlay, past_changes
from bot.guidance.rulebook.check import link_problems
from bot.guidance.rulebook.draft import Draft, base_of
from bot.guidance.rulebook.model import LOCKDOWN
from bot.guidance.rulebook.parse import RulebookError
from bot.guidance.rulebook.schema import Problem
from bot.staff import approvals
from bot.staff.approvable import Kind
from bot.staff.audit import record
from bot.staff.errors import NotAllowed, Refused
from bot.staff.roles import Role, require
from bot.staff.rulebook import store
from bot.staff.rulebook.document import Document, read_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.guidance.rulebook.changing import Change
    from bot.guidance.rulebook.parse import Plain
    from bot.staff.office import Office
    from bot.staff.rulebook.store import DraftRow

IN_FORCE = "(đang áp dụng)"
"""Stands for the file of what is told now, in what is wrong between it and a draft."""


async def write(office: Office, name: str, source: str, *, replace: int | None = None) -> DraftRow:
    """Store a document as a draft, or as the new content of one.

    Args:
        office: of whoever writes it.
        name: of the file, for what is wrong.
        source: the YAML.
        replace: number of the draft whose content it becomes.

    Raises:
        NotAllowed: the role does not cover it, or it is about other units than theirs.
        Refused: it cannot be read or does not fit what is told now; the message says all that is wrong, by line.
    """
    try:
        document = read_document(name, source)
        return await _write(office, document, replace)
    except RulebookError as error:
        raise refused(error, f"Chưa nhận tệp {name}") from error


async def _write(office: Office, document: Document, replace: int | None) -> DraftRow:
    draft = document.draft
    kind = kind_of(draft)
    require_own(office, draft, f"{kind}.draft")
    require_places(office, document)
    async with office.database.transaction() as connection:
        before = await store.locked(connection, replace) if replace is not None else None
        if before is not None:
            require_open(before)
            if before.kind is not kind:
                raise Refused(
                    f"Bản thảo {before.id} đang là bản thảo {_KINDS[before.kind]}; bản này là {_KINDS[kind]}:"
                    " soạn thành bản thảo mới."
                )
        current = await store.current(connection)
        check(current.body, document)
        base = base_of(current.body, draft.entries)
        if before is None:
            made = await store.insert(connection, kind, draft, document.source, base, author=office.actor.name)
        else:
            made = await store.change(connection, before, draft, document.source, base, by=office.actor.name)
        await approvals.wrote(connection, office.actor, made.subject, begins=before is None)
        details: dict[str, Any] = {"title": draft.title, "entries": list(draft.ids), "hash": draft.hash.hex()}
        await record(connection, office.actor, f"{kind}.draft", str(made.id), **details)
        return await store.locked(connection, made.id)


def require_places(office: Office, document: Document) -> None:
    """Make sure that the places of a draft's scopes are there: a rule for others would be told to nobody.

    Rules name places by id, code or name; provinces by id alone.

    Raises:
        RulebookError: some are not.
    """
    places = office.guidance.places
    named = {name for unit in places for name in (unit.id, unit.code, unit.name)} | {LOCKDOWN}
    provinces = {unit.id for unit in places if unit.level is Level.PROVINCE}
    found = []
    for entry in (*document.draft.entries.get("rules", ()), *document.draft.entries.get("regimes", ())):
        scope = entry.get("scope", {})
        province = entry.get("province", scope.get("province"))
        if province is not None and province not in provinces:
            known = ", ".join(sorted(provinces))
            found.append(
                Problem(document.name, entry["id"], "scope.province", f"không có tỉnh '{province}'; có: {known}")
            )
        for field in ("area_include", "area_exclude"):
            found += [
                Problem(document.name, entry["id"], f"scope.{field}", f"không có nơi nào tên hay mã '{name}'")
                for name in scope.get(field, ())
                if name not in named
            ]
    if found:
        raise RulebookError([document.placed(problem) for problem in found])


_KINDS = {Kind.RULEBOOK: "quy định", Kind.CONTACTS: "liên hệ của đơn vị"}


def kind_of(draft: Draft) -> Kind:
    """Return whose approval a draft needs: contacts of units have their own people."""
    return Kind.CONTACTS if draft.is_of_contacts else Kind.RULEBOOK


def require_own(office: Office, draft: Draft, action: str) -> None:
    """Make sure that somebody may do this with a draft, and of a unit only with its own contacts.

    Raises:
        NotAllowed: they may not.
    """
    if office.actor.role is Role.UNIT and not draft.is_of_contacts:
        raise NotAllowed("Người của bộ phận một cửa chỉ soạn được liên hệ (contacts, có ghi unit) của nơi mình.")
    require(office.actor, action)
    for unit in sorted(draft.units):
        require(office.actor, action, unit=unit)
        if office.guidance.places.find(unit) is None:
            raise Refused(f"Không có đơn vị nào mã '{unit}'. Tìm mã: motcua unit list.")


def require_open(row: DraftRow) -> None:
    """Make sure that a draft was neither published nor given up.

    Raises:
        Refused: it was.
    """
    if row.version is not None:
        raise Refused(f"Bản thảo {row.id} đã công bố trong bản {row.version}, không sửa được nữa: soạn bản thảo mới.")
    if row.closed_by is not None:
        raise Refused(f"Bản thảo {row.id} đã bị {row.closed_by} bỏ: soạn bản thảo mới.")


def check(body: Plain, document: Document) -> Rulebook:
    """Return the rulebook that a draft would make.

    Raises:
        RulebookError: with all that is wrong between the draft and what is told now.
    """
    entries = document.draft.entries
    rest = {
        section: [entry for entry in found if entry["id"] not in {new["id"] for new in entries.get(section, ())}]
        for section, found in body.items()
    }
    problems = [document.placed(problem) for problem in link_problems({IN_FORCE: rest, document.name: entries})]
    if problems:
        raise RulebookError(problems)
    return Rulebook.parse({"draft": overlay(body, entries)})


def corrections(body: Plain, draft: Draft) -> tuple[Change, ...]:
    """Return what a draft changes of the time before now, on the real clock."""
    return past_changes(body, overlay(body, draft.entries), datetime.now(VIETNAM))


def require_said(body: Plain, draft: Draft) -> None:
    """Make sure that a draft which changes what was answered for days that are gone says why.

    Raises:
        Refused: it does not.
    """
    if draft.correction is None and (found := corrections(body, draft)):
        names = ", ".join(change.id for change in found)
        raise Refused(
            f"Bản thảo này sửa điều đã trả lời cho những ngày đã qua ({names}). Đúng ý như vậy thì thêm vào đầu tệp:"
            ' correction: "vì sao sửa". Không thì để mục mới có hiệu lực từ một lúc sắp tới.'
        )


def refused(error: RulebookError, what: str) -> Refused:
    """Return the sentence for staff of all that is wrong."""
    return Refused("\n".join([f"{what}:", *(f"• {problem}" for problem in error.problems)]))


async def retire(office: Office, entry_id: str, end: datetime, why: str) -> DraftRow:
    """Write a draft by which a rule, regime or contact ends at a moment; a second person approves it like any other.

    Raises:
        Refused: there is none of that id, it is not told, or ends before already.
    """
    async with office.database.intake.connection() as connection:
        body = (await store.current(connection)).body
    section, entry = find_entry(body, entry_id)
    if entry["status"] != "published":
        raise Refused(f"{entry_id} không được trả lời cho ai ({entry['status']}), không cần cho hết hiệu lực.")
    field = DATED[section][1]
    value = end.astimezone(VIETNAM).strftime("%Y-%m-%dT%H:%M").removesuffix("T00:00")
    if field in entry and entry[field] <= value:
        raise Refused(f"{entry_id} đã hết hiệu lực từ {entry[field]}.")
    reason = " ".join(why.split())
    if not reason:
        raise Refused("Ghi vì sao hết hiệu lực (--reason), ví dụ văn bản nào thay thế.")
    ended = {**entry, field: value, "to_basis": "stated", "to_note": reason}
    draft = Draft(f"{entry_id} hết hiệu lực", {section: [ended]})
    if corrections(body, draft):
        draft = dataclasses.replace(draft, correction=reason)
    source = yaml.safe_dump(draft.document, allow_unicode=True, sort_keys=False)
    return await write(office, f"{entry_id}.yaml", source)


def find_entry(body: Plain, entry_id: str) -> tuple[str, dict[str, Any]]:
    """Return a rule, regime or contact, and its section.

    Raises:
        Refused: there is none of that id.
    """
    for section in DATED:
        for entry in body.get(section, ()):
            if entry["id"] == entry_id:
                return section, entry
    raise Refused(f"Không có quy định, chế độ hay liên hệ nào mã '{entry_id}'. Xem: motcua rules at today.")


async def shown(office: Office, number: int) -> DraftRow:
    """Return a draft.

    Raises:
        Refused: there is none of that number.
    """
    require(office.actor, "rulebook.show")
    return await store.get(office.database, number)


async def listed(office: Office, *, closed: bool = False, limit: int = 50) -> Sequence[DraftRow]:
    """Return the newest drafts that are open; with ``closed`` all."""
    require(office.actor, "rulebook.show")
    return await store.listed(office.database, limit, closed=closed)


async def drop(office: Office, number: int) -> DraftRow:
    """Give a draft up: nobody publishes it any more.

    Raises:
        Refused: there is none of that number, or it is closed.
    """
    async with office.database.transaction() as connection:
        row = await _mine(connection, office, number, "drop")
        await store.close(connection, number, office.actor.name)
        await record(connection, office.actor, f"{row.kind}.drop", str(number), title=row.draft.title)
        return await store.locked(connection, number)


async def _mine(connection: AsyncConnection[DictRow], office: Office, number: int, act: str) -> DraftRow:
    row = await store.locked(connection, number)
    require_own(office, row.draft, f"{row.kind}.{act}")
    require_open(row)
    return row


def problem_json(problem: Problem) -> dict[str, Any]:
    """Return what is wrong, as JSON values."""
    return dataclasses.asdict(problem)
