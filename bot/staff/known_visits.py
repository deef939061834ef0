"""What the bot's own database knows of bookings that were made in a conversation, kept true when staff change them.

By these rows a broadcast finds who has an appointment at a unit on a day, and people are reminded of theirs.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from booking_client import BookingStatus
from bot.content.texts_loader import load_texts
from bot.conversation.speech import Speech
from bot.db import visits
from bot.db.pool import INFRASTRUCTURE
from bot.handlers.reminding import visit_of

if TYPE_CHECKING:
    from booking_client import Booking
    from bot.staff.office import Office

logger = logging.getLogger(__name__)

_OTHERWISE = b"""
SELECT c.id, coalesce(c.profile ->> 'language', 'vi') AS language, ARRAY(
    SELECT other.id FROM conversations AS other WHERE other.id = c.id OR other.person = c.person
) AS everywhere
FROM contact_visits AS v JOIN conversations AS c ON c.id = v.contact_id
WHERE v.code = %(code)s AND (%(gone)s OR (v.unit_id, v.visit_at) IS DISTINCT FROM (%(unit)s, %(at)s::timestamptz))
"""


async def follow(office: Office, booking: Booking) -> None:
    """Let whoever made a booking in a conversation have it, and its reminders, as it now stands.

    A database that went away meanwhile must not hide from staff what was done in the booking service.
    """
    gone = booking.status is BookingStatus.CANCELLED
    values = {"code": booking.code, "gone": gone, "unit": booking.unit_id, "at": booking.window.start}
    try:
        async with office.database.transaction() as connection:
            people = await (await connection.execute(_OTHERWISE, values)).fetchall()
            if not people:  # most who phone have never written
                return
            texts = await asyncio.to_thread(load_texts)
            for person in people:
                if gone:
                    await visits.drop(connection, person["everywhere"], booking.code)
                    continue
                speech = Speech(texts, person["language"], office.now)
                visit = visit_of(speech, office.guidance.catalogue, booking)
                await visits.plan(connection, person["id"], person["everywhere"], visit, office.now)
    except INFRASTRUCTURE as error:
        logger.warning("a visit could not be followed", extra={"code": booking.code, "error": str(error).strip()})
