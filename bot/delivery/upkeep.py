"""What is done for messages besides sending them: leases that ran out, unknown fates, pauses told, old waits swept."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.conversation.runner import STORED_IS_SENT
from bot.db.events import INBOX, OUTBOX
from bot.db.pool import INFRASTRUCTURE
from bot.delivery import fates, gate, outbox, pausing

if TYPE_CHECKING:
    from bot.conversation.texts import Texts
    from bot.db.events import Events
    from bot.db.pool import Database

logger = logging.getLogger(__name__)

LOOK_EVERY = 5.0
_LANGUAGES = ("vi", "en")
_GRACE = 15.0
"""Seconds that a message of unknown fate waits for a late result: a database that was away for the whole lease."""

RESENT_UP_TO = {"none": None, "replies": 0, "all": 2}
"""The setting RESEND_UNKNOWN → priority of the messages that are said once more."""

_SWEEP = b"""
DELETE FROM chat_waits
WHERE until < now() - interval '1 minute' AND (group_next_at IS NULL OR group_next_at < now())
"""


class Upkeep:
    """Looks every few seconds; any number of processes may.

    Args:
        database: pools of the process.
        events: wakes senders, and tells when somebody writes.
        texts: what the bot says.
        resend_unknown: ``none``, ``replies`` or ``all``.
        give_up_hours: after which a message that was tried in vain has failed.
    """

    def __init__(
        self, database: Database, events: Events, texts: Texts, *, resend_unknown: str, give_up_hours: float
    ) -> None:
        self._database = database
        self._events = events
        self._resend_up_to = RESENT_UP_TO[resend_unknown]
        self._hours = give_up_hours
        self._again = {language: texts.get(language, "core.said_again") for language in _LANGUAGES}
        self._paused_words = {language: texts.get(language, "core.paused") for language in _LANGUAGES}
        self._paused = False
        self._woken = asyncio.Event()
        events.on(INBOX, self._somebody_wrote)

    def _somebody_wrote(self, _payloads: set[str]) -> None:
        if self._paused:
            self._woken.set()

    def wake(self) -> None:
        """Look now."""
        self._woken.set()

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            except INFRASTRUCTURE as error:
                logger.warning("no upkeep without a database", extra={"error": str(error).strip()})
            self._woken.clear()
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def look(self) -> None:
        """Do once what is to be done now."""
        async with self._database.intake.connection() as connection:
            self._paused = await pausing.any_paused(connection)
            if self._paused:
                self._wake_senders(await pausing.tell(connection, self._paused_words, STORED_IS_SENT))
            if mended := await gate.mend_clock(connection, outbox.LEASE_SECONDS):
                logger.warning("the clock was put back; waits begin anew", extra={"rows": mended})
            if expired := await fates.mark_expired(connection):
                logger.warning("messages whose sender died are unknown now", extra={"count": expired})
            if self._resend_up_to is not None:
                platforms = await fates.say_again(
                    connection, priority=self._resend_up_to, grace=_GRACE, words=self._again
                )
                if platforms:
                    self._events.send(OUTBOX, *platforms)
            if given_up := await fates.give_up(connection, self._hours):
                logger.error("messages were given up", extra={"count": given_up})
            await connection.execute(_SWEEP)

    def _wake_senders(self, told: list[tuple[str, str]]) -> None:
        for platform, chat in told:
            self._events.send(OUTBOX, f"{platform}:{chat}" if platform in STORED_IS_SENT else platform)
