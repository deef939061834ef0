"""The Rasa servers of a machine: which one is live, and the change to the next without a pause.

The live server stays until another one is warm, reads its smoke set, and every bot has been told. Whatever goes wrong
before that leaves the live one as it is, and the reason is written down for people.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.db import nlu_servers
from bot.db.nlu_servers import NluServerRow
from bot.db.pool import INFRASTRUCTURE
from bot.training import cleaning, kept_readings, records, swaps, watching
from bot.training.first import first_model
from bot.training.measuring import MeasuringFailed, Yardstick
from bot.training.trainer import tell_everybody
from bot.training.warming import RasaServer, WarmingFailed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.db.pool import Database
    from bot.training.manners import Manners
    from bot.training.records import Model
    from bot.training.swaps import Swap
    from bot.training.workshop import Workshop

logger = logging.getLogger(__name__)

LOOK_EVERY = 5.0
"""Seconds between two looks into the database; what is asked for is told by notifications."""

_GLANCE_EVERY = 0.5


class ServerEnded(Exception):
    """The live Rasa server ended by itself; the message says so and where its log is."""


class Keeper:
    """Keeps one machine's live Rasa server; only one keeper a machine and database.

    Args:
        database: pools of the process.
        workshop: where models lie.
        logs: folder for the servers' logs.
        manners: how long it waits and watches.
        progress: told in a line what is being done, in English.
        machine: the name under which its server is written down.
    """

    def __init__(
        self,
        database: Database,
        workshop: Workshop,
        logs: Path,
        manners: Manners,
        *,
        progress: Callable[[str], None] = lambda _line: None,
        machine: str | None = None,
    ) -> None:
        self._database = database
        self._workshop = workshop
        self._logs = logs
        self._manners = manners
        self._progress = progress
        self._machine = machine or nlu_servers.this_machine()
        self._server: RasaServer | None = None
        self._old: RasaServer | None = None
        self._broken_off = False
        self._untold = False
        self.told = asyncio.Event()
        """Set it to have the keeper look now."""

    @property
    def server(self) -> RasaServer | None:
        """The live server, once there is one."""
        return self._server

    async def run(self) -> None:
        """Start the live model's server and keep it; until cancelled.

        Raises:
            WarmingFailed, PartError: at the start no model works.
            ServerEnded: the live server died, and the manners say to end with it.
        """
        beating = asyncio.create_task(self._say_alive())
        try:
            await self._begin()
            while True:
                self.told.clear()
                try:
                    await self._look()
                except INFRASTRUCTURE as error:
                    logger.warning("the database is away; the live server goes on", extra={"error": str(error).strip()})
                await self._rest()
        finally:
            beating.cancel()
            await self._end()

    async def _say_alive(self) -> None:
        """Say every few seconds that the live server answers, also in the middle of a change, which takes minutes."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            server = self._server
            if server is None or not server.alive or self._untold:
                continue
            try:
                async with self._database.intake.connection() as connection:
                    written = await nlu_servers.say_alive(connection, self._machine, server.address)
            except INFRASTRUCTURE:
                continue  # bots ask the last known one meanwhile
            self._untold = not written and server is self._server

    async def _rest(self) -> None:
        """Wait until told, five seconds at most; sooner when the live server dies."""
        lived = self._server is not None and self._server.alive
        for _ in range(round(LOOK_EVERY / _GLANCE_EVERY)):
            if lived and self._server is not None and not self._server.alive:
                return
            try:
                async with asyncio.timeout(_GLANCE_EVERY):
                    await self.told.wait()
            except TimeoutError:
                continue
            return

    # -- the beginning and the end

    async def _begin(self) -> None:
        async with self._database.intake.connection() as connection:
            await connection.execute(b"DELETE FROM nlu_servers WHERE machine = %s", [self._machine])
            await swaps.give_up(connection, self._machine)
        model = await first_model(self._database, self._workshop, self._progress)
        try:
            self._server = await self._started(model)
        except WarmingFailed as error:
            self._progress(f"{model.version} cannot be served ({error}); the model of the present data takes its place")
            other = await first_model(self._database, self._workshop, self._progress, instead_of=model, why=str(error))
            self._server = await self._started(other)
        await self._announce()
        self._progress(f"{self._server.version} is live at {self._server.url}")

    async def _started(self, model: Model) -> RasaServer:
        server = RasaServer(self._workshop, model.version, self._logs)
        await server.start()
        return server

    async def _announce(self) -> None:
        if self._server is None:
            return
        self._untold = True
        async with self._database.intake.connection() as connection:
            await nlu_servers.put(connection, self._row(self._server), self._workshop.secret)
        await tell_everybody(self._database)
        self._untold = False

    def _row(self, server: RasaServer) -> NluServerRow:
        return NluServerRow(self._machine, server.address, server.version, server.token)

    async def _end(self) -> None:
        servers = [server for server in (self._server, self._old) if server is not None]
        try:
            async with self._database.intake.connection() as connection:
                for server in servers:
                    await nlu_servers.remove(connection, self._machine, server.address)
            await tell_everybody(self._database)
        except INFRASTRUCTURE:
            pass  # the next keeper strikes it out
        for server in servers:
            asked = server.alive
            await server.stop()
            if asked:
                server.forget_log()
        self._server = self._old = None

    # -- what is looked after

    async def _look(self) -> None:
        await self._revive()
        await self._catch_up()
        async with self._database.intake.connection() as connection:
            if self._broken_off:
                await swaps.give_up(connection, self._machine)
                self._broken_off = False
            swap = await swaps.take(connection, self._machine)
            if swap is None:
                await swaps.give_up_of_gone(connection)
        if swap is not None:
            await self._swap(swap)
            return
        await self._follow()
        await self._watch()

    async def _revive(self) -> None:
        """Start the live server anew where it died."""
        if self._server is None or self._server.alive:
            return
        if self._manners.end_with_server:
            raise ServerEnded(f"the Rasa server ended by itself; its log is {self._server.log}")
        logger.error("the live server ended by itself; it is started anew", extra={"model": self._server.version})
        fresh = RasaServer(self._workshop, self._server.version, self._logs)
        try:
            await fresh.start()
        except WarmingFailed as error:
            logger.error("it does not start", extra={"reason": str(error)})  # noqa: TRY400 - the reason says all
            return
        self._server = fresh
        await self._announce()

    async def _catch_up(self) -> None:
        """Do what was left when the database went away: bots would ask a server that ended, or an old one stay on."""
        if self._untold:
            await self._announce()
        if self._old is not None:
            await self._drain()

    async def _follow(self) -> None:
        """Serve what another machine has put live."""
        async with self._database.intake.connection() as connection:
            live = await records.live(connection)
        if live is None or self._server is None or live.version == self._server.version:
            return
        try:
            fresh = await self._warm(live)
        except WarmingFailed as error:
            logger.error("the live model cannot be served here", extra={"model": live.version, "reason": str(error)})  # noqa: TRY400
            return
        self._old, self._server = self._server, fresh
        await self._announce()
        await self._drain()

    async def _warm(self, model: Model) -> RasaServer:
        """Return a second server that reads its smoke set.

        Raises:
            WarmingFailed: it does not.
        """
        if model.file is None:
            raise WarmingFailed(f"tệp của mô hình {model.version} đã được dọn đi")
        try:
            yardstick = Yardstick.of(self._workshop)
        except MeasuringFailed as error:
            raise WarmingFailed(str(error)) from error
        texts = [message.text for message in yardstick.golden]
        async with self._database.intake.connection() as connection:
            known = await kept_readings.of(connection, model.id, yardstick.checksum)
        server = await self._started(model)
        try:
            await server.smoke(known, texts)
        except BaseException:
            await server.stop()
            raise
        return server

    # -- changing

    async def _swap(self, swap: Swap) -> None:
        try:
            await self._try_to_swap(swap)
        except INFRASTRUCTURE:
            self._broken_off = True
            raise

    async def _try_to_swap(self, swap: Swap) -> None:
        async with self._database.intake.connection() as connection:
            model = await records.get(connection, swap.model_id)
            await swaps.tell(connection, swap.id, "khởi động máy chủ Rasa thứ hai, đọc thử")
        await tell_everybody(self._database)
        try:
            if model is None:
                raise WarmingFailed("không có mô hình này")  # noqa: TRY301 - one way out
            fresh = await self._warm(model)
        except WarmingFailed as error:
            logger.warning("the model was not changed", extra={"swap": swap.id, "reason": str(error)})
            async with self._database.intake.connection() as connection:
                await swaps.fail(connection, swap.id, str(error))
            await tell_everybody(self._database)
            return
        try:
            async with self._database.transaction() as connection:
                await nlu_servers.put(connection, self._row(fresh), self._workshop.secret)
                await records.go_live(connection, model.id)
                await swaps.moved(connection, swap.id)
        except BaseException:
            await fresh.stop()
            raise
        self._old, self._server = self._server, fresh
        await tell_everybody(self._database)
        logger.info("the model changed", extra={"swap": swap.id, "model": model.version})
        self._progress(f"{model.version} is live at {fresh.url}")
        await self._drain()
        await cleaning.clean(self._database, self._workshop)

    async def _drain(self) -> None:
        """Let the old server answer what it was asked, until every bot has moved; then end it."""
        await asyncio.sleep(self._manners.drain)
        if self._old is not None:
            await self._old.stop()
            self._old.forget_log()
            self._old = None

    # -- watching

    async def _watch(self) -> None:
        """Undo the last change where errors or fallbacks jump."""
        if await watching.undo_where_it_jumps(self._database, self._machine, self._manners.watch):
            self.told.set()
