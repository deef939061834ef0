"""Databases that tests have one after another: put back to what the template holds instead of copied anew.

A copy makes and unlinks six hundred files, a quarter of a core-second; what a test has written is seldom more than a
few rows of a few tables. A database whose schema or settings a test has touched, or which it has filled, is thrown
away. Each test gets its database under a name of its own: whatever it forgot to end finds nothing under the old one.
"""

from __future__ import annotations

import contextlib
import itertools
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from bot.embedded.postgres import EmbeddedPostgres

_CATALOGUES = (
    "pg_class",
    "pg_attribute",
    "pg_attrdef",
    "pg_constraint",
    "pg_index",
    "pg_proc",
    "pg_trigger",
    "pg_type",
)
_CATALOGUES += ("pg_namespace", "pg_policy", "pg_default_acl", "pg_extension", "pg_largeobject_metadata")
_SETTINGS = "pg_db_role_setting"
_MOST_ROWS = 2000
"""A database with more is thrown away: its tables stay as large as they have been."""

type State = dict[str, tuple[int, int]]
"""By table or catalogue: rows and the latest transaction that wrote one. By sequence: its value, and if it was used.

What was written and taken back is not seen, and does not matter.
"""


@dataclass(frozen=True)
class _Content:
    """What the template holds.

    Attributes:
        look: a query for the state of a database.
        state: the template's, and that of a fresh copy.
        rows: what COPY says of each table that is not empty.
        sequences: their names.
    """

    look: sql.Composable
    state: State
    rows: dict[str, bytes]
    sequences: frozenset[str]

    @classmethod
    def of(cls, url: str) -> Self:
        with psycopg.connect(url, autocommit=True) as connection:
            found = connection.execute(
                "SELECT relname, relkind::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                " AND relkind IN ('r', 'S')"
            ).fetchall()
            tables = sorted(name for name, kind in found if kind == "r")
            sequences = sorted(name for name, kind in found if kind == "S")
            counted = "SELECT {name}, count(*), coalesce(max(xmin::text::bigint), 0) FROM {table}"
            parts = [sql.SQL(counted).format(name=name, table=sql.Identifier(name)) for name in (*tables, *_CATALOGUES)]
            parts += [
                sql.SQL("SELECT {name}, last_value, is_called::int::bigint FROM {table}").format(
                    name=name, table=sql.Identifier(name)
                )
                for name in sequences
            ]
            own = " WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())"
            parts += [sql.SQL(counted + own).format(name=_SETTINGS, table=sql.Identifier(_SETTINGS))]
            look = sql.SQL(" UNION ALL ").join(parts)
            state = _state(connection, look)
            rows = {}
            for name in tables:
                if state[name][0]:
                    with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as out:
                        rows[name] = b"".join(bytes(part) for part in out)
        return cls(look, state, rows, frozenset(sequences))


def _state(connection: psycopg.Connection, look: sql.Composable) -> State:
    return {name: (first, second) for name, first, second in connection.execute(look).fetchall()}


class Lender:
    """Lends copies of one database.

    Args:
        postgres: the server of all.
        template: the database's name; nobody changes it any more.
    """

    def __init__(self, postgres: EmbeddedPostgres, template: str) -> None:
        self._postgres = postgres
        self._template = template
        self._content = _Content.of(postgres.url(template))
        self._server = psycopg.connect(postgres.url(), autocommit=True)
        self._free: list[tuple[str, State]] = []
        self._numbers = itertools.count(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The address of a database with what the template holds."""
        name, state = self._free.pop() if self._free else (self._copied(), self._content.state)
        yield self._postgres.url(name)
        self._take_back(name, state)

    def _next_name(self) -> str:
        return f"{self._template}_lent_{next(self._numbers)}"

    def _copied(self) -> str:
        name = self._next_name()
        self._postgres.ensure_database(name, template=self._template)
        return name

    def _take_back(self, name: str, state: State) -> None:
        """Put a database back, under another name, or drop it."""
        self._server.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name])
        renamed = self._next_name()
        change = sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(renamed))
        try:
            self._server.execute(change)
        except psycopg.Error:  # somebody connects again and again
            self._postgres.drop_database(name)
            return
        restored = None
        with (
            contextlib.suppress(psycopg.errors.UndefinedTable),
            psycopg.connect(self._postgres.url(renamed), autocommit=True) as connection,
        ):
            restored = self._restored(connection, state)
        if restored is None:
            self._postgres.drop_database(renamed)
        else:
            self._free.append((renamed, restored))

    def _restored(self, connection: psycopg.Connection, before: State) -> State | None:
        """Give a database back its content and return its state, or None where that is not enough."""
        content = self._content
        now = _state(connection, content.look)
        changed = [name for name in now if now[name] != before[name]]
        tables = [name for name in changed if name not in content.sequences]
        if any(name in _CATALOGUES or name == _SETTINGS or now[name][0] > _MOST_ROWS for name in tables):
            return None
        connection.execute("SET session_replication_role = replica")  # no triggers, no foreign keys
        with connection.transaction():
            for name in tables:
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
                if name in content.rows:
                    into = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))
                    with connection.cursor().copy(into) as copy:
                        copy.write(content.rows[name])
            for name in content.sequences.intersection(changed):
                value, used = content.state[name]
                connection.execute("SELECT setval(%s::regclass, %s, %s)", [f'"{name}"', value, bool(used)])
        if content.rows.keys() & tables:
            return _state(connection, content.look)
        return before
