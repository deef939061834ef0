"""Running the service: a socket of our own, so that port 0 works and the address is told when it answers."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import sys
from typing import TYPE_CHECKING, Never

import uvicorn

from booking_api import logs, rights, schema
from booking_api.app import create_app
from pgkit import poolers

if TYPE_CHECKING:
    from booking_api.settings import Settings

_logger = logging.getLogger(__name__)
_BACKLOG = 2048
_GRACE_SECONDS = 10


class _AnnouncingServer(uvicorn.Server):
    """Tells its address once it takes requests: a JSON line on stdout, and the port file."""

    def __init__(self, config: uvicorn.Config, settings: Settings, url: str) -> None:
        super().__init__(config)
        self._settings = settings
        self._url = url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if self.should_exit:
            return
        line = json.dumps({"event": "listening", "url": self._url, "pid": os.getpid()}) + "\n"
        if self._settings.port_file is not None:
            unfinished = self._settings.port_file.with_suffix(".new")
            unfinished.write_text(line)
            unfinished.replace(self._settings.port_file)
        sys.stdout.write(line)
        sys.stdout.flush()


def _leave(_signal: int, _frame: object) -> Never:
    """End well. Uvicorn raises the signal again when it is through, which would end the process as if killed."""
    sys.exit(0)


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # asyncio sets TCP_NODELAY by it
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError:
        listening.close()
        raise
    listening.listen(_BACKLOG)
    return listening


def _look_at_pooler(settings: Settings) -> None:
    if settings.database_pooled:
        wanted = {**poolers.ROLE_SETTINGS, "lock_timeout": f"{settings.lock_timeout_ms}ms"}
        poolers.require_settings(settings.database_url, wanted, setting="MOTCUA_BOOKING_DATABASE_URL")
    elif poolers.behind_pooler(settings.database_url):
        raise poolers.PoolerUnsafe(
            "MOTCUA_BOOKING_DATABASE_URL leads to a pooler (as PgBouncer): set MOTCUA_BOOKING_DATABASE_POOLED=true, and"
            " MOTCUA_BOOKING_DATABASE_OWNER_URL to the address of the database itself"
        )


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is running (at most ten seconds).

    Raises:
        SchemaBehind: the database is not migrated.
        PoolerUnsafe: a pooler stands in between, and it is not safe to work through it as it is.
        psycopg.OperationalError: the database cannot be reached.
        OSError: the port is taken.
    """
    logs.set_up(settings.log_level)
    _look_at_pooler(settings)
    schema.check(settings.database_url)
    if rights.may_rewrite_audit(settings.database_url):
        _logger.warning("this login may rewrite the audit: give the service one of role %s", rights.SERVICE)
    listening = _listen(settings)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    config = uvicorn.Config(
        create_app(settings),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    url = f"http://{host}:{listening.getsockname()[1]}"
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    _AnnouncingServer(config, settings, url).run(sockets=[listening])
