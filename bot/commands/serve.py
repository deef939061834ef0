"""`motcua run`: one bot process; it uses the parts that its settings name."""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import TYPE_CHECKING

import uvicorn

from bot.app import App
from bot.commands.context import SETUP_ERRORS, fail, look_at_pooler, read_settings
from bot.commands.listening import PortInUse, listen
from bot.conversation.spool import SpoolUnwritable
from bot.db import restored
from bot.db.pool import INFRASTRUCTURE
from bot.db.revision import SchemaMismatch
from bot.logs import set_up
from bot.settings import SettingsError

if TYPE_CHECKING:
    import socket

    from starlette.applications import Starlette

logger = logging.getLogger(__name__)


class _Server(uvicorn.Server):
    """Uvicorn that tells the streams to end when it is to stop: it waits for open connections."""

    closing: asyncio.Event

    def handle_exit(self, sig: int, frame: object) -> None:
        """Begin to stop."""
        self.closing.set()
        super().handle_exit(sig, frame)  # type: ignore[arg-type]  # uvicorn's own type is narrower than signal's


async def _serve(app: App, server_socket: socket.socket) -> None:
    async with app:
        web: Starlette = app.web()
        config = uvicorn.Config(
            web,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
            lifespan="off",
            forwarded_allow_ips=app.settings.trusted_proxies,
            # Webhooks have room beside all pages that wait; above that callers are told 503 and come again.
            limit_concurrency=2 * app.settings.web_streams,
        )
        server = _Server(config)
        server.closing = app.closing
        host, port = server_socket.getsockname()[:2]
        logger.info("listening", extra={"address": f"http://{host}:{port}"})
        await server.serve(sockets=[server_socket])


def run() -> None:
    """Run one bot process: web chat, webhooks, workers and senders."""
    settings = read_settings()
    set_up(settings.log_level)
    if settings.database_url is None:
        fail("motcua run needs MOTCUA_DATABASE_URL; for a trial on embedded parts use 'make demo'", code=2)
    try:
        try:
            look_at_pooler(settings)
            restored.check(settings.database_url.get_secret_value())
        except INFRASTRUCTURE as error:
            logger.warning(
                "the database is away; its schema is checked before anything is answered",
                extra={"error": str(error).strip()},
            )
        server_socket = listen(settings)
        app = App(settings)
    except (*SETUP_ERRORS, PortInUse, SpoolUnwritable, SettingsError) as error:
        fail(str(error), code=4)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a closed terminal must not end a server
    try:
        asyncio.run(_serve(app, server_socket))
    except SchemaMismatch as error:  # of a database that was away at the first look, or that holds no content
        fail(str(error), code=4)
