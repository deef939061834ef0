"""Whether the database's schema fits the code. Without Alembic, whose import doubles the time to start."""

from __future__ import annotations

from pathlib import Path

import psycopg

VERSIONS = Path(__file__).with_name("migrations") / "versions"


class SchemaBehind(RuntimeError):
    """The database's schema is not the one this code needs."""


def wanted() -> str:
    """Return the code's own revision: files are named by their number, and the highest is the head."""
    return max(path.name.split("_", 1)[0] for path in VERSIONS.glob("[0-9]*_*.py"))


def check(dsn: str) -> None:
    """Make sure that the database is at the code's revision.

    Raises:
        SchemaBehind: it is not; the message says what to do.
        psycopg.OperationalError: the database cannot be reached.
    """
    with psycopg.connect(dsn, connect_timeout=5) as connection:
        try:
            found = [str(row[0]) for row in connection.execute("SELECT version_num FROM alembic_version")]
        except psycopg.errors.UndefinedTable:
            found = []
    if found != [wanted()]:
        raise SchemaBehind(
            f"the booking database is at revision {', '.join(found) or 'nothing'}, this program needs {wanted()}; "
            "run 'motcua-booking-api migrate' first"
        )
