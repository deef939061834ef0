"""The whole system on real parts: PostgreSQL, the booking service, Rasa, a bot process, and a Telegram to speak to.

Staff announce half-days and lock areas down through the same services as their commands do.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, override

from booking_client import BookingClient, HalfDay
from bot.content.reference import load_reference
from bot.conversation.guidance_store import GuidanceStore
from bot.db.events import Events
from bot.db.pool import Database
from bot.db.roles import as_role
from bot.embedded.children import open_log
from bot.embedded.parts import BookingService, NluServer, train_model
from bot.embedded.system import free_port
from bot.guidance.moments import VIETNAM
from bot.staff import areas, units
from bot.staff.actor import Actor
from bot.staff.area_mirror import mirror
from bot.staff.finding import find_place
from bot.staff.office import Office
from bot.staff.roles import Role
from tests import forking, shared
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.rates import Rates
from tests.fakes.zalo import FakeZalo
from tests.processes import SECRET_KEY, BotProcess
from tests.rows import Rows
from tests.scheduling import NLU_FILE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from booking_client import Booking, OwnerData
    from bot.embedded.postgres import EmbeddedPostgres

LETTER = "2021-08-22T09:00"
"""The Sunday on which letter 4708 was signed."""

TODAY = "2026-11-24T09:00"
"""A day on which the letter is history."""


@dataclass(frozen=True, slots=True)
class Nlu:
    """A Rasa server that somebody else ends."""

    url: str
    token: str | None = None

    @property
    def env(self) -> dict[str, str]:
        return {"NLU_URL": self.url, **({"NLU_TOKEN": self.token} if self.token else {})}


def start_nlu(stack: ExitStack, folder: Path) -> Nlu:
    """The run's Rasa server; where the tests run alone, one of their own with the cached model."""
    if url := os.environ.get("MOTCUA_TEST_NLU_URL"):
        return Nlu(url, os.environ.get("MOTCUA_TEST_NLU_TOKEN"))
    if file := os.environ.get(NLU_FILE):
        return Nlu(**_told(Path(file)))
    model = train_model(lambda _line: None, folder / "train.log")
    server = NluServer(folder, free_port())
    stack.callback(server.stop)
    server.start(model)
    server.wait()
    return Nlu(server.url, server.token)


def await_model(seconds: float = 1800) -> None:
    """Wait for the run's Rasa server, whose model is trained while other tests run."""
    file, deadline = os.environ.get(NLU_FILE), time.monotonic() + seconds
    while file and not Path(file).exists() and time.monotonic() < deadline:
        time.sleep(0.1)


def _told(file: Path) -> dict[str, str]:
    """What the run has written of its server."""
    assert file.exists(), "the run's Rasa server did not come"
    told = json.loads(file.read_text(encoding="utf-8"))
    assert "problem" not in told, told["problem"]
    return told


class Service(BookingService):
    """The booking service on a port that stays its own, so that it can go away and come back."""

    def __init__(self, database_url: str, folder: Path) -> None:
        own = as_role(database_url, self.DATABASE_ROLE)
        super().__init__(own, folder, owner_url=database_url, demo=True)
        self._port = str(free_port())

    @override
    def launch(self, command: list[str], env: dict[str, str], cwd: Path | None = None) -> None:
        _python, _m, module, *arguments = command
        whole = {**self.inherits(), **env, "MOTCUA_BOOKING_PORT": self._port}
        with open_log(self.log) as log:
            self.process = forking.start(module, *arguments, env=whole, stdout=log, stderr=log)  # type: ignore[assignment]


@dataclass
class Seed:
    """A half-day to announce."""

    unit: str
    day: date
    half: HalfDay
    capacity: int


def _run[T](work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine to its end, in a test with a loop of its own too."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(work())).result()


@dataclass
class System:
    """All parts for one moment of the calendar.

    Args:
        postgres: where its two databases are made.
        template: name of a migrated database with the packaged content.
        nlu: the Rasa server.
        folder: for logs and data.
        name: of its databases.
        as_of: the calendar's moment; it stands still.
    """

    postgres: EmbeddedPostgres
    template: str
    nlu: Nlu
    folder: Path
    name: str
    as_of: str = LETTER
    telegram: FakeTelegram = field(default_factory=lambda: FakeTelegram(rates=Rates(0, 0, 0, 0, 0)))
    zalo: FakeZalo = field(default_factory=FakeZalo)
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.database_url = self.postgres.ensure_database(self.name, template=self.template)
        service = Service(self.postgres.ensure_database(f"{self.name}_booking", template=shared.BOOKING), self.folder)
        self._stack.callback(service.stop)
        service.start()
        self.booking_service = service
        self._stack.enter_context(self.telegram)
        self._stack.enter_context(self.zalo)
        service.wait()
        self.bot = BotProcess(self.database_url, self.folder, self.env)
        self._stack.callback(self.bot.stop)
        platforms = {"TELEGRAM_TOKEN": self.telegram.token, "TELEGRAM_API_URL": self.telegram.url, **self.zalo.env()}
        self.bot.launch(**platforms)
        self.bot.await_port()
        self.zalo.webhooks.url = f"{self.bot.url}/webhooks/zalo/oa"
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def env(self) -> dict[str, str]:
        """Settings, without their prefix, by which any command uses these parts."""
        return {
            "DATABASE_URL": self.database_url,
            "BOOKING_URL": self.booking_service.url,
            "BOOKING_TOKEN": self.booking_service.token,
            "BOOKING_STAFF_TOKEN": self.booking_service.staff_token,
            "SECRET_KEY": SECRET_KEY,
            "DATA_DIR": str(self.folder / "data"),
            "AS_OF": self.as_of,
            "FLOOD_MESSAGES": "1000",
            "FLOOD_PER_MINUTE": "60000",
            "TELEGRAM_PER_SECOND": "0",
            "TELEGRAM_CHAT_PER_SECOND": "0",  # pacing has its own tests
            "ZALO_PER_SECOND": "0",
            "ZALO_BOT_PER_SECOND": "0",
            "ZALO_BOT_CHAT_PER_SECOND": "0",
            "ZALO_BOT_POLL_SECONDS": "0.02",
            "NLU_SECONDS": "10",  # the machine that tests run on may be busy
            **self.nlu.env,
        }

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(self.as_of).replace(tzinfo=VIETNAM)

    def day(self, offset: int) -> date:
        """The calendar's day so many days from now."""
        return self.now.date() + timedelta(days=offset)

    # -- what lies in the databases

    @property
    def rows(self) -> Rows:
        """What lies in the bot's database."""
        return Rows(self.database_url)

    def booked(self, phone: str) -> tuple[Booking, ...]:
        """The bookings of a phone, as the booking service tells them to staff."""
        return self.ask_booking(lambda client: client.find_by_phone(phone, as_of=self.now))

    def owner(self, key: str) -> OwnerData:
        """What the booking service keeps of a person, holds too."""
        return self.ask_booking(lambda client: client.owner_data(key, as_of=self.now))

    def places_left(self, unit: str, day: date, half: HalfDay) -> int:
        """Free places of an announced half-day."""

        async def look(client: BookingClient) -> int:
            openings = await client.list_openings([unit], start=day, end=day, as_of=self.now)
            return next(opening.places_left for opening in openings if opening.half_day is half)

        return self.ask_booking(look)

    def ask_booking[T](self, ask: Callable[[BookingClient], Awaitable[T]]) -> T:
        """Ask the booking service with the staff's token."""

        async def work() -> T:
            service = self.booking_service
            async with BookingClient(service.url, service.staff_token, timeout=20, attempt_timeout=20) as client:
                return await ask(client)

        return _run(work)

    # -- what staff do

    def _work[T](self, work: Callable[[Office], Awaitable[T]]) -> T:
        async def run() -> T:
            database = Database(self.database_url, size=4)
            await database.open()
            try:
                store = GuidanceStore(database, load_reference(), Events(database.url))
                await store.reload()
                service = self.booking_service
                async with BookingClient(service.url, service.staff_token, timeout=20, attempt_timeout=20) as client:
                    actor = Actor("Cán bộ Demo", Role.ADMIN)
                    return await work(Office(database, store.current, actor, self.now, client, self.now))
            finally:
                await database.close()

        return _run(run)

    def announce(self, *seeds: Seed) -> dict[str, str]:
        """Announce half-days as `motcua unit open` does; returns unit as written → its id."""

        async def work(office: Office) -> dict[str, str]:
            ids = {}
            for seed in seeds:
                place = find_place(office.guidance, seed.unit, seed.day)
                await units.open_half_day(office, place, seed.day, seed.half, capacity=seed.capacity)
                ids[seed.unit] = place.id
            return ids

        return self._work(work)

    def lock(self, area: str, start: datetime, end: datetime | None) -> str:
        """Lock an area down as `motcua area lock` does; returns its id."""

        async def work(office: Office) -> str:
            place = find_place(office.guidance, area, start)
            done = await mirror(office, await areas.lock(office, place, start, end), action="area.lock")
            assert done.problem is None, done.problem
            return place.id

        return self._work(work)
