"""An office for tests: a fresh database, a real booking service emptied before each test, somebody at the desk."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg.rows import dict_row

from booking_client import BookingClient, CircuitBreaker
from bot.content.reference import load_reference
from bot.embedded.parts import BookingService
from bot.guidance.moments import VIETNAM
from bot.staff.actor import Actor
from bot.staff.office import Office
from bot.staff.roles import Role
from tests.stored_guidance import guidance_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping

    from bot.conversation.guidance_store import Reference
    from bot.db.pool import Database
    from bot.embedded.postgres import EmbeddedPostgres

SUNDAY = datetime(2021, 8, 22, 9, tzinfo=VIETNAM)
"""The day letter 4708 was signed; the working week begins the day after."""
TODAY = datetime(2026, 11, 24, 9, tzinfo=VIETNAM)
TAC_VAN = "xa-tac-van_ca-mau"
_TABLES = "closure_units, closures, bookings, holds, openings, units"


@pytest.fixture(scope="session")
def reference() -> Reference:
    return load_reference()


@pytest.fixture(scope="session")
def booking_url(postgres: EmbeddedPostgres, booking_template: str) -> str:
    return postgres.ensure_database("staff_booking", template=booking_template)


@pytest.fixture(scope="session")
def running_service(
    postgres: EmbeddedPostgres, booking_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BookingService]:
    own = postgres.url("staff_booking", role=BookingService.DATABASE_ROLE)
    service = BookingService(own, tmp_path_factory.mktemp("booking"), owner_url=booking_url, demo=True)
    service.start()
    service.wait()
    yield service
    service.stop()


@pytest.fixture
def service(running_service: BookingService, booking_url: str) -> BookingService:
    """The booking service with nothing in it."""
    with psycopg.connect(booking_url, autocommit=True) as connection:
        connection.execute(f"TRUNCATE {_TABLES} CASCADE".encode())
    return running_service


@dataclasses.dataclass
class Desk:
    """Makes offices: each reads the guidance anew, as each command does."""

    database: Database
    reference: Reference
    client: BookingClient | None

    async def __call__(
        self, role: Role = Role.ADMIN, *units: str, now: datetime = SUNDAY, name: str | None = None, **more: Any
    ) -> Office:
        actor = Actor(name or f"{role} Demo", role, frozenset(units))
        given = {"booking": self.client, "as_of": now, **more}
        guidance = await guidance_of(self.database, self.reference)
        return Office(self.database, guidance, actor, now, **given)


@pytest.fixture
async def client(service: BookingService) -> AsyncIterator[BookingClient]:
    async with BookingClient(
        service.url, service.staff_token, timeout=20, attempt_timeout=20, breaker=CircuitBreaker(threshold=1000)
    ) as opened:
        yield opened


@pytest.fixture
def desk(database: Database, reference: Reference, client: BookingClient) -> Desk:
    return Desk(database, reference, client)


@pytest.fixture
def lonely_desk(database: Database, reference: Reference) -> Desk:
    """A desk without any booking service."""
    return Desk(database, reference, None)


@pytest.fixture
async def dead_client() -> AsyncIterator[BookingClient]:
    """A client of a service that is away."""
    async with BookingClient("http://127.0.0.1:9", "no-token-0123456789", timeout=2, attempt_timeout=2) as opened:
        yield opened


@pytest.fixture
def query(bot_database: str) -> Callable[..., list[dict[str, Any]]]:
    """A function that asks the bot's database."""

    def asked(statement: str, values: Mapping[str, Any] | list[Any] | None = None) -> list[dict[str, Any]]:
        with psycopg.connect(bot_database, row_factory=dict_row, autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description is not None else []

    return asked


@pytest.fixture
def audited(query: Callable[..., list[dict[str, Any]]]) -> Callable[[str], list[dict[str, Any]]]:
    """A function that returns the audit's rows of an action, the oldest first."""
    return lambda action: query("SELECT * FROM audit WHERE action = %s ORDER BY id", [action])
