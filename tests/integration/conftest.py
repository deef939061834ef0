"""Databases of the bot for integration tests: migrated and filled once, lent to one test after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.db.pool import Database
from tests.databases import Lender
from tests.rows import Rows

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from bot.embedded.postgres import EmbeddedPostgres


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
