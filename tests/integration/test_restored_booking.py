"""A backup of both databases that is restored: the booking service forgets again whom the bot had erased since."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import psycopg
import pytest

from booking_client import BookingClient, Unit, UnitLevel
from bot.conversation.people import owner_key
from tests import commands
from tests.integration.booking.booking_serving import token_of
from tests.integration.booking_office import COPIES, MORNING, SUNDAY, TAC_VAN, book_url, running, service
from tests.processes import SECRET_KEY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.integration.booking.booking_serving import Server

__all__ = ["book_url", "running", "service"]

LAST_MESSAGE = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)


@pytest.fixture
async def client(service: Server) -> AsyncIterator[BookingClient]:
    async with BookingClient(service.url, token_of("bot"), timeout=20, attempt_timeout=20) as speaking:
        yield speaking


async def booked(client: BookingClient, service: Server, owner: str, phone: str) -> str:
    async with BookingClient(service.url, token_of("admin"), timeout=20, attempt_timeout=20) as staff:
        await staff.put_units([Unit(id=TAC_VAN, name="Một cửa xã Tắc Vân", level=UnitLevel.COMMUNE, area_id=TAC_VAN)])
        opening = await staff.announce(TAC_VAN, dt.date(2021, 8, 24), MORNING, 20, as_of=SUNDAY)
    held = await client.hold(opening.id, owner=owner, procedure=COPIES, dossiers=1, key=f"h-{owner}", as_of=SUNDAY)
    kept = await client.confirm(held.id, name="Người Demo", phone=phone, key=f"c-{owner}", as_of=SUNDAY)
    return kept.code


async def test_who_was_erased_after_the_backup_is_erased_from_the_restored_bookings_too(
    client: BookingClient, service: Server, bot_database: str, tmp_path: Path
) -> None:
    secret = SECRET_KEY.encode()
    gone, came_back = owner_key(secret, "web", "gone"), owner_key(secret, "web", "came back")
    for owner, phone in ((gone, "0900000001"), (came_back, "0900000002")):
        await booked(client, service, owner, phone)
    with psycopg.connect(bot_database, autocommit=True) as copy:
        copy.execute(
            "INSERT INTO inbox (event_key, as_of, ready, body, received_at, status) VALUES ('x', now(), true, '{}',"
            " %s, 'done')",
            [LAST_MESSAGE],
        )
    erased = tmp_path / "erased"
    later, long_ago = (LAST_MESSAGE + dt.timedelta(hours=hours) for hours in (3, -30))
    erased.write_text(f"{later.isoformat()} {gone}\n{long_ago.isoformat()} {came_back}\n")
    own = {"DATABASE_URL": bot_database, "ERASURES_FILE": str(erased), "BOOKING_TOKEN": token_of("bot")}

    away = commands.run("db", "restored", settings={**own, "BOOKING_URL": "http://127.0.0.1:9"})
    assert away.code == 4
    assert "Nothing was changed" in away.err
    done = commands.run("db", "restored", settings={**own, "BOOKING_URL": service.url})
    assert done.code == 0, done.err

    forgotten, kept = [await client.owner_data(owner, as_of=SUNDAY) for owner in (gone, came_back)]
    assert list(forgotten.bookings) == []
    (booking,) = kept.bookings
    assert booking.visitor is not None
