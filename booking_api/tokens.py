"""Recognising callers by their bearer tokens."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import TYPE_CHECKING

from booking_api.context import Caller
from booking_api.problems import NotAuthenticated, Unavailable
from booking_api.repositories import tokens

if TYPE_CHECKING:
    from booking_api.database import Database
    from booking_api.metrics import Metrics
    from booking_api.settings import Settings

_UNKNOWN_REMEMBERED = 10_000
_GUESSES_AT_ONCE = 50
_GUESSES_A_SECOND = 10.0


class TokenBook:
    """Knows the configured tokens, and asks the database for others.

    What the database said is believed for a few seconds (``token_cache_seconds``), so that a busy caller costs
    no query a call; a revoked token lives that much longer, and one that is made takes that long where it was tried
    before. Tokens that nobody knows are looked up so many a second; then nothing new is for a moment (503), and those
    that were known keep working.
    """

    def __init__(self, settings: Settings, database: Database, metrics: Metrics) -> None:
        self._database = database
        self._metrics = metrics
        self._believed_for = settings.token_cache_seconds
        self._configured = {
            tokens.hashed(token.token.get_secret_value()): Caller(
                token.name, token.role, frozenset(token.units) if token.units is not None else None
            )
            for token in settings.tokens
        }
        self._believed: dict[str, tuple[Caller, float]] = {}
        self._unknown: OrderedDict[str, float] = OrderedDict()
        self._guesses = float(_GUESSES_AT_ONCE)
        self._counted_at = time.monotonic()

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
            self._brake(token_hash)
            async with self._database.reading() as connection:
                caller = await tokens.find(connection, token_hash)
            if caller is None:
                self._believed.pop(token_hash, None)
                self._note_unknown(token_hash)
                raise NotAuthenticated("the token is unknown or revoked")
            self._believed[token_hash] = (caller, time.monotonic() + self._believed_for)
        return caller

    def _brake(self, token_hash: str) -> None:
        """Refuse what was unknown a moment ago, and the look at yet another one when there were many."""
        if token_hash in self._believed:
            return
        now = time.monotonic()
        if self._unknown.get(token_hash, 0.0) > now:
            self._metrics.unknown_tokens.labels("remembered").inc()
            raise NotAuthenticated("the token is unknown or revoked")
        self._guesses = min(_GUESSES_AT_ONCE, self._guesses + (now - self._counted_at) * _GUESSES_A_SECOND)
        self._counted_at = now
        if self._guesses < 1:
            self._metrics.unknown_tokens.labels("refused").inc()
            raise Unavailable("too many unknown tokens; this one is looked at in a moment")

    def _note_unknown(self, token_hash: str) -> None:
        self._metrics.unknown_tokens.labels("looked_up").inc()
        self._guesses -= 1
        self._unknown[token_hash] = time.monotonic() + self._believed_for
        if len(self._unknown) > _UNKNOWN_REMEMBERED:
            self._unknown.popitem(last=False)

    def _remembered(self, token_hash: str) -> Caller | None:
        caller, until = self._believed.get(token_hash, (None, 0.0))
        return caller if time.monotonic() < until else None
