"""Publishing an approved draft, and hiding what is wrong at once; what was published when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.guidance.rulebook.book import Rulebook
from bot.guidance.rulebook.changing import changes, hidden, overlay
from bot.guidance.rulebook.parse import RulebookError
from bot.staff import approvals
from bot.staff.audit import record
from bot.staff.errors import Refused
from bot.staff.roles import Role, require
from bot.staff.rulebook import store
from bot.staff.rulebook.approving import require_fits
from bot.staff.rulebook.drafting import find_entry, refused, require_open, require_own

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.guidance.rulebook.changing import Change
    from bot.guidance.rulebook.parse import Plain
    from bot.staff.office import Office
    from bot.staff.rulebook.store import DraftRow

_VERSIONS = """
SELECT id, published_at, published_by, act, draft_id, correction, hides FROM rulebooks ORDER BY id DESC LIMIT %(limit)s
"""
_BODY = "SELECT body FROM rulebooks WHERE id = %(id)s"
_BEFORE = "SELECT body FROM rulebooks WHERE id < %(id)s ORDER BY id DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Published:
    """A version that people are told from now on.

    Attributes:
        version: its number.
        known_from: when it was published, on the real clock.
        changes: what it changes.
    """

    version: int
    known_from: datetime
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in the history."""

    id: int
    known_from: datetime
    by: str
    act: str | None
    draft: int | None
    correction: str | None
    hides: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "version": self.id,
            "known_from": self.known_from.isoformat(timespec="seconds"),
            "by": self.by,
            "act": self.act or "import",
            "draft": self.draft,
            "correction": self.correction,
            "hides": list(self.hides),
        }


async def publish(office: Office, number: int) -> Published:
    """Publish an approved draft: all processes tell it within seconds, each entry from its own first moment.

    Raises:
        Refused: it is closed, not approved as it is now, approved too long ago, or does not fit what is told now.
    """
    async with office.database.transaction() as connection:
        row = await store.locked(connection, number)
        require_own(office, row.draft, f"{row.kind}.publish")
        require_open(row)
        await store.serialise(connection)
        standing = await approvals.standing(connection, row.subject)
        if not standing.approves(row.draft.hash) or standing.is_stale(office.approval_days):
            raise Refused(
                f"Bản thảo {number} chưa được người khác duyệt, hay duyệt đã quá {office.approval_days} ngày:"
                f" trình bằng '{row.subject.command('submit')}'."
            )
        current = await store.current(connection)
        book = require_fits(current, row)
        body = book.to_plain()
        version, known_from = await store.publish(
            connection, body, book.content_hash, office.actor.name, draft=row, correction=row.draft.correction
        )
        await store.close(connection, number, office.actor.name, version)
        await record(
            connection,
            office.actor,
            f"{row.kind}.publish",
            str(number),
            version=version,
            entries=list(row.draft.ids),
            approved_by=standing.approved_by,
            alone=standing.alone,
            correction=row.draft.correction,
            hash=row.draft.hash.hex(),
        )
    return Published(version, known_from, changes(current.body, body))


async def hide(office: Office, ids: Sequence[str], why: str) -> Published:
    """Take wrong entries back at once: nobody is told them from now on. One person may.

    Args:
        office: of whoever does it.
        ids: of rules, regimes, contacts.
        why: stands in the history.

    Raises:
        Refused: there is none of an id, it is told to nobody, no reason is given, or without it the rulebook cannot be.
    """
    reason = " ".join(why.split())
    if not reason:
        raise Refused("Ghi vì sao ẩn (--reason).")
    async with office.database.transaction() as connection:
        await store.serialise(connection)
        current = await store.current(connection)
        for entry_id in ids:
            section, entry = find_entry(current.body, entry_id)
            _require_hidable(office, section, entry)
        body = hidden(current.body, set(ids))
        try:
            book = Rulebook.parse({"hidden": body})
        except RulebookError as error:
            raise refused(error, "Chưa ẩn được") from error
        version, known_from = await store.publish(
            connection, book.to_plain(), book.content_hash, office.actor.name, correction=reason, hides=list(ids)
        )
        action = "contacts.suspend" if office.actor.role is Role.UNIT else "rulebook.suspend"
        await record(connection, office.actor, action, ", ".join(ids), version=version, why=reason)
    return Published(version, known_from, changes(current.body, book.to_plain()))


def _require_hidable(office: Office, section: str, entry: dict[str, Any]) -> None:
    if section == "contacts" and "unit" in entry:
        require(office.actor, "contacts.suspend", unit=entry["unit"])
    else:
        require(office.actor, "rulebook.suspend")
    if entry["status"] != "published":
        raise Refused(f"{entry['id']} không được trả lời cho ai ({entry['status']}), không cần ẩn.")


async def versions(office: Office, limit: int = 50) -> list[VersionRow]:
    """Return the newest versions, the newest first."""
    require(office.actor, "rulebook.show")
    return [
        VersionRow(
            row["id"],
            row["published_at"],
            row["published_by"],
            row["act"],
            row["draft_id"],
            row["correction"],
            tuple(row["hides"] or ()),
        )
        for row in await office.database.fetch(_VERSIONS, {"limit": limit})
    ]


async def changes_of(office: Office, version: int, since: int | None = None) -> tuple[Change, ...]:
    """Return what a version changed of the one before, or of an earlier one.

    Raises:
        Refused: there is no version of that number.
    """
    require(office.actor, "rulebook.show")
    after = await body_of(office, version)
    if since is not None:
        return changes(await body_of(office, since), after)
    before = await office.database.fetch(_BEFORE, {"id": version})
    return changes(before[0]["body"] if before else {}, after)


async def body_of(office: Office, version: int) -> Plain:
    """Return a version's content.

    Raises:
        Refused: there is no version of that number.
    """
    rows = await office.database.fetch(_BODY, {"id": version})
    if not rows:
        raise Refused(f"Không có bản {version}. Xem: motcua rules history.")
    found: Plain = rows[0]["body"]
    return found


def draft_changes(body: Plain, row: DraftRow) -> tuple[Change, ...]:
    """Return what a draft would change of what is told now."""
    return changes(body, overlay(body, row.draft.entries))
