"""Tidying up in the background. Nothing is wrong without it: what has run out is free by its own conditions.

But keys, names and phones are promised to go, so nothing ends it: a part that fails is logged, the others go on, and
how long ago each was last done stands in ``/readyz`` and in a gauge.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
from typing import TYPE_CHECKING

from booking_api import clock
from booking_api.repositories import events, journal, openings, people, proofs, upkeep, visits
from booking_api.services.proofs import KEPT

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from booking_api.database import Connection, Database
    from booking_api.settings import Settings

    type Step = Callable[[Connection, Settings], Awaitable[int]]

_logger = logging.getLogger(__name__)
_BATCH = 500
"""Rows a transaction: it locks few rows, for milliseconds, however much has gathered."""
_LATE_ROUNDS = 10
_LATE_SECONDS = 60.0


async def _expired_holds(connection: Connection, _settings: Settings) -> int:
    ids = await openings.with_expired_holds(connection, most=_BATCH)
    await openings.lock(connection, ids)
    return len(ids)


async def _old_keys(connection: Connection, settings: Settings) -> int:
    return await journal.delete_keys_before(connection, dt.timedelta(days=settings.keep_keys_days), most=_BATCH)


async def _old_holds(connection: Connection, settings: Settings) -> int:
    # Ended holds live as long as the keys that may ask for them again.
    return await visits.delete_holds_before(connection, dt.timedelta(days=settings.keep_keys_days), most=_BATCH)


async def _old_visitors(connection: Connection, settings: Settings) -> int:
    before = clock.now() - dt.timedelta(days=settings.keep_visitors_days)
    codes = await people.anonymise_before(connection, before, most=_BATCH)
    await journal.forget(connection, codes)
    return len(codes)


async def _old_proofs(connection: Connection, _settings: Settings) -> int:
    return await proofs.forget(connection, KEPT, most=_BATCH)


async def _old_events(connection: Connection, settings: Settings) -> int:
    return await events.forget(connection, dt.timedelta(days=settings.keep_events_days), most=_BATCH)


STEPS: dict[str, Step] = {
    "openings": _expired_holds,
    "keys": _old_keys,
    "holds": _old_holds,
    "visitors": _old_visitors,
    "proofs": _old_proofs,
    "events": _old_events,
}


async def _step(database: Database, settings: Settings, name: str) -> int | None:
    """Do one part to its end, a batch a transaction; returns how much, or None when another process is at it."""
    done = 0
    while True:
        async with database.transaction() as connection:
            if not await upkeep.mine(connection):
                return None
            batch = await STEPS[name](connection, settings)
            done += batch
            if batch < _BATCH:
                await upkeep.succeeded(connection, name)
                return done


async def tidy(database: Database, settings: Settings) -> tuple[dict[str, int], set[str]]:
    """Do one round of all parts. A part that fails is logged with its reason, and does not hold up the others.

    Returns:
        How much was done of each, without those that another process is at; and which failed.
    """
    done: dict[str, int] = {}
    failed: set[str] = set()
    for name in STEPS:
        try:
            count = await _step(database, settings, name)
        except Exception:  # whatever it is must not end the tidying for good: names and phones would be kept
            _logger.exception("housekeeping failed", extra={"step": name})
            failed.add(name)
        else:
            if count is not None:
                done[name] = count
    return done, failed


class Housekeeper:
    """Tidies up every ``housekeeping_seconds``, and knows how long ago each part was last done."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._succeeded: dict[str, dt.datetime] = {}
        self._failed: set[str] = set()
        self._since = dt.datetime.now(dt.UTC)

    async def run(self) -> None:
        """Go on until cancelled."""
        while True:
            await asyncio.sleep(self._settings.housekeeping_seconds)
            started = time.monotonic()
            done, self._failed = await tidy(self._database, self._settings)
            await self._look()
            if any(done.values()):
                _logger.info("housekeeping", extra=done | {"seconds": round(time.monotonic() - started, 2)})

    async def _look(self) -> None:
        try:
            async with self._database.reading() as connection:
                self._succeeded = await upkeep.last_successes(connection)
        except Exception:  # as in tidy: the ages go on growing, and tell it
            _logger.exception("housekeeping failed", extra={"step": "look"})

    def ages(self) -> dict[str, float]:
        """Return how many seconds ago each part was last done; since the start, where that is not known."""
        now = dt.datetime.now(dt.UTC)
        return {name: (now - self._succeeded.get(name, self._since)).total_seconds() for name in STEPS}

    def state(self) -> str:
        """Return ``ok``, or which parts fail or were not done for long."""
        late = self._settings.housekeeping_seconds * _LATE_ROUNDS + _LATE_SECONDS
        found = [
            f"{name} {'fails, ' if name in self._failed else ''}not done for {age:.0f} s"
            for name, age in self.ages().items()
            if age > late or name in self._failed
        ]
        return "; ".join(found) or "ok"
