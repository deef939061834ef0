"""Bringing the database's schema to the code's."""

from __future__ import annotations

from bot.db import roles
from bot.db.revision import MIGRATIONS
from pgkit import migrating
from pgkit.migrating import NoSuchStep, TablesBusy, engine_for

__all__ = ["NoSuchStep", "TablesBusy", "downgrade", "engine_for", "upgrade"]


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate up to ``revision`` while other processes go on; at the head, give the roles their rights.

    Raises:
        TablesBusy: see ``pgkit.migrating.upgrade``.
    """
    migrating.upgrade(url, MIGRATIONS, revision)
    if revision == "head":
        roles.apply(url)


def downgrade(url: str, revision: str) -> None:
    """Migrate down to ``revision`` (``base`` for an empty database).

    Raises:
        NoSuchStep: the schema cannot go down to that revision; nothing was changed.
        TablesBusy: see ``pgkit.migrating.downgrade``.
        sqlalchemy.exc.OperationalError, psycopg.OperationalError: the database is away.
    """
    roles.withdraw(url)
    migrating.downgrade(url, MIGRATIONS, revision)
