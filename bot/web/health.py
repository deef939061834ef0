"""Health: /takes for load balancers, /healthz says the process lives, /readyz what works and what does not."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import psycopg
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.db import cleaning
from bot.db.pool import INFRASTRUCTURE
from bot.delivery import gate

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from starlette.requests import Request

    from booking_client import BookingClient
    from bot.background import Background
    from bot.conversation.guidance_store import GuidanceStore
    from bot.conversation.intake import Intake
    from bot.conversation.messages import PlatformName
    from bot.db.events import Events
    from bot.db.pool import Database
    from bot.delivery.gate import PlatformState
    from bot.delivery.notices import Notices
    from bot.metrics import Metrics
    from bot.understanding.rasa import RasaClient

# What nobody asked for and waits longer than any back-off is held back on purpose, for the morning or for a clerk.
_GAUGES = """
SELECT
    (SELECT count(*) FROM inbox WHERE status = 'open') AS open,
    (SELECT count(*) FROM inbox WHERE status = 'parked') AS parked,
    (SELECT count(*) FROM outbox WHERE status IN ('queued', 'sending')) AS queued,
    (SELECT greatest(0, extract(epoch FROM now() - min(created_at))) FROM outbox
        WHERE status IN ('queued', 'sending') AND (priority <= 0 OR not_before IS NULL
            OR not_before <= now() + interval '5 minutes')) AS oldest,
    (SELECT count(*) FROM outbox WHERE status = 'waiting') AS held,
    (SELECT count(*) FROM tickets WHERE closed_at IS NULL) AS tickets,
    (SELECT count(*) FROM tickets WHERE closed_at IS NULL AND answered_at IS NULL) AS unanswered,
    (SELECT count(*) FROM outbox WHERE status = 'unknown' AND resent_at IS NULL) AS unknown
"""


class Watched(Protocol):
    """A platform that knows of its own troubles."""

    name: PlatformName

    @property
    def problem(self) -> str | None:
        """What an operator should know of it; None while all is well."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """How one part is: ``ok``, or what is wrong; without a vital part nothing can be answered."""

    ok: bool
    reason: str
    vital: bool = False


def _sending(state: PlatformState) -> Part:
    if state.paused_at is not None:
        return Part(False, f"paused since {state.paused_at:%Y-%m-%d %H:%M}Z by {state.paused_by}: {state.paused_why}")
    if state.shut_until is not None:
        return Part(False, f"nothing goes out before {state.shut_until:%H:%M:%S}Z: {state.problem}")
    return Part(True, "messages go out" if state.failures == 0 else f"failed {state.failures} times: {state.problem}")


@dataclass(slots=True)
class Health:
    """Looks at every part of a process.

    Attributes:
        as_of: gives the moment answers hold for, shown so that nobody takes a trial for the real thing.
    """

    database: Database
    events: Events
    intake: Intake
    notices: Notices
    guidance: GuidanceStore
    rasa: RasaClient
    booking: BookingClient | None
    platforms: Collection[Watched]
    metrics: Metrics
    background: Background
    as_of: Callable[[], str]

    async def parts(self) -> dict[str, Part]:
        """Return each part's state; asks all at the same time, a second or two at most."""
        database, nlu, booking, kept = await asyncio.gather(
            self._database(), self._nlu(), self._booking(), self._cleaning()
        )
        return {
            "database": database,
            "wake_ups": Part(self.events.connected, "listening" if self.events.connected else "not connected"),
            "background": self._background(),
            **kept,
            "spool": self._spool(),
            "guidance": self._guidance(),
            "nlu": nlu,
            "booking": booking,
            **self._platforms(),
            **await self._delivery(),
        }

    def _background(self) -> Part:
        problem = self.background.problem
        return Part(problem is None, problem or "at work")

    def _spool(self) -> Part:
        problem = self.intake.problem or self.notices.problem
        if problem is not None:
            return Part(False, f"takes no updates, platforms have to send them again: {problem}")
        return Part(True, "updates go to the disk" if self.spooling else "empty")

    @property
    def spooling(self) -> bool:
        """Whether anything that platforms post goes to the disk at the moment."""
        return self.intake.spooling or self.notices.spooling

    async def _delivery(self) -> dict[str, Part]:
        """What keeps messages from going out: a pause, a demanded wait, an open circuit."""
        try:
            async with asyncio.timeout(2), self.database.intake.connection() as connection:
                found = await gate.states(connection)
        except (psycopg.Error, TimeoutError):
            return {}  # the lines of the database and of the guidance say it: away, or of another schema
        return {f"delivery_{state.platform}": _sending(state) for state in found}

    async def _database(self) -> Part:
        try:
            async with asyncio.timeout(2):
                await self.database.fetch("SELECT 1")
        except (*INFRASTRUCTURE, TimeoutError) as error:
            return Part(False, f"not reachable: {error or 'no answer'}".strip(), vital=True)
        return Part(True, "reachable", vital=True)

    async def _cleaning(self) -> dict[str, Part]:
        """Whether what is no longer needed goes: nobody sees it otherwise that names and texts stay."""
        try:
            async with asyncio.timeout(2):
                found = await cleaning.states(self.database)
        except (psycopg.Error, TimeoutError):
            return {}
        overdue = [f"{state.name} ({state.error or 'not tried'})" for state in found if state.overdue]
        if not overdue:
            return {"cleaning": Part(True, "what is no longer needed goes every night")}
        told = f"for more than {cleaning.OVERDUE_HOURS} hours these were not deleted: {', '.join(overdue)}"
        return {"cleaning": Part(False, f"{told}; the log says why, 'motcua db clean' tries again")}

    def _guidance(self) -> Part:
        if not self.guidance.loaded:
            return Part(False, f"not loaded: {self.guidance.problem or 'the database is away'}", vital=True)
        if self.guidance.problem is not None:
            return Part(False, f"the newest state is not readable, an older one answers: {self.guidance.problem}")
        return Part(True, f"version {self.guidance.current.version}", vital=True)

    def _platforms(self) -> dict[str, Part]:
        """What platforms say of themselves: updates that can't be fetched, a login that is needed soon."""
        problems = {str(platform.name): platform.problem for platform in self.platforms}
        return {name: Part(problem is None, problem or "no trouble known") for name, problem in problems.items()}

    async def _nlu(self) -> Part:
        model = await self.rasa.model()
        return Part(model is not None, model or "not reachable; only buttons and keywords work")

    async def _booking(self) -> Part:
        if self.booking is None:
            return Part(False, "none configured; no slot can be booked")
        ready = await self.booking.ready()
        return Part(ready, "ready" if ready else "not reachable; no slot can be booked")

    def routes(self) -> list[Route]:
        """Return the routes ``/takes``, ``/healthz``, ``/readyz`` and ``/metrics``."""
        return [
            Route("/takes", self._takes),
            Route("/healthz", self._healthz),
            Route("/readyz", self._readyz),
            Route("/metrics", self._metrics),
        ]

    async def _takes(self, _request: Request) -> Response:
        """For load balancers: an update that is sent here can be made durable, if only on the disk."""
        place = await self.intake.takes()
        return JSONResponse({"takes": place}, 200 if place is not None else 503)

    async def _healthz(self, _request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def _readyz(self, _request: Request) -> Response:
        parts = await self.parts()
        ready = all(part.ok for part in parts.values() if part.vital)
        body = {
            "ready": ready,
            "as_of": self.as_of(),
            "parts": {name: {"ok": part.ok, "reason": part.reason} for name, part in parts.items()},
        }
        return JSONResponse(body, 200 if ready else 503)

    async def _metrics(self, _request: Request) -> Response:
        self.metrics.spooling.set(self.spooling)
        self.metrics.background_failing.set(self.background.problem is not None)
        try:
            (row,) = await self.database.fetch(_GAUGES)
            for sort in await cleaning.states(self.database):
                seconds = sort.succeeded if sort.succeeded is not None else math.nan
                self.metrics.cleaned_up.labels(sort.name).set(seconds)
            async with self.database.intake.connection() as connection:
                for state in await gate.states(connection):
                    self.metrics.platform_state(
                        state.platform, paused=state.paused_at is not None, shut=state.shut_until is not None
                    )
        except psycopg.Error:
            self.metrics.database_away.set(1)  # the counters of this process are still worth having
        else:
            self.metrics.database_away.set(0)
            self.metrics.open_messages.set(row["open"])
            self.metrics.parked.set(row["parked"])
            self.metrics.queued.set(row["queued"])
            self.metrics.oldest.set(float(row["oldest"]))
            self.metrics.unknown.set(row["unknown"])
            self.metrics.held.set(row["held"])
            self.metrics.tickets.labels("answered").set(row["tickets"] - row["unanswered"])
            self.metrics.tickets.labels("unanswered").set(row["unanswered"])
        return Response(self.metrics.render(), media_type="text/plain; version=0.0.4; charset=utf-8")
