"""What the bot's own database knows of bookings that were made in a conversation, kept true when staff change them.

By these rows a broadcast finds who has an appointment at a unit on a day, and people are reminded of theirs.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import psycopg

from bot.content.texts_loader import load_texts
from bot.db.pool import INFRASTRUCTURE
from bot.delivery import visit_changes

if TYPE_CHECKING:
    from booking_client import Booking
    from bot.staff.office import Office

logger = logging.getLogger(__name__)

_HAS_IT = "SELECT 1 FROM contact_visits WHERE code = %(code)s LIMIT 1"


async def follow(office: Office, booking: Booking) -> bool:
    """Let whoever made a booking in a conversation have it, and its reminders, as it now stands, and tell them.

    A database that went away meanwhile must not hide from staff what was done in the booking service; the bot follows
    it by itself then (``bot.delivery.following``).

    Returns:
        Whether somebody was written to.
    """
    texts = await asyncio.to_thread(load_texts)
    try:
        async with office.database.transaction() as connection:
            done = await visit_changes.follow(
                connection,
                booking,
                texts=texts,
                catalogue=office.guidance.catalogue,
                now=office.now,
                by=visit_changes.OFFICE,
            )
    except psycopg.errors.InsufficientPrivilege:
        # Logged in as staff: the bot's own process follows within two seconds, and writes to whoever has the visit.
        return bool(await office.database.fetch(_HAS_IT, {"code": booking.code}))
    except INFRASTRUCTURE as error:
        logger.warning("a visit could not be followed", extra={"code": booking.code, "error": str(error).strip()})
        return False
    return done.told > 0
