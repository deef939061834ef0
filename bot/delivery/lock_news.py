"""Telling those who have booked that a lock-down covers their visit, and that it does not any more; each once.

A lock-down may be entered today for tomorrow. What was told of a visit is one row (``visit_news``), changed in the
transaction that queues the message: any number of processes may look, any number of times.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from psycopg.types.json import Jsonb

from bot.conversation.messages import Choice, PlatformName, Reply
from bot.conversation.posting import MENU
from bot.conversation.reminders import is_quiet
from bot.conversation.runner import STORED_IS_SENT
from bot.db.events import OUTBOX
from bot.db.pool import INFRASTRUCTURE
from bot.guidance.moments import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from psycopg.rows import DictRow

    from bot.conversation.snapshot import Guidance
    from bot.conversation.texts import Texts
    from bot.db.events import Events
    from bot.db.pool import Database

logger = logging.getLogger(__name__)

_EVERY = 30.0
"""Seconds between two looks that nobody asked for: somebody may have moved a visit, the night ends."""

_VISITS = """
SELECT v.contact_id, v.code, v.unit_id, v.procedure_code, v.visit_at, own.profile ->> 'area' AS home,
    CASE WHEN n.visit_at = v.visit_at THEN n.state END AS told
FROM contact_visits AS v JOIN conversations AS own ON own.id = v.contact_id
LEFT JOIN visit_news AS n ON n.contact_id = v.contact_id AND n.code = v.code
WHERE v.visit_at > %(now)s
  AND (v.unit_id = ANY(%(inside)s) OR own.profile ->> 'area' = ANY(%(inside)s) OR n.state = 'locked')
ORDER BY v.visit_at, v.contact_id, v.code
"""

_BEFORE = b"""
SELECT n.outbox_id FROM visit_news AS n WHERE n.contact_id = %(contact)s AND n.code = %(code)s FOR UPDATE
"""

# Whoever changes the row tells.
_NOTE = b"""
INSERT INTO visit_news AS n (contact_id, code, visit_at, state)
SELECT v.contact_id, v.code, v.visit_at, %(state)s FROM contact_visits AS v
WHERE v.contact_id = %(contact)s AND v.code = %(code)s AND v.visit_at = %(visit_at)s
ON CONFLICT (contact_id, code) DO UPDATE
SET visit_at = excluded.visit_at, state = excluded.state, at = now(), outbox_id = NULL, reason = NULL
WHERE (n.visit_at, n.state) IS DISTINCT FROM (excluded.visit_at, excluded.state)
RETURNING n.code
"""

_TAKE_BACK = b"""
UPDATE outbox SET status = 'stopped', finished_at = now(), error = 'the lock-down was lifted before it went out'
WHERE id = %s AND status IN ('queued', 'waiting') AND parts_sent = 0
RETURNING id
"""

# Where the person was last and can be reached; a page may be closed.
_WHERE = b"""
SELECT c.id, c.platform, c.chat, c.stopped_at, c.profile ->> 'notifications' AS notifications,
    coalesce(c.profile ->> 'language', 'vi') AS language
FROM conversations AS own JOIN conversations AS c ON c.id = own.id OR c.person = own.person
WHERE own.id = %(contact)s
ORDER BY c.stopped_at IS NOT NULL, c.platform <> ALL(%(reachable)s), c.platform = ANY(%(stored)s),
    c.last_turn_at DESC NULLS LAST, c.id
LIMIT 1
"""

_QUEUE = b"""
INSERT INTO outbox (conversation_id, platform, chat, priority, body, status, expires_at, finished_at)
VALUES (%(conversation)s, %(platform)s, %(chat)s, 1, %(body)s, %(status)s,
    now() + make_interval(secs => %(useful)s), CASE WHEN %(status)s = 'sent' THEN now() END)
RETURNING id
"""

_RESULT = b"""
UPDATE visit_news SET outbox_id = %(outbox)s, reason = %(reason)s WHERE contact_id = %(contact)s AND code = %(code)s
"""


class LockNews:
    """Queues what those who have booked are told of lock-downs.

    Args:
        database: pools of the process.
        events: wakes senders.
        guidance: the current state; raises ``LookupError`` while there is none.
        texts: what people are told.
        now: the calendar's moment (AS_OF).
        reachable: platforms that this process sends to; the web chat shows what is stored.
    """

    def __init__(
        self,
        database: Database,
        events: Events,
        guidance: Callable[[], Guidance],
        texts: Texts,
        now: Callable[[], datetime],
        *,
        reachable: Collection[str],
    ) -> None:
        self._database = database
        self._events = events
        self._guidance = guidance
        self._texts = texts
        self._now = now
        self._reachable = frozenset(reachable) | {PlatformName.WEB}
        self._changed = asyncio.Event()

    def wake(self) -> None:
        """Look now: the guidance has changed."""
        self._changed.set()

    async def run(self) -> None:
        """Look when the guidance changes, and now and then; until cancelled."""
        while True:
            self._changed.clear()
            try:
                await self.look()
            except LookupError:
                pass  # not loaded yet
            except INFRASTRUCTURE as error:
                logger.warning("no news of lock-downs without a database", extra={"error": str(error).strip()})
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_EVERY):
                    await self._changed.wait()

    async def look(self) -> int:
        """Tell whoever has to be told now; return how many visits have news. At night nobody is told anything."""
        now, guidance = self._now(), self._guidance()
        if is_quiet(now):
            return 0
        inside = await asyncio.to_thread(inside_locks, guidance, now)
        rows = await self._database.fetch(_VISITS, {"now": now, "inside": list(inside)})
        told = 0
        for row in rows:
            news = news_of(guidance, row)
            if news is None:
                continue
            try:
                told += await self._tell(guidance, row, news, now)
            except INFRASTRUCTURE:
                raise
            except Exception:
                logger.exception("the news of a lock-down failed", extra={"contact": row["contact_id"]})
        return told

    async def _tell(self, guidance: Guidance, visit: DictRow, news: str, now: datetime) -> bool:
        """Note and queue one visit's news; False where another process has."""
        values = {key: visit[key] for key in ("code", "visit_at")} | {"contact": visit["contact_id"], "state": news}
        async with self._database.intake.connection() as connection, connection.transaction():
            before = await (await connection.execute(_BEFORE, values)).fetchone()
            if await (await connection.execute(_NOTE, values)).fetchone() is None:
                return False
            if news == "free" and before is not None and before["outbox_id"] is not None:
                unsent = await (await connection.execute(_TAKE_BACK, [before["outbox_id"]])).fetchone()
                if unsent is not None:
                    return True  # nobody has read of the lock-down, so nobody has to of its end
            among = {**values, "reachable": list(self._reachable), "stored": list(STORED_IS_SENT)}
            where = await (await connection.execute(_WHERE, among)).fetchone()
            reason = "not reachable" if where is None else self._unwanted(where)
            if where is None or reason is not None:
                await connection.execute(_RESULT, {**values, "outbox": None, "reason": reason})
                return True
            reply = self._reply(guidance, visit, news, where["language"])
            stored = where["platform"] in STORED_IS_SENT
            message = {
                "conversation": where["id"],
                "platform": where["platform"],
                "chat": where["chat"],
                "body": Jsonb(reply.to_json()),
                "status": "sent" if stored else "queued",
                "useful": (visit["visit_at"] - now).total_seconds(),
            }
            queued = await (await connection.execute(_QUEUE, message)).fetchone()
            await connection.execute(_RESULT, {**values, "outbox": queued["id"] if queued else None, "reason": None})
            menu = [[choice.label, choice.payload] for choice in reply.choices]
            await connection.execute(MENU, [Jsonb(menu), where["id"]])
        self._events.send(OUTBOX, f"{where['platform']}:{where['chat']}" if stored else where["platform"])
        return True

    def _unwanted(self, where: DictRow) -> str | None:
        if where["notifications"] == "off":
            return "not wanted"
        if where["stopped_at"] is not None or where["platform"] not in self._reachable:
            return "not reachable"
        return None

    def _reply(self, guidance: Guidance, visit: DictRow, news: str, language: str) -> Reply:
        """Return the words of one visit's news, with what remains to be done."""
        at, code = visit["visit_at"].astimezone(VIETNAM), visit["code"]
        unit = guidance.places.find(visit["unit_id"])
        name = unit.name if unit is not None else visit["unit_id"]
        values = {"code": code, "unit": name, "when": f"{at:%H:%M} {at.day}/{at.month}/{at.year}"}

        def words(key: str, **more: object) -> str:
            return self._texts.get(language, f"reminders.{key}", **values, **more)

        cancel = Choice(words("cancel"), f"#appt.cancel:{code}")
        if news == "free":
            coming = Choice(words("coming"), f"#appt.coming:{code}")
            return Reply(words("lock_lifted"), (coming, Choice(words("move"), f"#appt.move:{code}"), cancel))
        lock = guidance.lock_of(visit["unit_id"], at)
        key = "lock_begins" if lock is not None else "lock_begins_at_home"
        lock = lock or guidance.lock_of(visit["home"] or "", at)
        until = lock.until.astimezone(VIETNAM) if lock is not None and lock.until is not None else None
        end = words("lock_until", until=f"{until:%H:%M} {until.day}/{until.month}/{until.year}") if until else ""
        procedure = visit["procedure_code"]
        choices = (
            Choice(words("move"), f"#appt.move:{code}"),
            Choice(words("other_ways"), f"#way.show:{procedure}"),
            Choice(words("call_me"), f"#call.start:hotline/{procedure}"),
            cancel,
        )
        return Reply(words(key, until=end or words("lock_open")), choices)


def inside_locks(guidance: Guidance, now: datetime) -> frozenset[str]:
    """Return the ids of all places that lie in an area which is, or is to be, locked down."""
    areas = [entry.area for entry in guidance.locks if entry.lock.until is None or entry.lock.until > now]
    places = guidance.places
    return frozenset(unit.id for unit in places for area in areas if places.contains(area, unit.id))


def is_covered(guidance: Guidance, visit: DictRow) -> bool:
    """Return whether a visit (``unit_id, home, visit_at``) falls into a lock-down, of the unit's or the home's area."""
    at, known = visit["visit_at"].astimezone(VIETNAM), guidance.places.find
    places = [place for place in (visit["unit_id"], visit["home"]) if place and known(place) is not None]
    return any(guidance.lock_of(place, at) is not None for place in places)


def news_of(guidance: Guidance, visit: DictRow) -> str | None:
    """Return what whoever has a visit is to be told of it now: that it is ``locked``, ``free`` again, or None."""
    covered = is_covered(guidance, visit)
    if covered:
        return None if visit["told"] == "locked" else "locked"
    return "free" if visit["told"] == "locked" else None
