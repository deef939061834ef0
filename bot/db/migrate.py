"""Bringing the database's schema to the code's, and refusing to work on another one."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaMismatch(RuntimeError):
    """The database's schema is not the one this code works with; the message says what to run."""


def engine_for(url: str) -> sa.Engine:
    """Return a SQLAlchemy engine (psycopg 3, no pool) for a ``postgresql://`` address."""
    return sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=sa.NullPool)


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """Return the newest revision of the code."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    if revision is None:
        raise SchemaMismatch(f"no migrations in {MIGRATIONS}")
    return revision


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate up to ``revision``; one process at a time, by an advisory lock."""
    engine = engine_for(url)
    with engine.begin() as connection:
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('motcua migrations'))"))
        command.upgrade(_config(connection), revision)


def downgrade(url: str, revision: str) -> None:
    """Migrate down to ``revision`` (``base`` for an empty database)."""
    engine = engine_for(url)
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def check(url: str) -> None:
    """Make sure that the schema is the code's.

    Raises:
        SchemaMismatch: it is behind or ahead.
    """
    engine = engine_for(url)
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    wanted = head()
    if current == wanted:
        return
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if current is None or current in known:
        raise SchemaMismatch(
            f"the database's schema is at {current or 'nothing'}, behind this code ({wanted}): run 'motcua db upgrade'"
        )
    raise SchemaMismatch(
        f"the database's schema ({current}) is newer than this code ({wanted}): deploy the newer code again,"
        " or restore a backup"
    )
