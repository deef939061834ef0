"""A real booking service: its process, its PostgreSQL, and clients that check every answer against the contract."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg.rows import dict_row

from booking_client import Booking, BookingClient, CircuitBreaker, HalfDay, Opening, Unit, UnitLevel
from tests.integration.booking.booking_serving import (
    MONDAY,
    PROCEDURE,
    ROLES,
    SUNDAY_NOON,
    ContractTransport,
    Server,
    token_of,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator


_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def clone_booking(clone_database: Callable[[str], tuple[str, str]], booking_template: str) -> Callable[[], str]:
    return lambda: clone_database(booking_template)[1]


@pytest.fixture(scope="session")
def shared_url(clone_booking: Callable[[], str]) -> str:
    """One database for the tests that keep to a unit of their own."""
    return clone_booking()


WITHOUT_LIMITS = {
    "BOT_MOST_DOSSIERS": "100",
    "OWNER_MOST_BOOKINGS": "1000000",
    "OWNER_MOST_PLACES": "1000000",
    "CALLER_MOST_BOOKINGS": "1000000",
    "CALLER_MOST_PLACES": "1000000",
    "NEWCOMERS_PER_HOUR": "1000000",
    "NEWCOMERS_PER_DAY": "1000000",
}
"""For tests in which one person, or nobody, books for everybody; ``test_booking_limits`` has the limits."""


@pytest.fixture(scope="session")
def server(shared_url: str) -> Iterator[Server]:
    own = Server(shared_url, WITHOUT_LIMITS)
    own.start()
    yield own
    own.stop()


@pytest.fixture(scope="session")
def hasty_server(shared_url: str) -> Iterator[Server]:
    """A second process on the same database, whose holds last a second."""
    own = Server(shared_url, {**WITHOUT_LIMITS, "HOLD_SECONDS": "1", "HOUSEKEEPING_SECONDS": "3600"})
    own.start()
    yield own
    own.stop()


@pytest.fixture
def new_server() -> Iterator[Callable[..., Server]]:
    """A function that starts a service on a database, ended with the test."""
    servers: list[Server] = []

    def started(url: str, **options: str) -> Server:
        servers.append(Server(url, options))
        servers[-1].start()
        return servers[-1]

    yield started
    for one in servers:
        if one.child is not None:
            one.stop()


@pytest.fixture
def rows(shared_url: str) -> Iterator[Callable[..., list[dict[str, Any]]]]:
    """A function that asks the shared database."""
    with psycopg.connect(shared_url, row_factory=dict_row, autocommit=True) as connection:
        yield lambda query, *values: connection.execute(query, values).fetchall()


@pytest.fixture
async def connect() -> AsyncIterator[Callable[..., BookingClient]]:
    """A function that gives a client for a server and a token's name."""
    clients: list[BookingClient] = []

    def client(server: Server, name: str, **options: Any) -> BookingClient:
        options.setdefault("transport", ContractTransport())
        options.setdefault("breaker", CircuitBreaker(threshold=1000))
        options.setdefault("timeout", 10.0)
        options.setdefault("attempt_timeout", 10.0)
        clients.append(BookingClient(server.url, token_of(name), **options))
        return clients[-1]

    yield client
    for one in clients:
        await one.aclose()


@dataclasses.dataclass
class Callers:
    """A client of each role."""

    bot: BookingClient
    operator: BookingClient
    unit: BookingClient
    admin: BookingClient


@pytest.fixture
def callers(connect: Callable[..., BookingClient], server: Server) -> Callers:
    return Callers(**{role: connect(server, role) for role in ROLES})


@pytest.fixture
async def unit(callers: Callers) -> Unit:
    """A unit that nobody else uses."""
    name = f"u{next(_numbers)}"
    made = Unit(id=name, name=f"UBND xã Thử {name}", level=UnitLevel.COMMUNE, area_id=f"area-{name}")
    await callers.admin.put_units([made])
    return made


@pytest.fixture
def announce(callers: Callers, unit: Unit) -> Callable[..., Awaitable[Opening]]:
    """A function that announces a half-day of the test's unit: 10 dossiers on Monday morning."""

    async def announced(
        capacity: int = 10, date: dt.date = MONDAY, half_day: HalfDay = HalfDay.MORNING, **more: Any
    ) -> Opening:
        more.setdefault("as_of", SUNDAY_NOON)
        return await callers.unit.announce(unit.id, date, half_day, capacity, **more)

    return announced


@pytest.fixture
def book(callers: Callers) -> Callable[..., Awaitable[Booking]]:
    """A function that holds and confirms a place."""

    async def booked(opening: Opening, *, name: str = "Nguyễn Văn Demo", phone: str = "0912000111", **hold: Any):
        hold.setdefault("as_of", SUNDAY_NOON)
        held = await callers.bot.hold(opening.id, **{"procedure": PROCEDURE, **hold})
        return await callers.bot.confirm(held.id, name=name, phone=phone, as_of=hold["as_of"])

    return booked
