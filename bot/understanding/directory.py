"""The live Rasa servers, as the database names them: looked up with each look of the process, or when told."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING, Any

import psycopg

from bot.db import nlu_servers
from bot.db.events import NLU
from bot.understanding.rasa import RasaAddress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.db.events import Events
    from bot.db.nlu_servers import NluServerRow
    from bot.db.pool import Database
    from bot.db.watch import Watch

logger = logging.getLogger(__name__)


class NluDirectory:
    """Knows the addresses of the live servers; a change of the model needs no restart of a bot.

    Args:
        database: pools of the process.
        events: wake-up calls.
        watch: looks every few seconds, and when told.
        secret: MOTCUA_SECRET_KEY, which opens the servers' tokens.
        machine: where this process runs; a server of the same machine is preferred.
    """

    def __init__(
        self, database: Database, events: Events, watch: Watch, secret: bytes, machine: str | None = None
    ) -> None:
        self._database = database
        self._secret = secret
        self._machine = machine or nlu_servers.this_machine()
        self._process = secrets.token_hex(8)
        self._live: list[NluServerRow] = []
        watch.ask("nlu_servers", nlu_servers.ALL_IN_ONE, self._seen)
        events.on(NLU, lambda _payloads: watch.wake())

    def addresses(self) -> Sequence[RasaAddress]:
        """Return the addresses to ask now, in this order; none while no server is known."""
        return [RasaAddress(row.url, row.token) for row in self._live]

    async def look(self) -> None:
        """Look the live servers up; while the database cannot be asked the last known ones stay."""
        try:
            async with self._database.intake.connection() as connection:
                found = await nlu_servers.find(connection, self._secret)
        except psycopg.Error:  # away, or not migrated yet: whoever begins to answer looks at that
            return
        self._take(found)

    async def _seen(self, rows: list[dict[str, Any]]) -> None:
        self._take(nlu_servers.opened(rows, self._secret))

    def _take(self, found: Sequence[NluServerRow]) -> None:
        before = self._live[:1]
        self._live = nlu_servers.in_order(found, self._machine, self._process)
        now = self._live[:1]
        if [(row.url, row.version) for row in now] != [(row.url, row.version) for row in before]:
            logger.info("the live model", extra={"model": now[0].version if now else None, "servers": len(self._live)})
