"""Bringing the database's schema up and down with Alembic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from booking_api import rights
from booking_api.schema import VERSIONS
from pgkit import migrating
from pgkit.migrating import NoSuchStep, TablesBusy, engine_for

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["NoSuchStep", "TablesBusy", "alembic_config", "downgrade", "engine_for", "upgrade"]


def alembic_config() -> Config:
    """Return Alembic's configuration, for what only reads the migrations."""
    return migrating.configuration(VERSIONS.parent)


def upgrade(dsn: str, revision: str = "head") -> None:
    """Bring the database at ``dsn`` up to ``revision`` while the service goes on, and give its role its rights.

    Args:
        dsn: as the owner of the tables.
        revision: as Alembic takes it.

    Raises:
        TablesBusy: see ``pgkit.migrating.upgrade``.
        sqlalchemy.exc.OperationalError, psycopg.OperationalError: the database cannot be reached.
    """
    migrating.upgrade(dsn, VERSIONS.parent, revision)
    rights.apply(dsn)


def downgrade(dsn: str, revision: str) -> None:
    """Take the database at ``dsn`` down to ``revision`` (``base`` removes everything).

    Raises:
        NoSuchStep: there is no such revision.
        TablesBusy, sqlalchemy.exc.OperationalError, psycopg.OperationalError: see ``upgrade``.
    """
    migrating.downgrade(dsn, VERSIONS.parent, revision)
