"""Databases of the bot for integration tests: migrated and filled once, copied for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.content.importing import import_packaged
from bot.db import migrate
from bot.db.pool import Database
from tests.rows import Rows

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from bot.embedded.postgres import EmbeddedPostgres

TEMPLATE = "bot_template"


@pytest.fixture(scope="session")
def bot_template(postgres: EmbeddedPostgres) -> str:
    """The name of a migrated database with the packaged content."""
    url = postgres.ensure_database(TEMPLATE)
    migrate.upgrade(url)
    import_packaged(url)
    return TEMPLATE


@pytest.fixture
def bot_database(
    postgres: EmbeddedPostgres, bot_template: str, clone_database: Callable[[str], tuple[str, str]]
) -> Iterator[str]:
    """The address of a fresh database of the bot."""
    name, url = clone_database(bot_template)
    yield url
    postgres.drop_database(name)


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
