"""Where the live Rasa servers are: each machine that runs `motcua nlu serve` writes its own down, and that it lives.

A server's token is made up at its start and lies sealed beside its address: whoever has read one cannot use it after
the next change of the model, and a copy of the database does not tell it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg.rows import DictRow, dict_row

from bot.addresses import leads_to_this_machine
from bot.db.sealing import Sealer, Unsealable
from pgkit.addresses import connect

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from psycopg import AsyncConnection

logger = logging.getLogger(__name__)

_ROWS = (
    "SELECT machine, url, version, encode(token, 'base64') AS token, seen_at > now() - interval '15 seconds' AS fresh"
    " FROM nlu_servers"
)
"""A keeper says every five seconds that it lives; whoever has not for three times that is asked last."""
ALL_IN_ONE = f"SELECT coalesce(jsonb_agg(to_jsonb(known)), '[]') FROM ({_ROWS}) AS known"  # noqa: S608 - constants
"""The same rows as one value, for the look that a process takes every few seconds."""
_PUT = b"""
INSERT INTO nlu_servers (machine, url, version, token) VALUES (%(machine)s, %(url)s, %(version)s, %(token)s)
ON CONFLICT (machine) DO UPDATE
SET url = excluded.url, version = excluded.version, token = excluded.token, since = now(), seen_at = now()
"""
_SEEN = b"UPDATE nlu_servers SET seen_at = now() WHERE machine = %s AND url = %s"
_FORGET = b"DELETE FROM nlu_servers WHERE seen_at < now() - interval '1 day'"
ANYBODY = "SELECT 1 AS one FROM nlu_servers WHERE seen_at > now() - interval '1 minute' LIMIT 1"
"""Finds a row where some keeper lives."""


@dataclass(frozen=True, slots=True)
class NluServerRow:
    """A Rasa server that answers.

    Attributes:
        machine: where it runs.
        url: its address, as bots reach it.
        version: of the model it serves.
        token: what callers must know.
        fresh: whether its keeper has lately said that it lives.
    """

    machine: str
    url: str
    version: str
    token: str
    fresh: bool = True


def this_machine() -> str:
    """Return the name under which this machine's server is written down."""
    return socket.gethostname()


def sealer(secret: bytes) -> Sealer:
    """Return what seals the servers' tokens."""
    return Sealer(secret, "nlu servers")


def token_of_earlier_keepers(secret: bytes) -> str:
    """Return the token of servers whose keeper, of an earlier version, wrote none down: made of MOTCUA_SECRET_KEY."""
    return hmac.digest(secret, b"motcua nlu servers", hashlib.sha256).hex()[:40]


def opened(rows: Iterable[Mapping[str, Any]], secret: bytes) -> list[NluServerRow]:
    """Return rows of the database with their tokens opened; what was sealed with another key is left out."""
    known = []
    for row in rows:
        sealed = row["token"]
        try:
            token = (
                token_of_earlier_keepers(secret)
                if sealed is None
                else sealer(secret).open(base64.b64decode(sealed), row["url"]).decode()
            )
        except Unsealable:
            logger.warning(
                "a Rasa server's token was sealed with another secret key", extra={"machine": row["machine"]}
            )
            continue
        known.append(NluServerRow(row["machine"], row["url"], row["version"], token, row["fresh"]))
    return known


def in_order(rows: Sequence[NluServerRow], machine: str, process: str) -> list[NluServerRow]:
    """Return the servers in the order in which a process asks them.

    Its own machine's comes first; the others by a hash of both (rendezvous hashing), so that processes spread over them
    and only those of a server that goes move. Who has not said lately that it lives is asked when nobody else answers:
    the database may have been away, or its keeper is of an earlier version. An address that every machine has for
    itself leads nowhere from another one.
    """

    def rank(row: NluServerRow) -> tuple[bool, bool, bytes]:
        drawn = hashlib.sha256(f"{process}\n{row.machine}".encode()).digest()
        return (not row.fresh, row.machine != machine, drawn)

    return sorted((row for row in rows if row.machine == machine or not leads_to_this_machine(row.url)), key=rank)


async def find(connection: AsyncConnection[DictRow], secret: bytes) -> list[NluServerRow]:
    """Return all servers, in no order."""
    return opened(await (await connection.execute(_ROWS.encode())).fetchall(), secret)


def find_now(url: str, secret: bytes) -> NluServerRow | None:
    """Return a server for this machine, asked on a connection of its own, or None where none runs.

    Raises:
        psycopg.Error: the database is away, or knows no such table.
    """
    with connect(url, row_factory=dict_row) as connection:
        rows = connection.execute(_ROWS.encode()).fetchall()
    return next(iter(in_order(opened(rows, secret), this_machine(), "")), None)


async def put(connection: AsyncConnection[DictRow], row: NluServerRow, secret: bytes) -> None:
    """Write a machine's live server down; bots are told by whoever commits."""
    sealed = sealer(secret).seal(row.token.encode(), row.url)
    values = {"machine": row.machine, "url": row.url, "version": row.version, "token": sealed}
    await connection.execute(_PUT, values)
    await connection.execute(_FORGET)


async def say_alive(connection: AsyncConnection[DictRow], machine: str, url: str) -> bool:
    """Say that a machine's server lives; returns whether it is still written down."""
    return (await connection.execute(_SEEN, [machine, url])).rowcount > 0


async def remove(connection: AsyncConnection[DictRow], machine: str, url: str) -> None:
    """Strike a machine's server out, unless another one took its place."""
    await connection.execute(b"DELETE FROM nlu_servers WHERE machine = %s AND url = %s", [machine, url])
