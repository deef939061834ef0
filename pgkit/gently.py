"""Steps of migrations that change large tables while programs go on working with them.

What takes long is done outside of a transaction and locks nobody out; what locks a table takes no time. A migration
with such steps is no whole any more: where it fails in between it is begun anew. So each step here may be repeated, and
what else stands in such a migration must be so too (``if_not_exists``).
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import op

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_VALID_INDEX = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)"
_CONSTRAINT = "SELECT convalidated FROM pg_constraint WHERE conrelid = CAST(:of AS regclass) AND conname = :name"


@contextmanager
def outside_transaction() -> Iterator[None]:
    """Commit what the migration did so far, and run what follows statement by statement.

    Waiting for others' transactions to end, as CONCURRENTLY does, keeps nobody waiting; so it may take its time.
    """
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")
        try:
            yield
        finally:
            op.execute("RESET lock_timeout")


def create_index(
    name: str,
    table: str,
    columns: Sequence[str | sa.TextClause],
    *,
    unique: bool = False,
    where: str | None = None,
    **more: Any,  # noqa: ANN401 - Alembic's
) -> None:
    """Make an index while the table is written to; what an earlier try left unfinished is thrown away first."""
    with outside_transaction():
        valid = op.get_bind().execute(sa.text(_VALID_INDEX), {"name": name}).scalar()
        if valid is False:
            op.drop_index(name, table_name=table, postgresql_concurrently=True)
        if not valid:
            more = {**more, **({"postgresql_where": sa.text(where)} if where is not None else {})}
            op.create_index(name, table, columns, unique=unique, postgresql_concurrently=True, **more)


def drop_index(name: str, table: str) -> None:
    """Drop an index while the table is used."""
    with outside_transaction():
        op.drop_index(name, table_name=table, postgresql_concurrently=True, if_exists=True)


def add_check(name: str, table: str, condition: str) -> None:
    """Add a check, or replace the one of this name: it holds for new rows at once, and is tried on old ones afterwards.

    Args:
        name: whole, as ``ck_outbox_status``.
        table: which.
        condition: SQL.
    """
    new = f"{name}_new"
    _add_constraint(new, table, f"CHECK ({condition})")
    op.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{name}"')
    op.execute(f'ALTER TABLE "{table}" RENAME CONSTRAINT "{new}" TO "{name}"')


def add_foreign_key(name: str, table: str, column: str, referred: str, *, ondelete: str | None = None) -> None:
    """Let ``column`` refer to the ``id`` of ``referred``: it holds for new rows at once, then old ones are tried."""
    then = f" ON DELETE {ondelete}" if ondelete is not None else ""
    _add_constraint(name, table, f'FOREIGN KEY ("{column}") REFERENCES "{referred}" (id){then}')


def set_not_null(table: str, column: str) -> None:
    """Forbid nulls in a column whose rows have none any more; code that still writes some fails from here on."""
    proof = f"nn_{table}_{column}"
    _add_constraint(proof, table, f'CHECK ("{column}" IS NOT NULL)')
    op.alter_column(table, column, nullable=False)  # believes the check instead of reading the table
    op.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{proof}"')


def in_batches(statement: str) -> None:
    """Repeat a statement that changes some rows (``… WHERE id IN (SELECT … LIMIT 2000)``) until it finds none."""
    with outside_transaction():
        while op.get_bind().execute(sa.text(statement)).rowcount:
            pass


def oldest_code(revision: str, *, raised_by: str) -> None:
    """Say that code older than ``revision`` does not work with the schema any more, and may not be started.

    Without a word of it the code of all earlier revisions may go on.

    Args:
        revision: the oldest one whose code may run.
        raised_by: the migration that says so.
    """
    op.get_bind().execute(
        sa.text(
            "INSERT INTO oldest_code (raised_by, revision) VALUES (:raised_by, :revision)"
            " ON CONFLICT (raised_by) DO UPDATE SET revision = excluded.revision"
        ),
        {"raised_by": raised_by, "revision": revision},
    )


def _add_constraint(name: str, table: str, definition: str) -> None:
    known = {"of": table, "name": name}
    if op.get_bind().execute(sa.text(_CONSTRAINT), known).scalar() is None:
        op.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition} NOT VALID')
    with outside_transaction():
        op.execute(f'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{name}"')
