"""The socket of the web chat and the webhooks; by itself, so that a demo need not import what its bot does."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from bot.settings import DEFAULT_PORT

if TYPE_CHECKING:
    from bot.settings import Settings

_PORTS_TRIED = 50


class PortInUse(RuntimeError):
    """The port that was asked for is taken."""


def listen(settings: Settings) -> socket.socket:
    """Return a listening socket on the settings' port; the default one moves on when it is taken.

    Raises:
        PortInUse: the explicit port is taken, or all that were tried.
    """
    explicit = settings.port is not None
    first = settings.port if settings.port is not None else DEFAULT_PORT
    for port in range(first, first + (1 if explicit else _PORTS_TRIED)):
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        # Without the protocol's number asyncio does not see that it is TCP and lets Nagle's algorithm hold back every
        # second part of an answer for 40 ms.
        server = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind((settings.host, port))
            server.listen(512)
        except OSError:
            server.close()
            continue
        server.setblocking(False)
        return server
    if explicit:
        raise PortInUse(f"port {first} on {settings.host} is in use: end what uses it, or set MOTCUA_PORT to another")
    raise PortInUse(f"ports {first} to {first + _PORTS_TRIED - 1} are in use: set MOTCUA_PORT to a free one")
