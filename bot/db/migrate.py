"""Bringing the database's schema to the code's."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from bot.db.revision import MIGRATIONS, revisions

if TYPE_CHECKING:
    from collections.abc import Iterator


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
    """Give what Alembic works with, in one transaction; one process at a time, by an advisory lock."""
    with engine_for(url).begin() as connection:
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('motcua migrations'))"))
        yield _config(connection)


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
