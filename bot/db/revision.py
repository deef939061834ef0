"""Whether the database's schema is the code's, told without loading Alembic: every process asks at its start."""

from __future__ import annotations

from pathlib import Path

import psycopg

MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaMismatch(RuntimeError):
    """The database's schema is not the one this code works with; the message says what to run."""


class SchemaBehind(SchemaMismatch):
    """This code can migrate it."""


def revisions() -> list[str]:
    """Return the code's revisions, oldest first: the numbers that the migrations' file names begin with."""
    return sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def check(url: str) -> None:
    """Make sure that the schema is the code's.

    Raises:
        SchemaBehind: it is behind.
        SchemaMismatch: it is ahead, or of another program.
        psycopg.OperationalError: the database is away.
    """
    known = revisions()
    current = _current(url)
    if current == known[-1]:
        return
    if current is None or current in known:
        raise SchemaBehind(
            f"the database's schema is at {current or 'nothing'}, behind this code ({known[-1]}):"
            " run 'motcua db upgrade'"
        )
    raise SchemaMismatch(
        f"the database's schema ({current}) is newer than this code ({known[-1]}): deploy the newer code again,"
        " or restore a backup"
    )


def _current(url: str) -> str | None:
    with psycopg.connect(url, connect_timeout=2) as connection:
        found = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
        if found is None or found[0] is None:
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return None if row is None else str(row[0])
