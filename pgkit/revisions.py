"""Whether a database's schema is one that this code may run on, told without loading Alembic: each start asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pgkit.addresses import connect

if TYPE_CHECKING:
    from pathlib import Path

    import psycopg

FLOOR = "oldest_code"
"""The table that says since which revision code may run on the schema, one row for each migration that raised it."""


class SchemaMismatch(RuntimeError):
    """The database's schema is not one this code works with; the message says what to run."""


class SchemaBehind(SchemaMismatch):
    """This code can migrate it."""


@dataclass(frozen=True, slots=True)
class Revisions:
    """The revisions that a program's code knows.

    Attributes:
        folder: of the migrations; their files' names begin with their numbers, which have the same length.
        upgrade: what an operator runs to migrate.
        database: what the database is called in messages.
    """

    folder: Path
    upgrade: str
    database: str = "the database"

    def all(self) -> list[str]:
        """Return the numbers, oldest first."""
        return sorted(path.name.partition("_")[0] for path in self.folder.glob("[0-9]*_*.py"))

    def check(self, url: str) -> None:
        """Make sure that this code may run on the database.

        A newer schema is fine where it says that code of this age may still run: so that processes can be started again
        between a migration and the deployment of the code it belongs to.

        Raises:
            SchemaBehind: it is behind.
            SchemaMismatch: it is ahead, or of another program.
            psycopg.OperationalError: the database is away.
        """
        with connect(url) as connection:
            self.check_on(connection)

    def check_on(self, connection: psycopg.Connection[Any]) -> None:
        """Make sure of the same where somebody is connected already; raises as ``check`` does."""
        known = self.all()
        current, floor = found(connection)
        if current == known[-1]:
            return
        if current is None or current in known:
            raise SchemaBehind(
                f"{self.database}'s schema is at {current or 'nothing'}, behind this code ({known[-1]}):"
                f" run '{self.upgrade}'"
            )
        if floor is None or floor > known[-1]:
            raise SchemaMismatch(
                f"{self.database}'s schema ({current}) is newer than this code ({known[-1]}), and code older than"
                f" {floor or current} may not run on it: deploy the newer code again, or restore a backup"
            )


def found(connection: psycopg.Connection[Any]) -> tuple[str | None, str | None]:
    """Return a database's revision, and the oldest one whose code may run on it; None where it says nothing."""
    present = connection.execute(
        "SELECT to_regclass('alembic_version') IS NOT NULL, to_regclass(%s) IS NOT NULL", [FLOOR]
    ).fetchone()
    if present is None or not present[0]:
        return None, None
    version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    floor = connection.execute("SELECT max(revision) FROM oldest_code").fetchone() if present[1] else None
    return (None if version is None else str(version[0])), (None if floor is None else floor[0])
