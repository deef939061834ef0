"""A real booking service: its process, its PostgreSQL, and clients that check every answer against the contract."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import jsonschema
import psycopg
import pytest
from psycopg.rows import dict_row

from booking_api import migrate
from booking_client import BookingClient, CircuitBreaker, HalfDay, Opening, Unit, UnitLevel
from bot.embedded.children import start_child, stop_child

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from bot.embedded.postgres import EmbeddedPostgres

ROOT = Path(__file__).resolve().parents[3]
ZONE = dt.timezone(dt.timedelta(hours=7))
MONDAY = dt.date(2021, 8, 23)
TUESDAY = dt.date(2021, 8, 24)
SUNDAY_NOON = dt.datetime(2021, 8, 22, 12, tzinfo=ZONE)
PROCEDURE = "2.000815"
ROLES = ("bot", "operator", "unit", "admin")
_numbers = itertools.count(1)


def token_of(name: str) -> str:
    return f"test-token-of-{name}-0123456789"


@dataclasses.dataclass
class Server:
    """A service process that a test can end and start again, on the same port."""

    database_url: str
    options: dict[str, str] = dataclasses.field(default_factory=dict)
    port: int = 0
    child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def env(self) -> dict[str, str]:
        tokens: list[dict[str, Any]] = [{"name": role, "role": role, "token": token_of(role)} for role in ROLES]
        tokens.append({"name": "desk", "role": "unit", "token": token_of("desk"), "units": ["desk-only"]})
        own = {
            "DATABASE_URL": self.database_url,
            "PORT": str(self.port),
            "TOKENS": json.dumps(tokens),
            "ALLOW_AS_OF": "1",
            **self.options,
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
        return kept | {f"MOTCUA_BOOKING_{name}": value for name, value in own.items()}

    def launch(self) -> None:
        command = [sys.executable, "-m", "booking_api", "serve"]
        self.child = start_child(command, env=self.env(), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def await_listening(self) -> None:
        assert self.child is not None
        assert self.child.stdout is not None
        line = self.child.stdout.readline()
        assert line, f"the service ended with {self.child.wait()}"
        self.port = int(json.loads(line)["url"].rsplit(":", 1)[1])

    def start(self) -> None:
        self.launch()
        self.await_listening()

    def kill(self) -> None:
        assert self.child is not None
        self.child.send_signal(signal.SIGKILL)
        self._reap()

    def stop(self) -> int:
        assert self.child is not None
        stop_child(self.child)
        return self._reap()

    def _reap(self) -> int:
        assert self.child is not None
        code = self.child.wait()
        assert self.child.stdout is not None
        self.child.stdout.close()
        self.child = None
        return code


class ContractTransport(httpx.AsyncBaseTransport):
    """Passes requests on, and fails the test when an answer is not in the checked-in OpenAPI description."""

    def __init__(self) -> None:
        self._inner = httpx.AsyncHTTPTransport()
        self._contract = json.loads((ROOT / "docs" / "booking-openapi.json").read_text())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        await response.aread()
        self._check(request, response)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()

    def _check(self, request: httpx.Request, response: httpx.Response) -> None:
        described = self._operation(request)["responses"].get(str(response.status_code))
        assert described is not None, f"{request.method} {request.url.path}: {response.status_code} is not documented"
        content = described.get("content")
        if content is None:
            assert response.content == b""
            return
        media_type = response.headers["Content-Type"]
        assert media_type in content
        whole = {**content[media_type]["schema"], "components": self._contract["components"]}
        jsonschema.Draft202012Validator(whole).validate(response.json())

    def _operation(self, request: httpx.Request) -> dict[str, Any]:
        asked = request.url.path.split("/")
        found = []
        for path, operations in self._contract["paths"].items():
            parts = path.split("/")
            if len(parts) == len(asked) and request.method.lower() in operations:
                fixed = [own for own in parts if not own.startswith("{")]
                if all(own == mine or own.startswith("{") for own, mine in zip(parts, asked, strict=True)):
                    found.append((len(fixed), operations[request.method.lower()]))
        assert found, f"{request.method} {request.url.path} is not documented"
        return max(found, key=lambda pair: pair[0])[1]


@pytest.fixture(scope="session")
def booking_template(postgres: EmbeddedPostgres) -> str:
    migrate.upgrade(postgres.ensure_database("booking_template"))
    return "booking_template"


@pytest.fixture(scope="session")
def clone_booking(clone_database: Callable[[str], tuple[str, str]], booking_template: str) -> Callable[[], str]:
    return lambda: clone_database(booking_template)[1]


@pytest.fixture(scope="session")
def shared_url(clone_booking: Callable[[], str]) -> str:
    """One database for the tests that keep to a unit of their own."""
    return clone_booking()


@pytest.fixture(scope="session")
def server(shared_url: str) -> Iterator[Server]:
    own = Server(shared_url)
    own.start()
    yield own
    own.stop()


@pytest.fixture(scope="session")
def hasty_server(shared_url: str) -> Iterator[Server]:
    """A second process on the same database, whose holds last a second."""
    own = Server(shared_url, {"HOLD_SECONDS": "1", "HOUSEKEEPING_SECONDS": "3600"})
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
