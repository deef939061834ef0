"""Linking a person's conversations by a code that is said on one platform and typed on another.

The codes are kept as keyed hashes, looked up by them and compared in constant time. Guessing is held off by the length
of the code, its few minutes, and limits on wrong ones: of a person, of a network, of a platform. A right one links
nothing by itself: the conversation that made it (the host) is asked.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.conversation.linking import (
    ALPHABET,
    ANSWER_MINUTES,
    CODE_LENGTH,
    CODE_MINUTES,
    MOST_LINKED,
    MOST_WRONG,
    MOST_WRONG_OF_NETWORK,
    MOST_WRONG_OF_PLATFORM,
    WRONG_MINUTES,
    YOUNG_MINUTES,
    Linked,
    Outcome,
)
from bot.conversation.messages import PlatformName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

logger = logging.getLogger(__name__)

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
SELECT count(*) FILTER (WHERE who = %(who)s) AS own,
    count(*) FILTER (WHERE network = %(network)s) AS of_network,
    count(*) FILTER (WHERE platform = %(platform)s AND at > now() - interval '10 minutes') AS of_platform
FROM link_tries WHERE at > now() - make_interval(mins => %(minutes)s)
"""

_YOUNG = b"""
SELECT FROM conversations
WHERE id = %(conversation)s AND platform = 'web' AND created_at > now() - make_interval(mins => %(young)s)
"""

_FIND = b"""
SELECT k.code_hash, k.conversation_id, c.person, c.platform FROM link_codes AS k
JOIN conversations AS c ON c.id = k.conversation_id
WHERE k.code_hash = %s AND k.expires_at > now()
FOR UPDATE OF k
"""

# One question at a time, of either: the newest.
_ASK_NO_OTHER = b"""
DELETE FROM link_requests WHERE guest IN (%(guest)s, %(host)s) OR host IN (%(guest)s, %(host)s) OR expires_at <= now()
"""
_ASK = b"""
INSERT INTO link_requests (host, guest, expires_at)
VALUES (%(host)s, %(guest)s, now() + make_interval(mins => %(minutes)s))
RETURNING id
"""

_ANSWERED = b"""
DELETE FROM link_requests WHERE id = %(request)s AND %(conversation)s IN (host, guest)
RETURNING host, guest, expires_at > now() AS alive
"""

_PENDING = b"SELECT id FROM link_requests WHERE host = %s AND expires_at > now()"

_TOGETHER = b"""
SELECT count(*) AS n FROM conversations
WHERE id = ANY(%(ids)s) OR person = ANY(%(persons)s::uuid[])
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
        code = _new_code()
        values = {"hash": code_hash(secret, code), "conversation": conversation, "minutes": CODE_MINUTES}
        # The old row goes within the same statement, which still sees it: a clash with it is no clash of codes.
        await connection.execute(b"DELETE FROM link_codes WHERE conversation_id = %s", [conversation])
        if await (await connection.execute(_MAKE, values)).fetchone() is not None:
            return code
    raise RuntimeError("no free code was found")


def _new_code() -> str:
    """Make a code; with a digit in it, by which it is told from a word."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        if not code.isalpha():
            return code


@dataclass(frozen=True, slots=True)
class Guest:
    """Who types a code.

    Attributes:
        conversation: its id.
        platform: where.
        person: with whom it is linked already, or None.
        who: key of the person; outlives an erasure.
        network: keyed hash of the network that the message came from, where the platform knows it.
    """

    conversation: int
    platform: str
    person: uuid.UUID | None
    who: str
    network: str | None = None


async def _held_up(connection: AsyncConnection[DictRow], guest: Guest) -> tuple[int, Outcome | None]:
    """Return how many wrong codes the guest has tried, and why none of theirs is looked at now."""
    counting = {"who": guest.who, "network": guest.network, "platform": guest.platform, "minutes": WRONG_MINUTES}
    tries = await (await connection.execute(_TRIES, counting)).fetchone() or {}
    own, crowd = int(tries.get("own", 0)), tries.get("of_platform", 0) >= MOST_WRONG_OF_PLATFORM
    if crowd:
        logger.error("linking is held up: too many wrong codes", extra={"platform": guest.platform})
    if own >= MOST_WRONG or crowd or tries.get("of_network", 0) >= MOST_WRONG_OF_NETWORK:
        return own, Outcome.TOO_MANY
    young = {"conversation": guest.conversation, "young": YOUNG_MINUTES}
    too_new = await (await connection.execute(_YOUNG, young)).fetchone() is not None
    return own, Outcome.TOO_NEW if too_new else None


async def use_code(connection: AsyncConnection[DictRow], secret: bytes, guest: Guest, code: str) -> Linked:
    """Ask the conversation in which ``code`` was said whether this one belongs to it; the code is spent by that.

    Args:
        connection: to the bot's database, in the turn's transaction.
        secret: key of the codes' hashes.
        guest: who typed it.
        code: its characters, upper case.
    """
    own, held_up = await _held_up(connection, guest)
    if held_up is not None:
        return Linked(held_up)
    wanted = code_hash(secret, code)
    row = await (await connection.execute(_FIND, [wanted])).fetchone()
    if row is None or not hmac.compare_digest(bytes(row["code_hash"]), wanted):
        await connection.execute(
            b"INSERT INTO link_tries (who, network, platform) VALUES (%s, %s, %s)",
            [guest.who, guest.network, guest.platform],
        )
        return Linked(Outcome.WRONG, left=MOST_WRONG - own - 1)
    host = row["conversation_id"]
    if host == guest.conversation or (guest.person is not None and row["person"] == guest.person):
        return Linked(Outcome.OWN if host == guest.conversation else Outcome.ALREADY)
    persons = [known for known in (guest.person, row["person"]) if known is not None]
    both = {"ids": [guest.conversation, host], "persons": persons}
    together = await (await connection.execute(_TOGETHER, both)).fetchone()
    if together is None or together["n"] > MOST_LINKED:
        return Linked(Outcome.FULL)
    await connection.execute(b"DELETE FROM link_codes WHERE code_hash = %s", [wanted])
    values = {"host": host, "guest": guest.conversation, "minutes": ANSWER_MINUTES}
    await connection.execute(_ASK_NO_OTHER, values)
    asked = await (await connection.execute(_ASK, values)).fetchone()
    if asked is None:
        raise LookupError("the question was not kept")
    return Linked(Outcome.ASKED, request=asked["id"], host=PlatformName(row["platform"]), host_id=host)


async def pending(connection: AsyncConnection[DictRow], host: int) -> int | None:
    """Return the number of the question that a conversation is asked, or None."""
    row = await (await connection.execute(_PENDING, [host])).fetchone()
    return None if row is None else int(row["id"])


async def confirm(connection: AsyncConnection[DictRow], host: int, request: int) -> Linked:
    """Link the two of a question that ``host`` is asked; it agrees."""
    row = await (await connection.execute(_ANSWERED, {"request": request, "conversation": host})).fetchone()
    if row is None or not row["alive"] or row["host"] != host:
        return Linked(Outcome.OVER)
    ids = [host, row["guest"]]
    persons = {
        one["id"]: one["person"]
        for one in await (
            await connection.execute(b"SELECT id, person FROM conversations WHERE id = ANY(%s)", [ids])
        ).fetchall()
    }
    own, other = persons.get(host), persons.get(row["guest"])
    if own is not None and own == other:
        return Linked(Outcome.ALREADY)
    values = {"ids": ids, "persons": [known for known in (own, other) if known is not None]}
    found = await (await connection.execute(_MEMBERS, values)).fetchall()
    if len(found) > MOST_LINKED:
        return Linked(Outcome.FULL)
    members = [member["id"] for member in found]
    joined = [member["id"] for member in found if member["id"] != host and (own is None or member["person"] != own)]
    one = {"ids": members, "person": own or other or uuid.uuid4()}
    done = await (await connection.execute(_JOIN, one)).fetchone()
    return Linked(Outcome.LINKED, joined=tuple(joined), notifications=done["wish"] if done is not None else None)


async def end(connection: AsyncConnection[DictRow], conversation: int, request: int) -> int | None:
    """End a question of this conversation, asked or asking, without a link; return the other side's id, or None."""
    values = {"request": request, "conversation": conversation}
    row = await (await connection.execute(_ANSWERED, values)).fetchone()
    if row is None or not row["alive"]:
        return None
    return int(row["guest"] if row["host"] == conversation else row["host"])


async def unlink(connection: AsyncConnection[DictRow], conversations: Sequence[int], person: uuid.UUID) -> None:
    """Let conversations stand alone again; so does one that is left over."""
    await connection.execute(
        b"UPDATE conversations SET person = NULL WHERE person = %(person)s AND (id = ANY(%(ids)s) OR 1 ="
        b" (SELECT count(*) FROM conversations WHERE person = %(person)s AND id <> ALL(%(ids)s)))",
        {"person": person, "ids": list(conversations)},
    )
