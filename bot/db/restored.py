"""A database that was restored from a backup: what was done after the backup must not be done once more.

Messages were sent, reminders too, questions answered, people erased. The copy knows nothing of it, and cannot find out;
so what may have been done counts as done, and whoever was erased meanwhile is erased again, by their keyed hash.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import psycopg

from bot.conversation.people import owner_key
from bot.db import own_data, revision
from pgkit.addresses import connect
from pgkit.revisions import SchemaMismatch

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

_CLAIM = "SELECT known, here FROM claim_home(%s)"
_OUTBOX = b"""
UPDATE outbox SET status = 'unknown', error = 'restored', finished_at = coalesce(finished_at, now()),
    resent_at = now(), lease_until = NULL
WHERE status IN ('queued', 'sending', 'waiting')
"""
_UNKNOWN = b"UPDATE outbox SET resent_at = now() WHERE status = 'unknown' AND resent_at IS NULL"
_REMINDERS = b"""
UPDATE reminders SET status = 'dropped', reason = 'restored', done_at = now()
WHERE status = 'planned' AND due_at <= now()
"""
_INBOX = b"UPDATE inbox SET status = 'done', done_at = now(), last_error = 'restored' WHERE status = 'open'"
_PEOPLE = b"SELECT id, platform, sender, created_at FROM conversations ORDER BY id"
_NEWEST = b"SELECT max(received_at) AS at FROM inbox"

_A_SECOND = timedelta(seconds=1)
"""The file of erasures keeps whole seconds."""


class RestoredCopy(SchemaMismatch):
    """Bots worked on this database in another place; the message says what to run."""


@dataclass(frozen=True, slots=True)
class Settled:
    """How much of what may have been done after the backup counts as done.

    Attributes:
        messages: that waited to be sent.
        reminders: that were due.
        questions: of people, that were not answered yet.
        erased: conversations of people who were erased after the backup.
        owners: keys of all who were erased after it, whom the booking service's copy may know as well.
    """

    messages: int
    reminders: int
    questions: int
    erased: int
    owners: tuple[str, ...]

    def words(self) -> list[str]:
        """Return a line for each count."""
        counts = ("messages", "reminders", "questions", "erased")
        return [f"{getattr(self, name):>8}  {name}" for name in counts]


def check(url: str) -> None:
    """Make sure that this code may run here, and that this is where bots work, no copy of it that was restored.

    A timeline of its own tells less: a standby that was promoted has one too, and there everything goes on.

    Raises:
        RestoredCopy: it is another cluster's or database's.
        SchemaMismatch: its schema is not the code's (``bot.db.revision``).
        psycopg.OperationalError: the database is away.
    """
    with connect(url, autocommit=True) as connection:
        revision.check_on(connection)
        try:
            row = connection.execute(_CLAIM.encode(), [False]).fetchone()
        except psycopg.errors.InsufficientPrivilege:
            return  # staff's login sends and answers nothing, so it has no say in it
    if row is None or row[0] is None or row[0].split("/")[:2] == row[1].split("/")[:2]:
        return
    raise RestoredCopy(
        "this database is a copy restored from a backup, or was moved: what was sent, answered and erased after the"
        " backup it does not know. Run 'motcua db restored', which lets none of it be done twice, and start again"
    )


async def settle(connection: AsyncConnection[DictRow], *, secret: bytes, erased: Mapping[str, datetime]) -> Settled:
    """Let everything that may have been done after the backup count as done; in the caller's transaction.

    Args:
        connection: as the owner of the tables.
        secret: key of people's keys, the same as before.
        erased: key → when that person was erased, of all times; who came back afterwards stays.
    """
    newest = (await (await connection.execute(_NEWEST)).fetchone() or {}).get("at")
    messages = (await connection.execute(_OUTBOX)).rowcount
    await connection.execute(_UNKNOWN)
    reminders = (await connection.execute(_REMINDERS)).rowcount
    questions = (await connection.execute(_INBOX)).rowcount
    gone: list[int] = []
    if erased:
        people = await (await connection.execute(_PEOPLE)).fetchall()
        keys = {row["id"]: owner_key(secret, row["platform"], row["sender"]) for row in people}
        gone = [
            row["id"]
            for row in people
            if (at := erased.get(keys[row["id"]])) is not None and row["created_at"] < at + _A_SECOND
        ]
        await own_data.erase(connection, gone)
    await connection.execute(_CLAIM.encode(), [True])
    owners = tuple(sorted(key for key, at in erased.items() if newest is None or at + _A_SECOND > newest))
    return Settled(messages, reminders, questions, len(gone), owners)
