"""A bot process on a fresh database, taking Telegram's webhooks."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.fakes.telegram import FakeTelegram
from tests.processes import BotProcess
from tests.updates import TOKEN, Rows, Sender, telegram_env

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


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
def rows(bot_database: str) -> Rows:
    return Rows(bot_database)


@pytest.fixture
def start_bot(bot_database: str, tmp_path: Path, telegram: FakeTelegram) -> Iterator[Callable[..., BotProcess]]:
    """Start a bot process; more than one share the database. All are ended after the test."""
    started: list[BotProcess] = []

    def start(**env: str) -> BotProcess:
        settings = {**telegram_env(telegram.url), "FLOOD_MESSAGES": "1000", "FLOOD_PER_MINUTE": "60000"}
        process = BotProcess(bot_database, tmp_path, {**settings, **env})
        started.append(process)
        return process.start()

    yield start
    for process in started:
        process.stop()


def wait_until(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait until ``condition`` holds; fails with what it last gave."""
    deadline = time.monotonic() + seconds
    while not (last := condition()):
        assert time.monotonic() < deadline, f"not within {seconds} s; the last value was {last!r}"
        time.sleep(0.05)
