"""Recognising callers by their bearer tokens."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from booking_api.context import Caller
from booking_api.problems import NotAuthenticated
from booking_api.repositories import tokens

if TYPE_CHECKING:
    from booking_api.database import Database
    from booking_api.settings import Settings


class TokenBook:
    """Knows the configured tokens, and asks the database for others.

    What the database said is believed for a few seconds (``token_cache_seconds``), so that a busy caller costs
    no query a call; a revoked token lives that much longer.
    """

    def __init__(self, settings: Settings, database: Database) -> None:
        self._database = database
        self._believed_for = settings.token_cache_seconds
        self._configured = {
            tokens.hashed(token.token.get_secret_value()): Caller(
                token.name, token.role, frozenset(token.units) if token.units is not None else None
            )
            for token in settings.tokens
        }
        self._believed: dict[str, tuple[Caller, float]] = {}

    async def caller(self, authorization: str | None) -> Caller:
        """Return who sent an ``Authorization`` header.

        Raises:
            NotAuthenticated: nobody known.
        """
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise NotAuthenticated("send a service token: Authorization: Bearer …")
        token_hash = tokens.hashed(token.strip())
        caller = self._configured.get(token_hash) or self._remembered(token_hash)
        if caller is None:
            async with self._database.reading() as connection:
                caller = await tokens.find(connection, token_hash)
            if caller is None:
                self._believed.pop(token_hash, None)
                raise NotAuthenticated("the token is unknown or revoked")
            self._believed[token_hash] = (caller, time.monotonic() + self._believed_for)
        return caller

    def _remembered(self, token_hash: str) -> Caller | None:
        caller, until = self._believed.get(token_hash, (None, 0.0))
        return caller if time.monotonic() < until else None
