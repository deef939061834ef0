"""The schedule: once a day, at a time of day in Vietnam, changed data is queued for training."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.db.pool import INFRASTRUCTURE
from bot.guidance.moments import VIETNAM
from bot.staff.errors import StaffError
from bot.training.jobs import ask_at_night

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.db.pool import Database
    from bot.training.workshop import Workshop

logger = logging.getLogger(__name__)


def seconds_until(at: str, now: datetime) -> float:
    """Return the seconds from ``now`` to the next ``HH:MM`` in Vietnam; a whole day when it is just that time."""
    hour, minute = map(int, at.split(":"))
    local = now.astimezone(VIETNAM)
    then = datetime.combine(local.date(), time(hour, minute), VIETNAM)
    if then <= local:
        then += timedelta(days=1)
    return (then - local).total_seconds()


async def train_nightly(
    database: Database, workshop: Workshop, at: str, *, rest: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> None:
    """Queue a training each day at ``at``; until cancelled. Data that was trained already is not trained again.

    Args:
        database: pools of the process.
        workshop: where the data lie.
        at: time of day in Vietnam, ``HH:MM``.
        rest: waits so many seconds.
    """
    while True:
        await rest(seconds_until(at, datetime.now(VIETNAM)))
        try:
            model, new = await ask_at_night(database, workshop)
        except (*INFRASTRUCTURE, StaffError, OSError) as error:
            logger.warning("the nightly training was not queued", extra={"error": str(error).strip()})
        else:
            logger.info("nightly training", extra={"job": model.id, "new": new})
