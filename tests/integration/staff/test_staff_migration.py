"""Migration 0002, up and down, with rows in its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from bot.db import migrate

if TYPE_CHECKING:
    from bot.embedded.postgres import EmbeddedPostgres


def test_down_and_up_again_with_rows(postgres: EmbeddedPostgres, bot_database: str) -> None:
    with psycopg.connect(bot_database, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO staff (name, role, token_hash, units)"
            " VALUES ('A', 'unit', 'a', '{phuong-8_ca-mau}'), ('B', 'admin', 'b', '{}')"
        )
        connection.execute(
            "INSERT INTO locked_areas (area, starts_at, ends_at, set_by)"
            " VALUES ('x', now(), now(), 'A'), ('y', now(), now() + interval '1 day', 'A'), ('z', now(), NULL, 'A')"
        )
    migrate.downgrade(bot_database, "0001")
    with psycopg.connect(bot_database, autocommit=True) as connection:
        assert connection.execute("SELECT area FROM locked_areas ORDER BY area").fetchall() == [("y",), ("z",)]
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute(
                "INSERT INTO locked_areas (area, starts_at, ends_at, set_by) VALUES ('x', now(), now(), 'A')"
            )
        connection.execute("DELETE FROM staff WHERE role = 'unit'")
    migrate.upgrade(bot_database)
    with psycopg.connect(bot_database, autocommit=True) as connection:
        assert connection.execute("SELECT name, units FROM staff").fetchall() == [("B", [])]


def test_a_role_and_its_units_belong_together(bot_database: str) -> None:
    insert = "INSERT INTO staff (name, role, token_hash, units) VALUES (%s, %s, %s, %s)"
    with psycopg.connect(bot_database, autocommit=True) as connection:
        for role, units in (("unit", []), ("admin", ["phuong-8_ca-mau"]), ("setup", []), ("root", [])):
            with pytest.raises(psycopg.errors.CheckViolation):
                connection.execute(insert, [role, role, role.encode(), units])
