"""What is approved, where it stands on its way, and what was done to it: plain values, as they are stored and told.

``bot.staff.approvals`` is the service that changes them.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.guidance.moments import VIETNAM
from bot.staff.words import moment_words

if TYPE_CHECKING:
    from typing import Any

    from psycopg.rows import DictRow

CODE_LENGTH = 12
"""Hexadecimal digits: too many to write another content until it has the same."""


class Kind(enum.StrEnum):
    """What is approved. A new kind needs its words in ``_WORDS`` and its actions in the table of roles."""

    BROADCAST = "broadcast"
    NOTICE = "notice"
    RULEBOOK = "rulebook"
    CONTACTS = "contacts"
    CATALOGUE = "catalogue"
    IMPORT = "import"


_WORDS = {
    Kind.BROADCAST: "thông báo",
    Kind.NOTICE: "lời báo",
    Kind.RULEBOOK: "bản thảo",
    Kind.CONTACTS: "bản thảo",
    Kind.CATALOGUE: "mục danh mục",
    Kind.IMPORT: "bản nhập",
}
_COMMANDS = {
    Kind.RULEBOOK: "rules",
    Kind.CONTACTS: "rules",
    Kind.CATALOGUE: "procedures",
    Kind.IMPORT: "procedures imports",
}
"""The group of commands, where it is not named as the kind is."""


class State(enum.StrEnum):
    """Where a content stands on its way to be published."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    """Somebody says that it is ready to be read."""
    RETURNED = "returned"
    """Read and not approved; nobody approves it before it is changed or submitted again."""
    APPROVED = "approved"


class Act(enum.StrEnum):
    """What somebody did to a content; the history is a list of these."""

    BEGAN = "began"
    """It was empty: who wrote on what stood there before may approve what is written now."""
    WROTE = "wrote"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ASKED = "asked"
    """Began to approve alone."""
    APPROVED = "approved"
    DROPPED = "dropped"
    """A change took an approval away."""
    WITHDREW = "withdrew"


ACT_WORDS = {
    Act.BEGAN: "bắt đầu",
    Act.WROTE: "soạn, sửa",
    Act.SUBMITTED: "trình duyệt",
    Act.RETURNED: "trả lại",
    Act.ASKED: "xin duyệt gấp một mình",
    Act.APPROVED: "duyệt",
    Act.DROPPED: "sửa nên mất duyệt",
    Act.WITHDREW: "rút lại",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What is approved.

    Attributes:
        kind: of content.
        id: in the subject's own table.
        hash: SHA-256 of the content as it is now, in canonical form.
    """

    kind: Kind
    id: str
    hash: bytes

    @property
    def code(self) -> str:
        """The short code that stands for just this content."""
        return code_of(self.hash)

    @property
    def words(self) -> str:
        """What staff call it, in the middle of a sentence: "thông báo 7"."""
        return f"{_WORDS[self.kind]} {self.id}"

    def command(self, action: str) -> str:
        """Return the command that does something with it."""
        return f"motcua {_COMMANDS.get(self.kind, self.kind)} {action} {self.id}"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a content stands.

    Attributes:
        state: on its way.
        hash: of the content that this is about.
        why: the reason why it was returned, or its approval withdrawn.
        alone: approved by one person alone, as urgent.
        asked_by: who began to approve it alone.
        asked_at: when; like all moments here on the real clock.
    """

    state: State
    hash: bytes
    submitted_by: str | None = None
    submitted_at: datetime | None = None
    returned_by: str | None = None
    why: str | None = None
    asked_by: str | None = None
    asked_at: datetime | None = None
    approved_by: str | None = None
    approved_at: datetime | None = None
    alone: bool = False

    def approves(self, content_hash: bytes) -> bool:
        """Return whether just this content is approved."""
        return self.state is State.APPROVED and self.hash == content_hash

    def is_stale(self, days: int) -> bool:
        """Return whether the approval is older than ``days``: what was right then is read again."""
        return self.approved_at is not None and datetime.now(UTC) - self.approved_at > timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a content's history."""

    at: datetime
    act: Act
    actor: str
    code: str | None
    why: str | None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        at = self.at.astimezone(VIETNAM).isoformat(timespec="seconds")
        return {"at": at, "act": self.act, "actor": self.actor, "code": self.code, "why": self.why}

    @property
    def words(self) -> str:
        """The line for staff."""
        content = f", nội dung {self.code}" if self.code is not None else ""
        why = f": {self.why}" if self.why else ""
        return f"{moment_words(self.at)}  {self.actor} {ACT_WORDS[self.act]}{content}{why}"


COLUMNS = (
    "state, content_hash, submitted_by, submitted_at, returned_by, why, asked_by, asked_at, approved_by, approved_at,"
    " alone"
)
"""Of ``approvals``, in the order of no importance."""


def code_of(content_hash: bytes) -> str:
    """Return the short code that stands for a content."""
    return content_hash.hex()[:CODE_LENGTH].upper()


def is_code_of(code: str, content_hash: bytes) -> bool:
    """Return whether somebody typed the code of a content."""
    return "".join(code.split()).upper() == code_of(content_hash)


def standing_of(row: DictRow, prefix: str = "") -> Standing | None:
    """Read a row of ``approvals``, or the part of a joined row whose names begin with ``prefix``; None where empty."""
    if row[f"{prefix}state"] is None:
        return None
    names = COLUMNS.split(", ")
    values = {name: row[f"{prefix}{name}"] for name in names if name not in ("state", "content_hash")}
    return Standing(state=State(row[f"{prefix}state"]), hash=bytes(row[f"{prefix}content_hash"]), **values)


def joined(alias: str, prefix: str) -> str:
    """Return the columns of ``approvals AS alias`` under names that begin with ``prefix``, for ``standing_of``."""
    return ", ".join(f"{alias}.{name} AS {prefix}{name}" for name in COLUMNS.split(", "))


def first(words: str) -> str:
    """Return words as they begin a sentence."""
    return words[0].upper() + words[1:]
