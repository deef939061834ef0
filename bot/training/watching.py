"""After a change of the model: do errors or fallbacks jump, against what was before?"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import sqrt
from typing import TYPE_CHECKING

from bot.staff import audit
from bot.staff.actor import SYSTEM
from bot.training import records, swaps
from bot.training.swaps import Kind, SwapState
from bot.understanding.rasa import FALLBACK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from bot.db.pool import Database
    from bot.training.records import Connection, Model
    from bot.training.swaps import Swap

logger = logging.getLogger(__name__)

BEFORE = 500
"""Messages before the change that it is compared with."""

LATEST = 5000
"""Messages after the change that are looked at, the newest ones: on a busy day all would be hundreds of thousands."""

ENOUGH = 20
"""Messages after the change before anything is concluded."""

_SURE = 3.0
"""Standard errors by which a share must exceed the one before."""

_LEAST_JUMP = 0.1
"""Shares that differ by less are nobody's emergency."""

_USUAL_FALLBACKS = 0.15
_USUAL_ERRORS = 0.01
"""What is taken for usual where too few messages came before."""

MOST_TRIES = 5
"""How often the way back is tried; afterwards people must look."""

AGAIN_AFTER = timedelta(seconds=30)
"""Between two tries of the way back: a full disk or a busy machine may be over by then."""

# Only texts that the model read: keywords and pressed choices say nothing of it. Source none: nobody answered in time.
_COUNT = """
SELECT count(*) AS read,
    count(*) FILTER (WHERE understanding->>'source' = 'none') AS errors,
    count(*) FILTER (WHERE understanding->>'source' = 'rasa' AND understanding->>'intent' = %(fallback)s) AS fallbacks
FROM (
    SELECT understanding FROM inbox WHERE id > %(after)s AND id <= %(upto)s ORDER BY id DESC LIMIT %(latest)s
) AS newest
WHERE understanding->>'source' IN ('rasa', 'none')
  AND (%(model)s::text IS NULL OR understanding->>'model' IS NULL OR understanding->>'model' = %(model)s)
"""


@dataclass(frozen=True, slots=True)
class Tally:
    """Texts that were given to the model.

    Attributes:
        read: how many.
        errors: how many of them nobody answered in time.
        fallbacks: how many were not understood.
    """

    read: int
    errors: int
    fallbacks: int


async def undo_where_it_jumps(database: Database, machine: str, most: timedelta) -> bool:
    """Ask for the model before where errors or fallbacks jump after this machine's last change.

    The change is watched until the model before is live again. Where it does not come back, it is asked for anew, a few
    times.

    Args:
        database: pools of the process.
        machine: who makes the change.
        most: how long a change is watched.

    Returns:
        Whether the model before was asked for.
    """
    async with database.intake.connection() as connection:
        swap = await swaps.watched(connection)
        if swap is None or swap.machine != machine or swap.moved_at is None or swap.from_id is None:
            return False
        model = await records.get(connection, swap.model_id)
        tried = await swaps.returns_from(connection, swap)
        if not tried and datetime.now(UTC) - swap.moved_at > most:
            await swaps.settle(connection, swap.id)
            return False
        if tried:
            reason = _again(tried)
        else:
            reason = jump(*await tallies(connection, swap.mark or 0, model.version)) if model is not None else None
    if model is None or reason is None:
        return False
    if len(tried) >= MOST_TRIES:
        await _give_up(database, swap, model, tried)
        return False
    logger.warning(
        "errors or fallbacks jumped: back to the model before", extra={"reason": reason, "tries": len(tried) + 1}
    )
    async with database.transaction() as connection:
        await swaps.lock(connection)
        if await swaps.open_one(connection) is not None:
            return False  # somebody decided otherwise in the same instant
        await swaps.ask(connection, Kind.RETURN, swap.from_id, asked_by=SYSTEM.name, why=reason)
        await audit.record(connection, SYSTEM, "nlu.return", model.version, why=reason, tries=len(tried) + 1)
    return True


def _again(tried: Sequence[Swap]) -> str | None:
    """Return why the way back is tried once more, or None while the last try is under way or just failed."""
    last = tried[-1]
    if last.state is not SwapState.FAILED or datetime.now(UTC) - last.asked_at < AGAIN_AFTER:
        return None
    return last.why


async def _give_up(database: Database, swap: Swap, model: Model, tried: Sequence[Swap]) -> None:
    """Stop trying the way back, and leave a trace that people find."""
    last = tried[-1]
    logger.error(
        "the model before does not come back: a person must look",
        extra={"model": model.version, "tries": len(tried), "why": last.why, "reason": last.reason},
    )
    async with database.transaction() as connection:
        await swaps.settle(connection, swap.id, f"không tự quay lại được sau {len(tried)} lần: {last.reason}")
        await audit.record(
            connection, SYSTEM, "nlu.return", model.version, why=last.why, failed=last.reason, tries=len(tried)
        )


async def tallies(connection: Connection, mark: int, model: str) -> tuple[Tally, Tally]:
    """Return the tallies before the message ``mark``, and of what ``model`` read of the newest ones after it."""
    before = await _tally(connection, mark - BEFORE, mark, None)
    after = await _tally(connection, mark, 2**62, model)
    return before, after


async def _tally(connection: Connection, after: int, upto: int, model: str | None) -> Tally:
    values: Mapping[str, Any] = {"after": after, "upto": upto, "model": model, "fallback": FALLBACK, "latest": LATEST}
    row = await (await connection.execute(_COUNT.encode(), values)).fetchone()
    return Tally(row["read"], row["errors"], row["fallbacks"]) if row is not None else Tally(0, 0, 0)


def jump(before: Tally, after: Tally) -> str | None:
    """Return what jumped, as a sentence for people, or None."""
    if after.read < ENOUGH:
        return None
    if _exceeds(before.errors, before.read, after.errors, after.read, _USUAL_ERRORS):
        return f"{after.errors}/{after.read} câu không đọc được (trước đó {before.errors}/{before.read})"
    if _exceeds(before.fallbacks, before.read, after.fallbacks, after.read, _USUAL_FALLBACKS):
        return f"{after.fallbacks}/{after.read} câu không hiểu (trước đó {before.fallbacks}/{before.read})"
    return None


def _exceeds(before: int, total_before: int, after: int, total_after: int, usual: float) -> bool:
    """Return whether a share grew by more than chance explains (two proportions, three standard errors)."""
    share = after / total_after
    base = before / total_before if total_before >= ENOUGH else usual
    pooled = (before + after) / (total_before + total_after) if total_before >= ENOUGH else max(usual, share / 2)
    parts = 1 / total_after + (1 / total_before if total_before >= ENOUGH else 0)
    error = sqrt(pooled * (1 - pooled) * parts)
    return share - base >= max(_LEAST_JUMP, _SURE * error)
