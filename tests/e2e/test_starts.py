"""A bot process that must not start says why, in a sentence."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import psycopg
import pytest

from bot.db import migrate
from bot.embedded.system import prepare_database
from tests.processes import BotProcess
from tests.updates import TOKEN

if TYPE_CHECKING:
    from pathlib import Path

    from bot.embedded.postgres import EmbeddedPostgres


@pytest.fixture(scope="module")
def database(postgres: EmbeddedPostgres) -> str:
    """The address of a database that a bot could work with."""
    url = postgres.ensure_database("e2e_starts")
    prepare_database(url)
    return url


def refused(url: str, folder: Path, **env: str) -> str:
    """Start a bot process; return what it says when it ends by itself."""
    process = BotProcess(url, folder).launch(**env)
    try:
        assert process.wait(60) not in {0, -9}
    finally:
        process.kill()
    said = process.log.read_text()
    assert "Traceback" not in said
    return said


def test_a_real_platform_is_never_answered_for_another_day(database: str, tmp_path: Path) -> None:
    said = refused(database, tmp_path, TELEGRAM_TOKEN=TOKEN, AS_OF="2021-08-22")
    assert "AS_OF" in said
    assert "TELEGRAM_TOKEN" in said


def test_a_schema_behind_the_code(postgres: EmbeddedPostgres, tmp_path: Path) -> None:
    url = postgres.ensure_database("e2e_behind")
    migrate.upgrade(url)
    migrate.downgrade(url, "-1")
    said = refused(url, tmp_path)
    assert "motcua db upgrade" in said


def test_a_schema_ahead_of_the_code(postgres: EmbeddedPostgres, tmp_path: Path) -> None:
    url = postgres.ensure_database("e2e_ahead")
    migrate.upgrade(url)
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_of_tomorrow'")
    assert "9999_of_tomorrow" in refused(url, tmp_path)


def test_a_taken_port(database: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = refused(database, tmp_path, PORT=port)
    assert port in said
    assert "in use" in said


def test_no_database_named(tmp_path: Path) -> None:
    assert "MOTCUA_DATABASE_URL" in refused("", tmp_path)
