"""The live Rasa server, as the database names it: looked up with each look of the process, or when told of a change."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import psycopg

from bot.db import nlu_servers
from bot.db.events import NLU
from bot.db.nlu_servers import NluServerRow

if TYPE_CHECKING:
    from bot.db.events import Events
    from bot.db.pool import Database
    from bot.db.watch import Watch

logger = logging.getLogger(__name__)


class NluDirectory:
    """Knows the address of the live server; a change of the model needs no restart of a bot.

    Args:
        database: pools of the process.
        events: wake-up calls.
        watch: looks every few seconds, and when told.
        machine: where this process runs; a server of the same machine is preferred.
    """

    def __init__(self, database: Database, events: Events, watch: Watch, machine: str | None = None) -> None:
        self._database = database
        self._machine = machine or nlu_servers.this_machine()
        self._live: NluServerRow | None = None
        watch.ask("nlu_servers", nlu_servers.ALL_IN_ONE, self._seen)
        events.on(NLU, lambda _payloads: watch.wake())

    def address(self) -> str | None:
        """Return the address to ask now, or None while no server is known."""
        return self._live.url if self._live is not None else None

    async def look(self) -> None:
        """Look the live server up; while the database cannot be asked the last known one stays."""
        try:
            async with self._database.intake.connection() as connection:
                found = await nlu_servers.find(connection, self._machine)
        except psycopg.Error:  # away, or not migrated yet: whoever begins to answer looks at that
            return
        self._take(found)

    async def _seen(self, rows: list[dict[str, Any]]) -> None:
        self._take(nlu_servers.choose([NluServerRow(**row) for row in rows], self._machine))

    def _take(self, found: NluServerRow | None) -> None:
        if found != self._live:
            logger.info("the live model", extra={"model": found.version if found else None})
        self._live = found
