"""What the Zalo adapter needs from a database, in memory."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.platforms.zalo_oa.tokens import Stored, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from bot.platforms.zalo_oa import Pair


class MemoryStore:
    """``TokenStore`` for one process.

    Attributes:
        stored: what is kept.
        away: how many calls of ``keep`` fail before one works.
    """

    def __init__(self) -> None:
        self.stored = Stored()
        self.away = 0
        self.kept: list[Pair] = []
        self._lock = asyncio.Lock()

    async def read(self) -> Stored:
        return self.stored

    @asynccontextmanager
    async def exclusively(self) -> AsyncIterator[None]:
        async with self._lock:
            yield

    async def begin(self) -> None:
        self.stored = replace(self.stored, exchanging=True)

    async def keep(self, pair: Pair, *, seed: bytes | None = None) -> None:
        if self.away > 0:
            self.away -= 1
            raise StoreUnavailable("the database is away")
        self.kept.append(pair)
        self.stored = Stored(pair, seed=seed or self.stored.seed)

    async def refuse(self, problem: str, at: datetime, *, seed: bytes | None = None) -> None:
        seed = seed or self.stored.seed
        self.stored = Stored(self.stored.pair, problem=problem, refused_at=at, seed=seed)

    async def revoke(self, problem: str, at: datetime) -> None:
        self.stored = replace(self.stored, problem=problem, refused_at=at)

    def mark(self, token: str) -> bytes:
        return hashlib.sha256(token.encode()).digest()


class Windows:
    """``ReplyWindows`` as a test sets them."""

    def __init__(self) -> None:
        self.last: dict[str, datetime] = {}

    async def last_interaction(self, chat: str) -> datetime | None:
        return self.last.get(chat)
