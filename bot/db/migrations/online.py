"""Changes that do not lock a table which the running code needs."""

from __future__ import annotations

from alembic import op


def create_index(name: str, on: str) -> None:
    """Build an index while everybody goes on reading and writing; one left half-built by an earlier try goes first.

    What the migration did before is committed by that.

    Args:
        name: the index's.
        on: what follows ON: table, columns, predicate.
    """
    with op.get_context().autocommit_block():
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {on}")


def drop_index(name: str) -> None:
    """Drop an index without waiting for whoever uses its table."""
    with op.get_context().autocommit_block():
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
