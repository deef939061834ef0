"""The live Rasa server, as the database names it: looked up when told of a change, and every five seconds."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.db import nlu_servers
from bot.db.events import NLU
from bot.db.pool import INFRASTRUCTURE

if TYPE_CHECKING:
    from bot.db.events import Events
    from bot.db.nlu_servers import NluServerRow
    from bot.db.pool import Database

logger = logging.getLogger(__name__)

LOOK_EVERY = 5.0
"""Seconds between two looks; changes are told by notifications."""


class NluDirectory:
    """Knows the address of the live server; a change of the model needs no restart of a bot.

    Args:
        database: pools of the process.
        events: wake-up calls.
        machine: where this process runs; a server of the same machine is preferred.
    """

    def __init__(self, database: Database, events: Events, machine: str | None = None) -> None:
        self._database = database
        self._machine = machine or nlu_servers.this_machine()
        self._told = asyncio.Event()
        self._live: NluServerRow | None = None
        events.on(NLU, lambda _payloads: self._told.set())

    def address(self) -> str | None:
        """Return the address to ask now, or None while no server is known."""
        return self._live.url if self._live is not None else None

    async def look(self) -> None:
        """Look the live server up; while the database is away the last known one stays."""
        try:
            async with self._database.intake.connection() as connection:
                found = await nlu_servers.find(connection, self._machine)
        except INFRASTRUCTURE:
            return
        if found != self._live:
            logger.info("the live model", extra={"model": found.version if found else None})
        self._live = found

    async def keep_looking(self) -> None:
        """Look whenever told, and every five seconds; until cancelled."""
        while True:
            self._told.clear()
            await self.look()
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    await self._told.wait()
            except TimeoutError:
                continue
