"""Telegram's flood limits: about 30 messages a second in all, one a second to a chat, 20 a minute to a group."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from tests.fakes.telegram.errors import too_many_requests


@dataclass(frozen=True, slots=True)
class Rates:
    """How many messages are let through; 0 switches a limit off.

    A chat's burst is a little over one: what is sent exactly a second apart may arrive closer together.
    """

    per_second: float = 30.0
    burst: float = 30.0
    chat_per_second: float = 1.0
    chat_burst: float = 1.2
    group_per_minute: float = 20.0
    group_burst: float = 20.0


@dataclass(slots=True)
class _Bucket:
    rate: float
    size: float
    level: float
    at: float

    def wait(self, now: float) -> float:
        """Fill up, and return how many seconds are missing to the next message; nothing is taken."""
        self.level = min(self.size, self.level + (now - self.at) * self.rate)
        self.at = now
        return max(0.0, (1.0 - self.level) / self.rate)


@dataclass(slots=True)
class Flood:
    """Counts messages against the rates and remembers who was told to wait."""

    rates: Rates
    _buckets: dict[str, _Bucket] = field(default_factory=dict)
    _until: dict[str, float] = field(default_factory=dict)
    refused: int = 0
    too_early: int = 0

    def admit(self, chat: int, now: float) -> None:
        """Let one message to ``chat`` through.

        Raises:
            Refusal: 429 with ``retry_after``. A call before that time has passed counts as too early.
        """
        chat_key = f"chat {chat}"
        if any(now < self._until.get(key, 0.0) for key in ("all", chat_key)):
            self.too_early += 1
        due = [self._bucket("all", self.rates.per_second, self.rates.burst, now)]
        due.append(self._bucket(chat_key, self.rates.chat_per_second, self.rates.chat_burst, now))
        if chat < 0:
            due.append(self._bucket(f"group {chat}", self.rates.group_per_minute / 60, self.rates.group_burst, now))
        buckets = [bucket for bucket in due if bucket is not None]
        waits = [bucket.wait(now) for bucket in buckets]
        wait = max(waits, default=0.0)
        if wait > 0:
            seconds = max(1, math.ceil(wait))
            key = "all" if due[0] is not None and waits[0] == wait else chat_key
            self._until[key] = now + seconds
            self.refused += 1
            raise too_many_requests(seconds)
        for bucket in buckets:
            bucket.level -= 1.0

    def punish(self, chat: int | None, seconds: float, now: float) -> None:
        """Remember a wait that was ordered by a test, for one chat or for all."""
        self._until["all" if chat is None else f"chat {chat}"] = now + seconds

    def _bucket(self, key: str, rate: float, size: float, now: float) -> _Bucket | None:
        if rate <= 0:
            return None
        return self._buckets.setdefault(key, _Bucket(rate, size, size, now))
