"""Webhook acknowledgement at 100 updates a second into two processes, while they answer: Telegram's, then Zalo's."""

from __future__ import annotations

import asyncio
import itertools
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import psycopg

from benchmarks.bench import Table, bot, free_port, median, milliseconds, new_database, percentile, server
from tests.fakes.zalo import FakeZalo
from tests.updates import Sender, telegram_env
from tests.wires import TELEGRAM, ZALO_OA, ZaloWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bot.embedded.postgres import EmbeddedPostgres
    from tests.wires import Wire, Writer

PER_SECOND = 100
SECONDS = 60
PEOPLE = 200
_DONE = "SELECT count(*) FILTER (WHERE status = 'done'), count(*) FROM inbox"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where updates come from.

    Attributes:
        settings: of a bot that takes them; nobody takes its answers.
    """

    name: str
    wire: Wire
    people: Sequence[Writer]
    settings: dict[str, str]


async def post_all(addresses: list[str], origin: Origin) -> list[float]:
    """Post at the rate, whatever the ones before take; return the seconds until each was acknowledged."""
    seconds: list[float] = []
    turn = itertools.cycle(addresses)
    started = time.perf_counter()
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client, asyncio.TaskGroup() as group:

        async def post(number: int) -> None:
            update = origin.people[number % len(origin.people)].text(f"lời nhắn {number}")
            began = time.perf_counter()
            status = await origin.wire.post(client, next(turn), update)
            if status != httpx.codes.OK:
                raise RuntimeError(f"an update was answered with {status}")
            seconds.append(time.perf_counter() - began)

        for number in range(PER_SECOND * SECONDS):
            await asyncio.sleep(max(0.0, started + number / PER_SECOND - time.perf_counter()))
            group.create_task(post(number))
    return seconds


async def begin(addresses: list[str], origin: Origin) -> None:
    """Post one text to each process: a start waits a while for a model before it answers (bot.conversation.worker)."""
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        for address, person in zip(addresses, origin.people, strict=False):
            await origin.wire.post(client, address, person.text("chào"))


def _answered(connection: psycopg.Connection, enough: int, within: float) -> tuple[int, int]:
    """Wait until so many are answered, or for so many seconds; return how many are, and how many are stored."""
    began = time.perf_counter()
    done, taken = 0, 0
    while done < enough and time.perf_counter() - began < within:
        time.sleep(0.1)
        done, taken = connection.execute(_DONE).fetchone() or (0, 0)
    return done, taken


def origins() -> Iterator[Origin]:
    """The platforms, each at an address where nobody listens."""
    nobody = f"http://127.0.0.1:{free_port()}"
    yield Origin("telegram", TELEGRAM, [Sender() for _ in range(PEOPLE)], telegram_env(nobody))
    settings = {
        name: nobody if name.endswith("_URL") else value
        for name, value in FakeZalo().env().items()
        if not name.startswith("ZALO_BOT")
    }
    yield Origin("zalo", ZALO_OA, [ZaloWriter(str(8_000_000_000 + number)) for number in range(PEOPLE)], settings)


def run() -> Iterator[Table]:
    """Measure."""
    with server() as (postgres, folder):
        for origin in origins():
            yield _measured(postgres, folder, origin)


def _measured(postgres: EmbeddedPostgres, folder: Path, origin: Origin) -> Table:
    table = Table(
        f"Inbound, {origin.name}",
        f"{PER_SECOND} updates a second of {PEOPLE} people for {SECONDS} s, posted to two bot processes that answer"
        " them meanwhile (no Rasa: texts are read by keywords; no platform that takes the answers); the client and"
        " PostgreSQL share the machine.",
    )
    with ExitStack() as stack:
        url = new_database(postgres, f"inbound_{origin.name}")
        addresses = [stack.enter_context(bot(url, folder, **origin.settings))[0] for _ in range(2)]
        connection = stack.enter_context(psycopg.connect(url, autocommit=True))
        asyncio.run(begin(addresses, origin))
        first, _ = _answered(connection, len(addresses), SECONDS)
        began = time.perf_counter()
        seconds = asyncio.run(post_all(addresses, origin))
        done, taken = _answered(connection, first + PER_SECOND * SECONDS, 9 * SECONDS)
        took = time.perf_counter() - began
        done, taken = done - first, taken - first
    table.add("updates acknowledged", f"{len(seconds):,}", f"{taken:,} stored, {done:,} answered", "all")
    table.add("acknowledged, p50", milliseconds(median(seconds)))
    table.add("acknowledged, p99", milliseconds(percentile(seconds, 0.99)), "", "≤ 100 ms")
    table.add("last answer stored after", f"{took:.1f} s", f"{len(seconds) / took:.0f} turns a second")
    return table
