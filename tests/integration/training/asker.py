"""Asks the live server at a steady rate, by the parts that every bot process asks it with."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections import Counter
from typing import TYPE_CHECKING, Self

from bot.db.events import Events
from bot.db.pool import Database
from bot.db.watch import Watch
from bot.understanding.directory import NluDirectory
from bot.understanding.rasa import RasaClient, RasaUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.training.conftest import Served

PER_SECOND = 5
"""Enough to meet whatever a change of the model does to those who ask meanwhile."""
MANY_PER_SECOND = 20
"""Of long runs."""
_AT_A_TIME = 16
"""As many as a bot's client has connections: on a busy machine the others wait here, not within their deadline."""


class Asker:
    """Messages at a steady rate, from its start to its end.

    Args:
        served: whom it asks.
        per_second: how many.

    Attributes:
        failed: what was not answered, and when.
        models: version of the model → how many it read.
        seconds: of each reading, in order, from when it was due.
    """

    def __init__(self, served: Served, per_second: int = PER_SECOND) -> None:
        self._per_second = per_second
        self._database = Database(served.url, size=4)
        self._events = Events(served.url)
        self._watch = Watch(self._database)
        self._directory = NluDirectory(self._database, self._events, self._watch, served.shop.workshop.secret)
        self._rasa = RasaClient(self._directory.addresses, deadline=60, look_again=self._directory.look)
        lines = served.shop.workshop.evaluation.read_text(encoding="utf-8").splitlines()
        self._texts = itertools.cycle([json.loads(line)["text"] for line in lines])
        self._free = asyncio.Semaphore(_AT_A_TIME)
        self._tasks: list[asyncio.Task[None]] = []
        self.failed: list[str] = []
        self.models: Counter[str | None] = Counter()
        self.seconds: list[float] = []

    async def __aenter__(self) -> Self:
        await self._database.open()
        self._tasks = [asyncio.create_task(self._events.run()), asyncio.create_task(self._watch.run())]
        await self._directory.look()
        self._tasks.append(asyncio.create_task(self._ask_forever()))
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._rasa.close()
        await self._database.close()

    async def _ask_forever(self) -> None:
        async with asyncio.TaskGroup() as group:
            for text in self._texts:
                group.create_task(self._ask(text))
                await asyncio.sleep(1 / self._per_second)

    async def _ask(self, text: str) -> None:
        began = time.monotonic()
        try:
            async with self._free:
                found = await self._rasa.parse(text)
        except RasaUnavailable as error:
            self.failed.append(f"{time.strftime('%X')} {error}: {text}")
        else:
            self.models[found.model] += 1
            self.seconds.append(time.monotonic() - began)

    async def more(self, count: int) -> None:
        """Wait until so many more were read."""
        wanted = sum(self.models.values()) + count
        await self._wait(lambda: sum(self.models.values()) >= wanted)

    async def until(self, version: str) -> None:
        """Wait until a model reads."""
        before = self.models[version]
        await self._wait(lambda: self.models[version] > before + self._per_second)

    async def _wait(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 400
        while not condition():
            assert time.monotonic() < deadline, (self.models, self.failed)
            await asyncio.sleep(0.05)


def p99(seconds: list[float]) -> float:
    """The time within which 99 of 100 were read."""
    return sorted(seconds)[max(0, round(len(seconds) * 0.99) - 1)]
