"""Personal tokens of staff: random, shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets

_BYTES = 32
"""256 bits from the system's source, so that a plain hash cannot be searched through."""
_PREFIX = "mcs_"
"""Lets a leaked token be recognised for what it is."""


def new_token() -> str:
    """Return a new token."""
    return _PREFIX + secrets.token_urlsafe(_BYTES)


def hash_of(token: str) -> bytes:
    """Return what is stored of a token: its SHA-256."""
    return hashlib.sha256(token.strip().encode()).digest()
