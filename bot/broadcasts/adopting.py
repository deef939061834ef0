"""Letting broadcasts go on after a fail-over: whoever promoted a standby says that it is the same database still."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.broadcasts.feeder import RESTORED
from bot.broadcasts.store import BROADCASTS
from bot.db.home import HOME

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

# Only the timeline is another: a dump that was restored elsewhere has another cluster or another number, and is a copy.
_SAME = f"split_part(home, '/', 1) || '/' || split_part(home, '/', 2) || '/' = regexp_replace({HOME}, '[0-9]+$', '')"
_ADOPT = f"""
UPDATE broadcasts SET home = {HOME},
    state = CASE WHEN state <> 'asking' OR problem <> %(restored)s THEN state
        WHEN started_at IS NULL THEN 'scheduled' ELSE 'sending' END,
    fed_at = CASE WHEN state = 'asking' AND problem = %(restored)s THEN now() ELSE fed_at END,
    problem = CASE WHEN state = 'asking' AND problem = %(restored)s THEN NULL ELSE problem END
WHERE home IS DISTINCT FROM {HOME} AND state IN ('scheduled', 'sending', 'paused', 'asking') AND {_SAME}
RETURNING id
"""  # noqa: S608 - constants
_NOTE = b"""
INSERT INTO audit (actor, role, action, target, details)
VALUES ('motcua db adopt', 'owner', 'db.adopt', NULL, jsonb_build_object('broadcasts', %(broadcasts)s::bigint[]))
"""


async def adopt(connection: AsyncConnection[DictRow]) -> list[int]:
    """Say that this server is a promoted standby of the one before; broadcasts under way or scheduled go on.

    It must have all that the one before had acknowledged (synchronous replication): what that sent and this one does
    not know of is sent again.

    Args:
        connection: to the new primary, with the rights of the database's owner.

    Returns:
        The broadcasts that go on here.
    """
    async with connection.transaction():
        cursor = await connection.execute(_ADOPT.encode(), {"restored": RESTORED})
        going = sorted(row["id"] for row in await cursor.fetchall())
        await connection.execute(_NOTE, {"broadcasts": going})
    await connection.execute("SELECT pg_notify(%s, '')", [BROADCASTS])
    return going
