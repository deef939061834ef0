"""Which revision the database's schema has to be at for this code; see ``pgkit.revisions``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pgkit.revisions import Revisions, SchemaBehind, SchemaMismatch

if TYPE_CHECKING:
    import psycopg

__all__ = ["MIGRATIONS", "SchemaBehind", "SchemaMismatch", "check", "check_on", "revisions"]

MIGRATIONS = Path(__file__).parent / "migrations"
_KNOWN = Revisions(MIGRATIONS / "versions", "motcua db upgrade")


def revisions() -> list[str]:
    """Return the code's revisions, oldest first."""
    return _KNOWN.all()


def check(url: str) -> None:
    """Make sure that this code may run on the database's schema.

    Raises:
        SchemaBehind: it is behind.
        SchemaMismatch: it is ahead, and says that code of this age may not run on it; or of another program.
        psycopg.OperationalError: the database is away.
    """
    _KNOWN.check(url)


def check_on(connection: psycopg.Connection[Any]) -> None:
    """Make sure of the same where somebody is connected already; raises as ``check`` does."""
    _KNOWN.check_on(connection)
