"""A bot process on a fresh database, taking Telegram's webhooks."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import httpx
import psycopg
import pytest

from bot.embedded.postgres import EmbeddedPostgres
from bot.embedded.system import BOT_DATABASE
from tests import shared
from tests.fakes.telegram import FakeTelegram
from tests.integration.core.sides import SIDES
from tests.processes import BotProcess
from tests.updates import TOKEN, Sender, telegram_env

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence
    from pathlib import Path

    from tests.fakes.telegram.people import User
    from tests.integration.core.sides import Side
    from tests.rows import Rows


PATIENT = {"FLOOD_MESSAGES": "1000", "FLOOD_PER_MINUTE": "60000", "TURN_SECONDS": "30", "OPEN_MESSAGES": "1000"}
"""Settings of bots that many tests write to quickly, on machines that may be busy otherwise: a turn that takes long has
not failed for that."""


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram(token=TOKEN) as server:
        yield server


@pytest.fixture
def people(telegram: FakeTelegram) -> Callable[[int], list[Sender]]:
    """A function that gives so many persons whom Telegram knows."""

    def make(count: int) -> list[Sender]:
        citizens = [telegram.user() for _ in range(count)]
        for citizen in citizens:
            citizen.chat.open = True  # they have pressed "Start" before
        return [Sender(citizen.id) for citizen in citizens]

    return make


@pytest.fixture
def make_side() -> Iterator[Callable[..., Side]]:
    """A function that gives a platform for loads, by its name, limited or not; its server is ended after the test."""
    with contextlib.ExitStack() as stack:

        def make(name: str, *, limited: bool = True) -> Side:
            side = SIDES[name](limited=limited)
            stack.enter_context(side.server)
            return side

        yield make


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture
def start_bot(bot_database: str, tmp_path: Path, telegram: FakeTelegram) -> Iterator[Callable[..., BotProcess]]:
    """Start a bot process; more than one share the database. All are ended after the test."""
    started: list[BotProcess] = []

    def start(**env: str) -> BotProcess:
        settings = {**telegram_env(telegram.url), **PATIENT}
        process = BotProcess(bot_database, tmp_path, {**settings, **env})
        started.append(process)
        return process.start()

    yield start
    for process in started:
        process.stop()


@pytest.fixture
def own_postgres() -> Iterator[EmbeddedPostgres]:
    """A server that a test may stop, a copy of the filled one; the bot's database is called as in earnest."""
    with shared.copied_cluster("outage") as cluster, EmbeddedPostgres(cluster) as server:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {shared.BOT} RENAME TO {BOT_DATABASE}".encode())
        yield server


@pytest.fixture
def own_bot(
    own_postgres: EmbeddedPostgres, tmp_path: Path, telegram: FakeTelegram
) -> Iterator[Callable[..., BotProcess]]:
    """A function that starts a bot on the server that may be stopped."""
    started: list[BotProcess] = []

    def start(**env: str) -> BotProcess:
        settings = {**telegram_env(telegram.url), **PATIENT}
        process = BotProcess(own_postgres.url("motcua"), tmp_path, {**settings, **env})
        started.append(process)
        return process.start()

    yield start
    for process in started:
        process.stop()


def known(telegram: FakeTelegram) -> User:
    """Somebody who has pressed "Start" before; their updates are posted by the test itself."""
    citizen = telegram.user()
    citizen.chat.open = True
    return citizen


def queue(
    rows: Rows, citizens: Sequence[User], texts: Sequence[str], *, priority: int = 2, platform: str = "telegram"
) -> None:
    """Put ``texts`` into the outbox for each of ``citizens``, as a broadcast does."""
    rows(
        "INSERT INTO outbox (platform, chat, priority, body)"
        " SELECT %s, chat, %s, jsonb_build_object('text', text || ' ' || chat)"
        " FROM unnest(%s::text[]) WITH ORDINALITY AS t (text, n), unnest(%s::text[]) AS c (chat) ORDER BY n, chat",
        platform,
        priority,
        list(texts),
        [str(citizen.id) for citizen in citizens],
    )


def all_settled(rows: Rows) -> bool:
    """Whether nothing is queued or under way any more.

    What a dead process had taken keeps its lease for a minute, and its chat waits for that; tests need not: what has
    been under way for five seconds is taken for a dead one's.
    """
    rows(
        "UPDATE outbox SET lease_until = now() - interval '1 s'"
        " WHERE status = 'sending' AND lease_until BETWEEN now() AND now() + interval '55 s'"
    )
    return left(rows) == 0


def left(rows: Rows) -> int:
    """Messages that are not settled."""
    return rows("SELECT count(*) AS n FROM outbox WHERE status IN ('queued', 'sending')")[0]["n"]
