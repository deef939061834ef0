"""What the bot's own database knows of bookings that were made in a conversation, kept true when staff change them.

By these rows a broadcast finds who has an appointment at a unit on a day.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from booking_client import BookingStatus
from bot.db.pool import INFRASTRUCTURE

if TYPE_CHECKING:
    from booking_client import Booking
    from bot.staff.office import Office

logger = logging.getLogger(__name__)

_GONE = b"DELETE FROM contact_visits WHERE code = %(code)s"
_MOVED = b"UPDATE contact_visits SET unit_id = %(unit)s, visit_at = %(at)s WHERE code = %(code)s"


async def follow(office: Office, booking: Booking) -> None:
    """Let whoever made a booking in a conversation have it as it now stands.

    A database that went away meanwhile must not hide from staff what was done in the booking service.
    """
    gone = booking.status is BookingStatus.CANCELLED
    values = {"code": booking.code, "unit": booking.unit_id, "at": booking.window.start}
    try:
        async with office.database.transaction() as connection:
            await connection.execute(_GONE if gone else _MOVED, values)
    except INFRASTRUCTURE as error:
        logger.warning("a visit could not be followed", extra={"code": booking.code, "error": str(error).strip()})
