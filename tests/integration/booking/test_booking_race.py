"""Many people want a few places at once, and the service and its PostgreSQL are killed while they do."""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import datetime as dt
import random
import time
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg.rows import dict_row

from booking_client import (
    BookingClient,
    BookingUnavailable,
    CircuitBreaker,
    HalfDay,
    HoldExpired,
    OpeningFull,
    Unit,
    UnitLevel,
)
from bot.embedded.postgres import EmbeddedPostgres
from tests import shared
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.booking.booking_serving import Server

PLACES = 10
HOLD_SECONDS = 6
AS_OF = dt.datetime(2021, 8, 22, 12, tzinfo=dt.timezone(dt.timedelta(hours=7)))
FIRST_DAY = dt.date(2021, 8, 23)


@dataclasses.dataclass
class Told:
    """What one client was told in the end."""

    owner: str
    codes: set[str] = dataclasses.field(default_factory=set)
    result: str = "nothing"


async def insist(call, *args, **options):
    """Repeat a call under its key until the service answers, as a person's phone would."""
    for _ in range(60):
        try:
            return await call(*args, **options)
        except BookingUnavailable:
            await asyncio.sleep(random.uniform(0.02, 0.2))
    raise AssertionError("the service never answered")


async def want_a_place(client: BookingClient, opening_id: int, told: Told, *, vanishes: bool) -> None:
    name = told.owner
    options = {"procedure": "1", "owner": name, "key": f"{name}-hold", "as_of": AS_OF}
    try:
        hold = await insist(client.hold, opening_id, **options)
        if random.random() < 0.3:
            assert await insist(client.hold, opening_id, **options) == hold
        if vanishes:
            told.result = "vanished"
            return
        visitor = {"name": "Nguyễn Văn Demo", "phone": "0912000000", "key": f"{name}-confirm"}
        for _ in range(1 if random.random() < 0.5 else 3):
            told.codes.add((await insist(client.confirm, hold.id, **visitor)).code)
        told.result = "booked"
    except OpeningFull:
        told.result = "full"
    except HoldExpired:
        told.result = "too late"


async def kill_the_service(server: Server) -> None:
    server.kill()
    server.launch()
    await asyncio.to_thread(server.await_listening)


async def kill_the_database(postgres: EmbeddedPostgres) -> None:
    """As a crash would: no checkpoint, commits that are flushed and never answered."""
    await asyncio.to_thread(postgres.stop, immediate=True)
    await asyncio.to_thread(postgres.start)


async def kill_at_random(
    server: Server, postgres: EmbeddedPostgres, done: asyncio.Event, number: int
) -> collections.Counter[str]:
    """Kill the service in one round and its database in the next, or one after the other."""
    kills: collections.Counter[str] = collections.Counter()
    most = random.randint(1, 2)
    while not done.is_set() and kills.total() < most:
        await asyncio.sleep(random.uniform(0.05, 0.7))
        if (number + kills.total()) % 2:
            await kill_the_database(postgres)
            kills["postgresql"] += 1
        else:
            await kill_the_service(server)
            kills["service"] += 1
    return kills


async def one_round(
    server: Server,
    postgres: EmbeddedPostgres,
    clients: list[BookingClient],
    opening_id: int,
    *,
    number: int,
    people: int,
) -> tuple[list[Told], collections.Counter[str]]:
    told = [Told(f"r{number}:c{index}") for index in range(people)]
    done = asyncio.Event()
    killer = asyncio.create_task(kill_at_random(server, postgres, done, number))
    async with asyncio.TaskGroup() as group:
        for index, one in enumerate(told):
            client = clients[index % len(clients)]
            group.create_task(want_a_place(client, opening_id, one, vanishes=index % 20 == 0))
    done.set()
    return told, await killer


def check_round(connection, opening_id: int, told: list[Told]) -> None:
    """Never oversold, no number twice, and everybody was told the truth."""
    booked = connection.execute("SELECT * FROM bookings WHERE opening_id = %s", [opening_id]).fetchall()
    opening = connection.execute("SELECT * FROM openings WHERE id = %s", [opening_id]).fetchone()
    held = connection.execute(
        "SELECT coalesce(sum(dossiers), 0) AS n FROM holds WHERE opening_id = %s AND state = 'open'", [opening_id]
    ).fetchone()["n"]
    assert len(booked) + held == opening["taken"] == sum(opening["people"])
    assert opening["taken"] <= PLACES
    numbers = [row["queue_number"] for row in booked]
    assert len(set(numbers)) == len(numbers)
    by_owner = collections.defaultdict(set)
    for row in booked:
        by_owner[row["owner"]].add(row["code"])
    assert {one.owner: one.codes for one in told if one.codes} == by_owner
    assert "nothing" not in {one.result for one in told}


async def check_nothing_stuck(client: BookingClient, opening_id: int, connection) -> None:
    """What vanished clients held is free again, and can be booked up to the last place."""
    opening = await insist(client.opening, opening_id, as_of=AS_OF)
    wanted = {"procedure": "1", "as_of": AS_OF}
    for number in range(opening.places_left):
        left = f"left:{opening_id}:{number}"
        hold = await insist(client.hold, opening_id, key=f"{left}-hold", **wanted)
        await insist(client.confirm, hold.id, name="Trần Thị Demo", phone="0912000001", key=f"{left}-confirm")
    with pytest.raises(OpeningFull):
        await insist(client.hold, opening_id, key=f"left:{opening_id}:none", **wanted)
    query = "SELECT sum(dossiers)::int AS n, count(DISTINCT queue_number)::int AS numbers FROM bookings"
    counted = connection.execute(query + " WHERE opening_id = %s", [opening_id]).fetchone()
    assert counted == {"n": PLACES, "numbers": PLACES}


def holds_are_over(connection) -> bool:
    """Whether all holds have run out; what was left open are those of people who vanished."""
    query = "SELECT EXISTS (SELECT 1 FROM holds WHERE state = 'open' AND expires_at >= clock_timestamp()) AS some"
    return not connection.execute(query).fetchone()["some"]


async def openings_for(client: BookingClient, rounds: int) -> list[int]:
    unit = Unit(id="race", name="UBND xã Thử", level=UnitLevel.COMMUNE, area_id="race")
    await client.put_units([unit])
    days = [FIRST_DAY + dt.timedelta(days=number) for number in range(rounds)]
    return [(await client.announce("race", day, HalfDay.MORNING, PLACES, as_of=AS_OF)).id for day in days]


@pytest.fixture
def mortal_postgres() -> Iterator[EmbeddedPostgres]:
    """A server of this test's own, that keeps what it has confirmed when it is killed."""
    with shared.copied_cluster("race") as cluster, EmbeddedPostgres(cluster) as server:
        yield server


@pytest.mark.parametrize(
    "size",
    [
        pytest.param((2, 40), id="short"),
        pytest.param((1000, 60), marks=[pytest.mark.soak, pytest.mark.timeout(3 * 3600)], id="soak"),
    ],
)
async def test_ten_places_many_people_and_whatever_dies(mortal_postgres, new_server, connect, size, table):
    rounds, people = size
    url = mortal_postgres.ensure_database("race", template=shared.BOOKING)
    # What was left over is booked at the end for one phone.
    many = {"CALLER_MOST_BOOKINGS": "1000000", "CALLER_MOST_PLACES": "1000000"}
    server = new_server(url, HOLD_SECONDS=str(HOLD_SECONDS), POOL_SIZE="24", **many)
    # A killed service breaks its connections off at once; a time-out would only tell that the machine is busy. (And
    # anyio forgets to close a connection that is made in the very moment in which somebody's time runs out.)
    patient = {"breaker": CircuitBreaker(threshold=10**9), "timeout": 120.0, "attempt_timeout": 60.0}
    clients = [connect(server, "bot", **patient) for _ in range(10)]
    admin = connect(server, "admin", **patient)
    opening_ids = await openings_for(admin, rounds)
    outcomes: collections.Counter[str] = collections.Counter()
    kills: collections.Counter[str] = collections.Counter()
    started = time.monotonic()
    for number, opening_id in enumerate(opening_ids):
        told, killed = await one_round(server, mortal_postgres, clients, opening_id, number=number, people=people)
        with psycopg.connect(url, row_factory=dict_row, autocommit=True) as connection:
            check_round(connection, opening_id, told)
        outcomes.update(one.result for one in told)
        kills += killed
    with psycopg.connect(url, row_factory=dict_row, autocommit=True) as connection:
        await until(lambda: holds_are_over(connection), 60)
        for opening_id in opening_ids:
            await check_nothing_stuck(admin, opening_id, connection)
    assert kills.total() >= rounds
    assert min(kills["service"], kills["postgresql"]) >= rounds // 2
    assert outcomes["booked"] > 0
    seconds = time.monotonic() - started
    table(
        f"{people} people want {PLACES} places while the service and PostgreSQL are killed",
        rounds=rounds,
        seconds=f"{seconds:.0f} ({seconds / rounds:.2f} a round)",
        kills_of_the_service=kills["service"],
        kills_of_postgresql=kills["postgresql"],
        people_were_told=dict(sorted(outcomes.items())),
        oversold=0,
        queue_numbers_twice=0,
        holds_stuck=0,
    )
