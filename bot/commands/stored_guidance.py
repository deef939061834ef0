"""The guidance as the bots have it, for commands that start no server and ask the database that is there."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import psycopg
from psycopg.rows import dict_row

from bot.commands.context import fail, read_settings
from bot.content.reference import load_reference
from bot.content.rulebook_loader import load_offers, load_rulebook
from bot.db import imports
from bot.db.guidance import NothingKnown, StoredGuidance, load
from bot.embedded.data_dir import told_database
from bot.guidance.catalogue.imported import with_proposed
from bot.guidance.moments import VIETNAM
from bot.guidance.rulebook.book import Rulebook
from pgkit.connections import WatchedConnection

if TYPE_CHECKING:
    from bot.conversation.guidance_store import Reference
    from bot.conversation.snapshot import Guidance
    from bot.db.imports import StoredImports
    from bot.guidance.catalogue.imported import Version


def read_guidance(
    *, packaged: bool = False, known_at: datetime | None = None, proposed: bool = False
) -> tuple[Guidance, str]:
    """Return the guidance and, in words, where it was read.

    Args:
        packaged: from the files of the code, whatever database there is.
        known_at: with the rulebook that was known at that moment; fields know by themselves what was known when.
        proposed: with the fields that imported files propose, which nobody is told.
    """
    reference = load_reference()
    if packaged:
        if known_at is not None:
            fail("--packaged knows nothing of what was published when: leave --known-at out", code=2)
        return _packaged(reference), "the files of this code (--packaged), without offers, locks and notices of staff"
    settings = read_settings()
    if settings.database_url is not None:
        try:
            url = settings.database_url.get_secret_value()
            return _stored(reference, url, known_at, proposed=proposed), "the database of MOTCUA_DATABASE_URL"
        except NothingKnown as error:
            fail(str(error), code=2)
        except (psycopg.Error, LookupError) as error:
            fail(
                f"{str(error).strip()}\nThe database that the bots ask cannot be read: check MOTCUA_DATABASE_URL, and"
                " that PostgreSQL runs there. --packaged shows the files of this code instead.",
                code=4,
            )
    running = told_database(settings.data_dir)
    if running is not None:
        try:
            where = f"the embedded database in {settings.data_dir}"
            return _stored(reference, running, known_at, proposed=proposed), where
        except NothingKnown as error:
            fail(str(error), code=2)
        except (psycopg.Error, LookupError):
            pass  # its owner was killed, or has only just begun
    why = "no database is configured, and none runs"
    return _packaged(reference), f"the files of this code ({why}), without offers, locks and notices of staff"


def _stored(reference: Reference, url: str, known_at: datetime | None, *, proposed: bool) -> Guidance:
    stored, found, standing = asyncio.run(_load(reference, url, known_at, proposed=proposed))
    named = reference.named(found.names, datetime.now(VIETNAM)) if found.names else None
    guidance = reference.guidance(stored, Rulebook.parse({"database": stored.rulebook}), named, found.fields)
    if not standing:
        return guidance
    return replace(guidance, fields=with_proposed(guidance.fields, standing, datetime.now(VIETNAM)))


async def _load(
    reference: Reference, url: str, known_at: datetime | None, *, proposed: bool
) -> tuple[StoredGuidance, StoredImports, tuple[Version, ...]]:
    connect = WatchedConnection.connect(url, autocommit=True, connect_timeout=2, row_factory=dict_row)
    async with await connect as connection:
        stored = await load(connection, known_at=known_at)
        found = await imports.load(connection, reference.written_down)
        return stored, found, await imports.standing(connection) if proposed else ()


def _packaged(reference: Reference) -> Guidance:
    nothing = StoredGuidance(
        version=0, rulebook_id=0, rulebook_hash="", rulebook=None, offers=[], duties=[], locks=(), notices=()
    )
    return replace(reference.guidance(nothing, load_rulebook()), offers=load_offers())
