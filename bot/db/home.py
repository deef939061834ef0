"""Which database this is: a copy restored from a dump or to an earlier moment is another one, though it holds the same.

What only one of them may do, as sending a broadcast, belongs to the one it was begun in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

HOME = (
    "(SELECT system_identifier::text FROM pg_control_system()) || '/' ||"
    " (SELECT oid::text FROM pg_database WHERE datname = current_database()) || '/' ||"
    " (SELECT timeline_id::text FROM pg_control_checkpoint())"
)
"""SQL that names this database; it reads the server's control file."""

KNOWN_HOME = "nullif(current_setting('motcua.home', true), '')"
"""SQL for the same, as the connection learnt it when it was made; null where it did not."""

_LEARN = f"SELECT set_config('motcua.home', {HOME}, false)".encode()

UNATTENDED_MINUTES = 15
"""A broadcast that nobody looked after for so long asks before it goes on: the machine was off, or this is a copy."""


async def learn(connection: AsyncConnection[DictRow]) -> None:
    """Let a new connection know which database it is to."""
    await connection.execute(_LEARN)
