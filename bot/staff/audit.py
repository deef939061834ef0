"""Who did what, and what came of it. Rows are only ever added: the database refuses anything else.

What staff change in the bot's own database is noted in the same transaction. What they change elsewhere is noted
twice: before it is tried, and with its outcome. No names and phones of citizens go in, since nothing comes out again.
"""

from __future__ import annotations

import logging
import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from psycopg.types.json import Jsonb

from booking_client import BookingError, BookingUnavailable
from bot.db.pool import INFRASTRUCTURE
from bot.staff.actor import require_still
from bot.staff.errors import Refused
from bot.staff.problems import sentence_for
from bot.staff.roles import require
from bot.understanding.masking import mask

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.staff.actor import Actor
    from bot.staff.office import Office

logger = logging.getLogger(__name__)

_INSERT = b"INSERT INTO audit (actor, role, action, target, details) VALUES (%s, %s, %s, %s, %s) RETURNING id"
_READ = b"""
SELECT id, at, actor, role, action, target, details FROM audit
WHERE (%(actor)s::text IS NULL OR actor = %(actor)s)
  AND (%(action)s::text IS NULL OR action = %(action)s OR starts_with(action, %(action)s || '.'))
ORDER BY id DESC LIMIT %(limit)s
"""
_END = b"""
DELETE FROM audit WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM audit WHERE at < clock_timestamp() - make_interval(days => %(days)s) ORDER BY id LIMIT %(most)s))
"""
_CHECKSUM = re.compile(r"[0-9a-f]{64}")
"""SHA-256 in hexadecimal, as the hash of what was approved: the proof, whose runs of digits are nobody's number.

No number of a person's papers has 64 digits, and letters among them."""
_MOST_READ = 10_000

INTENDED, DONE, FAILED, UNKNOWN = "intended", "done", "failed", "unknown"
"""Phases of what is changed elsewhere; UNKNOWN where no answer came."""


async def record(
    connection: AsyncConnection[DictRow], actor: Actor, action: str, target: str | None, **details: object
) -> int:
    """Note what ``actor`` did, on the connection (and in the transaction) of the change itself; returns the row's id.

    Args:
        connection: of the bot's database.
        actor: who.
        action: what, as in the table of roles.
        target: to what: an id, a code.
        **details: JSON values; texts are masked, so that no phone of a citizen stays for good.

    Raises:
        NotAllowed: the person was disabled since they began; what the transaction changed goes with it. What became
            of something that was tried elsewhere is noted all the same.
    """
    if details.get("phase") not in (DONE, FAILED, UNKNOWN):
        await require_still(connection, actor)
    values = [actor.name, actor.role, action, target, Jsonb(_masked(details))]
    row = await (await connection.execute(_INSERT, values)).fetchone()
    return int(row["id"]) if row is not None else 0


def _masked(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, str):
        return value if _CHECKSUM.fullmatch(value) and not value.isdigit() else mask(value)
    if isinstance(value, dict):
        return {key: _masked(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(inner) for inner in value]
    return value


async def note(office: Office, action: str, target: str | None, **details: object) -> int:
    """Note something in a transaction of its own: a look at personal data, or a change elsewhere."""
    async with office.database.transaction() as connection:
        return await record(connection, office.actor, action, target, **details)


@asynccontextmanager
async def elsewhere(
    office: Office, action: str, target: str | None, **details: object
) -> AsyncIterator[dict[str, Any]]:
    """Note a change in the booking service before and after the block that makes it.

    The second row names the first by ``call``. A first row without a second is a process that died in between.

    Yields:
        A dictionary for what shall be noted with the outcome.

    Raises:
        StaffError: what the booking service's client raised, as a sentence for staff.
    """
    call = await note(office, action, target, phase=INTENDED, **details)
    outcome: dict[str, Any] = {}
    try:
        yield outcome
    except Exception as error:
        unknown = isinstance(error, BookingUnavailable) and error.outcome_unknown
        phase = UNKNOWN if unknown else FAILED
        await _outcome(office, action, target, phase=phase, call=call, error=type(error).__name__, **outcome)
        if isinstance(error, BookingError):
            raise sentence_for(error) from error
        raise
    await _outcome(office, action, target, phase=DONE, call=call, **outcome)


async def _outcome(office: Office, action: str, target: str | None, **details: object) -> None:
    """Note an outcome; a database that went away meanwhile must not hide from staff what was done."""
    try:
        await note(office, action, target, **details)
    except INFRASTRUCTURE as error:
        logger.warning("the outcome could not be noted", extra={"action": action, "error": str(error).strip()})


async def read(
    office: Office, *, actor: str | None = None, action: str | None = None, limit: int = 50
) -> list[DictRow]:
    """Return the latest rows, the newest first.

    Args:
        office: of whoever looks.
        actor: only what this person did.
        action: only this action ("unit.open"), or group ("unit").
        limit: at most so many.
    """
    require(office.actor, "staff.audit")
    if not 1 <= limit <= _MOST_READ:
        raise Refused(f"Số dòng phải từ 1 đến {_MOST_READ}.")
    return await office.database.fetch(_READ.decode(), {"actor": actor, "action": action, "limit": limit})


async def end_older(connection: AsyncConnection[DictRow], *, days: int, most: int) -> int:
    """Delete at most so many entries that are older than ``days``, as the owner of the table; returns how many.

    Raises:
        psycopg.errors.RaiseException, psycopg.errors.InsufficientPrivilege: the login is not the owner's.
    """
    async with connection.transaction():
        await connection.execute("SET LOCAL motcua.retention = 'on'")
        return (await connection.execute(_END, {"days": days, "most": most})).rowcount
