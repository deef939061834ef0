"""What is done for messages besides sending them: leases that ran out, unknown fates, pauses told, old waits swept."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, LiteralString

from bot.conversation.runner import STORED_IS_SENT
from bot.db.events import INBOX, OUTBOX
from bot.delivery import fates, gate, pausing
from bot.delivery.taking import LEASE_SECONDS

if TYPE_CHECKING:
    from bot.conversation.texts import Texts
    from bot.db.events import Events
    from bot.db.pool import Database
    from bot.db.watch import Watch

logger = logging.getLogger(__name__)

_LANGUAGES = ("vi", "en")
GRACE = 15.0
"""Seconds that a message of unknown fate waits for a late result: a database that was away for the whole lease."""

RESENT_UP_TO = {"none": None, "replies": 0, "all": 2}
"""The setting RESEND_UNKNOWN → priority of the messages that are said once more."""

_ANY_SWEPT: LiteralString = """
EXISTS (
    SELECT 1 FROM chat_waits
    WHERE until < now() - interval '1 minute' AND (group_next_at IS NULL OR group_next_at < now())
)
"""
_SWEEP = b"""
DELETE FROM chat_waits
WHERE until < now() - interval '1 minute' AND (group_next_at IS NULL OR group_next_at < now())
"""


class Upkeep:
    """Does what a look finds to be done; any number of processes may.

    Args:
        database: pools of the process.
        events: wakes senders, and tells when somebody writes.
        texts: what the bot says.
        watch: looks every few seconds.
        resend_unknown: ``none``, ``replies`` or ``all``.
        give_up_hours: after which a message that was tried in vain has failed.
    """

    def __init__(
        self,
        database: Database,
        events: Events,
        texts: Texts,
        watch: Watch,
        *,
        resend_unknown: str,
        give_up_hours: float,
    ) -> None:
        self._database = database
        self._events = events
        self._watch = watch
        self._hours = give_up_hours
        self._again = {language: texts.get(language, "core.said_again") for language in _LANGUAGES}
        self._paused_words = {language: texts.get(language, "core.paused") for language in _LANGUAGES}
        self._paused = False
        self._resend_up_to = RESENT_UP_TO[resend_unknown]
        events.on(INBOX, self._somebody_wrote)
        watch.ask("paused", pausing.ANY_PAUSED, self._tell_of_pauses)
        watch.ask("clock_put_back", gate.CLOCK_PUT_BACK, self._mend_clock, lease=LEASE_SECONDS)
        watch.ask("expired", fates.ANY_EXPIRED, self._mark_expired)
        if self._resend_up_to is not None:
            watch.ask("unknown", fates.ANY_UNKNOWN, self._say_again, resend_up_to=self._resend_up_to, grace=GRACE)
        watch.ask("too_old", fates.ANY_TOO_OLD, self._give_up, give_up_after=give_up_hours * 3600)
        watch.ask("rested", _ANY_SWEPT, self._sweep)

    def _somebody_wrote(self, _payloads: set[str]) -> None:
        if self._paused:
            self._watch.wake()

    async def _tell_of_pauses(self, paused: bool) -> None:
        self._paused = paused
        if not paused:
            return
        async with self._database.intake.connection() as connection:
            told = await pausing.tell(connection, self._paused_words, STORED_IS_SENT)
        for platform, chat in told:
            self._events.send(OUTBOX, f"{platform}:{chat}" if platform in STORED_IS_SENT else platform)

    async def _mend_clock(self, due: bool) -> None:
        if not due:
            return
        async with self._database.intake.connection() as connection:
            mended = await gate.mend_clock(connection, LEASE_SECONDS)
        if mended:  # another process may have been first
            logger.warning("the clock was put back; waits begin anew", extra={"rows": mended})

    async def _mark_expired(self, due: bool) -> None:
        if not due:
            return
        async with self._database.intake.connection() as connection:
            expired = await fates.mark_expired(connection)
        if expired:
            logger.warning("messages whose sender died are unknown now", extra={"count": expired})

    async def _say_again(self, due: bool) -> None:
        if not due or self._resend_up_to is None:
            return
        async with self._database.intake.connection() as connection:
            platforms = await fates.say_again(connection, priority=self._resend_up_to, grace=GRACE, words=self._again)
        if platforms:
            self._events.send(OUTBOX, *platforms)

    async def _give_up(self, due: bool) -> None:
        if not due:
            return
        async with self._database.intake.connection() as connection:
            given_up = await fates.give_up(connection, self._hours)
        if given_up:
            logger.error("messages were given up", extra={"count": given_up})

    async def _sweep(self, due: bool) -> None:
        if due:
            async with self._database.intake.connection() as connection:
                await connection.execute(_SWEEP)
