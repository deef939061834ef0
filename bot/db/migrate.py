"""Bringing the database's schema to the code's."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from bot.db.revision import MIGRATIONS, revisions

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCK = "SELECT pg_try_advisory_lock(hashtext('motcua migrations'))"
_UNLOCK = "SELECT pg_advisory_unlock(hashtext('motcua migrations'))"


def engine_for(url: str) -> sa.Engine:
    """Return a SQLAlchemy engine (psycopg 3, no pool) for a ``postgresql://`` address."""
    return sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=sa.NullPool)


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


class NoSuchStep(ValueError):
    """The code has no such revision, or it does not lie that way; the message says which there are."""


@contextmanager
def _alone(url: str) -> Iterator[Config]:
    """Give what Alembic works with, a transaction for each step; one process at a time, by an advisory lock.

    Each step commits by itself, so that one may build an index without locking its table out (CONCURRENTLY is refused
    inside of a transaction). Whoever waits for the lock asks again and again: a statement that waits holds a snapshot,
    and such an index waits for all snapshots.
    """
    with engine_for(url).connect() as connection:
        while not connection.execute(sa.text(_LOCK)).scalar():
            connection.commit()
            time.sleep(0.2)
        connection.commit()
        try:
            yield _config(connection)
        finally:
            connection.rollback()
            connection.execute(sa.text(_UNLOCK))
            connection.commit()


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate up to ``revision``."""
    with _alone(url) as config:
        command.upgrade(config, revision)


def downgrade(url: str, revision: str) -> None:
    """Migrate down to ``revision`` (``base`` for an empty database).

    Raises:
        NoSuchStep: the schema cannot go down to that revision; nothing was changed.
        sqlalchemy.exc.OperationalError: the database is away.
    """
    with _alone(url) as config:
        try:
            command.downgrade(config, revision)
        except CommandError as error:
            raise NoSuchStep(f"the schema cannot go down to {revision!r}: {error}; there are {_known()}") from error


def _known() -> str:
    return ", ".join(("base", *revisions()))
