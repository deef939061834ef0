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
"""A table that holds or was given more makes its database be thrown away: it stays as large as it has been."""

type State = dict[str, tuple[int, int]]
"""By table or catalogue: how many rows were ever written, and are there. By sequence: its last value, -1 if unused.

Of tables the server's own counts are asked, which it has complete once whoever wrote has gone: reading the tables
themselves means opening a hundred of them anew for each test, which cost more than half of lending. What was written
and taken back counts too.
"""

_LOOK = sql.SQL("""
    SELECT relname::text, pg_stat_get_tuples_inserted(oid) + pg_stat_get_tuples_updated(oid)
                        + pg_stat_get_tuples_deleted(oid), pg_stat_get_live_tuples(oid)
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
       OR relnamespace = 'pg_catalog'::regnamespace AND relname = ANY({catalogues})
    UNION ALL
    SELECT relname::text, coalesce(pg_sequence_last_value(oid), -1), 0
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
    UNION ALL
    SELECT {settings}, count(*), coalesce(max(xmin::text::bigint), 0)
    FROM pg_db_role_setting WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
""").format(catalogues=list(_CATALOGUES), settings=_SETTINGS)


@dataclass(frozen=True)
class _Content:
    """What the template holds.

    Attributes:
        state: that of a fresh copy, of which nothing is counted yet.
        rows: what COPY says of each table that is not empty.
        sequences: their values, and whether these are used.
    """

    state: State
    rows: dict[str, bytes]
    sequences: dict[str, tuple[int, bool]]

    @classmethod
    def of(cls, url: str) -> Self:
        with psycopg.connect(url, autocommit=True) as connection:
            found = connection.execute(
                "SELECT relname, relkind::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                " AND relkind IN ('r', 'S')"
            ).fetchall()
            state = _state(connection)
            state.update({name: (0, 0) for name in state if name in _CATALOGUES or name == _SETTINGS})
            rows: dict[str, bytes] = {}
            sequences: dict[str, tuple[int, bool]] = {}
            for name, kind in found:
                if kind == "S":
                    query = sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(name))
                    sequences[name] = connection.execute(query).fetchone()
                    continue
                state[name] = (0, 0)
                with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as out:
                    content = b"".join(bytes(part) for part in out)
                if content:
                    rows[name] = content
        return cls(state, rows, sequences)


def _state(connection: psycopg.Connection) -> State:
    """The state of a database whose writers have gone; the connection's own transactions count once they are over."""
    connection.execute("SELECT pg_stat_force_next_flush()")
    return {name: (first, second) for name, first, second in connection.execute(_LOOK).fetchall()}


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
        now = _state(connection)
        changed = [name for name in now if now[name] != before.get(name)]
        tables = [name for name in changed if name not in content.sequences]
        if any(name in _CATALOGUES or name == _SETTINGS for name in tables):
            return None
        if any(max(now[name][0] - before[name][0], now[name][1]) > _MOST_ROWS for name in tables):
            return None
        if not changed:
            return before
        connection.execute("SET session_replication_role = replica")  # no triggers, no foreign keys
        with connection.transaction():
            for name in tables:
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
                if name in content.rows:
                    into = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))
                    with connection.cursor().copy(into) as copy:
                        copy.write(content.rows[name])
            for name in content.sequences.keys() & changed:
                value, used = content.sequences[name]
                connection.execute("SELECT setval(%s::regclass, %s, %s)", [f'"{name}"', value, used])
        return _state(connection)
