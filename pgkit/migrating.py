"""Running Alembic's migrations beside programs that go on: nothing waits for a table longer than half a second.

A migration that cannot get a table at once is tried again later, from where it stopped: whoever waits for a lock keeps
all others waiting behind it.
"""

from __future__ import annotations

import logging
import random
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
import sqlalchemy as sa
from alembic import command, context
from alembic.config import Config
from alembic.util import CommandError

from pgkit.addresses import connect
from pgkit.revisions import FLOOR, SchemaBehind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

logger = logging.getLogger(__name__)

LOCK_TIMEOUT = "500ms"
PATIENCE_SECONDS = 600.0
"""How long a table is asked for, again and again."""
_PAUSE = 1.0
_ALONE_EVERY = 0.3

_BUSY = (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)
_HOLDERS = """
SELECT string_agg(format('%s (pid %s, for %s s)', coalesce(nullif(application_name, ''), 'a session'), pid,
    round(extract(epoch FROM now() - xact_start))), ', ')
FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start < now() - interval '2 seconds'
"""


class NoSuchStep(ValueError):
    """The code has no such revision, or it does not lie that way; the message says which there are."""


class TablesBusy(SchemaBehind):
    """A table could not be had for minutes; the message says who holds transactions open."""


def engine_for(url: str) -> sa.Engine:
    """Return a SQLAlchemy engine (psycopg 3, no pool) for an address as libpq takes it, also one of several hosts."""
    settings = {"lock_timeout": LOCK_TIMEOUT, "statement_timeout": "0", "timezone": "UTC"}
    return sa.create_engine(
        "postgresql+psycopg://", creator=lambda: connect(url, settings=settings, patience=None), poolclass=sa.NullPool
    )


def upgrade(url: str, folder: Path, revision: str = "head", *, patience: float = PATIENCE_SECONDS) -> None:
    """Migrate up to ``revision``; one process at a time, each migration in transactions of its own.

    Args:
        url: of the database itself, not of a pooler.
        folder: of the migrations (``env.py``, ``versions``).
        revision: as Alembic takes it.
        patience: seconds to try where tables are busy.

    Raises:
        TablesBusy: a table was held all the time; what was migrated so far stays.
        sqlalchemy.exc.OperationalError, psycopg.OperationalError: the database is away.
    """
    _run(url, folder, lambda config: command.upgrade(config, revision), patience)


def downgrade(url: str, folder: Path, revision: str, *, patience: float = PATIENCE_SECONDS) -> None:
    """Migrate down to ``revision`` (``base`` for an empty database).

    Raises:
        NoSuchStep: the schema cannot go down to that revision; nothing was changed.
        TablesBusy, sqlalchemy.exc.OperationalError, psycopg.OperationalError: see ``upgrade``.
    """

    def down(config: Config) -> None:
        try:
            command.downgrade(config, revision)
        except CommandError as error:
            known = ", ".join(("base", *sorted(p.name.partition("_")[0] for p in folder.glob("versions/[0-9]*_*.py"))))
            raise NoSuchStep(f"the schema cannot go down to {revision!r}: {error}; there are {known}") from error

    _run(url, folder, down, patience)


def run_environment(metadata: sa.MetaData) -> None:
    """Run the migrations on the connection that Alembic's configuration holds: what a folder's ``env.py`` does."""
    connection: sa.Connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
    _forget_floors(connection)


def configuration(folder: Path, connection: sa.Connection | None = None) -> Config:
    """Return what Alembic works with."""
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _run(url: str, folder: Path, work: Callable[[Config], None], patience: float) -> None:
    until = time.monotonic() + patience
    engine = engine_for(url)
    with _alone(url, folder):
        while True:
            try:
                with engine.connect() as connection:
                    work(configuration(folder, connection))
            except sa.exc.DBAPIError as error:
                if not isinstance(error.orig, _BUSY):
                    raise
                if time.monotonic() > until:
                    raise TablesBusy(
                        f"a table was not to be had for {patience:.0f} s; what holds transactions open:"
                        f" {_holders(url) or 'nothing now: try again'}"
                    ) from error
                logger.warning("a table is busy; trying again", extra={"error": str(error.orig).strip()})
                time.sleep(_PAUSE * random.uniform(0.5, 1.5))  # noqa: S311 - spreads the tries
            else:
                return


@contextmanager
def _alone(url: str, folder: Path) -> Iterator[None]:
    """Let one process at a time migrate.

    The lock is asked for again and again: a statement that waits for it would hold a snapshot, for which building an
    index beside the running programs waits in turn.
    """
    with connect(url, autocommit=True) as connection:
        query = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"
        while True:
            row = connection.execute(query, [f"migrations {folder.parent.name}"]).fetchone()
            if row is not None and row[0]:
                break
            time.sleep(_ALONE_EVERY)
        yield


def _holders(url: str) -> str | None:
    with connect(url) as connection:
        row = connection.execute(_HOLDERS).fetchone()
    return None if row is None else row[0]


def _forget_floors(connection: sa.Connection) -> None:
    """After going down: what newer migrations said of older code is void."""
    if connection.execute(sa.text("SELECT to_regclass(:name)"), {"name": FLOOR}).scalar() is not None:
        newer = "raised_by > (SELECT coalesce(max(version_num), '') FROM alembic_version)"
        connection.execute(sa.text(f"DELETE FROM oldest_code WHERE {newer}"))  # noqa: S608 - constants
    connection.commit()
