"""Filling the queue: after a turn is committed, in a transaction of its own, so that no answer waits for it.

A turn leaves a mark (``nlu_marks``). Whoever collects looks at each mark once, together with the text before it, and
writes masked messages, their groups, and the counts of the day; all in one transaction, so nothing counts twice.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from bot.conversation.turn import Outcome
from bot.conversation.understood import Understanding
from bot.db.events import OUTBOX
from bot.db.pool import INFRASTRUCTURE
from bot.review.keeping import Keeper
from bot.review.signals import CONNECTED, Seen, signals
from bot.review.unanswered import mask_waiting

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.db.events import Events
    from bot.db.pool import Database
    from bot.review.person_names import PlaceNames

logger = logging.getLogger(__name__)

_BATCH = 200
_PAUSE = 2.0
"""Seconds after the first of many turns, so that they are looked at together."""
_LOOK_EVERY = 60.0

_ALONE = b"SELECT pg_try_advisory_xact_lock(hashtext('motcua nlu review')) AS alone"
_ALONE_IN_THE_END = b"SELECT true AS alone FROM pg_advisory_xact_lock(hashtext('motcua nlu review'))"

_TAKE = b"""
UPDATE nlu_marks SET looked = true
WHERE inbox_id IN (SELECT inbox_id FROM nlu_marks WHERE NOT looked ORDER BY inbox_id LIMIT %s)
RETURNING inbox_id
"""

# A mark stays for a while, since the next message of its person may tell of it.
_FORGET = b"DELETE FROM nlu_marks WHERE looked AND at < now() - interval '1 hour'"

# Messages of people erased meanwhile have no conversation any more; their marks are only ticked off. An erasure under
# way is waited for, and one that comes now waits, so that nothing is kept of somebody who just left.
_MARKS = b"""
SELECT m.inbox_id, m.outcome, m.pressed, i.conversation_id, i.received_at, i.body ->> 'text' AS text, i.understanding,
       said.text AS answer, esaid.text AS earlier_answer,
       e.inbox_id AS earlier_id, e.outcome AS earlier_outcome, e.received_at AS earlier_received_at,
       e.text AS earlier_text, e.understanding AS earlier_understanding, e.followed AS earlier_followed,
       array_remove(array_append(
           ARRAY(SELECT name FROM callbacks WHERE callbacks.conversation_id = i.conversation_id AND name <> ''),
           c.profile ->> 'name'), NULL) AS names
FROM nlu_marks AS m
JOIN inbox AS i ON i.id = m.inbox_id
JOIN conversations AS c ON c.id = i.conversation_id
LEFT JOIN LATERAL (
    SELECT em.inbox_id, em.outcome, ei.received_at, ei.body ->> 'text' AS text, ei.understanding,
           EXISTS (
               SELECT FROM inbox AS bi JOIN nlu_marks AS bm ON bm.inbox_id = bi.id
               WHERE bi.conversation_id = i.conversation_id AND bm.outcome = 'pressed'
                 AND (bi.sequence, bi.id) > (ei.sequence, ei.id) AND (bi.sequence, bi.id) < (i.sequence, i.id)
           ) AS followed
    FROM inbox AS ei JOIN nlu_marks AS em ON em.inbox_id = ei.id
    WHERE ei.conversation_id = i.conversation_id AND (ei.sequence, ei.id) < (i.sequence, i.id)
      AND em.outcome <> 'pressed' AND ei.received_at >= i.received_at - %(connected)s
    ORDER BY ei.sequence DESC, ei.id DESC LIMIT 1
) AS e ON true
LEFT JOIN LATERAL (
    SELECT string_agg(o.body ->> 'text', E'\n' ORDER BY o.position) AS text FROM outbox AS o WHERE o.inbox_id = i.id
) AS said ON true
LEFT JOIN LATERAL (
    SELECT string_agg(o.body ->> 'text', E'\n' ORDER BY o.position) AS text
    FROM outbox AS o WHERE o.inbox_id = e.inbox_id
) AS esaid ON true
WHERE m.inbox_id = ANY(%(taken)s)
ORDER BY m.inbox_id
FOR KEY SHARE OF c
"""


class Collector:
    """Looks at what was answered.

    Args:
        database: pools of the process.
        places: names of communes, which stay in masked texts.
    """

    def __init__(self, database: Database, places: PlaceNames) -> None:
        self._database = database
        self._places = places
        self._wake = asyncio.Event()

    def watch(self, events: Events) -> None:
        """Be woken by turns of any process."""
        events.on(OUTBOX, lambda _payloads: self._wake.set())

    async def run(self) -> None:
        """Collect after turns until cancelled. Of several processes one does the work at a time."""
        while True:
            try:
                async with asyncio.timeout(_LOOK_EVERY):
                    await self._wake.wait()
                    await asyncio.sleep(_PAUSE)
            except TimeoutError:
                pass  # an idle look, for what a process left that died
            self._wake.clear()
            try:
                await self.collect()
            except INFRASTRUCTURE as error:
                logger.warning("the review could not be filled", extra={"error": str(error).strip()})

    async def collect(self, *, wait: bool = False) -> int:
        """Look at all that was answered and return how many messages that were.

        Args:
            wait: for another process that is at it, so that all that was answered is kept when this returns; else
                nothing is done then, and the count is 0.
        """
        total = 0
        while True:
            async with self._database.intake.connection() as connection, connection.transaction():
                looked = await self._batch(connection, wait=wait)
            total += looked
            if looked < _BATCH:
                return total

    async def _batch(self, connection: AsyncConnection[DictRow], *, wait: bool) -> int:
        row = await (await connection.execute(_ALONE_IN_THE_END if wait else _ALONE)).fetchone()
        if row is None or not row["alone"]:
            return 0
        await connection.execute(_FORGET)
        taken = [mark["inbox_id"] for mark in await (await connection.execute(_TAKE, [_BATCH])).fetchall()]
        keeper = Keeper(connection, self._places)
        for mark in await (await connection.execute(_MARKS, {"taken": taken, "connected": CONNECTED})).fetchall():
            message = _seen(mark)
            keeper.count(message)
            for signal in signals(message, _earlier(mark)):
                await keeper.keep(signal, mark["conversation_id"], mark["names"])
        await keeper.write_counts()
        await mask_waiting(connection, self._places)
        return len(taken)


def _seen(row: DictRow) -> Seen:
    return Seen(
        row["inbox_id"],
        row["received_at"],
        Outcome(row["outcome"]),
        row["text"] or "",
        _understanding(row["understanding"] if row["pressed"] is None else None),
        row["pressed"],
        answer=row["answer"] or "",
        before=_before(row),
    )


def _before(row: DictRow) -> tuple[str, str]:
    """Return what was said before, but for what came where a name or phone had been asked for."""
    if row["earlier_id"] is None or row["earlier_outcome"] == Outcome.PRIVATE:
        return "", ""
    return row["earlier_text"] or "", row["earlier_answer"] or ""


def _earlier(row: DictRow) -> Seen | None:
    if row["earlier_id"] is None:
        return None
    return Seen(
        row["earlier_id"],
        row["earlier_received_at"],
        Outcome(row["earlier_outcome"]),
        row["earlier_text"] or "",
        _understanding(row["earlier_understanding"]),
        followed=row["earlier_followed"],
        answer=row["earlier_answer"] or "",
    )


def _understanding(stored: dict[str, Any] | None) -> Understanding | None:
    return Understanding.from_json(stored) if stored is not None else None
