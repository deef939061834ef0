"""Deleting what is no longer needed, by the periods of the settings; on the real clock."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.db.links import forget_tries
from bot.db.pool import INFRASTRUCTURE
from bot.guidance.moments import VIETNAM

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.db.pool import Database

logger = logging.getLogger(__name__)

_BATCH = 2000
_HOUR = 3
"""At three in the morning, Vietnam time, when hardly anybody writes."""

# Batches keep each transaction short; each statement says what it did.
_STATEMENTS: tuple[tuple[str, bytes], ...] = (
    (
        "texts of messages",
        (
            b"UPDATE inbox SET body = NULL, understanding = NULL, last_error = NULL WHERE id IN (SELECT id FROM inbox"
            b" WHERE done_at < now() - make_interval(days => %(messages)s) AND body IS NOT NULL LIMIT %(batch)s)"
        ),
    ),
    (
        "answers",
        (
            b"DELETE FROM outbox WHERE id IN (SELECT id FROM outbox"
            b" WHERE finished_at < now() - make_interval(days => %(messages)s) LIMIT %(batch)s)"
        ),
    ),
    (
        "last words to erased people",
        (
            b"DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE conversation_id IS NULL"
            b" AND ticket_id IS NULL AND finished_at < now() - interval '1 day' LIMIT %(batch)s)"
        ),
    ),
    (
        "tickets that are over, with their notes",
        (
            b"DELETE FROM tickets WHERE id IN (SELECT id FROM tickets"
            b" WHERE closed_at < now() - make_interval(days => %(messages)s) LIMIT %(batch)s)"
        ),
    ),
    (
        "reminders of past appointments",
        (
            b"DELETE FROM reminders WHERE id IN (SELECT id FROM reminders"
            b" WHERE done_at < now() - make_interval(days => %(messages)s) LIMIT %(batch)s)"
        ),
    ),
    (
        "hashes of event ids",
        (
            b"DELETE FROM inbox WHERE id IN (SELECT id FROM inbox"
            b" WHERE done_at < now() - make_interval(days => %(keys)s) LIMIT %(batch)s)"
        ),
    ),
    (
        "what turns came to",
        (
            b"DELETE FROM outcomes WHERE id IN (SELECT id FROM outcomes"
            b" WHERE recorded_on < CURRENT_DATE - %(outcomes)s::int LIMIT %(batch)s)"
        ),
    ),
    (
        "procedures asked about long ago",
        (
            b"DELETE FROM contact_procedures WHERE (contact_id, procedure_code) IN (SELECT contact_id, procedure_code"
            b" FROM contact_procedures WHERE asked_at < now() - make_interval(days => %(keys)s) LIMIT %(batch)s)"
        ),
    ),
    (
        "visits booked long ago",
        (
            b"DELETE FROM contact_visits WHERE (contact_id, code) IN (SELECT contact_id, code FROM contact_visits"
            b" WHERE booked_at < now() - make_interval(days => %(keys)s) LIMIT %(batch)s)"
        ),
    ),
    (
        "states of silent conversations",
        (
            b"UPDATE conversations SET state = '{}' WHERE id IN (SELECT id FROM conversations"
            b" WHERE last_turn_at < now() - make_interval(days => %(messages)s) AND state <> '{}' LIMIT %(batch)s)"
        ),
    ),
    (
        "messages for review",
        (
            b"DELETE FROM nlu_reviews WHERE id IN (SELECT id FROM nlu_reviews"
            b" WHERE received_at < now() - make_interval(days => %(review)s) LIMIT %(batch)s)"
        ),
    ),
    (
        "groups that hold no message for review any more",
        (
            b"DELETE FROM nlu_groups WHERE id IN (SELECT id FROM nlu_groups AS g"
            b" WHERE NOT EXISTS (SELECT FROM nlu_reviews WHERE group_id = g.id) LIMIT %(batch)s)"
        ),
    ),
    (
        "names and phones of closed call-backs",
        (
            b"UPDATE callbacks SET name = '', phone = '', reason = '', details = '{}' WHERE id IN"
            b" (SELECT id FROM callbacks WHERE closed_at < now() - make_interval(days => %(callbacks)s) AND phone <> ''"
            b" LIMIT %(batch)s)"
        ),
    ),
    (
        "names and phones that are not needed any more",
        (
            b"UPDATE conversations SET profile = profile - '{name,phone,consent,consent_at}'::text[] WHERE id IN"
            b" (SELECT id FROM conversations AS c WHERE profile ?| '{name,phone,consent}'"
            b" AND coalesce((profile ->> 'consent_at')::timestamptz, last_turn_at, created_at)"
            b" < now() - make_interval(days => %(callbacks)s)"
            b" AND NOT EXISTS (SELECT FROM callbacks WHERE conversation_id = c.id"
            b" AND (closed_at IS NULL OR closed_at > now() - make_interval(days => %(callbacks)s)))"
            b" AND NOT EXISTS (SELECT FROM reminders WHERE conversation_id = c.id"
            b" AND visit_at > now() - make_interval(days => %(callbacks)s)) LIMIT %(batch)s)"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Periods:
    """How many days things are kept."""

    messages: int
    callbacks: int
    keys: int
    outcomes: int = 365
    review: int = 90


async def clean_up(connection: AsyncConnection[DictRow], periods: Periods) -> dict[str, int]:
    """Delete what is due and return how many rows of each sort."""
    done: dict[str, int] = {}
    values = {
        "messages": periods.messages,
        "callbacks": periods.callbacks,
        "keys": max(periods.keys, periods.messages),
        "outcomes": periods.outcomes,
        "review": periods.review,
        "batch": _BATCH,
    }
    for name, statement in _STATEMENTS:
        total = 0
        while (count := (await connection.execute(statement, values)).rowcount) > 0:
            total += count
        done[name] = total
    done["wrong link codes"] = await forget_tries(connection)
    return done


async def clean_up_daily(database: Database, periods: Periods, stop: asyncio.Event) -> None:
    """Clean up every night until ``stop`` is set."""
    while not stop.is_set():
        try:
            async with asyncio.timeout(_seconds_until_night(datetime.now(VIETNAM))):
                await stop.wait()
        except TimeoutError:
            try:
                async with database.intake.connection() as connection:
                    logger.info("cleaned up", extra={"rows": await clean_up(connection, periods)})
            except INFRASTRUCTURE as error:
                logger.warning("could not clean up; next try tomorrow", extra={"error": str(error).strip()})


def _seconds_until_night(now: datetime) -> float:
    night = now.replace(hour=_HOUR, minute=0, second=0, microsecond=0)
    if night <= now:
        night += timedelta(days=1)
    return (night - now).total_seconds()
