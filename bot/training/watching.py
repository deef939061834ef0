"""After a change of the model: do errors or fallbacks jump, against what was before?"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from bot.understanding.rasa import FALLBACK

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from bot.training.records import Connection

BEFORE = 500
"""Messages before the change that it is compared with."""

ENOUGH = 20
"""Messages after the change before anything is concluded."""

_SURE = 3.0
"""Standard errors by which a share must exceed the one before."""

_LEAST_JUMP = 0.1
"""Shares that differ by less are nobody's emergency."""

_USUAL_FALLBACKS = 0.15
_USUAL_ERRORS = 0.01
"""What is taken for usual where too few messages came before."""

# Only texts that the model read: keywords and pressed choices say nothing of it. Source none: nobody answered in time.
_COUNT = """
SELECT count(*) AS read,
    count(*) FILTER (WHERE understanding->>'source' = 'none') AS errors,
    count(*) FILTER (WHERE understanding->>'source' = 'rasa' AND understanding->>'intent' = %(fallback)s) AS fallbacks
FROM inbox
WHERE id > %(after)s AND id <= %(upto)s AND understanding->>'source' IN ('rasa', 'none')
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


async def tallies(connection: Connection, mark: int, model: str) -> tuple[Tally, Tally]:
    """Return the tallies before the message ``mark``, and of what ``model`` read after it."""
    before = await _tally(connection, mark - BEFORE, mark, None)
    after = await _tally(connection, mark, 2**62, model)
    return before, after


async def _tally(connection: Connection, after: int, upto: int, model: str | None) -> Tally:
    values: Mapping[str, Any] = {"after": after, "upto": upto, "model": model, "fallback": FALLBACK}
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
