"""The index of procedures as the bots have it, for commands that need no database and ask one that is there."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

import psycopg
from psycopg.rows import dict_row

from bot.commands.context import fail, progress, read_settings
from bot.db import imports
from bot.embedded.data_dir import told_database
from bot.guidance.moments import VIETNAM
from pgkit.connections import WatchedConnection

if TYPE_CHECKING:
    from bot.conversation.guidance_store import Reference
    from bot.db.imports import StoredImports
    from bot.understanding.search.finder import ProcedureSearch


def found_by(reference: Reference) -> ProcedureSearch:
    """Return the index with the names that were imported; the packaged one where no database is there.

    A configured database that cannot be read ends the command: names that are missing would look as if nobody had them.
    """
    settings = read_settings()
    if settings.database_url is not None:
        try:
            stored = asyncio.run(_load(settings.database_url.get_secret_value()))
        except psycopg.Error as error:
            fail(
                f"{str(error).strip()}\nXem MOTCUA_DATABASE_URL có đúng không và PostgreSQL ở đó có đang chạy không.",
                code=4,
            )
        return _index(reference, stored)
    running = told_database(settings.data_dir)
    if running is None:
        return reference.search
    try:
        return _index(reference, asyncio.run(_load(running)))
    except psycopg.Error:  # its owner was killed, or has only just begun
        progress("chỉ tìm trong danh mục đi kèm phần mềm: cơ sở dữ liệu không trả lời")
        return reference.search


def _index(reference: Reference, stored: StoredImports) -> ProcedureSearch:
    return reference.named(stored.names, datetime.now(VIETNAM)).search if stored.names else reference.search


async def _load(url: str) -> StoredImports:
    connect = WatchedConnection.connect(url, autocommit=True, connect_timeout=2, row_factory=dict_row)
    async with await connect as connection:
        return await imports.load(connection, ())
