"""Taking updates in: into the database, or onto the disk's spool while the database is away."""

from __future__ import annotations

import asyncio
import itertools
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import psycopg

from bot.conversation import inbox
from bot.conversation.messages import FETCHING, Reply
from bot.conversation.posting import post
from bot.conversation.replaying import keep_replaying
from bot.conversation.spool import Spooled
from bot.db.events import INBOX, OUTBOX
from bot.db.pool import INFRASTRUCTURE
from bot.faults import NO_FAULTS, FaultPoint, Faults
from bot.understanding.masking import mask_identity_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.conversation.messages import Inbound
    from bot.conversation.spool import Spool
    from bot.conversation.texts import Texts
    from bot.db.events import Events
    from bot.db.pool import Database

logger = logging.getLogger(__name__)

_REPLAYED_TOGETHER = 500
_STORE_SECONDS = 1.5
"""How long a platform that waits for its 200 waits for the database, which may be silent; Zalo gives two seconds."""
_REPLAY_SECONDS = 30.0
_AWAY = (*INFRASTRUCTURE, psycopg.ProgrammingError)
"""A database of another schema takes no updates either until somebody has migrated it."""


class IntakeUnavailable(Exception):
    """Neither the database nor the spool can take an update: the platform must send it again (503)."""


class TooManyWaiting(Exception):
    """So many messages of this person wait that the page must send this one again later (429)."""


class Intake:
    """Accepts updates for one process.

    Args:
        database: pools of the process.
        spool: where updates go while the database is away.
        events: wakes the workers.
        secret: key of the event ids' hashes.
        now: the moment for which an update that arrives now is answered.
        texts: what people are told.
        most_open: messages of one conversation that may wait at a time; more are not taken.
        on_refused: called with the platform of each message that was not taken.
        faults: for tests that kill the process.
    """

    def __init__(
        self,
        database: Database,
        spool: Spool,
        events: Events,
        *,
        secret: bytes,
        now: Callable[[], datetime],
        texts: Texts,
        most_open: int = inbox.MOST_OPEN,
        on_refused: Callable[[str], None] = lambda _platform: None,
        faults: Faults = NO_FAULTS,
    ) -> None:
        self._database = database
        self._spool = spool
        self._events = events
        self._secret = secret
        self._now = now
        self._texts = texts
        self._most_open = most_open
        self._on_refused = on_refused
        self._faults = faults
        self._spooling = spool.waiting()
        self._spooled = asyncio.Event()
        self._refusing: str | None = None

    @property
    def problem(self) -> str | None:
        """Why the last update could not be taken at all; None while updates are taken."""
        return self._refusing

    @property
    def spooling(self) -> bool:
        """Whether updates go to the disk at the moment."""
        return self._spooling

    async def takes(self) -> str | None:
        """Return where an update that came now would be made durable: database, spool or, as None, nowhere."""
        if not self._spooling:
            try:
                async with self._database.intake.connection(_STORE_SECONDS) as connection:
                    with connection.within(_STORE_SECONDS):
                        await connection.execute(b"SELECT 1")
            except _AWAY:
                pass
            else:
                return "database"
        return "spool" if await asyncio.to_thread(self._spool.writable) else None

    async def accept(self, inbound: Inbound, *, as_of: datetime | None = None) -> None:
        """Take an update; durable when this returns. One that is known already is dropped.

        Args:
            inbound: the parsed update; ID numbers in its text are masked before it is stored anywhere.
            as_of: the moment to answer for, where it is not the process's own.

        Raises:
            IntakeUnavailable: it could not be made durable.
            TooManyWaiting: it was not taken, and its page sends it again by itself. From other platforms, which would
                send it again at once, it is dropped and its person told so.
        """
        spooled = Spooled(_masked(inbound), as_of or self._now())
        if not self._spooling and self._spool.waiting():
            # Perhaps an earlier message of the same person, which another process has taken.
            self._spooling = True
        if not self._spooling:
            try:
                await self._store([spooled], now=True)
            except _AWAY as error:
                logger.warning("database away; updates go to the spool", extra={"error": str(error).strip()})
                self._spooling = True
            else:
                self._refusing = None
                return
        try:
            await self._spool.append(spooled)
        except OSError as error:
            logger.exception("the spool cannot be written")
            self._refusing = error.strerror
            raise IntakeUnavailable(error.strerror) from error
        self._refusing = None
        self._faults.reach(FaultPoint.SPOOL_APPENDED)
        self._spooled.set()

    async def _store(self, updates: Sequence[Spooled], *, now: bool = False) -> None:
        """Store updates; ``now`` where whoever sent them still waits for the answer."""
        told: set[str] = set()
        within = _STORE_SECONDS if now else _REPLAY_SECONDS
        async with self._database.intake.connection(within) as connection:
            with connection.within(within):
                async with connection.transaction():
                    for update in updates:
                        try:
                            await inbox.accept(
                                connection, self._secret, update.inbound, update.as_of, most=self._most_open
                            )
                        except inbox.TooManyOpen as refusal:
                            self._on_refused(update.inbound.platform)
                            logger.warning(
                                "a person has too many open messages", extra={"platform": update.inbound.platform}
                            )
                            if now and update.inbound.platform in FETCHING:
                                raise TooManyWaiting(str(refusal)) from refusal
                            told |= await self._tell(connection, update.inbound, refusal)
                    self._faults.reach(FaultPoint.INTAKE_BEFORE_COMMIT)
        self._faults.reach(FaultPoint.INTAKE_AFTER_COMMIT)
        if now:
            self._events.offer(INBOX)
        else:  # many at once
            self._events.send(INBOX)
        if told:
            self._events.send(OUTBOX, *told)

    async def _tell(
        self, connection: AsyncConnection[DictRow], inbound: Inbound, refusal: inbox.TooManyOpen
    ) -> set[str]:
        """Tell a person once that their messages are not taken for now; return the wake-up calls."""
        conversation = refusal.conversation_id
        if not await inbox.note_refusal(connection, conversation):
            return set()
        said = Reply(self._texts.get(refusal.language, "core.too_many_open", most=self._most_open))
        return {await post(connection, inbound.platform, inbound.chat, said, conversation=conversation)}

    async def run(self) -> None:
        """Replay what waits on disk whenever the database is there; until cancelled."""
        await keep_replaying(self._waits, self._replay, self._spooled, _AWAY)

    def _waits(self) -> bool:
        return self._spooling or self._spool.waiting()

    async def _replay(self) -> bool:
        waiting = await asyncio.to_thread(self._spool.read)
        # An empty batch asks whether the database is there.
        for batch in [*itertools.batched(waiting.updates, _REPLAYED_TOGETHER)] or [()]:
            try:
                await self._store(batch)
            except psycopg.DataError:
                await self._store_one_by_one(batch)
        self._faults.reach(FaultPoint.SPOOL_REPLAYED)
        if waiting.updates:
            logger.info("replayed the spool", extra={"updates": len(waiting.updates)})
        if not self._spool.stored(waiting):
            return False
        self._spooling = False
        self._refusing = None
        return True

    async def _store_one_by_one(self, updates: Sequence[Spooled]) -> None:
        """Store all but what the database refuses, which would be refused for ever."""
        for update in updates:
            try:
                await self._store([update])
            except psycopg.DataError:
                logger.exception("the database refuses an update", extra={"platform": update.inbound.platform})
                self._spool.set_aside(update)


def _masked(inbound: Inbound) -> Inbound:
    if not inbound.text:
        return inbound
    return replace(inbound, text=mask_identity_numbers(inbound.text))
