"""Who may do what in the database itself: the owner holds the tables, the service logs in as ``motcua_booking``.

The owner migrates, makes tokens and ends the audit after its time; its address is nobody's daily login. The service
reads and writes rows: it can change no table, no token, and nothing that stands in the audit.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import psycopg

from pgkit.addresses import connect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SERVICE = "motcua_booking"
_ALL_ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE")
RIGHTS: Mapping[str, tuple[str, ...]] = {
    "alembic_version": ("SELECT",),
    "oldest_code": ("SELECT",),
    "service_tokens": ("SELECT",),
    "audit": ("SELECT", "INSERT"),
    "units": ("SELECT", "INSERT", "UPDATE"),
    "openings": ("SELECT", "INSERT", "UPDATE"),
    "bookings": ("SELECT", "INSERT", "UPDATE"),
}
"""What the service may do where it is less than reading and writing rows."""

_logger = logging.getLogger(__name__)
_LOCK_TIMEOUT = "500ms"
_TRIES = 600


def apply(dsn: str) -> bool:
    """Give the service's role its rights, and make the role where the login may.

    Args:
        dsn: of the migrated database, as its owner.

    Returns:
        False where the role is missing and could not be made: whoever logs in then has the rights they had.

    Raises:
        psycopg.OperationalError: the database is away, or a table was locked all the time.
    """
    with connect(dsn, autocommit=True) as connection:
        if not _make_role(connection):
            _logger.warning("the role %s is missing and this login may not make it: CREATE ROLE %s", SERVICE, SERVICE)
            return False
        for tries_left in reversed(range(_TRIES)):
            try:
                _grant(connection)
            except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected):
                if not tries_left:
                    raise
                connection.execute("SELECT pg_sleep(0.5 + random())")
            else:
                break
    return True


def let_in(dsn: str) -> None:
    """Let the service's role log in without a password, where a socket lets in nobody but the machine's owner."""
    with connect(dsn, autocommit=True) as connection:
        connection.execute(f"ALTER ROLE {SERVICE} LOGIN".encode())


def may_rewrite_audit(dsn: str) -> bool:
    """Tell whether a login could change what stands in the audit: then it is not the service's own."""
    with connect(dsn) as connection:
        row = connection.execute("SELECT has_table_privilege('audit', 'UPDATE, DELETE, TRUNCATE')").fetchone()
    return row is not None and bool(row[0])


def _make_role(connection: psycopg.Connection) -> bool:
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [SERVICE]).fetchone() is not None:
        return True
    try:
        connection.execute(f"CREATE ROLE {SERVICE}".encode())
    except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
        return True  # another process was faster: roles belong to the whole server
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def _grant(connection: psycopg.Connection) -> None:
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('motcua booking rights'))")
        connection.execute(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'".encode())
        for statement in _statements(connection):
            connection.execute(statement.encode())


def _statements(connection: psycopg.Connection) -> Iterator[str]:
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA public TO {SERVICE}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {SERVICE}"
    for (table,) in tables:
        granted = RIGHTS.get(table, _ALL_ROWS)
        yield f'REVOKE ALL ON "{table}" FROM PUBLIC, {SERVICE}'
        yield f'GRANT {", ".join(granted)} ON "{table}" TO {SERVICE}'
