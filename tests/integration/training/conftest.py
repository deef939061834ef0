"""One keeper of a Rasa server for the run, with a small model, and somebody in the office who decides."""

from __future__ import annotations

import asyncio
import shutil
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.content.reference import load_reference
from bot.conversation.guidance_store import GuidanceStore
from bot.conversation.understood import Understanding
from bot.db import nlu_servers
from bot.db.events import Events
from bot.db.pool import Database
from bot.embedded.model_cache import cache_folder
from bot.guidance.moments import VIETNAM
from bot.staff.actor import Actor
from bot.staff.office import Office
from bot.staff.roles import Role
from bot.training import kept_readings, promotion, records
from bot.training.measuring import Yardstick, read_all
from tests.rows import Rows
from tests.small_model import Command, SmallWorkshop, await_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from bot.embedded.postgres import EmbeddedPostgres
    from bot.training.records import Model
    from bot.training.swaps import Swap


KEPT_SECONDS = 7 * 24 * 3600
"""How long a small model is kept."""

_BELOW = f"{Path(__file__).resolve().parent}/"


@dataclass
class Served:
    """A keeper that runs.

    Attributes:
        url: of the database.
        shop: folders.
        keeper: `motcua nlu serve`.
        env: settings for further commands.
        folder: for their logs.
        commands: those that tests have made.
    """

    url: str
    shop: SmallWorkshop
    keeper: Command
    env: dict[str, str]
    folder: Path
    commands: list[Command] = field(default_factory=list)

    @property
    def rows(self) -> Rows:
        """What lies in the bot's database."""
        return Rows(self.url)

    def live(self) -> str:
        (row,) = self.rows("SELECT version FROM nlu_models WHERE state = 'live'")
        return row["version"]

    def server(self) -> dict[str, Any]:
        (row,) = self.rows("SELECT * FROM nlu_servers")
        return row

    def token(self) -> str:
        """What the live server wants to be told."""
        server = nlu_servers.find_now(self.url, self.shop.workshop.secret)
        assert server is not None
        return server.token

    def command(self, *arguments: str, largest_file: int | None = None, **env: str) -> Command:
        log = self.folder / f"command-{len(self.commands)}.log"
        self.commands.append(Command(["nlu", *arguments], {**self.env, **env}, log, largest_file))
        return self.commands[-1]

    @asynccontextmanager
    async def office(self, name: str = "Quản trị Demo", role: Role = Role.ADMIN) -> AsyncIterator[Office]:
        database = Database(self.url, size=4)
        await database.open()
        try:
            store = GuidanceStore(database, load_reference(), Events(database.url))
            await store.reload()
            now = datetime(2021, 8, 22, 9, tzinfo=VIETNAM)
            yield Office(database, store.current, Actor(name, role), now)
        finally:
            await database.close()

    async def twin(self, office: Office, letter: str) -> Model:
        """A model of another version with the live one's file and readings; made once."""
        version = f"nlu-{letter * 16}"
        async with office.database.intake.connection() as connection:
            known = await records.of_version(connection, version)
            if known is not None:
                return known
            live = await records.live(connection)
            assert live is not None
            shutil.copy(self.shop.workshop.file(live.version), self.shop.workshop.file(version))
            twin = await records.adopt(connection, version, f"{version}.tar.gz", "Quản trị Demo")
            await self.reads_as_the_live_one(connection, twin.id)
            return twin

    async def reads_as_the_live_one(self, connection: records.Connection, model: int) -> None:
        """Keep the live model's readings as those of another one, too."""
        live = await records.live(connection)
        assert live is not None
        yardstick = Yardstick.of(self.shop.workshop)
        readings = await kept_readings.of(connection, live.id, yardstick.checksum)
        if readings is None:
            readings = await read_all(self.server()["url"], self.token(), yardstick.texts)
            await kept_readings.keep(connection, live.id, yardstick.checksum, readings)
        await kept_readings.keep(connection, model, yardstick.checksum, readings)

    @asynccontextmanager
    async def measured_by_other_code(self, office: Office) -> AsyncIterator[None]:
        """Of the model that was live before, keep readings of the bot before an update only: it reads otherwise now.

        That keeps no model from coming back: it is healthy. Afterwards its readings are again what they were.
        """
        (before,) = self.rows("SELECT from_id FROM nlu_swaps WHERE state = 'moved' ORDER BY id DESC LIMIT 1")
        yardstick = Yardstick.of(self.shop.workshop)
        others = {text: Understanding("thank_bye", 0.9) for text in yardstick.texts}
        async with office.database.transaction() as connection:
            readings = await kept_readings.of(connection, before["from_id"], yardstick.checksum)
            assert readings is not None
            await kept_readings.keep(connection, before["from_id"], "of the code before the update", others)
        yield
        async with office.database.transaction() as connection:
            await kept_readings.keep(connection, before["from_id"], yardstick.checksum, readings)

    async def promoted(self, office: Office, model: int, **more: Any) -> Swap:
        """Promote a model and wait for what becomes of it."""
        swap, _ = await promotion.promote(office, self.shop.workshop, str(model), **more)
        return await self.settled(office, swap)

    async def settled(self, office: Office, swap: Swap) -> Swap:
        for _ in range(4000):
            swap = await promotion.state_of(office, swap)
            if promotion.settled(swap):
                return swap
            await asyncio.sleep(0.1)
        raise AssertionError(f"the change is not settled: {swap}\n{self.keeper.said}")


@pytest.fixture(scope="session")
def small_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first one who needs the small model trains it; shared by all workers, and by all runs of a user.

    Its file is named by the checksum of all that it is made of, so what other code has trained is not taken.
    """
    kept = cache_folder()
    if kept is None:
        base = tmp_path_factory.getbasetemp()
        return (base.parent if base.name.startswith("popen-") else base) / "small-models"
    folder = kept.parent / "small-models"
    for model in folder.glob("*.tar.gz"):
        if time.time() - model.stat().st_mtime > KEPT_SECONDS:
            model.unlink(missing_ok=True)
    return folder


@pytest.fixture(scope="session")
def served(
    postgres: EmbeddedPostgres,
    bot_template: str,
    clone_database: Callable[[str], tuple[str, str]],
    small_models: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    """`motcua nlu serve` on a database of its own; it trains nothing, so that tests say who does."""
    folder = tmp_path_factory.mktemp("served")
    shop = SmallWorkshop.make(folder / "nlu", small_models)
    name, url = clone_database(bot_template)
    env = {**shop.env, "DATABASE_URL": url, "DATA_DIR": str(folder / "data"), "NLU_KEEP_MODELS": "20"}
    keeper = Command(["nlu", "serve", "--no-train"], env, folder / "keeper.log")
    with keeper:
        await_server(url, keeper)
        yield Served(url, shop, keeper, env, folder)
    postgres.drop_database(name)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Liveness only: whoever comes first waits for a training and the start of Rasa, on a machine that may be busy."""
    for item in items:
        # pytest asks for all tests of the run: looking at each one's folders costs a second of it
        if str(item.path).startswith(_BELOW) and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(900))


@pytest.fixture(autouse=True)
def _ended_commands(request: pytest.FixtureRequest) -> Iterator[None]:
    """End what a test that failed has left running, so that the next one is not in its way."""
    yield
    if "served" in request.fixturenames:
        for command in request.getfixturevalue("served").commands:
            command.stop()
