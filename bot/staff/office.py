"""What every service for staff works with, handed in as one value: no globals, no settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.staff.errors import Away

if TYPE_CHECKING:
    from datetime import datetime

    from booking_client import BookingClient
    from booking_client.transport import ChangeOptions, ReadOptions
    from bot.conversation.snapshot import Guidance
    from bot.db.pool import Database
    from bot.staff.actor import Actor
    from bot.staff.fetching import Fetcher

SECONDS = 5.0
"""Somebody sits and waits for it."""
APPROVAL_DAYS = 7
"""A week: by then numbers, dates and rules in a text may be others, and whoever approved it has forgotten it."""


@dataclass(frozen=True, slots=True)
class Office:
    """The circumstances of one piece of staff's work.

    Attributes:
        database: of the bot.
        guidance: rules, places, procedures, offers, locks as they were when the work began.
        actor: who does it.
        now: the moment by the calendar (AS_OF), in Việt Nam's time.
        booking: client of the booking service with the staff's token; None where none is configured.
        as_of: the moment to tell the booking service; None where the calendar is the real one, since a service in
            production refuses to be told any.
        seconds: how long one call to the booking service may take, its retries included.
        fetcher: fetches what staff name the address of; None for the one that asks public addresses only.
        approval_days: how long an approval holds; what waited longer is read again.
    """

    database: Database
    guidance: Guidance
    actor: Actor
    now: datetime
    booking: BookingClient | None = None
    as_of: datetime | None = None
    seconds: float = SECONDS
    approval_days: int = APPROVAL_DAYS
    fetcher: Fetcher | None = None

    @property
    def service(self) -> BookingClient:
        """The booking service's client.

        Raises:
            Away: none is configured.
        """
        if self.booking is None:
            raise Away(
                "Chưa có dịch vụ đặt lịch: đặt MOTCUA_BOOKING_URL và MOTCUA_BOOKING_STAFF_TOKEN, hoặc chạy với dữ liệu"
                " nhúng."
            )
        return self.booking

    def reading(self) -> ReadOptions:
        """Return the options of a call that looks something up."""
        return {"as_of": self.as_of, "acting_staff": self.actor.name, "timeout": self.seconds}

    def changing(self, key: str | None = None) -> ChangeOptions:
        """Return the options of a call that changes something, under an idempotency key."""
        return {**self.reading(), "key": key}
