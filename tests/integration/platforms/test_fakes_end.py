"""The fakes end without a word, whatever is being asked of them: `make demo ZALO=fake` shows what they print."""

from __future__ import annotations

import gc
import socket
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.fakes.telegram import FakeTelegram
from tests.fakes.zalo import FakeZalo
from tests.fakes.zalo.world import BOT_TOKEN
from tests.updates import TOKEN
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

type Fake = FakeZalo | FakeTelegram


@pytest.fixture(params=["zalo", "telegram"])
def fake(request: pytest.FixtureRequest) -> Iterator[Fake]:
    with FakeZalo() if request.param == "zalo" else FakeTelegram(token=TOKEN) as server:
        yield server


@pytest.fixture
def caller(fake: Fake) -> Iterator[socket.socket]:
    """Somebody who has not said everything yet."""
    address = urlsplit(fake.url)
    assert address.hostname is not None
    with socket.create_connection((address.hostname, address.port or 0)) as connection:
        token = BOT_TOKEN if isinstance(fake, FakeZalo) else TOKEN
        connection.sendall(f"POST /bot{token}/sendMessage HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{{".encode())
        wait_until(lambda: fake.answering)
        yield connection


@pytest.mark.parametrize("goes_first", [True, False])
def test_a_call_that_is_broken_off_is_no_error(
    fake: Fake,
    caller: socket.socket,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    *,
    goes_first: bool,
) -> None:
    if goes_first:
        caller.close()
        wait_until(lambda: not fake.answering)
    fake.stop()
    assert not caplog.records, caplog.text
    assert "Traceback" not in capfd.readouterr().err


def test_who_comes_while_it_ends_leaves_no_socket_open(fake: Fake) -> None:
    """A bot that is ended after its platform comes again until it is refused; what is left open is an error here."""
    address = urlsplit(fake.url)
    assert address.hostname is not None
    came = threading.Event()
    caller = threading.Thread(target=_knock, args=((address.hostname, address.port or 0), came))
    caller.start()
    assert came.wait(10)
    fake.stop()
    caller.join(10)
    assert not caller.is_alive()
    gc.collect()


def _knock(address: tuple[str, int], came: threading.Event) -> None:
    while True:
        try:
            socket.create_connection(address, timeout=10).close()
        except OSError:
            return
        came.set()
