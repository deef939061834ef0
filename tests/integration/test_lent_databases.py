"""A database that is lent holds what the migrated one does, whatever the test before has done with its own."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql

from tests.databases import Lender

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.embedded.postgres import EmbeddedPostgres

PERSON = "INSERT INTO conversations (platform, chat, sender, profile) VALUES ('telegram', %s, '1', '{}')"


@pytest.fixture(scope="module")
def lender(postgres: EmbeddedPostgres, bot_template: str) -> Iterator[Lender]:
    with Lender(postgres, bot_template) as lender:
        yield lender


def content(url: str) -> dict[str, list[str]]:
    """All rows of all tables, and all sequences."""
    with psycopg.connect(url, autocommit=True) as connection:
        named = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')"
        ).fetchall()
        found = {}
        for (name,) in named:
            which = "last_value::text || is_called" if name.endswith("_seq") else "x::text"
            query = f'SELECT {which} FROM "{name}" AS x ORDER BY 1'
            found[name] = [row[0] for row in connection.execute(query.encode()).fetchall()]
    return found


@pytest.fixture(scope="module")
def packaged(postgres: EmbeddedPostgres, bot_template: str) -> dict[str, list[str]]:
    return content(postgres.url(bot_template))


def run(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


ROWS = {
    "inserted": [PERSON.replace("%s", "'7'")],
    "inserted and deleted": [PERSON.replace("%s", "'8'"), "DELETE FROM conversations"],
    "inserted in a transaction taken back": ["BEGIN", PERSON.replace("%s", "'9'"), "ROLLBACK"],
    "content changed": ["UPDATE offers SET note = 'another'"],
    "content changed and changed back": [
        "UPDATE offers SET note = note || 'x' WHERE note IS NOT NULL",
        "UPDATE offers SET note = left(note, -1) WHERE note IS NOT NULL",
    ],
    "content deleted": ["DELETE FROM presence_duties"],
    "a number drawn": ["SELECT nextval(pg_get_serial_sequence('conversations', 'id'))"],
    "nothing": [],
}


@pytest.mark.parametrize("statements", ROWS.values(), ids=ROWS.keys())
def test_what_was_written_is_taken_out(lender, packaged, statements):
    for _ in range(2):  # the second one begins where the first was put back
        with lender.lent() as url:
            assert content(url) == packaged
            run(url, *statements)
    with lender.lent() as url:
        assert content(url) == packaged


def test_what_a_test_has_forgotten_to_end_counts_and_finds_nothing(lender, packaged):
    with ExitStack() as forgotten:
        with lender.lent() as url:
            open_one = forgotten.enter_context(psycopg.connect(url, autocommit=True))
            open_one.execute(PERSON.encode(), ["7"])
            mid_way = psycopg.connect(url)
            mid_way.execute(PERSON.encode(), ["8"])
        with lender.lent() as other:
            assert content(other) == packaged
            with pytest.raises(psycopg.OperationalError):
                open_one.execute(PERSON.encode(), ["9"])
            with pytest.raises(psycopg.OperationalError):
                psycopg.connect(url)
        mid_way.close()


DEEPER = {
    "a table": ["CREATE TABLE another (id int)"],
    "a column": ["ALTER TABLE conversations ADD COLUMN another int"],
    "an index": ["DROP INDEX IF EXISTS another", "CREATE INDEX another ON conversations (chat)"],
    "a function": ["CREATE FUNCTION another() RETURNS int LANGUAGE sql AS 'SELECT 1'"],
    "emptied at once": ["TRUNCATE conversations CASCADE"],
    "many rows": [
        PERSON.replace(
            "VALUES ('telegram', %s, '1', '{}')", "SELECT 'telegram', n, n, '{}' FROM generate_series(1, 2001) n"
        )
    ],
}


@pytest.mark.parametrize("statements", DEEPER.values(), ids=DEEPER.keys())
def test_what_lies_deeper_has_the_database_thrown_away(lender, packaged, statements):
    with lender.lent() as url:
        run(url, *statements)
    with lender.lent() as another:
        assert content(another) == packaged


def test_settings_of_a_database_are_not_handed_on(lender):
    with lender.lent() as url, psycopg.connect(url, autocommit=True) as connection:
        usual = connection.execute("SHOW work_mem").fetchone()
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("ALTER DATABASE {} SET work_mem = '7MB'").format(name))
    with lender.lent() as another, psycopg.connect(another) as connection:
        assert connection.execute("SHOW work_mem").fetchone() == usual != ("7MB",)
