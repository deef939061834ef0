"""Bringing the database's schema up and down with Alembic."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from booking_api.schema import VERSIONS


def sqlalchemy_engine(dsn: str) -> sa.Engine:
    """Return an engine for migrations; the service itself does not use one."""
    url = sa.make_url(dsn).set(drivername="postgresql+psycopg")
    return sa.create_engine(url, poolclass=sa.NullPool)


def alembic_config(dsn: str) -> Config:
    """Return Alembic's configuration for the database at ``dsn``."""
    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent).replace("%", "%%"))
    config.attributes["dsn"] = dsn
    return config


def upgrade(dsn: str, revision: str = "head") -> None:
    """Bring the database at ``dsn`` up to ``revision``.

    Raises:
        sqlalchemy.exc.OperationalError: the database cannot be reached.
    """
    command.upgrade(alembic_config(dsn), revision)


def downgrade(dsn: str, revision: str) -> None:
    """Take the database at ``dsn`` down to ``revision`` (``base`` removes everything).

    Raises:
        sqlalchemy.exc.OperationalError: the database cannot be reached.
    """
    command.downgrade(alembic_config(dsn), revision)
