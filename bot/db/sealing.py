"""Encrypting what must not be readable in a copy of the database: AES-256-GCM under a key out of MOTCUA_SECRET_KEY."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = b"\x01"
_NONCE = 12


class Unsealable(Exception):
    """The bytes were sealed with another key, for another purpose, or were changed."""


class Sealer:
    """Seals and opens bytes.

    Args:
        secret: MOTCUA_SECRET_KEY.
        purpose: keys of different purposes have nothing to do with each other.
    """

    def __init__(self, secret: bytes, purpose: str) -> None:
        derived = HKDF(algorithm=SHA256(), length=64, salt=None, info=f"motcua {purpose}".encode()).derive(secret)
        self._cipher = AESGCM(derived[:32])
        self._mark_key = derived[32:]

    def seal(self, plain: bytes, context: str) -> bytes:
        """Return ``plain`` encrypted; it opens with the same ``context`` only."""
        nonce = secrets.token_bytes(_NONCE)
        return _VERSION + nonce + self._cipher.encrypt(nonce, plain, context.encode())

    def open(self, sealed: bytes, context: str) -> bytes:
        """Return what ``seal`` was given.

        Raises:
            Unsealable: it can't be opened.
        """
        if sealed[:1] != _VERSION or len(sealed) <= len(_VERSION) + _NONCE:
            raise Unsealable("unknown form")
        nonce, encrypted = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        try:
            return self._cipher.decrypt(nonce, encrypted, context.encode())
        except InvalidTag:
            raise Unsealable("another key, another context, or changed") from None

    def mark(self, text: str) -> bytes:
        """Return a keyed hash by which ``text`` is known again, and nothing else of it."""
        return hmac.digest(self._mark_key, text.encode(), hashlib.sha256)[:16]
