"""A gate inside a database: whoever has just written on holds waits there, in the middle of a transaction."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg

from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

_GATE = """
CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_advisory_xact_lock_shared(4242); RETURN NULL; END $$;
CREATE TRIGGER gate AFTER UPDATE ON holds FOR EACH STATEMENT EXECUTE FUNCTION gate()
"""


def build_gate(url: str) -> None:
    """Build the gate into a database; it stands open."""
    with psycopg.connect(url) as connection:
        connection.execute(_GATE)


@contextmanager
def gate_shut(url: str) -> Iterator[psycopg.Connection]:
    """A connection that does not meet the gate itself, and keeps it shut."""
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("SET session_replication_role = replica")
        other.execute("SELECT pg_advisory_lock(4242)")
        yield other


async def at_the_gate(other: psycopg.Connection) -> None:
    """Wait until somebody stands at the gate."""
    query = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 4242 AND NOT granted"
    await until(lambda: other.execute(query).fetchone() is not None)
