"""The bot's turns and the real booking service, and citizens who write to them: fixtures for tests of the dialogue."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import itertools
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx
import psycopg
import pytest

from booking_client import BookingClient, BookingStatus, CircuitBreaker, HalfDay, Opening, Unit, UnitLevel
from bot.content.reference import load_reference
from bot.content.texts_loader import load_texts
from bot.conversation import inbox
from bot.conversation.messages import Inbound, Kind, PlatformName, Reply
from bot.conversation.runner import TurnRunner
from bot.conversation.understood import Entity, Understanding
from bot.db.pool import Database
from bot.guidance.moments import VIETNAM
from bot.handlers.registry import build_router
from bot.understanding.keywords import keyword_intent
from tests.integration.booking.booking_serving import ContractTransport, Server, token_of
from tests.stored_guidance import guidance_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from bot.conversation.guidance_store import Reference
    from bot.embedded.postgres import EmbeddedPostgres

SECRET = b"a secret of tests, thirty-two bytes"
SUNDAY = dt.datetime(2021, 8, 22, 9, tzinfo=VIETNAM)
TAC_VAN, WARD_8 = "xa-tac-van_ca-mau", "phuong-8_ca-mau"
COPIES = "2.000815"
MORNING = HalfDay.MORNING
_TABLES = "closure_units, closures, bookings, holds, openings, units, idempotency_keys"
_events = itertools.count(1)


@pytest.fixture(scope="module")
def book_url(postgres: EmbeddedPostgres, booking_template: str) -> str:
    return postgres.ensure_database("dialogue_booking", template=booking_template)


@pytest.fixture(scope="module")
def running(book_url: str) -> Iterator[Server]:
    own = Server(book_url)
    own.start()
    yield own
    if own.child is not None:
        own.stop()


@pytest.fixture
def service(running: Server, book_url: str) -> Server:
    """The service with an empty book."""
    with psycopg.connect(book_url, autocommit=True) as connection:
        # Each test has a fresh bot, whose messages are numbered from 1 again: its keys are to be new ones.
        connection.execute(
            "TRUNCATE closure_units, closures, bookings, holds, openings, units, idempotency_keys CASCADE"
        )
    return running


class Wire(httpx.AsyncBaseTransport):
    """Passes requests on; loses the answers of what is listed in ``lose`` after they were carried out, or before.

    It says so as a gateway does that has waited long enough, so that no deadline needs to pass to know it.
    """

    def __init__(self) -> None:
        self.inner = ContractTransport()
        self.lose: set[str] = set()
        self.lose_before: set[str] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if any(request.url.path.endswith(part) for part in self.lose_before):
            return self._lost(request)
        response = await self.inner.handle_async_request(request)
        if any(request.url.path.endswith(part) for part in self.lose):
            return self._lost(request)
        return response

    @staticmethod
    def _lost(request: httpx.Request) -> httpx.Response:
        return httpx.Response(HTTPStatus.GATEWAY_TIMEOUT, headers={"Retry-After": "3600"}, request=request)

    async def aclose(self) -> None:
        await self.inner.aclose()


@dataclasses.dataclass
class Office:
    """The system as far as a booking needs it."""

    database: Database
    runner: TurnRunner
    staff: BookingClient
    wire: Wire

    async def announce(self, unit: str, day: int, capacity: int, half: HalfDay = MORNING) -> Opening:
        return await self.staff.announce(unit, dt.date(2021, 8, day), half, capacity, as_of=SUNDAY)

    def citizen(self, name: str) -> Citizen:
        return Citizen(self, name)

    async def taken(self, unit: str, day: int) -> list[Any]:
        listed = await self.staff.day(unit, dt.date(2021, 8, day), as_of=SUNDAY)
        return [b for o in listed.openings for b in o.bookings if b.status is BookingStatus.BOOKED]


class Citizen:
    """Writes to the bot on the terminal's platform; what a text means is given, as a good reading would."""

    def __init__(self, office: Office, name: str) -> None:
        self.office = office
        self.name = name
        self.menu: dict[str, str] = {}

    async def say(self, text: str, intent: str | None = None, **entities: str) -> str:
        meant = intent or keyword_intent(text)
        marked = tuple(Entity(name, value, 0, len(value)) for name, value in entities.items())
        source = "rasa" if intent else "keywords" if meant else "none"
        understanding = Understanding(meant or "nlu_fallback", 0.9 if meant else 0.0, marked, source=source)
        return await self.send(
            Inbound(PlatformName.TERMINAL, self.event(), self.name, self.name, text=text), understanding
        )

    async def press(self, label_or_payload: str) -> str:
        payload = self.menu.get(label_or_payload, label_or_payload)
        inbound = Inbound(PlatformName.TERMINAL, self.event(), self.name, self.name, Kind.CHOICE, payload=payload)
        return await self.send(inbound)

    def choice(self, beginning: str) -> str:
        return next(payload for payload in self.menu.values() if payload.startswith(beginning))

    def event(self) -> str:
        return f"{self.name}-{next(_events)}"

    async def send(self, inbound: Inbound, understanding: Understanding | None = None) -> str:
        await self.put(inbound, understanding)
        while await self.office.runner.run_one() is not None:
            pass
        return await self.answers(inbound)

    async def put(self, inbound: Inbound, understanding: Understanding | None = None) -> None:
        async with self.office.database.intake.connection() as connection:
            assert await inbox.accept(connection, SECRET, inbound, SUNDAY)
            if understanding is not None:
                unread = await inbox.claim_unread(connection, inbox.Turns())
                assert unread is not None
                await inbox.save_reading(connection, unread.inbox_id, understanding)

    async def answers(self, inbound: Inbound) -> str:
        found = await self.office.database.fetch(
            "SELECT o.body FROM outbox o JOIN inbox i ON i.id = o.inbox_id WHERE i.event_key = %(key)s ORDER BY o.id",
            {"key": inbox.event_key(SECRET, inbound)},
        )
        replies = [Reply.from_json(row["body"]) for row in found]
        assert replies
        menus = [reply.choices for reply in replies if reply.choices]
        if menus:
            self.menu = {choice.label: choice.payload for choice in menus[-1]}
        return "\n".join(reply.text for reply in replies)

    async def row(self) -> dict[str, Any]:
        found = await self.office.database.fetch(
            "SELECT state, profile FROM conversations WHERE sender = %(sender)s", {"sender": self.name}
        )
        return found[0]

    async def until_dossiers(self, when: str = "sáng mai") -> None:
        await self.press(f"#book.start:{COPIES}")
        await self.say("xã Tắc Vân", "provide_info", admin_unit="xã Tắc Vân")
        said = await self.say(when, "provide_info")
        assert "mấy bộ" in said, said

    async def until_read_back(self, dossiers: str = "1", when: str = "sáng mai") -> str:
        await self.until_dossiers(when)
        await self.say(dossiers)
        await self.say("đồng ý")
        await self.say(f"{self.name} Văn Demo", "provide_info")
        return await self.say("0912000111", "provide_info")

    async def book(self, **how: str) -> str:
        await self.until_read_back(**how)
        said = await self.press(self.choice("#book.confirm"))
        assert "đã đặt lịch xong" in said, said
        return (await self.row())["state"]["memo"]["booked"]["code"]


@pytest.fixture
async def office(service: Server, bot_database: str) -> AsyncIterator[Office]:
    database = Database(bot_database, size=8)
    await database.open()
    wire = Wire()
    breaker = CircuitBreaker(threshold=1000)
    patient = {"timeout": 20.0, "attempt_timeout": 20.0}
    async with (
        BookingClient(service.url, token_of("bot"), transport=wire, breaker=breaker, **patient) as bot,
        BookingClient(service.url, token_of("admin"), **patient) as staff,
    ):
        guidance = await guidance_of(database, _reference())
        runner = TurnRunner(
            database,
            build_router(flood_burst=10_000),
            lambda: guidance,
            load_texts(),
            booking=bot,
            secret=SECRET,
            turn_seconds=20,
        )
        units = {TAC_VAN: ("Bộ phận Một cửa xã Tắc Vân", "ấp Demo"), WARD_8: ("Bộ phận Một cửa phường 8", None)}
        await staff.put_units(
            Unit(id=unit, name=name, level=UnitLevel.COMMUNE, area_id=unit, address=address)
            for unit, (name, address) in units.items()
        )
        yield Office(database, runner, staff, wire)
    await database.close()


@functools.cache
def _reference() -> Reference:
    return load_reference()


@pytest.fixture
def ended(book_url: str) -> Callable[[], None]:
    """A function that lets every hold run out."""

    def end() -> None:
        with psycopg.connect(book_url, autocommit=True) as connection:
            connection.execute("UPDATE holds SET expires_at = now() - interval '1 second' WHERE state = 'open'")

    return end
