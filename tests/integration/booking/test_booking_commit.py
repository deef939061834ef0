"""PostgreSQL fails while it commits: what came of the change is not known, is said so, and can be asked for."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING

import httpx
import psycopg
import pytest

from booking_client import (
    BookingClient,
    BookingUnavailable,
    ChangeAbandoned,
    ChangeState,
    HalfDay,
    Unit,
    UnitLevel,
)
from bot.embedded.postgres import EmbeddedPostgres
from tests import shared
from tests.integration.booking.booking_serving import (
    MONDAY,
    PROCEDURE,
    SUNDAY_NOON,
    ContractTransport,
    Server,
    token_of,
)
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VISITOR = {"name": "Nguyễn Văn Demo", "phone": "0912000111"}
UNKNOWN = "urn:motcua:booking:outcome-unknown"
PATIENT = {"LOCK_TIMEOUT_MS": "30000", "STATEMENT_TIMEOUT_MS": "60000"}
"""What waits here waits until the test has seen it, however busy the machine."""


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[EmbeddedPostgres]:
    """A server that the tests may hurt."""
    with shared.copied_cluster("commit") as cluster, EmbeddedPostgres(cluster) as server:
        yield server


@pytest.fixture(scope="module")
def service(own_postgres: EmbeddedPostgres) -> Iterator[Server]:
    url = own_postgres.ensure_database("booking", template=shared.BOOKING)
    own = Server(url, PATIENT)
    own.start()
    yield own
    own.stop()


@pytest.fixture
def ask(own_postgres: EmbeddedPostgres, service: Server) -> Callable[..., object]:
    def asked(statement: str) -> object:
        with psycopg.connect(service.database_url, autocommit=True) as connection:
            connection.execute("SET synchronous_commit = local")
            cursor = connection.execute(statement)
            return cursor.fetchone() if cursor.description is not None else None

    return asked


async def waiting_at(ask: Callable[..., object], event: str) -> int:
    """Return the backend that waits so."""
    query = f"SELECT pid FROM pg_stat_activity WHERE wait_event = '{event}' AND application_name = 'motcua-booking-api'"
    return (await until(lambda: ask(query)))[0]


async def new_hold(admin: BookingClient, bot: BookingClient, name: str) -> str:
    await admin.put_units([Unit(id=name, name=name, level=UnitLevel.COMMUNE, area_id=name)])
    opening = await admin.announce(name, MONDAY, HalfDay.MORNING, 5, as_of=SUNDAY_NOON)
    return (await bot.hold(opening.id, procedure=PROCEDURE, owner=name, as_of=SUNDAY_NOON)).id


def clients(service: Server) -> tuple[BookingClient, BookingClient]:
    return tuple(
        BookingClient(service.url, token_of(role), transport=ContractTransport(), timeout=20, attempt_timeout=20)
        for role in ("admin", "bot")
    )


async def confirm(service: Server, hold: str, key: str) -> httpx.Response:
    headers = {
        "Authorization": f"Bearer {token_of('bot')}",
        "Idempotency-Key": key,
        "X-As-Of": SUNDAY_NOON.isoformat(),
    }
    async with httpx.AsyncClient(transport=ContractTransport(), base_url=service.url, timeout=20) as http:
        return await http.post(f"/v1/holds/{hold}/confirm", json=VISITOR, headers=headers)


@pytest.mark.parametrize("how", ["terminated", "killed"])
async def test_a_commit_that_got_no_answer_is_unknown_and_then_known(service, ask, how):
    admin, bot = clients(service)
    async with admin, bot:
        hold = await new_hold(admin, bot, f"done-{how}")
        ask("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")  # a COMMIT is flushed, its answer waits
        ask("SELECT pg_reload_conf()")
        await until(lambda: ask("SHOW synchronous_standby_names") == ("nobody",))
        try:
            asked = asyncio.create_task(confirm(service, hold, how))
            pid = await waiting_at(ask, "SyncRep")
            ask("ALTER SYSTEM RESET synchronous_standby_names")
            if how == "terminated":
                ask(f"SELECT pg_terminate_backend({pid})")
            else:
                os.kill(pid, signal.SIGKILL)  # and PostgreSQL starts anew
            answer = await asked
        finally:
            await until(lambda: up_again(ask))
        assert (answer.status_code, answer.json()["type"]) == (500, UNKNOWN)
        settled = await bot.settle(how)
        assert settled.state is ChangeState.DONE
        booking = settled.booking()
        again = await bot.confirm(hold, key=how, as_of=SUNDAY_NOON, **VISITOR)
        assert (again.code, again.queue_number) == (booking.code, booking.queue_number)


def up_again(ask: Callable[..., object]) -> bool:
    try:
        ask("ALTER SYSTEM RESET synchronous_standby_names")
        ask("SELECT pg_reload_conf()")
    except psycopg.OperationalError:
        return False
    return True


async def test_a_commit_that_was_undone_is_unknown_and_then_certainly_not_made(service, ask):
    admin, bot = clients(service)
    async with admin, bot:
        hold = await new_hold(admin, bot, "undone")
        ask(
            "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_sleep(30); RETURN NULL; END $$"
        )
        ask(
            "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON bookings DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION slow()"
        )
        try:
            asked = asyncio.create_task(confirm(service, hold, "undone"))
            ask(f"SELECT pg_terminate_backend({await waiting_at(ask, 'PgSleep')})")
            answer = await asked
            # An answer is awaited no longer: from now on the key makes nothing, however late the request comes.
            assert (await bot.settle("undone")).state is ChangeState.NOT_DONE
        finally:
            ask("DROP TRIGGER slow ON bookings")
            ask("DROP FUNCTION slow()")
        assert (answer.status_code, answer.json()["type"]) == (500, UNKNOWN)
        with pytest.raises(ChangeAbandoned):
            await bot.confirm(hold, key="undone", as_of=SUNDAY_NOON, **VISITOR)
        assert (await bot.settle("undone")).state is ChangeState.NOT_DONE
        assert (await bot.confirm(hold, key="anew", as_of=SUNDAY_NOON, **VISITOR)).queue_number == 1


async def test_settling_waits_for_a_change_that_is_under_way(service, ask):
    admin, bot = clients(service)
    async with admin, bot:
        hold = await new_hold(admin, bot, "under-way")
        with psycopg.connect(service.database_url) as other:
            other.execute("SELECT 1 FROM openings WHERE unit_id = 'under-way' FOR UPDATE")
            asked = asyncio.create_task(bot.confirm(hold, key="under-way", as_of=SUNDAY_NOON, **VISITOR))
            await waiting_at(ask, "transactionid")
            settling = asyncio.create_task(bot.settle("under-way"))
            both = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'transactionid' OFFSET 1"
            await until(lambda: ask(both))
            other.rollback()
        assert (await settling).booking().code == (await asked).code
        with pytest.raises(LookupError):
            (await bot.settle("nobody-asked")).booking()


async def test_the_client_tells_a_change_of_unknown_fate(service):
    refusal = {"type": UNKNOWN, "title": "", "status": 500, "detail": ""}

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(500, json=refusal)

    async with BookingClient(service.url, "t", timeout=0.2, transport=httpx.MockTransport(answer)) as client:
        with pytest.raises(BookingUnavailable) as unknown:
            await client.confirm("h", **VISITOR)
    assert unknown.value.outcome_unknown
