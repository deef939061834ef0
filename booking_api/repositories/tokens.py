"""Service tokens: only their hashes are stored."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from booking_api.context import Caller
from booking_api.database import one
from booking_api.roles import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from booking_api.database import Connection


def hashed(token: str) -> str:
    """Return what is stored of a token. Tokens are random and long, so a plain hash cannot be searched."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """Return a fresh token: 256 random bits behind a prefix that secret scanners can find."""
    return "motcua_booking_" + secrets.token_urlsafe(32)


async def find(connection: Connection, token_hash: str) -> Caller | None:
    """Return whose token it is, or None when it is unknown or revoked."""
    row = await one(
        connection,
        "SELECT name, role, units FROM service_tokens WHERE token_hash = %s AND revoked_at IS NULL",
        [token_hash],
    )
    if row is None:
        return None
    units = frozenset(row["units"]) if row["units"] is not None else None
    return Caller(row["name"], Role(row["role"]), units)


async def add(connection: Connection, name: str, role: Role, token_hash: str, units: Sequence[str] | None) -> bool:
    """Store a token's hash; False when the name is taken."""
    row = await one(
        connection,
        "INSERT INTO service_tokens (name, role, units, token_hash) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (name) DO NOTHING RETURNING name",
        [name, role, list(units) if units else None, token_hash],
    )
    return row is not None


async def revoke(connection: Connection, name: str) -> bool:
    """Revoke a token; False when there is none of that name in force."""
    row = await one(
        connection,
        "UPDATE service_tokens SET revoked_at = clock_timestamp() WHERE name = %s AND revoked_at IS NULL"
        " RETURNING name",
        [name],
    )
    return row is not None
