"""From a free text's arrival to its answer in the outbox, beside Rasa's own reading; acknowledgement; memory."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import psycopg
import yaml

from benchmarks.bench import Table, bot, median, milliseconds, new_database, percentile, resident_megabytes, server
from bot.db.events import OUTBOX
from bot.embedded.parts import NLU, NluServer, train_model
from bot.embedded.system import free_port
from bot.platforms.telegram import WEBHOOK_PATH, webhook_secret
from bot.platforms.telegram.platform import SECRET_HEADER

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

PER_SECOND = 20
SECONDS = 30
TOKEN = "123456789:only-for-benchmarks-AAAAAAAAAAAAAAAA"


def texts() -> list[str]:
    """Return messages out of the training data without their marks: what is read does not matter here."""
    found: list[str] = []
    for path in sorted((NLU / "data").glob("ask_*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in str(block["examples"]).splitlines():
                text = line.removeprefix("- ").replace("[", "")
                while "](" in text:
                    head, _, rest = text.partition("](")
                    text = head + rest.partition(")")[2]
                found.append(text)
    random.Random(4708).shuffle(found)
    return found


async def at_rate(work: Callable[[str, int], Awaitable[None]]) -> None:
    """Do ``work`` for a text, PER_SECOND times a second, whatever the ones before take."""
    source = itertools.cycle(texts())
    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(PER_SECOND * SECONDS):
            await asyncio.sleep(max(0.0, started + number / PER_SECOND - time.perf_counter()))
            group.create_task(_ignore(work(next(source), number)))


async def _ignore(work: Awaitable[None]) -> None:
    await work


async def parse_alone(url: str, token: str) -> list[float]:
    """Return the seconds of each ``POST /model/parse`` at the rate."""
    seconds: list[float] = []
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:

        async def parse(text: str, _number: int) -> None:
            began = time.perf_counter()
            response = await client.post(f"{url}/model/parse", params={"token": token}, json={"text": text})
            response.raise_for_status()
            seconds.append(time.perf_counter() - began)

        await at_rate(parse)
    return seconds


def update(text: str, number: int) -> dict[str, Any]:
    """Return a Telegram update of a person of its own."""
    person = {"id": 7_000_000 + number, "is_bot": False, "first_name": "Demo"}
    chat = {"id": person["id"], "type": "private", "first_name": "Demo"}
    message = {"message_id": number + 1, "date": 1629600000, "from": person, "chat": chat, "text": text}
    return {"update_id": number + 1, "message": message}


async def through_the_bot(url: str, database_url: str) -> tuple[list[float], list[float]]:
    """Return the seconds from each text's post to its answer in the outbox, and to its acknowledgement."""
    posted: dict[str, float] = {}
    answered: dict[str, float] = {}
    acknowledged: list[float] = []
    headers = {SECRET_HEADER: webhook_secret(TOKEN)}
    listening = asyncio.create_task(_watch(database_url, answered))
    await asyncio.sleep(0.2)
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:

        async def post(text: str, number: int) -> None:
            body = update(text, number)
            began = time.perf_counter()
            posted[str(body["message"]["chat"]["id"])] = began
            response = await client.post(f"{url}{WEBHOOK_PATH}", json=body, headers=headers)
            response.raise_for_status()
            acknowledged.append(time.perf_counter() - began)

        await at_rate(post)
    await _all_in(posted, answered)
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    if missing := posted.keys() - answered.keys():
        raise RuntimeError(f"{len(missing)} texts were not answered")
    return [answered[chat] - began for chat, began in posted.items()], acknowledged


async def _all_in(posted: dict[str, float], answered: dict[str, float]) -> None:
    for _ in range(200):
        if len(answered) == len(posted):
            return
        await asyncio.sleep(0.1)


async def _watch(database_url: str, answered: dict[str, float]) -> None:
    """Note when the first answer to each chat is seen by another connection, woken by the bot's own notification."""
    async with (
        await psycopg.AsyncConnection.connect(database_url, autocommit=True) as listener,
        await psycopg.AsyncConnection.connect(database_url, autocommit=True) as reader,
    ):
        await listener.execute(f"LISTEN {OUTBOX}")
        last = 0
        while True:
            async for _ in listener.notifies(timeout=0.005, stop_after=1):
                break
            cursor = await reader.execute("SELECT id, chat FROM outbox WHERE id > %s ORDER BY id", [last])
            for row in await cursor.fetchall():
                last = row[0]
                answered.setdefault(row[1], time.perf_counter())


def run() -> list[Table]:
    """Measure."""
    table = Table(
        "Free text",
        f"{PER_SECOND} texts a second for {SECONDS} s, each of another person; one bot process, one Rasa server, one"
        " PostgreSQL server and this client share the machine. Rasa alone before and after.",
    )
    with server() as (postgres, folder):
        nlu = NluServer(folder, free_port())
        nlu.start(train_model(print, folder / "train.log"))
        try:
            nlu.wait()
            asyncio.run(_warm(nlu.url, nlu.token))
            before = asyncio.run(parse_alone(nlu.url, nlu.token))
            url = new_database(postgres, "latency")
            settings = {
                "TELEGRAM_TOKEN": TOKEN,
                "TELEGRAM_API_URL": f"http://127.0.0.1:{free_port()}",
                "PUBLIC_URL": "https://bot.example",
                "NLU_URL": nlu.url,
                "NLU_TOKEN": nlu.token,
            }
            with bot(url, Path(folder), **settings) as (address, pid):
                replies, acknowledged = asyncio.run(through_the_bot(address, url))
                memory = resident_megabytes(pid)
            after = asyncio.run(parse_alone(nlu.url, nlu.token))
        finally:
            nlu.stop()
    parse = before + after
    p50, p99 = median(replies), percentile(replies, 0.99)
    alone50, alone99 = median(parse), percentile(parse, 0.99)
    table.add("POST /model/parse alone, p50", milliseconds(alone50))
    table.add("POST /model/parse alone, p99", milliseconds(alone99))
    table.add("text → reply in the outbox, p50", milliseconds(p50), f"{p50 / alone50:.1f} × parse p50", "≤ 3 ×")
    table.add("text → reply in the outbox, p99", milliseconds(p99), f"{p99 / alone50:.1f} × parse p50", "≤ 8 ×")
    table.add("webhook acknowledged, p50", milliseconds(median(acknowledged)))
    table.add("webhook acknowledged, p99", milliseconds(percentile(acknowledged, 0.99)), "", "≤ 50 ms")
    table.add("resident memory of the bot", f"{memory:.0f} MB", "", "≤ 200 MB")
    return [table]


async def _warm(url: str, token: str) -> None:
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        for text in texts()[:50]:
            await client.post(f"{url}/model/parse", params={"token": token}, json={"text": text})
