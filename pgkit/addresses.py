"""Connecting by an address as libpq takes it: one host or several, and never waiting for a host that is silent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, override

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.errors import _WaitTimeout

if TYPE_CHECKING:
    from psycopg.abc import PQGen

CONNECT_SECONDS = 2

_DEFAULTS: dict[str, Any] = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 8000,
    "target_session_attrs": "read-write",
}
"""Parameters of libpq that an address may set otherwise.

A host that is off answers nothing at all: with these TCP gives up after 8 to 11 seconds instead of a quarter of an
hour, and idle connections after 11 instead of two hours. Of several hosts the one that takes writes is meant, and never
a standby, to which an address may lead for a while during a fail-over.
"""


class Silent(psycopg.OperationalError):
    """The server did not answer in time; the connection is closed, and what became of the statement is unknown."""


class _Watched[Row](psycopg.Connection[Row]):
    """A connection each of whose waits has a deadline, in seconds; None for whoever may wait."""

    patience: float | None = 6.0

    @override
    def wait[RV](self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except _WaitTimeout:
            self.pgconn.finish()
            raise Silent(f"the database did not answer within {self.patience} s") from None


def arguments(url: str, *, settings: dict[str, str] | None = None) -> dict[str, Any]:
    """Return what to connect with besides ``url``: what the address itself says goes before.

    Args:
        url: ``postgresql://`` address, or the words of libpq.
        settings: of the server for this session (``statement_timeout`` …); none of them through a pooler of
            transactions, which refuses or forgets them.
    """
    own = conninfo_to_dict(url)
    found = {name: value for name, value in _DEFAULTS.items() if name not in own}
    if settings:
        given = " ".join(f"-c {name}={value}" for name, value in settings.items())
        found["options"] = f"{given} {own.get('options', '')}".strip()
    return found


def connect(
    url: str,
    *,
    settings: dict[str, str] | None = None,
    patience: float | None = 6.0,
    **more: Any,  # noqa: ANN401 - psycopg's
) -> psycopg.Connection[Any]:
    """Connect for a program that waits for nothing else.

    Args:
        url: ``postgresql://`` address.
        settings: see ``arguments``.
        patience: seconds that an answer may take; None for as long as it takes.
        more: psycopg's.

    Raises:
        psycopg.OperationalError: the database is away.
    """
    connection: _Watched[Any] = _Watched.connect(url, **{**arguments(url, settings=settings), **more})
    connection.patience = patience
    return connection
