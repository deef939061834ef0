"""Linking a person's conversations by a code that is said on one platform and typed on another.

The codes are kept as keyed hashes, looked up by them and compared in constant time. Guessing is held off by the length
of the code, its few minutes, five wrong ones an hour for each person, and a brake on wrong codes of everybody.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import uuid
from typing import TYPE_CHECKING

from bot.conversation.linking import (
    CODE_DIGITS,
    CODE_MINUTES,
    MOST_LINKED,
    MOST_WRONG,
    WRONG_MINUTES,
    Linked,
    Outcome,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

logger = logging.getLogger(__name__)

MOST_WRONG_OF_ALL = 200
"""Wrong codes of everybody in ten minutes; with a hundred codes alive that finds one in fifty tries of it."""

_MAKE = b"""
WITH gone AS (
    DELETE FROM link_codes WHERE conversation_id = %(conversation)s OR expires_at <= now()
)
INSERT INTO link_codes (code_hash, conversation_id, expires_at)
VALUES (%(hash)s, %(conversation)s, now() + make_interval(mins => %(minutes)s))
ON CONFLICT DO NOTHING
RETURNING conversation_id
"""

_TRIES = b"""
SELECT (SELECT count(*) FROM link_tries WHERE who = %(who)s AND at > now() - make_interval(mins => %(minutes)s)) AS own,
    (SELECT count(*) FROM link_tries WHERE at > now() - interval '10 minutes') AS everybodys
"""

_FIND = b"""
SELECT k.code_hash, k.conversation_id, c.person FROM link_codes AS k
JOIN conversations AS c ON c.id = k.conversation_id
WHERE k.code_hash = %s AND k.expires_at > now()
FOR UPDATE OF k
"""

# All that either of the two had linked before belongs together from now on.
_MEMBERS = b"""
SELECT id, person FROM conversations
WHERE id = ANY(%(ids)s) OR person = ANY(%(persons)s::uuid[]) ORDER BY id FOR NO KEY UPDATE
"""

# Who said "no more messages" anywhere has said it everywhere.
_JOIN = b"""
WITH wish AS (
    SELECT min(profile ->> 'notifications') AS wish FROM conversations WHERE id = ANY(%(ids)s)
)
UPDATE conversations AS c SET person = %(person)s,
    profile = CASE WHEN wish.wish IS NULL THEN c.profile
        ELSE c.profile || jsonb_build_object('notifications', wish.wish) END
FROM wish WHERE c.id = ANY(%(ids)s)
RETURNING wish.wish
"""


def code_hash(secret: bytes, code: str) -> bytes:
    """Return the keyed hash under which a code is kept."""
    return hmac.digest(secret, f"link code\n{code}".encode(), hashlib.sha256)


async def make_code(connection: AsyncConnection[DictRow], secret: bytes, conversation: int) -> str:
    """Make a code for a conversation, in place of the one it had.

    Raises:
        RuntimeError: no free code was found; so many cannot be alive.
    """
    for _ in range(5):
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
        values = {"hash": code_hash(secret, code), "conversation": conversation, "minutes": CODE_MINUTES}
        # The old row goes within the same statement, which still sees it: a clash with it is no clash of codes.
        await connection.execute(b"DELETE FROM link_codes WHERE conversation_id = %s", [conversation])
        if await (await connection.execute(_MAKE, values)).fetchone() is not None:
            return code
    raise RuntimeError("no free code was found")


async def use_code(
    connection: AsyncConnection[DictRow],
    secret: bytes,
    conversation: int,
    *,
    person: uuid.UUID | None,
    who: str,
    code: str,
) -> Linked:
    """Link a conversation with the one in which ``code`` was said; the code is spent by that.

    Args:
        connection: to the bot's database, in the turn's transaction.
        secret: key of the codes' hashes.
        conversation: where the code was typed.
        person: with whom that one is linked already, or None.
        who: key of the person who typed it; outlives an erasure.
        code: the digits.
    """
    tries = await (await connection.execute(_TRIES, {"who": who, "minutes": WRONG_MINUTES})).fetchone()
    own, everybodys = (tries["own"], tries["everybodys"]) if tries is not None else (0, 0)
    if everybodys >= MOST_WRONG_OF_ALL:
        logger.error("linking is held up: too many wrong codes of all people", extra={"wrong": everybodys})
    if own >= MOST_WRONG or everybodys >= MOST_WRONG_OF_ALL:
        return Linked(Outcome.TOO_MANY)
    wanted = code_hash(secret, code)
    row = await (await connection.execute(_FIND, [wanted])).fetchone()
    if row is None or not hmac.compare_digest(bytes(row["code_hash"]), wanted):
        await connection.execute(b"INSERT INTO link_tries (who) VALUES (%s)", [who])
        return Linked(Outcome.WRONG, left=MOST_WRONG - own - 1)
    if row["conversation_id"] == conversation:
        return Linked(Outcome.OWN)
    if person is not None and row["person"] == person:
        return Linked(Outcome.ALREADY)
    persons = [known for known in (person, row["person"]) if known is not None]
    values = {"ids": [conversation, row["conversation_id"]], "persons": persons}
    found = await (await connection.execute(_MEMBERS, values)).fetchall()
    if len(found) > MOST_LINKED:
        return Linked(Outcome.FULL)
    members, host = [member["id"] for member in found], row["person"]
    joined = [
        member["id"]
        for member in found
        if member["id"] != row["conversation_id"] and (host is None or member["person"] != host)
    ]
    await connection.execute(b"DELETE FROM link_codes WHERE code_hash = %s", [wanted])
    one = {"ids": members, "person": host or person or uuid.uuid4()}
    done = await (await connection.execute(_JOIN, one)).fetchone()
    return Linked(Outcome.LINKED, joined=tuple(joined), notifications=done["wish"] if done is not None else None)


async def unlink(connection: AsyncConnection[DictRow], conversations: Sequence[int], person: uuid.UUID) -> None:
    """Let conversations stand alone again; so does one that is left over."""
    await connection.execute(
        b"UPDATE conversations SET person = NULL WHERE person = %(person)s AND (id = ANY(%(ids)s) OR 1 ="
        b" (SELECT count(*) FROM conversations WHERE person = %(person)s AND id <> ALL(%(ids)s)))",
        {"person": person, "ids": list(conversations)},
    )
