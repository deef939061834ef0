"""Tidying up in the background. Nothing is wrong without it: what has run out is free by its own conditions."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from typing import TYPE_CHECKING

from booking_api import clock
from booking_api.database import every, one
from booking_api.problems import Problem
from booking_api.repositories import journal, openings, people

if TYPE_CHECKING:
    from booking_api.database import Database
    from booking_api.settings import Settings

_logger = logging.getLogger(__name__)
_LOCK = "motcua booking housekeeping"


async def tidy(database: Database, settings: Settings) -> dict[str, int]:
    """Do one round, unless another process is at it; returns how much was done of each."""
    async with database.transaction() as connection:
        mine = await one(connection, "SELECT pg_try_advisory_xact_lock(hashtext(%s)) AS mine", [_LOCK])
        if mine is None or not mine["mine"]:
            return {}
        expired = await every(
            connection,
            "SELECT DISTINCT opening_id FROM holds WHERE state = 'open' AND expires_at <= clock_timestamp()",
        )
        await openings.lock(connection, [row["opening_id"] for row in expired])
        keep = dt.timedelta(days=settings.keep_keys_days)
        keys = await every(
            connection,
            "DELETE FROM idempotency_keys WHERE created_at < clock_timestamp() - %s RETURNING 1",
            [keep],
        )
        # Ended holds live as long as the keys that may ask for them again.
        holds = await every(
            connection,
            "DELETE FROM holds WHERE state <> 'open' AND expires_at < clock_timestamp() - %s RETURNING 1",
            [keep],
        )
        before = clock.now() - dt.timedelta(days=settings.keep_visitors_days)
        codes = await people.anonymise_before(connection, before)
        await journal.forget(connection, codes)
        return {"openings": len(expired), "keys": len(keys), "holds": len(holds), "anonymised": len(codes)}


async def keep_tidy(database: Database, settings: Settings) -> None:
    """Tidy up every ``housekeeping_seconds`` until cancelled; a failed round is logged and tried again."""
    while True:
        await asyncio.sleep(settings.housekeeping_seconds)
        try:
            done = await tidy(database, settings)
        except Problem as problem:
            _logger.warning("housekeeping failed", extra={"reason": problem.detail})
        else:
            if any(done.values()):
                _logger.info("housekeeping", extra=done)
