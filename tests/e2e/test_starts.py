"""A bot process that must not start says why, in a sentence."""

from __future__ import annotations

import asyncio
import socket
import uuid
from typing import TYPE_CHECKING

import httpx
import psycopg
import pytest

from bot.db import migrate
from tests.cable import Relay
from tests.processes import BotProcess
from tests.rows import Rows
from tests.updates import TOKEN
from tests.waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from bot.embedded.postgres import EmbeddedPostgres
    from tests.e2e.system import Nlu


@pytest.fixture(scope="module")
def database(postgres: EmbeddedPostgres, bot_template: str) -> str:
    """The address of a database that a bot could work with."""
    return postgres.ensure_database("e2e_starts", template=bot_template)


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


def test_a_schema_behind_the_code(postgres: EmbeddedPostgres, bot_template: str, tmp_path: Path) -> None:
    url = postgres.ensure_database("e2e_behind", template=bot_template)
    migrate.downgrade(url, "-1")
    said = refused(url, tmp_path)
    assert "motcua db upgrade" in said


def test_a_schema_ahead_of_the_code(postgres: EmbeddedPostgres, bot_template: str, tmp_path: Path) -> None:
    """A migration of tomorrow that ends the code of today."""
    url = postgres.ensure_database("e2e_ahead", template=bot_template)
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_of_tomorrow'")
        connection.execute("INSERT INTO oldest_code (raised_by, revision) VALUES ('9999_of_tomorrow', '9998')")
    said = refused(url, tmp_path)
    assert "9999_of_tomorrow" in said
    assert "code older than 9998 may not run on it" in said


def test_a_schema_without_its_content(postgres: EmbeddedPostgres, tmp_path: Path) -> None:
    """Migrated by hand, so no rulebook was ever imported."""
    url = postgres.ensure_database("e2e_no_content")
    migrate.upgrade(url)
    assert "holds no rulebook; run 'motcua db upgrade'" in refused(url, tmp_path)


def test_a_taken_port(database: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = refused(database, tmp_path, PORT=port)
    assert port in said
    assert "in use" in said


def test_no_database_named(tmp_path: Path) -> None:
    assert "MOTCUA_DATABASE_URL" in refused("", tmp_path)


async def test_what_waits_at_the_start_is_read_by_the_model_that_comes(database: str, nlu: Nlu, tmp_path: Path) -> None:
    """Rasa takes seconds to load: texts wait for it, a keyword and a press do not."""
    rows, relay = Rows(database), Relay(nlu.url)
    (before,) = rows("SELECT coalesce(max(id), 0) AS id FROM inbox")  # other tests of this module wrote there, too
    settings = {**nlu.env, "NLU_URL": relay.address, "NLU_START_SECONDS": "600", "NLU_SECONDS": "30"}
    with BotProcess(database, tmp_path, settings).launch() as bot:
        await asyncio.to_thread(bot.await_port)
        said = ["tui muon lam giay khai sanh cho con", "xin chào", {"payload": "#contacts.hotline"}]
        for words in said:
            body = {"text": words} if isinstance(words, str) else words
            async with httpx.AsyncClient(trust_env=False, timeout=20) as page:  # a person each
                await page.get(bot.url)
                posted = await page.post(f"{bot.url}/chat/messages", json={"id": str(uuid.uuid4()), **body})
            assert posted.status_code == 202
        asked = "SELECT understanding ->> 'source' AS source, status FROM inbox WHERE id > %s ORDER BY id", before["id"]
        await asyncio.to_thread(wait_until, lambda: [row["status"] for row in rows(*asked)][1:] == ["done", "done"])
        assert rows(*asked)[0] == {"source": None, "status": "open"}
        async with relay:
            await asyncio.to_thread(wait_until, lambda: rows.open() == 0, 60)
        assert [row["source"] for row in rows(*asked)] == ["rasa", "keywords", None]


def test_without_a_model_free_text_is_answered_when_the_patience_is_over(database: str, tmp_path: Path) -> None:
    rows = Rows(database)
    settings = {"NLU_URL": "http://127.0.0.1:9", "NLU_START_SECONDS": "1"}
    with BotProcess(database, tmp_path, settings).start() as bot, httpx.Client(trust_env=False, timeout=20) as page:
        page.get(bot.url)
        page.post(f"{bot.url}/chat/messages", json={"id": str(uuid.uuid4()), "text": "tui hoi chut"})
        wait_until(lambda: rows.open() == 0, 60)
        assert "no model after the start" in bot.log.read_text()
