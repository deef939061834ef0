"""Closing asyncio's servers so that no socket of theirs is left to the test that comes next."""

from __future__ import annotations

import asyncio

_ROUNDS = 10
"""Of the loop: from accepting a connection to telling its protocol asyncio takes four or five of them."""


async def close(server: asyncio.Server) -> None:
    """Close a server once all that it has accepted is served.

    What ``Server.close()`` finds between its accepting and its first step asyncio forgets, its socket open
    (https://github.com/python/cpython/issues/109564, open as of Python 3.14): so it accepts nothing more first.
    """
    for listening in server.sockets:
        asyncio.get_running_loop().remove_reader(listening.fileno())
    for _ in range(_ROUNDS):
        await asyncio.sleep(0)
    server.close()
