"""The fakes end without a word, whatever is being asked of them: `make demo ZALO=fake` shows what they print."""

from __future__ import annotations

import socket
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
