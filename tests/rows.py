"""What a test reads and writes in the bot's database by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import dict_row


@dataclass(frozen=True)
class Rows:
    """Runs one statement, committed, and returns its rows (none for a statement without any)."""

    url: str

    def __call__(self, query: str, *values: object) -> list[dict[str, Any]]:
        with psycopg.connect(self.url, row_factory=dict_row, autocommit=True) as connection:
            cursor = connection.execute(query.encode(), values)
            return cursor.fetchall() if cursor.description is not None else []

    def open(self) -> int:
        """Messages that wait for their turn."""
        return self("SELECT count(*) AS n FROM inbox WHERE status = 'open'")[0]["n"]
