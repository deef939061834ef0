"""People who write to the bot, and staff who label what it did not understand: real turns on a real database.

Readings are given by the test, since what a model makes of a text changes with every model.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.content.reference import load_reference
from bot.content.texts_loader import load_texts
from bot.conversation import inbox
from bot.conversation.messages import Inbound, Kind, PlatformName
from bot.conversation.runner import TurnRunner
from bot.conversation.understood import Entity, Reading, Understanding
from bot.guidance.moments import VIETNAM
from bot.handlers.registry import build_router
from bot.review.collecting import Collector
from bot.review.domain import Domain
from bot.review.person_names import PlaceNames
from bot.review.queue import ReviewDesk
from bot.staff.actor import Actor
from bot.staff.office import Office
from bot.staff.roles import Role
from tests.stored_guidance import guidance_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.conversation.guidance_store import Reference
    from bot.conversation.snapshot import Guidance
    from bot.db.pool import Database
    from tests.rows import Rows

NLU = Path(__file__).resolve().parents[3] / "nlu"
SECRET = b"only-for-tests-" + b"0" * 32
START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
_events = itertools.count(1)


def read(intent: str, *others: str, entities: tuple[Entity, ...] = (), model: str = "nlu-demo") -> Understanding:
    """A reading of the model: what it acts on, and its ranking (the intent itself where none is given)."""
    ranking = tuple(Reading(name, round(0.6 - 0.25 * at, 2)) for at, name in enumerate(others or (intent,)))
    return Understanding(intent, ranking[0].confidence, entities, ranking, model=model)


def unsure(*others: str, entities: tuple[Entity, ...] = ()) -> Understanding:
    """A reading under the threshold."""
    return read("nlu_fallback", *others, entities=entities)


@dataclass
class Town:
    """People whose messages are answered by real turns.

    Attributes:
        clock: when the next message comes in; each takes a few seconds.
    """

    database: Database
    runner: TurnRunner
    collector: Collector
    clock: datetime = START
    people: dict[str, str] = field(default_factory=dict)

    async def say(self, person: str, text: str, understanding: Understanding, *, after: float = 20) -> None:
        """Have somebody write, so many seconds after the last message, and the bot answer."""
        await self._take(person, Kind.TEXT, text=text, understanding=understanding, after=after)

    async def press(self, person: str, payload: str, *, after: float = 20) -> None:
        """Have somebody press a choice."""
        await self._take(person, Kind.CHOICE, payload=payload, after=after)

    async def _take(
        self, person: str, kind: Kind, *, after: float, understanding: Understanding | None = None, **what: Any
    ) -> None:
        self.clock += timedelta(seconds=after)
        sender = f"person-{person}"
        update = Inbound(PlatformName.TERMINAL, f"event-{next(_events)}", sender, sender, kind, **what)
        async with self.database.turns.connection() as connection:
            assert await inbox.accept(connection, SECRET, update, datetime(2021, 8, 22, 9, tzinfo=VIETNAM))
            await connection.execute(
                b"UPDATE inbox SET received_at = %s WHERE id = (SELECT max(id) FROM inbox)", [self.clock]
            )
            if understanding is not None:
                unread = await inbox.claim_unread(connection, inbox.Turns())
                assert unread is not None
                await inbox.save_reading(connection, unread.inbox_id, understanding)
        while await self.runner.run_one() is not None:
            pass

    async def collect(self) -> int:
        """Fill the queue."""
        return await self.collector.collect()


@pytest.fixture(scope="session")
def reference() -> Reference:
    return load_reference()


@pytest.fixture
async def guidance(database: Database, reference: Reference) -> Guidance:
    return await guidance_of(database, reference)


@pytest.fixture(scope="session")
def places(reference: Reference) -> PlaceNames:
    return PlaceNames(reference.places)


@pytest.fixture
def town(database: Database, guidance: Guidance, places: PlaceNames) -> Town:
    runner = TurnRunner(
        database,
        build_router(flood_burst=10_000),
        lambda: guidance,
        load_texts(),
        booking=None,
        secret=SECRET,
        turn_seconds=20,
    )
    return Town(database, runner, Collector(database, places))


@pytest.fixture(scope="session")
def domain() -> Domain:
    return Domain.read(NLU / "domain.yml")


@pytest.fixture
def desk(database: Database, guidance: Guidance, domain: Domain) -> Callable[..., ReviewDesk]:
    """A function that seats somebody at the desk."""

    def seat(name: str = "Quản trị Demo", role: Role = Role.ADMIN) -> ReviewDesk:
        office = Office(database, guidance, Actor(name, role), START.astimezone(VIETNAM))
        return ReviewDesk(office, domain)

    return seat


@pytest.fixture
def query(rows: Rows) -> Rows:
    """Asks the bot's database."""
    return rows
