"""Where the live Rasa servers are: each machine that runs `motcua nlu serve` writes its own down."""

from __future__ import annotations

import hashlib
import hmac
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
from psycopg.rows import DictRow, dict_row

from bot.addresses import leads_to_this_machine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import AsyncConnection

_ALL = b"SELECT machine, url, version FROM nlu_servers ORDER BY machine"
ALL_IN_ONE = (
    "SELECT coalesce(jsonb_agg(to_jsonb(known) ORDER BY known.machine), '[]')"
    " FROM (SELECT machine, url, version FROM nlu_servers) AS known"
)
"""The same rows as one value, for the look that a process takes every few seconds."""
_PUT = b"""
INSERT INTO nlu_servers (machine, url, version) VALUES (%(machine)s, %(url)s, %(version)s)
ON CONFLICT (machine) DO UPDATE SET url = excluded.url, version = excluded.version, since = now()
"""


@dataclass(frozen=True, slots=True)
class NluServerRow:
    """A Rasa server that answers.

    Attributes:
        machine: where it runs.
        url: its address.
        version: of the model it serves.
    """

    machine: str
    url: str
    version: str


def this_machine() -> str:
    """Return the name under which this machine's server is written down."""
    return socket.gethostname()


def server_token(secret: bytes) -> str:
    """Return the token of all servers of this installation: made of MOTCUA_SECRET_KEY, so it need not be stored."""
    return hmac.digest(secret, b"motcua nlu servers", hashlib.sha256).hex()[:40]


def choose(rows: Sequence[NluServerRow], machine: str) -> NluServerRow | None:
    """Return the server that a bot on ``machine`` should ask: its own machine's, else one that it can reach."""
    own = next((row for row in rows if row.machine == machine), None)
    return own or next((row for row in rows if not leads_to_this_machine(row.url)), None)


async def find(connection: AsyncConnection[DictRow], machine: str) -> NluServerRow | None:
    """Return the server for a bot on ``machine``, or None where none runs."""
    rows = await (await connection.execute(_ALL)).fetchall()
    return choose([NluServerRow(**row) for row in rows], machine)


def find_now(url: str) -> NluServerRow | None:
    """Return the server for this machine, asked on a connection of its own.

    Raises:
        psycopg.Error: the database is away, or knows no such table.
    """
    with psycopg.connect(url, row_factory=dict_row, connect_timeout=2) as connection:
        rows = connection.execute(_ALL).fetchall()
    return choose([NluServerRow(**row) for row in rows], this_machine())


async def put(connection: AsyncConnection[DictRow], row: NluServerRow) -> None:
    """Write a machine's live server down; bots are told by whoever commits."""
    await connection.execute(_PUT, {"machine": row.machine, "url": row.url, "version": row.version})


async def remove(connection: AsyncConnection[DictRow], machine: str, url: str) -> None:
    """Strike a machine's server out, unless another one took its place."""
    await connection.execute(b"DELETE FROM nlu_servers WHERE machine = %s AND url = %s", [machine, url])
