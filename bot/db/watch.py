"""One statement every few seconds that asks the database what may have been missed; all else is woken by events."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from bot.db.pool import INFRASTRUCTURE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import LiteralString

    from psycopg.rows import DictRow

    from bot.db.pool import Database

logger = logging.getLogger(__name__)

LOOK_EVERY = 5.0
"""Seconds between two looks of an idle process."""


class Watch:
    """Asks the questions of all parts of a process together, and hands each part its answer.

    Args:
        database: pools of the process.
        every: seconds between two looks.
    """

    def __init__(self, database: Database, *, every: float = LOOK_EVERY) -> None:
        self._database = database
        self._every = every
        self._questions: dict[str, LiteralString] = {}
        self._values: dict[str, object] = {}
        self._parts: dict[str, Callable[[Any], Awaitable[None]]] = {}
        self._woken = asyncio.Event()

    def ask(self, name: str, question: LiteralString, then: Callable[[Any], Awaitable[None]], **values: object) -> None:
        """Ask ``question`` with every look.

        Args:
            name: of the answer, unique in the process.
            question: an SQL expression of one value, cheap while there is nothing to do.
            then: gets the value after each look.
            values: placeholders of the question; equal names of other questions share their value.

        Raises:
            ValueError: the name is taken, or a placeholder has another value already.
        """
        taken = [key for key, value in values.items() if self._values.get(key, value) != value]
        if name in self._questions or taken:
            raise ValueError(f"the question {name} clashes with another one")
        self._questions[name] = question
        self._values.update(values)
        self._parts[name] = then

    def wake(self) -> None:
        """Look now."""
        self._woken.set()

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            self._woken.clear()
            try:
                await self.look()
            except INFRASTRUCTURE as error:
                logger.warning("no look without a database", extra={"error": str(error).strip()})
            try:
                async with asyncio.timeout(self._every):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def look(self) -> None:
        """Ask once, and let every part do what its answer demands."""
        found = await self._found()
        for name, then in self._parts.items():
            try:
                await then(found[name])
            except INFRASTRUCTURE:
                raise
            except Exception:
                # One part's mistake must not keep the others from looking.
                logger.exception("a look failed", extra={"question": name})

    async def _found(self) -> DictRow:
        asked = ", ".join(f"({question}) AS {name}" for name, question in self._questions.items())
        async with self._database.intake.connection() as connection:
            row = await (await connection.execute(f"SELECT {asked}".encode(), self._values)).fetchone()
        if row is None:
            raise LookupError("a SELECT without FROM gave no row")
        return row
