"""One interface to the real service and to the book in memory that stands for it in tests of the conversation."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any, Protocol

import psycopg

from booking_client import BookingClient, Closure
from tests.fakes.booking_book import BookingBook
from tests.integration.booking.booking_serving import SUNDAY_NOON, ZONE, Server, token_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from booking_client import HalfDay, Opening, Unit

NOBODY = "p:nobody-named"


class Office(Protocol):
    """A booking service of whichever kind."""

    client: Any
    """For staff: may all."""
    bot: Any
    """For the assistant: may what citizens show to be theirs."""

    def run_out(self, hold_id: str) -> None:
        """Let a hold run out."""

    async def close(self) -> None:
        """Let go of what it holds."""


class RealOffice:
    """The service as a process, asked by an administrator."""

    def __init__(self, server: Server) -> None:
        self.client = BookingClient(server.url, token_of("admin"), timeout=20, attempt_timeout=20)
        self.bot = BookingClient(server.url, token_of("bot"), timeout=20, attempt_timeout=20)
        self._database = psycopg.connect(server.database_url, autocommit=True)

    def run_out(self, hold_id: str) -> None:
        query = "UPDATE holds SET expires_at = clock_timestamp() - interval '1 second' WHERE id = %s"
        self._database.execute(query, [hold_id])

    async def close(self) -> None:
        await self.client.aclose()
        await self.bot.aclose()
        self._database.close()


class BookOffice:
    """The book in memory."""

    def __init__(self) -> None:
        book = BookingBook(SUNDAY_NOON, dt.datetime.now(ZONE))
        self.client, self.bot = _StaffClient(book), _BookClient(book)

    def run_out(self, hold_id: str) -> None:
        self.client.book.holds[hold_id]["state"] = "expired"

    async def close(self) -> None:
        pass


class _BookClient:
    """The book, with keys where none are given."""

    def __init__(self, book: BookingBook) -> None:
        self.book = book

    def __getattr__(self, name: str) -> Any:
        call = getattr(self.book, name)
        if name not in {"hold", "confirm", "release", "cancel", "move"}:
            return call
        return lambda *given, **options: call(*given, **{"key": uuid.uuid4().hex, **options})


class _StaffClient(_BookClient):
    """The calls that the book itself leaves to its tests; what staff make has an owner that they need not show."""

    def __init__(self, book: BookingBook) -> None:
        super().__init__(book)
        self._closures: dict[str, set[int]] = {}

    async def put_units(self, units: Iterable[Unit], **_options: Any) -> None:
        for unit in units:
            self.book.units[unit.id] = unit

    async def announce(
        self, unit_id: str, date: dt.date, half: HalfDay, capacity: int, *, as_of: dt.datetime, **more: Any
    ) -> Opening:
        return await self.book.opening(self.book.announce(unit_id, date, half, capacity, **more), as_of=as_of)

    async def put_closure(
        self, closure_id: str, unit_ids: Iterable[str], start: dt.datetime, end: dt.datetime, reason: str, **_: Any
    ) -> Closure:
        hours = {number: row["hours"] for number, row in self.book.openings.items() if row["unit"] in unit_ids}
        self._closures[closure_id] = {n for n, own in hours.items() if own.start < end and start < own.end}
        self._close()
        return Closure(id=closure_id, unit_ids=tuple(unit_ids), start=start, end=end, reason=reason)

    async def delete_closure(self, closure_id: str, **_options: Any) -> None:
        del self._closures[closure_id]
        self._close()

    def _close(self) -> None:
        self.book.closed = set().union(*self._closures.values())

    async def hold(self, opening_id: int, **options: Any) -> Any:
        return await self.book.hold(opening_id, **{"owner": NOBODY, "key": uuid.uuid4().hex, **options})

    async def cancel(self, code: str, **options: Any) -> Any:
        return await self.book.cancel(code, **{"owner": NOBODY, "key": uuid.uuid4().hex, **options})

    async def move(self, code: str, **options: Any) -> Any:
        return await self.book.move(code, **{"owner": NOBODY, "key": uuid.uuid4().hex, **options})
