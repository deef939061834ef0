"""A keeper whose database goes away in the middle: afterwards bots are told what runs, and nothing old runs on."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import psycopg
import pytest

from bot.db import nlu_servers
from bot.training import keeper as keeping
from bot.training import records, swaps
from bot.training.keeper import Keeper
from bot.training.manners import Manners
from bot.training.swaps import Kind, SwapState
from bot.training.workshop import Workshop

if TYPE_CHECKING:
    from pathlib import Path

    from bot.db.pool import Database
    from bot.training.swaps import Swap


class Server:
    """A Rasa server of which only the address counts."""

    started: list[Server]
    _ports = itertools.count(5000)

    def __init__(self, _workshop: Workshop, version: str, logs: Path) -> None:
        self.version, self.url, self.log = version, f"http://127.0.0.1:{next(self._ports)}", logs / "rasa.log"
        self.address, self.token, self.alive = self.url, "a token", False

    async def start(self) -> None:
        self.alive = True
        self.started.append(self)

    async def smoke(self, *_: object) -> None:
        pass

    async def stop(self) -> None:
        self.alive = False

    def forget_log(self) -> None:
        pass


@pytest.fixture(autouse=True)
def servers(monkeypatch: pytest.MonkeyPatch) -> list[Server]:
    Server.started = []
    monkeypatch.setattr(keeping, "RasaServer", Server)
    return Server.started


@pytest.fixture
async def keeper(database: Database, tmp_path: Path) -> Keeper:
    """One that has begun with the model ``nlu-a``; ``nlu-b`` may follow."""
    (tmp_path / "evaluation.jsonl").touch()
    (tmp_path / "nlu-a.tar.gz").touch()
    workshop = Workshop(tmp_path, tmp_path, tmp_path / "evaluation.jsonl", tmp_path, secret=b"only-for-tests")
    async with database.transaction() as connection:
        live = await records.adopt(connection, "nlu-a", "nlu-a.tar.gz", "Quản trị Demo")
        await records.adopt(connection, "nlu-b", "nlu-b.tar.gz", "Quản trị Demo")
        await records.go_live(connection, live.id)
    made = Keeper(database, workshop, tmp_path, Manners(drain=0.0), machine="here")
    await made._begin()
    return made


class Away:
    """A part of the database that is away until it is back."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> None:
        self.back = False
        self._real = getattr(module, name)
        monkeypatch.setattr(module, name, self._call)

    async def _call(self, *arguments: object) -> None:
        if not self.back:
            raise psycopg.OperationalError("the database is away")
        await self._real(*arguments)


async def told(database: Database) -> str:
    async with database.intake.connection() as connection:
        (found,) = await nlu_servers.find(connection, b"only-for-tests")
    return found.url


async def test_a_server_that_was_revived_without_the_database_is_told_when_it_is_back(
    keeper: Keeper, database: Database, servers: list[Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    servers[0].alive = False
    away = Away(monkeypatch, nlu_servers, "put")
    with pytest.raises(psycopg.OperationalError):
        await keeper._look()
    away.back = True
    await keeper._look()
    assert [server.alive for server in servers] == [False, True]
    assert await told(database) == servers[1].url


async def test_a_model_that_another_machine_put_live_is_told_when_the_database_is_back(
    keeper: Keeper, database: Database, servers: list[Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with database.transaction() as connection:
        (other,) = await records.named(connection, "nlu-b")
        await records.go_live(connection, other.id)
    away = Away(monkeypatch, nlu_servers, "put")
    with pytest.raises(psycopg.OperationalError):
        await keeper._look()
    assert servers[0].alive, "bots still ask it"
    away.back = True
    await keeper._look()
    assert await told(database) == servers[1].url
    assert [server.alive for server in servers] == [False, True]


async def test_the_old_server_ends_though_nobody_could_be_woken_after_a_change(
    keeper: Keeper, database: Database, servers: list[Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with database.transaction() as connection:
        (other,) = await records.named(connection, "nlu-b")
        await swaps.ask(connection, Kind.PROMOTE, other.id, asked_by="Quản trị Demo", why=None)
    real, calls = keeping.tell_everybody, itertools.count()

    async def lost(database: Database) -> None:
        if next(calls) == 1:  # the first one tells of the warming
            raise psycopg.OperationalError("the database is away")
        await real(database)

    monkeypatch.setattr(keeping, "tell_everybody", lost)
    with pytest.raises(psycopg.OperationalError):
        await keeper._look()
    await keeper._look()
    assert await told(database) == servers[1].url
    assert [server.alive for server in servers] == [False, True]


async def test_a_change_of_a_machine_that_is_gone_is_given_up(keeper: Keeper, database: Database) -> None:
    async with database.transaction() as connection:
        (other,) = await records.named(connection, "nlu-b")
        swap = await swaps.ask(connection, Kind.PROMOTE, other.id, asked_by="Quản trị Demo", why=None)
        await swaps.take(connection, "there")

    async def state() -> Swap:
        async with database.intake.connection() as connection:
            found = await swaps.get(connection, swap.id)
        assert found is not None
        return found

    async with await psycopg.AsyncConnection.connect(database.url, autocommit=True) as there:
        await there.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [swaps.lock_of("there")])
        await keeper._look()
        assert (await state()).state is SwapState.WARMING, "it is at it"
    for _ in range(500):
        await keeper._look()
        if (await state()).state is SwapState.FAILED:
            break
    found = await state()
    assert found.state is SwapState.FAILED
    assert "there" in (found.reason or "")
