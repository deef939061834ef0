"""The booking service behind a pooler that lends connections for a transaction only."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg
import pytest

from booking_api import rights
from booking_client import BookingClient, HalfDay, OpeningFull, Unit, UnitLevel
from tests.integration.booking.booking_serving import MONDAY, PROCEDURE, SUNDAY_NOON, Server, token_of
from tests.integration.booking.conftest import WITHOUT_LIMITS
from tests.pooler import KINDS, pooler_before

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.embedded.postgres import EmbeddedPostgres

PLACES = 12


@pytest.mark.parametrize("kind", KINDS)
async def test_two_services_behind_a_pooler_give_away_each_place_once(
    kind: str, postgres: EmbeddedPostgres, clone_booking: Callable[[], str]
) -> None:
    """Statements that one connection prepared, settings that a session was given: nothing leans on them."""
    url = clone_booking()
    folder = postgres.data_dir.parent / f"pooler-{kind}"
    database = urlsplit(url).path.lstrip("/")
    with psycopg.connect(url, autocommit=True) as owner:
        # What the service asks for where it is missing; for this database alone, since others share the server.
        for setting in (
            "statement_timeout = '5s'",
            "idle_in_transaction_session_timeout = '20s'",
            "lock_timeout = '1s'",
        ):
            owner.execute(f"ALTER ROLE {rights.SERVICE} IN DATABASE {database} SET {setting}")
    async with pooler_before(kind, postgres, folder, database=database, role=rights.SERVICE) as pooler:
        pooled = {**WITHOUT_LIMITS, "DATABASE_URL": pooler.url, "DATABASE_POOLED": "1", "POOL_SIZE": "6"}
        servers = [Server(url, pooled) for _ in range(2)]
        for server in servers:
            await asyncio.to_thread(server.start)
        clients = [BookingClient(server.url, token_of("admin"), timeout=20, attempt_timeout=20) for server in servers]
        await clients[0].put_units([Unit(id="u", name="Một cửa Demo", level=UnitLevel.COMMUNE, area_id="u")])
        opening = await clients[0].announce("u", MONDAY, HalfDay.MORNING, PLACES, as_of=SUNDAY_NOON)

        async def book(number: int) -> bool:
            client = clients[number % 2]
            try:
                held = await client.hold(opening.id, procedure=PROCEDURE, owner=f"o{number}", as_of=SUNDAY_NOON)
            except OpeningFull:
                return False
            await client.confirm(held.id, name="Người Demo", phone=f"09000000{number:02}", as_of=SUNDAY_NOON)
            return True

        booked = await asyncio.gather(*(book(number) for number in range(2 * PLACES)))
        listed = await clients[1].day("u", MONDAY, as_of=SUNDAY_NOON)
        for client in clients:
            await client.aclose()
        for server in servers:
            await asyncio.to_thread(server.stop)
    assert sum(booked) == PLACES
    (kept,) = listed.openings
    assert sorted(booking.queue_number for booking in kept.bookings) == list(range(1, PLACES + 1))
    with psycopg.connect(url) as owner:
        assert owner.execute("SELECT count(*) FROM bookings").fetchone() == (PLACES,)
