"""Sending the reminders that are due; any number of processes may, and each reminder goes out once."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from psycopg.types.json import Jsonb

from booking_client import BookingError, BookingNotFound, BookingStatus
from bot.conversation.messages import PlatformName, Reply
from bot.conversation.posting import MENU
from bot.conversation.reminders import QUIET_TO, is_quiet
from bot.conversation.runner import STORED_IS_SENT
from bot.conversation.state import Profile, State
from bot.db.events import OUTBOX
from bot.db.pool import INFRASTRUCTURE
from bot.guidance.moments import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from psycopg.rows import DictRow

    from booking_client import BookingClient
    from bot.db.events import Events
    from bot.db.pool import Database

logger = logging.getLogger(__name__)

_LONGEST_SLEEP = 60.0
"""Seconds; somebody may have booked for soon, and clocks are put right."""

_BOOKING_SECONDS = 2.0
_PATIENCE = timedelta(minutes=30)
"""How long a reminder waits for a booking service that is away; then it goes out unchecked."""

_BATCH = 100

_DUE = """
SELECT r.id, r.code, r.due_at, r.visit_at FROM reminders AS r
WHERE r.status = 'planned' AND r.due_at <= %(now)s ORDER BY r.due_at, r.id LIMIT %(batch)s
"""

# Somebody who is on several platforms is reminded once, where they were last and can be reached; a page may be closed.
_WHERE = b"""
SELECT c.id FROM reminders AS r JOIN conversations AS own ON own.id = r.conversation_id
JOIN conversations AS c ON c.id = own.id OR c.person = own.person
WHERE r.id = %(reminder)s
ORDER BY c.stopped_at IS NOT NULL, c.platform <> ALL(%(reachable)s), c.platform = ANY(%(stored)s),
    c.last_turn_at DESC NULLS LAST, c.id
LIMIT 1
"""

# The conversation first of all: a turn that is under way there may be just about to cancel the appointment.
_TAKE = b"""
SELECT r.visit, c.id AS conversation_id, c.platform, c.chat, c.stopped_at,
    c.profile ->> 'notifications' AS notifications, c.profile ->> 'language' AS language,
    own.state, own.profile, v.unit_id, v.procedure_code
FROM reminders AS r JOIN conversations AS own ON own.id = r.conversation_id
JOIN conversations AS c ON c.id = %(where)s
LEFT JOIN contact_visits AS v ON v.contact_id = own.id AND v.code = r.code
WHERE r.id = %(reminder)s AND r.status = 'planned'
FOR NO KEY UPDATE OF own, c, r SKIP LOCKED
"""

_DONE = b"UPDATE reminders SET status = %s, reason = %s, done_at = now() WHERE id = %s AND status = 'planned'"

_QUEUE = b"""
INSERT INTO outbox (conversation_id, platform, chat, priority, body, status, expires_at, finished_at)
VALUES (%(conversation)s, %(platform)s, %(chat)s, 1, %(body)s, %(status)s,
    now() + make_interval(secs => %(useful)s), CASE WHEN %(status)s = 'sent' THEN now() END)
"""


class Reminders:
    """Queues reminders when they are due.

    Args:
        database: pools of the process.
        events: wakes senders.
        now: the calendar's moment (AS_OF).
        booking: asked whether the appointment still stands: the hotline may have moved it; None where there is none.
        as_of: the moment to tell the booking service; None on the real calendar.
        reachable: platforms that this process sends to; the web chat shows what is stored.
        warn: what has to be said first of a visit to a unit (its id) at a moment, in a language; None: nothing.
        papers: what to say of the papers for a procedure to whom has this profile and this state; None: nothing.
    """

    def __init__(
        self,
        database: Database,
        events: Events,
        now: Callable[[], datetime],
        *,
        booking: BookingClient | None,
        as_of: Callable[[], datetime | None],
        reachable: Collection[str],
        warn: Callable[[str, datetime, str], str | None] = lambda _unit, _moment, _language: None,
        papers: Callable[[str, Profile, State], str | None] = lambda _procedure, _profile, _state: None,
    ) -> None:
        self._database = database
        self._events = events
        self._now = now
        self._booking = booking
        self._as_of = as_of
        self._reachable = frozenset(reachable) | {PlatformName.WEB}
        self._warn = warn
        self._papers = papers

    async def run(self) -> None:
        """Send what is due, then sleep until the next is; until cancelled."""
        while True:
            wait = _LONGEST_SLEEP
            try:
                wait = await self.look()
            except INFRASTRUCTURE as error:
                logger.warning("no reminders without a database", extra={"error": str(error).strip()})
            await asyncio.sleep(wait)

    async def look(self) -> float:
        """Send what is due now; return the seconds until it is worth while to look again."""
        now = self._now()
        if is_quiet(now):
            return await self._sleep(now)
        due = await self._database.fetch(_DUE, {"now": now, "batch": _BATCH})
        waiting = False
        for row in due:
            try:
                waiting = not await self._one(row, now) or waiting
            except INFRASTRUCTURE:
                raise
            except Exception:
                # Tried again until its appointment has begun; the others must not wait for it.
                logger.exception("a reminder failed", extra={"reminder": row["id"]})
                waiting = True
        return 0.0 if len(due) == _BATCH and not waiting else await self._sleep(now)

    async def _sleep(self, now: datetime) -> float:
        if is_quiet(now):
            morning = now.astimezone(VIETNAM).replace(hour=QUIET_TO.hour, minute=0, second=0, microsecond=0)
            if morning <= now:
                morning += timedelta(days=1)
            return min(_LONGEST_SLEEP, (morning - now).total_seconds())
        (row,) = await self._database.fetch(
            "SELECT min(due_at) AS due FROM reminders WHERE status = 'planned' AND due_at > %(now)s", {"now": now}
        )
        due: datetime | None = row["due"]
        return _LONGEST_SLEEP if due is None else min(_LONGEST_SLEEP, max(0.0, (due - now).total_seconds()))

    async def _one(self, row: DictRow, now: datetime) -> bool:
        """Queue or drop one reminder; False where it has to wait."""
        if row["visit_at"] <= now:
            return await self._settle(row, now, "too late")
        try:
            reason = await self._changed(row)
        except BookingError:
            if now < row["due_at"] + _PATIENCE:
                return False
            reason = None
        return await self._settle(row, now, reason)

    async def _changed(self, row: DictRow) -> str | None:
        """Return why there is nothing to remind of any more, as the booking service has it."""
        if self._booking is None:
            return None
        try:
            booking = await self._booking.booking(row["code"], as_of=self._as_of(), timeout=_BOOKING_SECONDS)
        except BookingNotFound:
            return "no such booking"
        if booking.status is not BookingStatus.BOOKED:
            return f"the booking is {booking.status}"
        return None if booking.window.start == row["visit_at"] else "the booking was moved"

    async def _settle(self, due: DictRow, now: datetime, reason: str | None) -> bool:
        reminder: int = due["id"]
        async with self._database.intake.connection() as connection, connection.transaction():
            values = {"reminder": reminder, "reachable": list(self._reachable), "stored": list(STORED_IS_SENT)}
            where = await (await connection.execute(_WHERE, values)).fetchone()
            values["where"] = where["id"] if where is not None else None
            row = await (await connection.execute(_TAKE, values)).fetchone()
            if row is None:
                return False  # another process has it, or a turn is under way there
            reason = reason or self._unwanted(row)
            await connection.execute(_DONE, ["dropped" if reason else "queued", reason, reminder])
            if reason is not None:
                return True
            stored = row["platform"] in STORED_IS_SENT
            reply = self._reply(row, due["visit_at"])
            message = {
                "conversation": row["conversation_id"],
                "platform": row["platform"],
                "chat": row["chat"],
                "body": Jsonb(reply.to_json()),
                "status": "sent" if stored else "queued",
                "useful": (due["visit_at"] - now).total_seconds(),
            }
            await connection.execute(_QUEUE, message)
            menu = [[choice.label, choice.payload] for choice in reply.choices]
            await connection.execute(MENU, [Jsonb(menu), row["conversation_id"]])
        self._events.send(OUTBOX, f"{row['platform']}:{row['chat']}" if stored else row["platform"])
        return True

    def _reply(self, row: DictRow, visit_at: datetime) -> Reply:
        """Return what was written when the visit was booked, with what has come in its way or papers that are left."""
        reply = Reply.from_json(row["visit"])
        if row["unit_id"] is None:
            return reply
        profile = replace(Profile.from_json(row["profile"]), language=row["language"] or "vi")
        first = self._warn(row["unit_id"], visit_at, profile.language)
        if first is not None:
            return replace(reply, text=f"{first}\n{reply.text}")
        papers = self._papers(row["procedure_code"], profile, State.from_json(row["state"]))
        return reply if papers is None else replace(reply, text=f"{reply.text}\n{papers}")

    def _unwanted(self, row: DictRow) -> str | None:
        if row["notifications"] == "off":
            return "not wanted"
        if row["stopped_at"] is not None or row["platform"] not in self._reachable:
            return "not reachable"
        return None
