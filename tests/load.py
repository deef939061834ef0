"""People who write at a steady rate, through a platform that repeats what was not acknowledged, as Telegram does."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import httpx

from tests.wires import TELEGRAM, Update, Wire, Writer

if TYPE_CHECKING:
    from collections.abc import Sequence

_RETRY_AFTER = 0.15


@dataclass
class Load:
    """Updates posted to one or more bot processes.

    Attributes:
        urls: of the processes; each update goes to one of them until it is acknowledged.
        wire: the platform's way in.
        statuses: status → how often it came.
        acknowledged: number of the update → seconds from its first post to its 200.
    """

    urls: list[str]
    wire: Wire = TELEGRAM
    statuses: dict[int | str, int] = field(default_factory=dict)
    acknowledged: dict[int, float] = field(default_factory=dict)
    _client: httpx.AsyncClient = field(
        # A connection that was idle is not used again just as the server ends it (after 5 s).
        default_factory=lambda: httpx.AsyncClient(
            trust_env=False, timeout=15, limits=httpx.Limits(max_connections=100, keepalive_expiry=2)
        )
    )

    async def deliver(self, update: Update) -> None:
        """Post ``update`` until it is acknowledged, a person's updates one after the other."""
        number = self.wire.number(update)
        started = time.monotonic()
        attempt = number
        while number not in self.acknowledged:
            url = self.urls[attempt % len(self.urls)]
            attempt += 1
            status: int | str
            try:
                status = await self.wire.post(self._client, url, update)
            except httpx.HTTPError as error:
                status = type(error).__name__
            self.statuses[status] = self.statuses.get(status, 0) + 1
            if status == 200:
                self.acknowledged[number] = time.monotonic() - started
                return
            await asyncio.sleep(_RETRY_AFTER)

    async def person(self, updates: list[Update], pause: float) -> None:
        """One person's updates in order, each ``pause`` seconds after the one before, or when that is acknowledged."""
        for update in updates:
            began = time.monotonic()
            await self.deliver(update)
            await asyncio.sleep(max(0.0, pause - (time.monotonic() - began)))

    async def run(self, senders: Sequence[Writer], *, messages: int, per_second: float) -> list[list[Update]]:
        """Each of ``senders`` writes ``messages``, ``per_second`` altogether; returns the updates by person."""
        people = len(senders)
        written = [[sender.text(f"lời nhắn {number}") for number in range(messages)] for sender in senders]
        async with asyncio.TaskGroup() as group:
            for number, updates in enumerate(written):
                await asyncio.sleep(1 / per_second if number else 0)
                group.create_task(self.person(updates, people / per_second))
        return written

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        with contextlib.suppress(httpx.HTTPError):
            await self._client.aclose()


def assert_all_answered_once_in_order(rows: Any, written: list[list[Update]], wire: Wire = TELEGRAM) -> None:
    """Every update is one done message with its answers, and each person's answers stand in the order of messages."""
    wanted = {wire.number(update) for updates in written for update in updates}
    found = rows("SELECT sequence, status, tries, last_error FROM inbox")
    assert sorted(row["sequence"] for row in found) == sorted(wanted), "messages are lost or doubled"
    assert [row for row in found if row["status"] != "done"] == []
    answers = rows(
        "SELECT o.chat, i.sequence, o.position FROM outbox AS o JOIN inbox AS i ON i.id = o.inbox_id ORDER BY o.id"
    )
    assert len({(row["sequence"], row["position"]) for row in answers}) == len(answers), "an answer stands twice"
    assert {row["sequence"] for row in answers} == wanted, "a message has no answer"
    for chat in {row["chat"] for row in answers}:
        order = [row["sequence"] for row in answers if row["chat"] == chat]
        assert order == sorted(order), f"answers to {chat} are out of order"
