"""The guidance that a database holds, as a process puts it together.

Nearly all databases of tests hold the same, and putting it together costs a twentieth of a core-second: what was made
last is kept. Every change raises the version (a trigger of each table does), so what a database holds is read once for
each; to read it costs a hundredth, for some thousand commands.
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
_read: deque[tuple[str, Reference, Guidance]] = deque(maxlen=4)
_made: deque[tuple[Reference, rows.StoredGuidance, Guidance]] = deque(maxlen=8)


async def guidance_of(database: Database, reference: Reference) -> Guidance:
    """Read the guidance anew, as each command and each process does."""
    async with database.intake.connection(timeout=_PATIENCE) as connection:
        version = await (await connection.execute(b"SELECT version FROM guidance_version")).fetchone()
        for url, around, known in _read:
            if around is reference and url == database.url and version == {"version": known.version}:
                return known
        stored = await rows.load(connection)
    guidance = _put_together(stored, reference)
    _read.append((database.url, reference, guidance))
    return guidance


def _put_together(stored: rows.StoredGuidance, reference: Reference) -> Guidance:
    for around, before, guidance in _made:
        if around is reference and before == stored:
            return guidance
    guidance = reference.guidance(stored, Rulebook.parse({"database": stored.rulebook}))
    _made.append((reference, stored, guidance))
    return guidance
