"""Runs in every bot process: starts what is due, keeps the outbox filled, and asks staff where something is amiss."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.broadcasts import store
from bot.broadcasts.feeding import BULK, feed
from bot.broadcasts.model import REACHED_BY_BROADCAST, State
from bot.broadcasts.quiet import PATIENCE, allowed_for, allowed_from
from bot.broadcasts.rules import live_problem
from bot.broadcasts.since_approval import require_answered_for
from bot.broadcasts.starting import CHANGED, begin, long_transaction
from bot.broadcasts.taking_back import take_back
from bot.conversation.runner import STORED_IS_SENT
from bot.db.events import OUTBOX
from bot.db.home import HOME, UNATTENDED_MINUTES
from bot.db.pool import INFRASTRUCTURE
from bot.staff.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from psycopg.rows import DictRow

    from bot.broadcasts.audience_sql import Reach
    from bot.conversation.snapshot import Guidance
    from bot.db.events import Events
    from bot.db.pool import Database

logger = logging.getLogger(__name__)

_NET = 5.0
"""Seconds until a look while something is being sent, should nothing have called for one: what is settled by others
than this process's senders (a lease that ran out, a clerk's word) is seen by it."""
_LOCKED = 0.25
"""Seconds until it is tried again to look after a broadcast that somebody else has locked."""
_LEAST = 0.05
"""Seconds between two looks, however many calls come."""

_LONGEST_SLEEP = 60.0
_ACTIVE = f"""
SELECT id, state, due_at, home IS DISTINCT FROM {HOME} AS moved,
    state = 'sending' AND fed_at < now() - make_interval(mins => %(unattended)s) AS unattended
FROM broadcasts WHERE state IN ('scheduled', 'sending')
ORDER BY (content ->> 'urgent')::boolean DESC, id
"""  # noqa: S608 - a constant
# Such as was under way when staff stopped it, and was put back because the platform did not take it.
_STOPPED = f"""
SELECT DISTINCT b.id FROM outbox AS o JOIN broadcasts AS b ON b.id = o.broadcast_id
WHERE o.parts_sent = 0 AND (
    o.status = 'queued' AND (b.state = 'cancelled' OR b.state IN ('paused', 'asking') AND o.priority = {BULK})
    OR o.status = 'waiting' AND b.state = 'cancelled'
)
"""  # noqa: S608 - a constant
_STILL_STOPPED = b"""
SELECT state FROM broadcasts WHERE id = %s AND state IN ('paused', 'asking', 'cancelled')
FOR NO KEY UPDATE SKIP LOCKED
"""
_ASK = b"""
UPDATE broadcasts SET state = 'asking', problem = %(problem)s WHERE id = %(id)s AND state IN ('scheduled', 'sending')
"""
_ASK_MOVED = _ASK + f" AND home IS DISTINCT FROM {HOME}".encode()
"""Nobody has said meanwhile that this is the same database still."""
_TEND = b"UPDATE broadcasts SET fed_at = now() WHERE id = %s AND fed_at < now() - interval '10 s'"

_FRESH = timedelta(minutes=1)
"""How long after its start a broadcast waits for this process to answer with the rule it tells of."""

RESTORED = "cơ sở dữ liệu này được khôi phục từ bản sao: có thể thông báo đã gửi rồi"
UNATTENDED = "hệ thống đã dừng lâu giữa chừng: có thể đây là bản khôi phục, hoặc nội dung không còn kịp thời"
OVERDUE = "đã quá giờ hẹn gửi (máy tắt lúc đó)"


class Feeder:
    """Looks after broadcasts; any number of processes may.

    Args:
        database: pools of the process.
        events: wakes this, and senders.
        guidance: what this process answers people with.
        now: the calendar's moment (AS_OF).
        rates: platform → messages a second (0: no limit) of all that this process sends to.
        reach: what the settings let us send.
    """

    def __init__(
        self,
        database: Database,
        events: Events,
        guidance: Callable[[], Guidance],
        now: Callable[[], datetime],
        *,
        rates: Mapping[str, float],
        reach: Reach,
    ) -> None:
        self._database = database
        self._events = events
        self._guidance = guidance
        self._now = now
        self._rates = {str(name): rates.get(name, 0.0) for name in REACHED_BY_BROADCAST}
        self._reach = reach
        self._woken = asyncio.Event()
        self._until_low: dict[str, int] = {}
        self._settled: dict[str, int] | None = None  # by platform, since the look under way began
        events.on(store.BROADCASTS, lambda _payloads: self._woken.set())

    async def run(self) -> None:
        """Look after what there is until cancelled."""
        while True:
            self._woken.clear()
            wait = _LONGEST_SLEEP
            try:
                wait = await self.look()
            except INFRASTRUCTURE as error:
                logger.warning("no broadcasts without a database", extra={"error": str(error).strip()})
                wait = 1.0
            except Exception:
                logger.exception("a look after the broadcasts failed")
            try:
                await asyncio.sleep(min(wait, _LEAST))
                async with asyncio.timeout(max(0.0, wait - _LEAST)):
                    await self._woken.wait()
            except TimeoutError:
                continue

    def moved(self, platform: str, *, idle: bool) -> None:
        """Hear from a sender of this process how its platform's outbox stands.

        Args:
            platform: which.
            idle: nothing is left there that could go out soon; else one message that nobody asked for was settled.
        """
        if self._settled is not None:  # what is being looked at may be older than this
            self._settled[platform] = self._settled.get(platform, 0) + 1
        if platform in self._until_low:
            self._until_low[platform] -= 1
            if idle or self._until_low[platform] == 0:
                self._woken.set()
        elif idle and self._settled is not None:
            self._woken.set()

    async def look(self) -> float:
        """Do once what is to be done now; return the seconds until the next look is worth while."""
        self._settled = {}
        try:
            return await self._look()
        finally:
            self._settled = None

    async def _look(self) -> float:
        for row in await self._database.fetch(_STOPPED):
            await self._take_back(row["id"])
        found = await self._database.fetch(_ACTIVE, {"unattended": UNATTENDED_MINUTES})
        wait = _LONGEST_SLEEP
        left: dict[str, int] = {}
        for row in found:
            if row["moved"] or row["unattended"]:
                await self._ask(row["id"], RESTORED if row["moved"] else UNATTENDED, moved=row["moved"])
            elif row["state"] == State.SCHEDULED:
                wait = min(wait, await self._start(row))
            else:
                wait = min(wait, await self._feed(row["id"], left))
        settled = self._settled or {}
        self._until_low = {platform: number - settled.get(platform, 0) for platform, number in left.items()}
        if any(number <= 0 for number in self._until_low.values()):
            self._woken.set()
        return wait

    async def _take_back(self, broadcast: int) -> None:
        """Take back what was queued again of a broadcast after staff had stopped it."""
        async with self._database.intake.connection() as connection, connection.transaction():
            row = await (await connection.execute(_STILL_STOPPED, [broadcast])).fetchone()
            if row is not None:
                await take_back(connection, broadcast, cancelled=row["state"] == State.CANCELLED)

    async def _ask(self, broadcast: int, problem: str, *, moved: bool = False) -> None:
        async with self._database.intake.connection() as connection, connection.transaction():
            asked = await connection.execute(_ASK_MOVED if moved else _ASK, {"id": broadcast, "problem": problem})
            if not asked.rowcount:
                return
            await take_back(connection, broadcast)
        logger.error("a broadcast asks what to do", extra={"broadcast": broadcast, "problem": problem})

    async def _start(self, row: DictRow) -> float:
        """Start a scheduled broadcast when it is due; one that is overdue asks."""
        now = self._now()
        if now < row["due_at"]:
            seconds: float = (row["due_at"] - now).total_seconds()
            return min(_LONGEST_SLEEP, max(0.05, seconds))
        if now > row["due_at"] + PATIENCE:
            await self._ask(row["id"], OVERDUE)
            return _LONGEST_SLEEP
        guidance = self._guidance()
        async with long_transaction(self._database) as connection:
            found = await store.locked(connection, row["id"])
            if found.state is not State.SCHEDULED:
                return _LOCKED
            content = found.content
            problem = None
            if content.rule is not None:
                problem = live_problem(guidance.rulebook, content.rule, content.rule_hash, now)
            if problem is not None:
                logger.warning("a broadcast waits for its rule", extra={"broadcast": found.id, "problem": problem})
                return 5.0
            try:
                await require_answered_for(connection, found, found.confirmed_at or found.approved_at)
                await begin(connection, found, guidance, now, self._reach)
            except Refused as error:
                await connection.execute(_ASK, {"id": found.id, "problem": error.message})
                return _LONGEST_SLEEP
        return 0.0

    async def _feed(self, broadcast: int, left: dict[str, int]) -> float:
        """Fill the outbox up; note in ``left`` how many messages each platform has until it is low."""
        async with self._database.intake.connection() as connection, connection.transaction():
            cursor = await connection.execute(
                b"SELECT 1 FROM broadcasts WHERE id = %s AND state = 'sending' FOR NO KEY UPDATE SKIP LOCKED",
                [broadcast],
            )
            if await cursor.fetchone() is None:  # another process feeds it, or somebody has just stopped it
                left |= self._until_low
                return _LOCKED
            found = await store.locked(connection, broadcast)
            await connection.execute(_TEND, [broadcast])
            if not found.approved:
                await connection.execute(_ASK, {"id": broadcast, "problem": CHANGED})
                await take_back(connection, broadcast)
                logger.error("a broadcast is not what was approved", extra={"broadcast": broadcast})
                return _LONGEST_SLEEP
            now = self._now()
            morning = allowed_from(now, urgent=found.content.urgent)
            if morning > now:
                await take_back(connection, broadcast)
                return min(_LONGEST_SLEEP, (morning - now).total_seconds())
            content = found.content
            problem = None
            if content.rule is not None:
                problem = live_problem(self._guidance().rulebook, content.rule, content.rule_hash, now)
            if problem is not None and _is_fresh(found.started_at):
                return 0.5  # this process does not answer that version yet
            if problem is not None:
                await connection.execute(_ASK, {"id": broadcast, "problem": problem})
                await take_back(connection, broadcast)
                return _LONGEST_SLEEP
            fed = await feed(connection, found, self._rates, self._reach)
        for platform, chats in fed.said.items():
            if chats:
                fetched = platform in STORED_IS_SENT
                self._events.send(OUTBOX, *([f"{platform}:{chat}" for chat in chats] if fetched else [platform]))
        if fed.done:
            logger.info("a broadcast is done", extra={"broadcast": broadcast})
        left |= fed.until_low
        return _LEAST if fed.again else min(_NET, allowed_for(now, urgent=content.urgent))


def _is_fresh(started_at: datetime | None) -> bool:
    return started_at is not None and datetime.now(UTC) - started_at < _FRESH
