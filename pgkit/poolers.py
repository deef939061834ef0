"""Telling whether a pooler that lends connections for a transaction only (PgBouncer) stands in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg

from pgkit.addresses import connect

if TYPE_CHECKING:
    from psycopg import AsyncConnection

ROLE_SETTINGS = {"statement_timeout": "5s", "idle_in_transaction_session_timeout": "20s", "timezone": "UTC"}
"""What a role needs whose sessions are not given any settings."""

_PID = b"SELECT pg_backend_pid() AS pid"


class PoolerInBetween(psycopg.OperationalError):
    """The address is a pooler's, where it must be that of the database itself."""


class PoolerUnsafe(RuntimeError):
    """It is not safe to work through the pooler as it is; the message says what to set."""


async def refuse(connection: AsyncConnection[Any]) -> None:
    """For a pool that must have the database itself: refuse a connection to a pooler.

    A pooler answers for a server process that is not the one it told of: it hands out numbers of its own.

    Raises:
        PoolerInBetween: it is one.
    """
    cursor = await connection.execute(_PID)
    row = await cursor.fetchone()
    pid = row["pid"] if isinstance(row, dict) else None if row is None else row[0]
    if pid != connection.info.backend_pid:
        raise PoolerInBetween("a pooler stands between this program and the database")


def check(url: str, direct_url: str | None, *, setting: str, direct_setting: str) -> None:
    """Look, at a start, whether a pooler stands in between, and whether it is safe to work through it.

    Args:
        url: address to work with.
        direct_url: of the database itself, where it is set.
        setting: by what ``url`` is set.
        direct_setting: by what ``direct_url`` is.

    Raises:
        PoolerUnsafe: there is one, and ``direct_url`` is not set or leads to one too; or its role has no time-out.
        psycopg.OperationalError: the database is away.
    """
    if direct_url is None:
        if behind_pooler(url):
            raise PoolerUnsafe(
                f"{setting} leads to a pooler (as PgBouncer), through which nothing can be listened to and no lock be"
                f" held: set {direct_setting} to the address of the database itself besides"
            )
        return
    if behind_pooler(direct_url):
        raise PoolerUnsafe(f"{direct_setting} leads to a pooler too: set it to the address of the database itself")
    require_settings(url, ROLE_SETTINGS, setting=setting)


def require_settings(url: str, wanted: dict[str, str], *, setting: str) -> None:
    """Make sure that the role behind a pooler has what can't be sent through it: time-outs, and the time zone UTC.

    Args:
        url: the pooler's.
        wanted: names and usual values; any but 0 will do.
        setting: by what ``url`` is set.

    Raises:
        PoolerUnsafe: it lacks some; the message says what to run.
        psycopg.OperationalError: the database is away.
    """
    with connect(url) as connection:
        found = dict(
            connection.execute(
                "SELECT name, current_setting(name) FROM unnest(%s::text[]) AS name"
                " UNION ALL SELECT 'role', quote_ident(current_user)",
                [list(wanted)],
            ).fetchall()
        )
    lacking = [name for name in wanted if found[name] == "0" or (name == "timezone" and "UTC" not in found[name])]
    if lacking:
        statements = " ".join(f"ALTER ROLE {found['role']} SET {name} = '{wanted[name]}';" for name in lacking)
        raise PoolerUnsafe(
            f"through the pooler of {setting} a session can't be given settings. Run once on the database, then"
            f" RECONNECT the pooler: {statements}"
        )


def behind_pooler(url: str) -> bool:
    """Whether an address is a pooler's.

    Raises:
        psycopg.OperationalError: the database is away.
    """
    with connect(url) as connection:
        row = connection.execute(_PID).fetchone()
        return row is None or row[0] != connection.info.backend_pid
