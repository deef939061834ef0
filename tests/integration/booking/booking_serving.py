"""The booking service as a process of a test, and a transport that checks its answers against the contract."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
import signal
import subprocess
from pathlib import Path
from typing import Any

import httpx
import jsonschema

from booking_api import rights
from bot.embedded.children import stop_child
from tests import forking

ROOT = Path(__file__).resolve().parents[3]
PROCEDURE = "2.000815"
ZONE = dt.timezone(dt.timedelta(hours=7))
SUNDAY_NOON = dt.datetime(2021, 8, 22, 12, tzinfo=ZONE)
MONDAY = dt.date(2021, 8, 23)
TUESDAY = dt.date(2021, 8, 24)
ROLES = ("bot", "operator", "unit", "admin")


def token_of(name: str) -> str:
    return f"test-token-of-{name}-0123456789"


def as_service(owner_url: str) -> str:
    """The address of a database for the login that the service has."""
    return owner_url.replace("//postgres@", f"//{rights.SERVICE}@")


@dataclasses.dataclass
class Server:
    """A service process that a test can end and start again, on the same port.

    Attributes:
        database_url: as the owner; the service logs in as its own role.
    """

    database_url: str
    options: dict[str, str] = dataclasses.field(default_factory=dict)
    port: int = 0
    child: forking.Forked | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def env(self) -> dict[str, str]:
        tokens: list[dict[str, Any]] = [{"name": role, "role": role, "token": token_of(role)} for role in ROLES]
        tokens += [
            {"name": f"desk-{role}", "role": role, "token": token_of(f"desk-{role}"), "units": ["desk-only"]}
            for role in ROLES
        ]
        own = {
            "DATABASE_URL": as_service(self.database_url),
            "DATABASE_OWNER_URL": self.database_url,
            "PORT": str(self.port),
            "TOKENS": json.dumps(tokens),
            "ALLOW_AS_OF": "1",
            **self.options,
        }
        return forking.environment(own, prefix="MOTCUA_BOOKING_")

    def launch(self, *arguments: str, stderr: Any = subprocess.DEVNULL) -> None:
        options: dict[str, Any] = {"env": self.env(), "stdout": subprocess.PIPE, "stderr": stderr}
        self.child = forking.start("booking_api", "serve", *arguments, **options)

    def await_listening(self) -> None:
        assert self.child is not None
        assert self.child.stdout is not None
        line = self.child.stdout.readline()
        assert line, f"the service ended with {self.child.wait()}"
        self.port = int(json.loads(line)["url"].rsplit(":", 1)[1])

    def start(self, *arguments: str) -> None:
        self.launch(*arguments)
        self.await_listening()

    def kill(self) -> None:
        assert self.child is not None
        self.child.send_signal(signal.SIGKILL)
        self._reap()

    def stop(self) -> int:
        assert self.child is not None
        stop_child(self.child)
        return self._reap()

    def ended(self) -> int:
        """Wait until it has ended by what it was told before, and return the exit code."""
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

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        await response.aread()
        self._check(request, response)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()

    def _check(self, request: httpx.Request, response: httpx.Response) -> None:
        described = _operation(request.method.lower(), request.url.path)["responses"].get(str(response.status_code))
        assert described is not None, f"{request.method} {request.url.path}: {response.status_code} is not documented"
        content = described.get("content")
        if content is None:
            assert response.content == b""
            return
        media_type = response.headers["Content-Type"]
        assert media_type in content
        _validator(json.dumps(content[media_type]["schema"])).validate(response.json())


@functools.cache
def _contract() -> Any:
    return json.loads((ROOT / "docs" / "booking-openapi.json").read_text())


@functools.cache
def _validator(schema: str) -> jsonschema.Draft202012Validator:
    """Of what an answer's content shall be, as JSON."""
    return jsonschema.Draft202012Validator({**json.loads(schema), "components": _contract()["components"]})


def _operation(method: str, path: str) -> dict[str, Any]:
    """What the contract says of a request."""
    asked = path.split("/")
    found = []
    for described, operations in _contract()["paths"].items():
        parts = described.split("/")
        if len(parts) == len(asked) and method in operations:
            fixed = [own for own in parts if not own.startswith("{")]
            if all(own == mine or own.startswith("{") for own, mine in zip(parts, asked, strict=True)):
                found.append((len(fixed), operations[method]))
    assert found, f"{method} {path} is not documented"
    return max(found, key=lambda pair: pair[0])[1]
