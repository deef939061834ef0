"""Several Rasa servers: the first that answers, in time, and what it is told of the token."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from bot.understanding.rasa import RasaAddress, RasaClient, RasaUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Served:
    """A Rasa server of which only the answer's form counts; it answers while ``answers`` is set."""

    name: str
    server: ThreadingHTTPServer
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    answers: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.answers.set()

    def address(self, token: str | None = "a-token", *, plain: bool = False) -> RasaAddress:
        return RasaAddress(f"http://127.0.0.1:{self.server.server_port}", token, plain)


@pytest.fixture
def serve() -> Iterator:
    """A function that starts a server under a name."""
    servers: list[Served] = []

    def serve(name: str) -> Served:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                served.asked.append((self.path, self.headers.get("authorization")))
                self.rfile.read(int(self.headers["content-length"]))
                served.answers.wait(30)
                intent = {"name": "greet", "confidence": 0.9}
                body = {"intent": intent, "intent_ranking": [intent], "entities": [], "model": name}
                data = json.dumps(body).encode()
                self.send_response(200)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_arguments: object) -> None:
                pass

        served = Served(name, ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        servers.append(served)
        threading.Thread(target=served.server.serve_forever, daemon=True).start()
        return served

    yield serve
    for one in servers:
        one.server.shutdown()
        one.server.server_close()


@pytest.fixture
def nobody() -> RasaAddress:
    """An address where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return RasaAddress(f"http://127.0.0.1:{free.getsockname()[1]}", "a-token")


@pytest.fixture
def silent() -> Iterator[RasaAddress]:
    """A server that takes what is said and never answers, as a machine that stands still does."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(16)
        yield RasaAddress(f"http://127.0.0.1:{listening.getsockname()[1]}", "a-token")


async def models(client: RasaClient, times: int) -> list[str | None]:
    try:
        return [(await client.parse("xin chào")).model for _ in range(times)]
    finally:
        await client.close()


async def test_the_first_server_is_asked_while_it_answers(serve):
    first, second = serve("first"), serve("second")
    client = RasaClient(lambda: [first.address(), second.address()], deadline=20)
    assert await models(client, 3) == ["first"] * 3
    assert second.asked == []


async def test_where_the_first_is_gone_the_next_one_reads(serve, nobody):
    other = serve("other")
    assert await models(RasaClient(lambda: [nobody, other.address()], deadline=20), 5) == ["other"] * 5


async def test_a_server_that_keeps_silent_costs_one_reading_some_time_and_no_reading_its_answer(serve, silent):
    other = serve("other")
    client = RasaClient(lambda: [silent, other.address()], deadline=10)
    began = time.monotonic()
    found = [(await client.parse("xin chào")).model]
    first = time.monotonic() - began
    found += await models(client, 20)
    assert found == ["other"] * 21
    assert first >= 4, "the silent one was asked, and waited for"
    assert len(other.asked) == 21


async def test_where_all_are_gone_those_that_took_their_place_are_asked(serve, nobody):
    fresh = serve("fresh")
    known = [nobody]

    async def look_again() -> None:
        known[:] = [fresh.address()]

    client = RasaClient(lambda: list(known), deadline=20, look_again=look_again)
    assert await models(client, 2) == ["fresh"] * 2


async def test_a_server_that_falls_silent_as_it_is_replaced_loses_no_reading(serve, silent):
    """The last one known got all of the time, though its successor stood in the database already."""
    fresh = serve("fresh")
    known = [silent]

    async def look_again() -> None:
        known[:] = [fresh.address()]

    client = RasaClient(lambda: list(known), deadline=10, look_again=look_again)
    assert await models(client, 2) == ["fresh"] * 2


async def test_a_slow_server_that_nobody_replaced_keeps_all_of_the_time_while_the_database_is_silent(serve):
    slow = serve("slow")
    slow.answers.clear()
    looks = 0

    async def look_again() -> None:
        nonlocal looks
        looks += 1
        slow.answers.set()
        await asyncio.Event().wait()

    client = RasaClient(lambda: [slow.address()], deadline=5, look_again=look_again)
    assert await models(client, 1) == ["slow"]
    assert (looks, len(slow.asked)) == (1, 1)


async def test_where_nobody_answers_keywords_must_do(nobody, silent):
    client = RasaClient(lambda: [nobody, silent], deadline=0.5)
    with pytest.raises(RasaUnavailable):
        await client.parse("xin chào")
    await client.close()


async def test_the_token_stands_in_a_header_and_in_no_address(serve):
    ours = serve("ours")
    await models(RasaClient(lambda: [ours.address()], deadline=20), 1)
    assert ours.asked == [("/model/parse", "Bearer a-token")]


async def test_rasas_own_command_line_is_told_the_token_as_it_wants_it(serve):
    plain = serve("plain")
    await models(RasaClient(lambda: [plain.address(plain=True)], deadline=20), 1)
    assert plain.asked[0][0] == "/model/parse?token=a-token"
