"""The guidance that a database holds, as a process puts it together.

Nearly all databases of tests hold the same, and putting it together costs a twentieth of a core-second: what was made
last is kept.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from bot.db import guidance as rows
from bot.guidance.rulebook.book import Rulebook

if TYPE_CHECKING:
    from bot.conversation.guidance_store import Reference
    from bot.conversation.snapshot import Guidance
    from bot.db.pool import Database

_PATIENCE = 60.0
"""Seconds for the first connection of a pool on a machine that others keep busy."""
_made: deque[tuple[Reference, rows.StoredGuidance, Guidance]] = deque(maxlen=8)


async def guidance_of(database: Database, reference: Reference) -> Guidance:
    """Read the guidance anew, as each command and each process does."""
    async with database.intake.connection(timeout=_PATIENCE) as connection:
        stored = await rows.load(connection)
    for around, before, guidance in _made:
        if around is reference and before == stored:
            return guidance
    guidance = reference.guidance(stored, Rulebook.parse({"database": stored.rulebook}))
    _made.append((reference, stored, guidance))
    return guidance
