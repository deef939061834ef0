"""Where in a database something that a person left stands."""

from __future__ import annotations

import psycopg
from psycopg import sql


def marked(url: str, *marks: str) -> set[tuple[str, str]]:
    """Return every column of every table that holds one of the marks, in capitals or not."""
    found = set()
    with psycopg.connect(url) as connection:
        columns = connection.execute(
            "SELECT c.relname, a.attname FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped"
        ).fetchall()
        for table, column in columns:
            query = sql.SQL("SELECT 1 FROM {} WHERE {}::text ILIKE ANY (%s) LIMIT 1").format(
                sql.Identifier(table), sql.Identifier(column)
            )
            if connection.execute(query, [[f"%{mark}%" for mark in marks]]).fetchone():
                found.add((table, column))
    return found
