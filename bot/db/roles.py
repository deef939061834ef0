"""Who may do what in the database itself: roles owner, bot and staff, applied after each migration.

The owner holds the tables: it migrates, imports content, and is nobody's daily login. The bot's processes log in as
``motcua_bot``, staff commands as ``motcua_staff``. Neither can change the audit, the schema or these rights.

Whoever logs in as staff is somebody by the personal token of their session (``motcua.staff_token``), and may do what
the role of that person may: row security asks with every statement. So the login alone opens nothing that people left,
and a clerk who speaks SQL can do little more than by the commands.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from bot.db import role_functions
from pgkit.addresses import connect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

logger = logging.getLogger(__name__)

BOT, STAFF = "motcua_bot", "motcua_staff"

_EVERYBODY = ("admin", "operator", "unit", "author", "approver", "reader")
_ADMINS = ("admin",)
_WRITERS = ("admin", "author", "approver")
_KEEPERS = (*_WRITERS, "unit")
"""Who works with drafts of rules; somebody of a unit with contacts alone, and with no approval but of those."""
_HOTLINE = ("admin", "operator")
_MODELS = ("admin", "author", "approver")
_OF_PEOPLE = ("admin", "operator", "unit", "author", "approver")
_ROLE, _NAME = "(SELECT acting_role())", "(SELECT acting_name())"
_CONTACTS_OF_UNITS = f"({_ROLE} <> 'unit' OR kind = 'contacts')"
_OWN_DESK = (
    f"({_ROLE} IN ('admin', 'operator') OR {_ROLE} = 'unit' AND desk IN (SELECT 'unit:' || unnest(acting_units())))"
)
_TOLD_OF_VISITS = "id IN (SELECT outbox_id FROM visit_news)"
_OWN_CHAT = f"conversation_id IN (SELECT contact_id FROM staff_contacts WHERE staff_name = {_NAME})"  # noqa: S608 - constants
_OWN_IMPORT = (
    "import_id IN (SELECT id FROM catalogue_imports"  # noqa: S608 - constants
    f" WHERE author = {_NAME} AND published_at IS NULL AND closed_at IS NULL)"
)


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows of a table somebody may read or write.

    Attributes:
        roles: of staff who may at all.
        only: further condition on the row; ``acting_name()`` is whoever acts.
        columns: the only ones; empty for all.
    """

    roles: tuple[str, ...] = _EVERYBODY
    only: str = "true"
    columns: tuple[str, ...] = ()

    @property
    def condition(self) -> str:
        """SQL by which row security lets a row pass; asked once a statement where it does not depend on the row."""
        named = ", ".join(f"'{role}'" for role in self.roles)
        return f"{_ROLE} IN ({named}) AND {self.only}"


@dataclass(frozen=True, slots=True)
class Open:
    """What anybody logged in as staff may read, also without a token: nothing in it is about people."""


type Right = Rows | Open
type Rights = Mapping[str, Right]
"""``select``, ``insert``, ``update``, ``delete`` → which rows; what is not named is not allowed."""

_KEPT_BY_AUTHORS: Rights = {act: Rows(("admin", "author")) for act in ("insert", "update", "delete")}
_READ_OPENLY: Rights = {"select": Open()}

STAFF_RIGHTS: Mapping[str, Rights] = {
    "alembic_version": _READ_OPENLY,
    "oldest_code": _READ_OPENLY,
    "guidance_version": _READ_OPENLY,
    "database_identity": _READ_OPENLY,
    "rulebooks": {"select": Open(), "insert": Rows(_KEEPERS, only=f"published_by = {_NAME}")},
    "rulebook_drafts": {
        "select": Rows(),
        "insert": Rows(_KEEPERS, only=f"author = {_NAME} AND {_CONTACTS_OF_UNITS}"),
        "update": Rows(_KEEPERS, only=_CONTACTS_OF_UNITS),
    },
    "told_rules": {"select": Rows(_WRITERS)},
    "told_fields": {"select": Rows(_WRITERS)},
    "offers": {"select": Open(), **_KEPT_BY_AUTHORS},
    "presence_duties": {"select": Open(), **_KEPT_BY_AUTHORS},
    "locked_areas": {
        "select": Open(),
        "insert": Rows(("admin", "unit"), only=f"set_by = {_NAME} AND set_by_role = {_ROLE}"),
        "update": Rows(("admin", "unit", "operator")),
    },
    "notices": {"select": Open(), "insert": Rows(_WRITERS), "update": Rows(_WRITERS)},
    "notice_proposals": {"select": Rows(), "insert": Rows(_WRITERS), "update": Rows(_WRITERS)},
    "catalogue_changes": {
        "select": Open(),
        "insert": Rows(_WRITERS, only=f"author = {_NAME}"),
        "update": Rows(_WRITERS),
    },
    "catalogue_imports": {
        "select": Open(),
        "insert": Rows(_WRITERS, only=f"author = {_NAME}"),
        "update": Rows(_WRITERS),
    },
    "imported_procedures": {"select": Open(), "insert": Rows(_WRITERS, only=_OWN_IMPORT)},
    "outcomes": {"select": Rows()},
    "platforms": {
        "select": Open(),
        "insert": Rows(("admin", "approver")),
        "update": Rows(("admin", "approver")),
    },
    "platform_tokens": {
        "select": Rows(_ADMINS),
        "insert": Rows(_ADMINS),
        "update": Rows(_ADMINS),
        "delete": Rows(_ADMINS),
    },
    "staff": {
        "select": Rows(
            _WRITERS,
            columns=("id", "name", "role", "units", "created_at", "disabled_at", "expires_at"),
        )
    },
    "audit": {
        "select": Rows(only=f"({_ROLE} = 'admin' OR actor = {_NAME})"),
        "insert": Rows(only=f"actor = {_NAME} AND role = {_ROLE}"),
    },
    "callbacks": {
        "select": Rows(only=_OWN_DESK),
        "insert": Rows(_HOTLINE, only="conversation_id IS NULL"),
        "update": Rows(only=_OWN_DESK),
    },
    "conversations": {
        "select": Rows(
            _OF_PEOPLE,
            columns=(
                "id",
                "platform",
                "chat",
                "sender",
                "profile",
                "created_at",
                "last_turn_at",
                "stopped_at",
                "interacted_at",
                "by_hand_until",
                "person",
                "ticket_id",
            ),
        )
    },
    "contact_procedures": {"select": Rows(_OF_PEOPLE)},
    "contact_visits": {"select": Rows(_OF_PEOPLE)},
    "subscriptions": {"select": Rows(_OF_PEOPLE)},
    "reminders": {"select": Rows(_HOTLINE)},
    "visit_news": {"select": Rows(_OF_PEOPLE)},
    "staff_contacts": {"select": Rows(_WRITERS, only=f"staff_name = {_NAME}")},
    "outbox": {
        "select": Rows(
            only=f"({_ROLE} IN ('admin', 'operator') OR {_ROLE} IN ('author', 'approver') AND broadcast_id IS NOT NULL"
            f" OR {_ROLE} = 'unit' AND {_TOLD_OF_VISITS})"
        ),
        "insert": Rows(_WRITERS, only=_OWN_CHAT),
        "update": Rows(_ADMINS),
        "delete": Rows(_WRITERS, only="broadcast_id IS NOT NULL"),
    },
    "broadcasts": {
        "select": Rows(),
        "insert": Rows(_WRITERS),
        "update": Rows(_WRITERS),
    },
    "broadcast_recipients": {
        "select": Rows((*_WRITERS, "operator")),
        "insert": Rows(_WRITERS),
        "update": Rows(_WRITERS),
    },
    "broadcast_tallies": {"select": Rows(_WRITERS), "insert": Rows(_WRITERS)},
    "broadcast_reasons": {"select": Rows(_WRITERS)},
    "pictures": {"select": Rows(_WRITERS), "insert": Rows(_WRITERS)},
    "approvals": {
        "select": Rows(_KEEPERS, only=_CONTACTS_OF_UNITS),
        "insert": Rows(_KEEPERS, only=_CONTACTS_OF_UNITS),
        "update": Rows(_KEEPERS, only=_CONTACTS_OF_UNITS),
    },
    "approval_events": {
        "select": Rows(_KEEPERS, only=_CONTACTS_OF_UNITS),
        "insert": Rows(_KEEPERS, only=f"actor = {_NAME} AND {_CONTACTS_OF_UNITS}"),
    },
    "nlu_models": {"select": Rows(), "insert": Rows(_ADMINS), "update": Rows(("admin", "approver"))},
    "nlu_readings": {
        "select": Rows(_MODELS),
        "insert": Rows(_MODELS),
        "update": Rows(_MODELS),
        "delete": Rows(_MODELS),
    },
    "nlu_swaps": {
        "select": Rows(),
        "insert": Rows(("admin", "approver")),
        "update": Rows(("admin", "approver")),
    },
    "nlu_servers": _READ_OPENLY,
    "nlu_groups": {
        "select": Rows(),
        "insert": Rows(("admin", "author")),
        "update": Rows(("admin", "author")),
        "delete": Rows(("admin", "author")),
    },
    "nlu_reviews": {
        "select": Rows(),
        "insert": Rows(("admin", "author"), only="conversation_id IS NULL"),
        "update": Rows(("admin", "author")),
    },
    "nlu_labels": {"select": Rows(), "insert": Rows(("admin", "author")), "update": Rows(("admin", "author"))},
    "unanswered": {
        "select": Rows(("admin", "author")),
        "update": Rows(("admin", "author")),
        "delete": Rows(("admin", "author")),
    },
    "nlu_days": {"select": Rows()},
    # What staff's commands have no business with.
    "inbox": {},
    "tickets": {},
    "link_codes": {},
    "owed_answers": {},
    "booking_followed": {},
    "link_requests": {},
    "link_tries": {},
    "consents": {},
    "chat_waits": {},
    "nlu_marks": {},
    "refusals": {},
    "leases": {},
    "cleanings": {},
}
"""Every table, and what whoever logs in as staff may do with it. A test holds it to the schema."""

BOT_RIGHTS: Mapping[str, tuple[str, ...]] = {
    "alembic_version": ("SELECT",),
    "oldest_code": ("SELECT",),
    "database_identity": ("SELECT",),
    "rulebooks": ("SELECT",),
    "audit": ("SELECT (id)", "INSERT"),
    "rulebook_drafts": ("SELECT",),
    "catalogue_changes": ("SELECT",),
    "catalogue_imports": ("SELECT",),
    "imported_procedures": ("SELECT",),
    "approval_events": ("SELECT",),
    "approvals": ("SELECT",),
    "staff": ("SELECT (name, role, units, disabled_at)",),
}
"""What the bot may do where it is less than reading and writing rows."""

_GUARDED = {
    "approvals": "guard_approval",
    "catalogue_changes": "guard_catalogue",
    "catalogue_imports": "guard_import",
    "locked_areas": "guard_lock",
    "rulebooks": "guard_rulebook",
}
"""Tables in which a change must be right, not only its result: functions of ``roles.sql``."""
_ALL_ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE")
_LOCK_TIMEOUT = "500ms"
_TRIES = 600


def let_in(url: str) -> None:
    """Make the roles and let them log in without a password, where a socket lets in nobody but the machine's owner."""
    with connect(url, autocommit=True) as connection:
        _make_roles(connection)
        for role in (BOT, STAFF):
            connection.execute(f"ALTER ROLE {role} LOGIN".encode())


def as_role(url: str, role: str) -> str:
    """Return the address ``url`` for another login, which needs no password."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{role}@{parts.netloc.rpartition('@')[2]}"))


def apply(url: str) -> bool:
    """Give the roles their rights, where they or the tables changed; makes the roles where the login may.

    Args:
        url: of the migrated database, as its owner.

    Returns:
        False where the roles are missing and could not be made: all logins then have the rights they had.

    Raises:
        psycopg.OperationalError: the database is away, or a table was locked all the time.
    """
    with connect(url, autocommit=True) as connection:
        if not _make_roles(connection):
            logger.warning(
                "the roles %s and %s are missing and this login may not make them: CREATE ROLE %s; CREATE ROLE %s;",
                *(BOT, STAFF, BOT, STAFF),
            )
            _run(connection, [role_functions.script()])
            return False
        tables = _tables(connection)
        statements = [role_functions.script(), *_statements(connection, tables)]
        digest = hashlib.sha256("\n".join(statements).encode()).hexdigest()
        if _applied(connection) != digest:
            _run(connection, [*statements, f"COMMENT ON FUNCTION acting_role() IS '{digest}'"])
    return True


def withdraw(url: str) -> None:
    """Drop what hangs on the tables of this schema, before it goes down to an earlier one; grants stay."""
    with connect(url, autocommit=True) as connection:
        _run(connection, [statement for table in _tables(connection) for statement in _without_policies(table)])


def _make_roles(connection: psycopg.Connection) -> bool:
    """Make the roles, which belong to the whole server, unless they are there; several processes may be at it."""
    for role in (BOT, STAFF):
        if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is not None:
            continue
        try:
            connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
        except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            continue
        except psycopg.errors.InsufficientPrivilege:
            return False
    return True


def _tables(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    return [row[0] for row in rows]


def _applied(connection: psycopg.Connection) -> str | None:
    row = connection.execute("SELECT obj_description(to_regprocedure('acting_role()'), 'pg_proc')").fetchone()
    return row[0] if row is not None else None


def _run(connection: psycopg.Connection, statements: list[str]) -> None:
    """Run all in one transaction that steps back where a table is busy, and tries again."""
    for tries_left in reversed(range(_TRIES)):
        try:
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(hashtext('motcua roles'))")
                connection.execute(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
                for statement in statements:
                    connection.execute(statement.encode())
        except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected):
            if not tries_left:
                raise
            connection.execute("SELECT pg_sleep(0.5 + random())")
        else:
            return


def _statements(connection: psycopg.Connection, tables: list[str]) -> Iterator[str]:
    owner = connection.execute("SELECT quote_ident(current_user)").fetchone()
    name = owner[0] if owner is not None else ""
    both = f"{BOT}, {STAFF}"
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA public TO {both}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {both}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {both}"
    defaults = f"ALTER DEFAULT PRIVILEGES FOR ROLE {name} IN SCHEMA public"
    yield f"{defaults} GRANT {', '.join(_ALL_ROWS)} ON TABLES TO {BOT}"
    yield f"{defaults} REVOKE ALL ON TABLES FROM {STAFF}, PUBLIC"
    for table in tables:
        for right in BOT_RIGHTS.get(table, _ALL_ROWS):
            yield f'GRANT {right} ON "{table}" TO {BOT}'
        yield from _of_staff(table, STAFF_RIGHTS.get(table, {}))
        if table in _GUARDED:
            each = f"FOR EACH ROW EXECUTE FUNCTION {_GUARDED[table]}()"
            yield f'CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON "{table}" {each}'
    yield from role_functions.grants(BOT, STAFF)


def _of_staff(table: str, rights: Rights) -> Iterator[str]:
    """Grants, and policies where who reads matters; a table without policies needs no row security."""
    guarded = {act: rows for act, rows in rights.items() if isinstance(rows, Rows)}
    for act, right in rights.items():
        columns = f" ({', '.join(right.columns)})" if isinstance(right, Rows) and right.columns else ""
        yield f'GRANT {act.upper()}{columns} ON "{table}" TO {STAFF}'
    yield from _without_policies(table)
    if not guarded:
        return
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    yield f'CREATE POLICY bot ON "{table}" TO {BOT} USING (true) WITH CHECK (true)'
    for act, right in rights.items():
        condition = right.condition if isinstance(right, Rows) else "true"
        clauses = {
            "insert": f"WITH CHECK ({condition})",
            "update": f"USING ({condition}) WITH CHECK ({condition})",
        }
        clause = clauses.get(act, f"USING ({condition})")
        yield f'CREATE POLICY staff_{act} ON "{table}" FOR {act.upper()} TO {STAFF} {clause}'


def _without_policies(table: str) -> Iterator[str]:
    for policy in ("bot", "staff_select", "staff_insert", "staff_update", "staff_delete"):
        yield f'DROP POLICY IF EXISTS {policy} ON "{table}"'
    yield f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY'
    yield f'DROP TRIGGER IF EXISTS guard ON "{table}"'
