"""Appointments that somebody else has changed: their person's reminders follow, and they are told, with a way back.

By one row (``contact_visits``) it is known where an appointment stands for its person. Whoever changes it, in the
transaction that queues the message, tells: what the person did themselves has changed the row in their own turn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from psycopg.types.json import Jsonb

from booking_client import BookingStatus
from bot.conversation.messages import FETCHING, Choice, Reply
from bot.conversation.posting import MENU
from bot.conversation.speech import Speech
from bot.db import visits
from bot.guidance.moments import VIETNAM
from bot.handlers.booking.words import half_day_words, window_words
from bot.handlers.reminding import visit_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from booking_client import Booking
    from bot.conversation.texts import Texts
    from bot.guidance.procedures import Catalogue

OFFICE, SOMEBODY = "office", "somebody"
"""Who changed it: the hotline or a unit, or another person who knows the code and the phone."""

_SOON = timedelta(hours=12)
"""What concerns a visit within this goes out at night too."""

# A turn that is under way there may just have changed the appointment itself: wait for it, then look.
_LOCK = b"""
SELECT c.id FROM contact_visits AS v JOIN conversations AS c ON c.id = v.contact_id
WHERE v.code = %(code)s ORDER BY c.id FOR NO KEY UPDATE OF c
"""

_OTHERWISE = b"""
SELECT c.id, v.unit_id, v.visit_at, coalesce(c.profile ->> 'language', 'vi') AS language, ARRAY(
    SELECT other.id FROM conversations AS other WHERE other.id = c.id OR other.person = c.person
) AS everywhere, ARRAY(
    SELECT other.platform || E'\\n' || other.sender FROM conversations AS other
    WHERE other.id = c.id OR other.person = c.person
) AS accounts
FROM contact_visits AS v JOIN conversations AS c ON c.id = v.contact_id
WHERE v.code = %(code)s AND (%(gone)s OR (v.unit_id, v.visit_at) IS DISTINCT FROM (%(unit)s, %(at)s::timestamptz))
ORDER BY c.id
"""

# Where the person was last and can be reached.
_WHERE = b"""
SELECT id, platform, chat FROM conversations WHERE id = ANY(%s)
ORDER BY stopped_at IS NOT NULL, last_turn_at DESC NULLS LAST, id LIMIT 1
"""

_QUEUE = b"""
INSERT INTO outbox (conversation_id, platform, chat, priority, body, status, expires_at, finished_at)
VALUES (%(conversation)s, %(platform)s, %(chat)s, %(priority)s, %(body)s, %(status)s,
    CASE WHEN %(priority)s > 0 THEN now() + make_interval(secs => %(useful)s) END,
    CASE WHEN %(status)s = 'sent' THEN now() END)
"""


@dataclass(slots=True)
class Followed:
    """What came of following a change.

    Attributes:
        told: how many people were written to.
        woken: wake-up calls, to be sent after the commit.
    """

    told: int = 0
    woken: set[str] = field(default_factory=set)


async def follow(
    connection: AsyncConnection[DictRow],
    booking: Booking,
    *,
    texts: Texts,
    catalogue: Catalogue,
    now: datetime,
    by: str,
    is_theirs: Callable[[str, str], bool] = lambda _platform, _sender: False,
) -> Followed:
    """Let whoever made a booking in a conversation have it as it now stands, and tell them.

    Args:
        connection: to the bot's database, in a transaction.
        booking: as it stands.
        texts: what the bot says.
        catalogue: names of procedures.
        now: the calendar's moment.
        by: ``OFFICE`` or ``SOMEBODY``.
        is_theirs: whether an account (platform, sender) asked for the change itself, and so knows of it.
    """
    gone = booking.status is BookingStatus.CANCELLED
    values = {"code": booking.code, "gone": gone, "unit": booking.unit_id, "at": booking.window.start}
    done = Followed()
    await connection.execute(_LOCK, values)
    for person in await (await connection.execute(_OTHERWISE, values)).fetchall():
        speech = Speech(texts, person["language"], now)
        if gone:
            await visits.drop(connection, person["everywhere"], booking.code)
        else:
            visit = visit_of(speech, catalogue, booking)
            await visits.plan(connection, person["id"], person["everywhere"], visit, now)
        knows = any(is_theirs(*account.split("\n", 1)) for account in person["accounts"])
        if knows or person["visit_at"] <= now:
            continue
        soonest = min(person["visit_at"], person["visit_at"] if gone else booking.window.start)
        reply = _words(speech, booking, person["visit_at"], by)
        done.woken.add(await say(connection, person["everywhere"], reply, useful=soonest - now))
        done.told += 1
    return done


async def say(connection: AsyncConnection[DictRow], everywhere: list[int], reply: Reply, *, useful: timedelta) -> str:
    """Queue a message to a person who asked nothing just now; what is of use for long waits for the morning.

    Returns:
        The wake-up call that makes it go out.
    """
    where = await (await connection.execute(_WHERE, [everywhere])).fetchone()
    if where is None:
        raise LookupError("the person has no conversation any more")
    fetched = where["platform"] in FETCHING
    await connection.execute(
        _QUEUE,
        {
            "conversation": where["id"],
            "platform": where["platform"],
            "chat": where["chat"],
            "priority": 0 if useful < _SOON else 1,
            "body": Jsonb(reply.to_json()),
            "status": "sent" if fetched else "queued",
            "useful": useful.total_seconds(),
        },
    )
    menu = [[choice.label, choice.payload] for choice in reply.choices]
    await connection.execute(MENU, [Jsonb(menu), where["id"]])
    return f"{where['platform']}:{where['chat']}" if fetched else str(where["platform"])


def _words(speech: Speech, booking: Booking, before: datetime, by: str) -> Reply:
    """Return what a person is told of their appointment, with the way back."""
    was = before.astimezone(VIETNAM)
    half = "morning" if was.hour < 12 else "afternoon"  # noqa: PLR2004 - noon
    old = half_day_words(speech, type(booking.half_day)(half), was.date())
    values = {
        "code": booking.code,
        "old": old,
        "unit": booking.unit_name,
        "half_day": half_day_words(speech, booking.half_day, booking.date),
        "window": window_words(booking.window.start, booking.window.end),
        "number": booking.queue_number,
    }
    call = Choice(speech.words("ways.call"), f"#call.start:hotline/{booking.procedure}")
    if booking.status is BookingStatus.CANCELLED:
        again = Choice(speech.words("appointments.book_again"), f"#book.start:{booking.procedure}")
        return Reply(speech.words(f"reminders.cancelled_by_{by}", **values), (again, call))
    choices = (
        Choice(speech.words("reminders.coming"), f"#appt.coming:{booking.code}"),
        Choice(speech.words("reminders.back", old=old), f"#appt.back:{booking.code}/{was.date().isoformat()}/{half}"),
        Choice(speech.words("reminders.move"), f"#appt.move:{booking.code}"),
        Choice(speech.words("reminders.cancel"), f"#appt.cancel:{booking.code}"),
    )
    return Reply(speech.words(f"reminders.moved_by_{by}", **values), choices)
