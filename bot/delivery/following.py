"""Following what happens to bookings in the booking service, whoever does it there: reminders and people keep up."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from booking_client import BookingError, BookingNotFound
from bot.conversation.people import owner_key
from bot.db.events import OUTBOX
from bot.db.pool import INFRASTRUCTURE
from bot.delivery.visit_changes import OFFICE, SOMEBODY, follow

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from booking_client import Booking, BookingClient, Event
    from bot.conversation.snapshot import Guidance
    from bot.conversation.texts import Texts
    from bot.db.events import Events
    from bot.db.pool import Database

logger = logging.getLogger(__name__)

_EVERY = 2.0
_AWAY = 15.0
"""Seconds until a service that is away, or knows no events, is asked again."""
_SECONDS = 2.0
_CHANGES = frozenset({"moved", "cancelled"})

_GO_ON = b"""
INSERT INTO booking_followed (id, number) VALUES (1, %s)
ON CONFLICT (id) DO UPDATE SET number = excluded.number
"""


class Following:
    """Follows the booking service's events, from where the one before it stopped; one process at a time.

    Args:
        database: pools of the process.
        events: wakes senders.
        booking: asked for events, and how bookings stand.
        guidance: the current state; raises ``LookupError`` while there is none.
        texts: what people are told.
        now: the calendar's moment (AS_OF).
        as_of: the moment to tell the booking service; None on the real calendar.
        secret: key of the persons' keys in the booking service.
    """

    def __init__(
        self,
        database: Database,
        events: Events,
        booking: BookingClient,
        *,
        guidance: Callable[[], Guidance],
        texts: Texts,
        now: Callable[[], datetime],
        as_of: Callable[[], datetime | None],
        secret: bytes,
    ) -> None:
        self._database = database
        self._events = events
        self._booking = booking
        self._guidance = guidance
        self._texts = texts
        self._now = now
        self._as_of = as_of
        self._secret = secret
        self._after: int | None = None
        self._knows = False

    async def run(self, stop: asyncio.Event) -> None:
        """Follow until told to stop, from where the database says that the one before stopped."""
        self._knows = False
        while not stop.is_set():
            wait = _EVERY
            try:
                await self.look()
            except (BookingError, LookupError) as error:
                wait = _AWAY
                logger.info("no events of bookings", extra={"reason": str(error)})
            except INFRASTRUCTURE as error:
                logger.warning("no following without a database", extra={"error": str(error).strip()})
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await stop.wait()

    async def look(self) -> int:
        """Follow what happened since the last look; return how many events there were.

        How far it came is asked of the database at first and after an error only: nobody else writes it meanwhile.

        Raises:
            BookingError: the service is away, or has no events.
        """
        if not self._knows:
            rows = await self._database.fetch("SELECT number FROM booking_followed WHERE id = 1")
            self._after = rows[0]["number"] if rows else None
        self._knows = False
        happened = await self._follow(self._after)
        self._knows = True
        return happened

    async def _follow(self, after: int | None) -> int:
        found, number = await self._booking.events(after, timeout=_SECONDS)
        for event in found:
            if event.kind in _CHANGES:
                await self._change(event)
        if number != after:  # lower where the service began anew
            async with self._database.transaction() as connection:
                await connection.execute(_GO_ON, [number])
        self._after = number
        return len(found)

    async def _change(self, event: Event) -> None:
        try:
            booking: Booking = await self._booking.booking(event.code, as_of=self._as_of(), timeout=_SECONDS)
        except BookingNotFound:
            return
        async with self._database.transaction() as connection:
            done = await follow(
                connection,
                booking,
                texts=self._texts,
                catalogue=self._guidance().catalogue,
                now=self._now(),
                by=SOMEBODY if event.role == "bot" else OFFICE,
                is_theirs=lambda platform, sender: owner_key(self._secret, platform, sender) == event.asker,
            )
            await connection.execute(_GO_ON, [event.number])
        if done.woken:
            self._events.send(OUTBOX, *done.woken)
