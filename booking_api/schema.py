"""The database's version: bringing it up, down, and telling whether it fits the code."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

_MIGRATIONS = Path(__file__).with_name("migrations")


class SchemaBehind(RuntimeError):
    """The database's schema is not the one this code needs."""


def sqlalchemy_engine(dsn: str) -> sa.Engine:
    """Return an engine for migrations; the service itself does not use one."""
    url = sa.make_url(dsn).set(drivername="postgresql+psycopg")
    return sa.create_engine(url, poolclass=sa.NullPool)


def _config(dsn: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["dsn"] = dsn
    return config


def upgrade(dsn: str, revision: str = "head") -> None:
    """Bring the database at ``dsn`` up to ``revision``."""
    command.upgrade(_config(dsn), revision)


def downgrade(dsn: str, revision: str) -> None:
    """Take the database at ``dsn`` down to ``revision`` (``base`` removes everything)."""
    command.downgrade(_config(dsn), revision)


def check(dsn: str) -> None:
    """Make sure that the database is at the code's revision.

    Raises:
        SchemaBehind: it is not; the message says what to do.
        sqlalchemy.exc.OperationalError: the database cannot be reached.
    """
    engine = sqlalchemy_engine(dsn)
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_heads()
    engine.dispose()
    wanted = tuple(ScriptDirectory.from_config(_config(dsn)).get_heads())
    if set(current) != set(wanted):
        found = ", ".join(current) or "nothing"
        raise SchemaBehind(
            f"the booking database is at revision {found}, this program needs {', '.join(wanted)}; "
            "run 'motcua-booking-api migrate' first"
        )
