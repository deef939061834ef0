"""Answers that are owed: somebody confirmed, moved or cancelled, and nobody knew what came of it.

The turn that said "not known" leaves a row. The booking service is asked what became of the change (``settle``: one
that was not made is never made afterwards), and the person is written to, also after a restart.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from booking_client import BookingError
from bot.conversation.messages import Choice, Reply
from bot.conversation.speech import Speech
from bot.db import visits
from bot.db.events import OUTBOX
from bot.db.pool import INFRASTRUCTURE
from bot.delivery.visit_changes import say
from bot.handlers.booking.words import half_day_words, window_words
from bot.handlers.reminding import visit_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from psycopg.rows import DictRow

    from booking_client import Booking, BookingClient, Settled
    from bot.conversation.snapshot import Guidance
    from bot.conversation.texts import Texts
    from bot.db.events import Events
    from bot.db.pool import Database

logger = logging.getLogger(__name__)

_LONGEST_SLEEP = 5.0
_SECONDS = 2.0
_BATCH = 20

_DUE = "SELECT id, what, key FROM owed_answers WHERE next_at <= now() ORDER BY next_at, id LIMIT %(batch)s"
_LATER = "UPDATE owed_answers SET next_at = now() + make_interval(secs => %(wait)s) WHERE id = %(id)s RETURNING id"
_AGAIN = 30.0

# The conversation first: the person may just be trying again.
_TAKE = b"""
SELECT c.id, c.state -> 'dialogue' AS dialogue, coalesce(c.profile ->> 'language', 'vi') AS language, ARRAY(
    SELECT other.id FROM conversations AS other WHERE other.id = c.id OR other.person = c.person
) AS everywhere, o.code, o.procedure_code
FROM owed_answers AS o JOIN conversations AS c ON c.id = o.conversation_id
WHERE o.id = %s FOR NO KEY UPDATE OF c, o SKIP LOCKED
"""
_KNOWN = b"UPDATE conversations SET state = state - 'dialogue' WHERE id = %s"
_TO_TRY = b"UPDATE conversations SET state = state #- '{dialogue,slots,pending}' WHERE id = %s"
_DONE = b"DELETE FROM owed_answers WHERE id = %s"


class Owed:
    """Finds out what came of changes whose answer was lost, and tells; any number of processes may.

    Args:
        database: pools of the process.
        events: wakes senders.
        booking: asked what came of a change.
        guidance: the current state; raises ``LookupError`` while there is none.
        texts: what people are told.
        now: the calendar's moment (AS_OF).
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
    ) -> None:
        self._database = database
        self._events = events
        self._booking = booking
        self._guidance = guidance
        self._texts = texts
        self._now = now

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            except LookupError:
                pass  # no guidance yet
            except INFRASTRUCTURE as error:
                logger.warning("no owed answers without a database", extra={"error": str(error).strip()})
            await asyncio.sleep(_LONGEST_SLEEP)

    async def look(self) -> int:
        """Answer what is due and known by now; return how many were told."""
        told = 0
        for row in await self._database.fetch(_DUE, {"batch": _BATCH}):
            try:
                settled = await self._booking.settle(row["key"], timeout=_SECONDS)
                told += await self._tell(row, settled)
            except BookingError as error:
                logger.info("not known yet", extra={"owed": row["id"], "reason": str(error)})
            except INFRASTRUCTURE:
                raise
            except Exception:
                logger.exception("an owed answer failed", extra={"owed": row["id"]})
            await self._database.fetch(_LATER, {"id": row["id"], "wait": _AGAIN})
        return told

    async def _tell(self, owed: DictRow, settled: Settled) -> bool:
        async with self._database.transaction() as connection:
            row = await (await connection.execute(_TAKE, [owed["id"]])).fetchone()
            if row is None:
                return False  # a turn is under way there; or it has been answered
            booking = _booking_of(settled)
            dialogue = row["dialogue"] or {}
            waits = (dialogue.get("slots") or {}).get("pending", {}).get("key") == owed["key"]
            speech = Speech(self._texts, row["language"], self._now())
            if waits:
                await connection.execute(_KNOWN if booking is not None else _TO_TRY, [row["id"]])
            if booking is not None and owed["what"] == "cancel":
                await visits.drop(connection, row["everywhere"], booking.code)
            elif booking is not None:
                visit = visit_of(speech, self._guidance().catalogue, booking)
                await visits.plan(connection, row["id"], row["everywhere"], visit, self._now())
            token = dialogue.get("token") if waits else None
            reply = _reply(speech, owed["what"], row, booking, token)
            woken = await say(connection, row["everywhere"], reply, useful=timedelta())
            await connection.execute(_DONE, [owed["id"]])
        self._events.send(OUTBOX, woken)
        return True


def _booking_of(settled: Settled) -> Booking | None:
    try:
        return settled.booking()
    except LookupError:
        return None


def _reply(speech: Speech, what: str, row: DictRow, booking: Booking | None, token: str | None) -> Reply:
    """Return the answer, with what can be done next."""
    if booking is None:
        topic = "book" if what == "confirm" else "appt"
        instead = f"#book.start:{row['procedure_code'] or ''}" if what == "confirm" else f"#appt.{what}:{row['code']}"
        again = f"#{topic}.retry:{token}" if token is not None else instead
        call = Choice(speech.words("ways.call"), f"#call.start:hotline/{row['procedure_code'] or ''}")
        text = speech.words(f"reminders.owed_{what}_not", code=row["code"] or "")
        return Reply(text, (Choice(speech.words("booking.try_again"), again), call))
    text = speech.words(
        f"reminders.owed_{what}",
        code=booking.code,
        number=booking.queue_number,
        half_day=half_day_words(speech, booking.half_day, booking.date),
        window=window_words(booking.window.start, booking.window.end),
        unit=booking.unit_name,
    )
    if what == "cancel":
        return Reply(text, (Choice(speech.words("appointments.book_again"), f"#book.start:{booking.procedure}"),))
    choices = (
        Choice(speech.words("appointments.mine"), "#appt.list"),
        Choice(speech.words("appointments.change"), f"#appt.move:{booking.code}"),
        Choice(speech.words("appointments.cancel"), f"#appt.cancel:{booking.code}"),
    )
    return Reply(text, choices)
