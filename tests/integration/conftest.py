"""Databases of the bot for integration tests: migrated and filled once, lent to one test after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic.script import ScriptDirectory

from bot.db.pool import Database
from tests.databases import Lender
from tests.rows import Rows

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from alembic.config import Config

    from bot.embedded.postgres import EmbeddedPostgres

_read_migrations = ScriptDirectory.from_config
_migrations: dict[str | None, ScriptDirectory] = {}


def _migrations_read_once(config: Config) -> ScriptDirectory:
    """Alembic executes every migration's file anew for each call, most of which go one step up or down here."""
    place = config.get_main_option("script_location")
    if place not in _migrations:
        _migrations[place] = _read_migrations(config)
    return _migrations[place]


ScriptDirectory.from_config = _migrations_read_once  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def bot_databases(postgres: EmbeddedPostgres, bot_template: str) -> Iterator[Lender]:
    """Who lends databases of the bot."""
    with Lender(postgres, bot_template) as lender:
        yield lender


@pytest.fixture
def bot_database(bot_databases: Lender) -> Iterator[str]:
    """The address of a database of the bot with the packaged content."""
    with bot_databases.lent() as url:
        yield url


@pytest.fixture
def rows(bot_database: str) -> Rows:
    return Rows(bot_database)


@pytest.fixture
async def database(bot_database: str) -> AsyncIterator[Database]:
    """A fresh database of the bot, with open pools."""
    opened = Database(bot_database, size=8)
    await opened.open()
    yield opened
    await opened.close()
