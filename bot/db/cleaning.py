"""Deleting what is no longer needed: every night, in one process at a time, each sort of rows by itself.

A sort that fails stops no other one. When each was last cleaned is kept in the database, shown by /readyz and counted
in the metrics: texts that stay for ever because a statement fails must not go unseen.
"""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
from psycopg.rows import dict_row

from bot.db.pool import INFRASTRUCTURE
from bot.db.retention import TASKS
from bot.guidance.moments import VIETNAM
from pgkit.connections import connect

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.db.pool import Database
    from bot.db.retention import Periods, Task
    from pgkit.connections import WatchedConnection

logger = logging.getLogger(__name__)

_HOUR = 3
"""From three in the morning, Vietnam time, when hardly anybody writes."""
_LOOK_MINUTES = 10
"""How often a process looks whether something is due: at night, or later where it failed or no process ran."""
_BATCH_SECONDS = 120
"""A batch may take so long; the five seconds of other statements are for people who wait."""
_LEASE_SECONDS = 2 * _BATCH_SECONDS + 60
OVERDUE_HOURS = 26
"""After so long without a success a sort of rows counts as not cleaned any more."""

# Whoever cleans says so with every batch; a lease that was not renewed belongs to a process that died.
_LEASE = b"""
INSERT INTO leases AS l (name, holder, until)
VALUES ('cleaning', %(holder)s, now() + make_interval(secs => %(seconds)s))
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE l.holder = excluded.holder OR l.until < now()
RETURNING 1
"""
_GIVE_UP_LEASE = b"DELETE FROM leases WHERE name = 'cleaning' AND holder = %(holder)s"
_BEGIN = b"INSERT INTO cleanings (name) SELECT unnest(%s::text[]) ON CONFLICT (name) DO NOTHING"
_DUE = b"SELECT name FROM cleanings WHERE coalesce(succeeded_at, since) < %s"
_SUCCEEDED = b"""
INSERT INTO cleanings (name, succeeded_at, rows) VALUES (%(name)s, now(), %(rows)s)
ON CONFLICT (name) DO UPDATE SET succeeded_at = now(), rows = excluded.rows, failed_at = NULL, error = NULL
"""
_FAILED = b"""
INSERT INTO cleanings (name, failed_at, error) VALUES (%(name)s, now(), %(error)s)
ON CONFLICT (name) DO UPDATE SET failed_at = now(), error = excluded.error
"""
_STATES = """
SELECT name, extract(epoch FROM succeeded_at)::float8 AS succeeded, error,
       coalesce(succeeded_at, since) < now() - make_interval(hours => %(hours)s) AS overdue
FROM cleanings WHERE name = ANY(%(names)s) ORDER BY name
"""


class CleanedElsewhere(RuntimeError):
    """Another process cleans up just now; nothing was done."""


@dataclass(slots=True)
class Cleaned:
    """What a cleaning came to.

    Attributes:
        rows: sort → rows that went.
        failed: sort → why it failed, by the kind of the error.
    """

    rows: dict[str, int] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


async def clean_up(connection: AsyncConnection[DictRow], periods: Periods, tasks: tuple[Task, ...] = TASKS) -> Cleaned:
    """Delete what is due, of all sorts or some.

    Args:
        connection: to the bot's database, not in a transaction.
        periods: how long things are kept.
        tasks: the sorts.

    Raises:
        CleanedElsewhere: another process is at it.
        psycopg.OperationalError: the database went away.
    """
    lease = {"holder": uuid4().hex, "seconds": _LEASE_SECONDS}
    cleaned = Cleaned()
    try:
        for task in tasks:
            try:
                cleaned.rows[task.name] = await _clean(connection, task, periods, lease)
            except psycopg.Error as error:
                if connection.broken:
                    raise
                cleaned.failed[task.name] = type(error).__name__
                logger.exception("what is no longer needed stays", extra={"what": task.name})
                await connection.execute(_FAILED, {"name": task.name, "error": type(error).__name__})
    finally:
        if not connection.broken:
            await connection.execute(_GIVE_UP_LEASE, lease)
    return cleaned


async def _clean(connection: AsyncConnection[DictRow], task: Task, periods: Periods, lease: dict[str, object]) -> int:
    values: dict[str, object] = {**periods.values(), "after": task.first, "size": task.size}
    total = 0
    while True:
        if await (await connection.execute(_LEASE, lease)).fetchone() is None:
            raise CleanedElsewhere("another process cleans up at the moment")
        async with connection.transaction():
            await connection.execute(f"SET LOCAL statement_timeout = '{_BATCH_SECONDS}s'".encode())
            row = await (await connection.execute(task.batch, values)).fetchone()
        if row is not None:
            total += row["changed"]
        if row is None or row["seen"] < task.size or row["last"] is None:
            await connection.execute(_SUCCEEDED, {"name": task.name, "rows": total})
            return total
        values["after"] = row["last"]


async def connect_to_clean(url: str) -> WatchedConnection[DictRow]:
    """Return a connection for ``clean_up``, whose batches may take long."""
    connection: WatchedConnection[DictRow]
    connection = await connect(url, row_factory=dict_row, application_name="motcua cleaning")
    connection.patience = _BATCH_SECONDS + 5.0
    return connection


async def clean_up_daily(database: Database, periods: Periods, stop: asyncio.Event) -> None:
    """Clean up every night, in whichever process looks first, until ``stop`` is set."""
    while not stop.is_set():
        try:
            await _clean_what_is_due(database, periods, datetime.now(UTC))
        except INFRASTRUCTURE as error:
            logger.warning("could not clean up; the next try is soon", extra={"error": type(error).__name__})
        try:
            async with asyncio.timeout(60 * _LOOK_MINUTES * random.uniform(0.8, 1.2)):  # noqa: S311 - no secret
                await stop.wait()
        except TimeoutError:
            continue


async def _clean_what_is_due(database: Database, periods: Periods, now: datetime) -> None:
    """Clean what was not cleaned since the last night; what is new here has its first night before it."""
    async with database.intake.connection() as connection:
        await connection.execute(_BEGIN, [[task.name for task in TASKS]])
        found = await connection.execute(_DUE, [last_night(now)])
        due = {row["name"] for row in await found.fetchall()}
    tasks = tuple(task for task in TASKS if task.name in due)
    if not tasks:
        return
    # A connection of its own: it may take minutes, and webhooks need the pool's.
    async with await connect_to_clean(database.direct_url) as connection:
        try:
            cleaned = await clean_up(connection, periods, tasks)
        except CleanedElsewhere:
            return
    logger.info("cleaned up", extra={"rows": cleaned.rows, "failed": cleaned.failed})


def last_night(now: datetime) -> datetime:
    """Return the latest moment before ``now`` at which a night's cleaning begins."""
    night = now.astimezone(VIETNAM).replace(hour=_HOUR, minute=0, second=0, microsecond=0)
    return night if night <= now else night - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class State:
    """When a sort of rows was last cleaned.

    Attributes:
        name: the sort.
        succeeded: seconds since 1970; None while it never was.
        error: kind of the last try's error, or None.
        overdue: whether that is too long ago.
    """

    name: str
    succeeded: float | None
    error: str | None
    overdue: bool


async def states(database: Database) -> list[State]:
    """Return when each sort of rows was last cleaned."""
    values = {"hours": OVERDUE_HOURS, "names": [task.name for task in TASKS]}
    return [State(**row) for row in await database.fetch(_STATES, values)]
