"""Connecting by an address as libpq takes it: one host or several, and never waiting for a host that is silent."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

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


def connect(url: str, *, settings: dict[str, str] | None = None, **more: Any) -> psycopg.Connection:  # noqa: ANN401 - psycopg's
    """Connect for a program that waits for nothing else; ``more`` goes to psycopg.

    Raises:
        psycopg.OperationalError: the database is away.
    """
    return psycopg.connect(url, **{**arguments(url, settings=settings), **more})
