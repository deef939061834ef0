"""Which port a process listens on: two checkouts side by side get out of each other's way."""

from __future__ import annotations

import asyncio
import socket
from contextlib import closing

import pytest

from bot.commands.listening import PortInUse, listen
from bot.settings import DEFAULT_PORT, Settings


def port(listening) -> int:
    return listening.getsockname()[1]


def test_the_default_port_moves_on_when_it_is_taken():
    unset = Settings(port=None)
    with closing(listen(unset)) as first, closing(listen(unset)) as second:
        assert DEFAULT_PORT <= port(first) < port(second)


def test_an_explicit_port_that_is_taken_is_named():
    with closing(listen(Settings(port=0))) as taken, pytest.raises(PortInUse, match=f"port {port(taken)} on 127.0.0.1"):
        listen(Settings(port=port(taken)))


async def test_answers_go_out_at_once():
    """Nagle's algorithm would hold back the second part of each answer until the caller acknowledged the first."""
    held_back = []

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = writer.get_extra_info("socket")
        held_back.append(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0)
        writer.close()

    with closing(listen(Settings(port=0))) as listening:
        async with await asyncio.start_server(answer, sock=listening):
            reader, writer = await asyncio.open_connection(*listening.getsockname())
            await reader.read()
            writer.close()
    assert held_back == [False]
