"""Whether the database's schema fits the code; see ``pgkit.revisions``."""

from __future__ import annotations

from pathlib import Path

from pgkit.revisions import Revisions, SchemaBehind, SchemaMismatch

__all__ = ["VERSIONS", "SchemaBehind", "SchemaMismatch", "check", "wanted"]

VERSIONS = Path(__file__).with_name("migrations") / "versions"
_KNOWN = Revisions(VERSIONS, "motcua-booking-api migrate", "the booking database")


def wanted() -> str:
    """Return the code's own revision."""
    return _KNOWN.all()[-1]


def check(dsn: str) -> None:
    """Make sure that this code may run on the database's schema.

    Raises:
        SchemaBehind: the database has to be migrated first; the message says how.
        SchemaMismatch: it is of newer code.
        psycopg.OperationalError: the database cannot be reached.
    """
    _KNOWN.check(dsn)
