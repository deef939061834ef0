"""Webhook acknowledgement at 100 updates a second into two processes, while they answer."""

from __future__ import annotations

import asyncio
import itertools
import time
from contextlib import ExitStack

import httpx
import psycopg

from benchmarks.bench import Table, bot, free_port, median, milliseconds, new_database, percentile, server
from benchmarks.latency import TOKEN, update
from bot.platforms.telegram import WEBHOOK_PATH, webhook_secret
from bot.platforms.telegram.platform import SECRET_HEADER

PER_SECOND = 100
SECONDS = 60
PEOPLE = 200
_DONE = "SELECT count(*) FILTER (WHERE status = 'done'), count(*) FROM inbox"


async def post_all(addresses: list[str]) -> list[float]:
    """Post at the rate, whatever the ones before take; return the seconds until each was acknowledged."""
    seconds: list[float] = []
    headers = {SECRET_HEADER: webhook_secret(TOKEN)}
    turn = itertools.cycle(addresses)
    started = time.perf_counter()
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client, asyncio.TaskGroup() as group:

        async def post(number: int) -> None:
            body = update(f"lời nhắn {number}", number)
            for part in ("from", "chat"):
                body["message"][part]["id"] = 7_000_000 + number % PEOPLE
            began = time.perf_counter()
            (await client.post(f"{next(turn)}{WEBHOOK_PATH}", json=body, headers=headers)).raise_for_status()
            seconds.append(time.perf_counter() - began)

        for number in range(PER_SECOND * SECONDS):
            await asyncio.sleep(max(0.0, started + number / PER_SECOND - time.perf_counter()))
            group.create_task(post(number))
    return seconds


def run() -> list[Table]:
    """Measure."""
    table = Table(
        "Inbound",
        f"{PER_SECOND} updates a second of {PEOPLE} people for {SECONDS} s, posted to two bot processes that answer"
        " them meanwhile (no Rasa: texts are read by keywords); the client and PostgreSQL share the machine.",
    )
    with server() as (postgres, folder), ExitStack() as stack:
        url = new_database(postgres, "inbound")
        settings = {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API_URL": f"http://127.0.0.1:{free_port()}",
            "PUBLIC_URL": "https://bot.example",
        }
        addresses = [stack.enter_context(bot(url, folder, **settings))[0] for _ in range(2)]
        began = time.perf_counter()
        seconds = asyncio.run(post_all(addresses))
        with psycopg.connect(url, autocommit=True) as connection:
            done, taken = 0, 0
            while done < PER_SECOND * SECONDS and time.perf_counter() - began < 10 * SECONDS:
                time.sleep(0.1)
                done, taken = connection.execute(_DONE).fetchone() or (0, 0)
        took = time.perf_counter() - began
    table.add("updates acknowledged", f"{len(seconds):,}", f"{taken:,} stored, {done:,} answered", "all")
    table.add("acknowledged, p50", milliseconds(median(seconds)))
    table.add("acknowledged, p99", milliseconds(percentile(seconds, 0.99)), "", "≤ 100 ms")
    table.add("last answer stored after", f"{took:.1f} s", f"{len(seconds) / took:.0f} turns a second")
    return [table]
