"""Bringing the database's schema to the code's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from bot.db.revision import MIGRATIONS


def engine_for(url: str) -> sa.Engine:
    """Return a SQLAlchemy engine (psycopg 3, no pool) for a ``postgresql://`` address."""
    return sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=sa.NullPool)


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


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
