"""What a test reads and writes in the bot's database by itself."""

from __future__ import annotations

import atexit
import threading
from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.rows import dict_row

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Rows:
    """Runs one statement, committed, and returns its rows (none for a statement without any).

    Its session is a new one as far as anybody sees: what an earlier statement has set is forgotten.
    """

    url: str

    def __call__(self, query: str, *values: object) -> list[dict[str, Any]]:
        with _sessions.one(self.url) as connection:
            cursor = connection.execute(query.encode(), values)
            return cursor.fetchall() if cursor.description is not None else []

    def open(self) -> int:
        """Messages that wait for their turn."""
        return self("SELECT count(*) AS n FROM inbox WHERE status = 'open'")[0]["n"]


class _Sessions:
    """Connections that are kept: a new one costs 4 ms of a core, and tests that wait ask thirty times a second."""

    _MOST = 4

    def __init__(self) -> None:
        self._idle: OrderedDict[str, psycopg.Connection[dict[str, Any]]] = OrderedDict()
        self._lock = threading.Lock()
        atexit.register(self.close)

    @contextmanager
    def one(self, url: str) -> Iterator[psycopg.Connection[dict[str, Any]]]:
        """Lend a connection; one on which something went wrong is not kept."""
        connection = self._kept(url) or psycopg.connect(
            url, row_factory=dict_row, autocommit=True, prepare_threshold=None
        )
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        self._keep(url, connection)

    def _kept(self, url: str) -> psycopg.Connection[dict[str, Any]] | None:
        """One that still works, or None: its server may have been ended, or the session by it."""
        with self._lock:
            connection = self._idle.pop(url, None)
        if connection is not None:
            try:
                connection.execute("DISCARD ALL")
            except psycopg.OperationalError:
                connection.close()
                return None
        return connection

    def _keep(self, url: str, connection: psycopg.Connection[dict[str, Any]]) -> None:
        with self._lock:
            superfluous = [self._idle.pop(url)] if url in self._idle else []
            self._idle[url] = connection
            if len(self._idle) > self._MOST:
                superfluous.append(self._idle.popitem(last=False)[1])
        for one in superfluous:
            one.close()

    def close(self) -> None:
        """End all."""
        while self._idle:
            self._idle.popitem()[1].close()


_sessions = _Sessions()
