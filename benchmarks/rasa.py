"""Turns a second beside Rasa's own REST channel with an action server: the same questions, model and machine."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import psycopg

from benchmarks.bench import CHECKOUT, Table, bot, free_port, median, new_database, server
from benchmarks.latency import TOKEN, texts, update
from bot.db.events import OUTBOX
from bot.embedded.children import start_child, stop_child
from bot.embedded.parts import NLU, NluServer, nlu_python, train_model
from bot.platforms.telegram import WEBHOOK_PATH, webhook_secret
from bot.platforms.telegram.platform import SECRET_HEADER

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

PEOPLE = 16
QUESTIONS = 25
ROUNDS = 2
_PEER = CHECKOUT / "benchmarks" / "rasa_peer"
_READY_WITHIN = 180.0
_ANSWER_WITHIN = 120.0


async def closed_loop(ask: Callable[[int, str], Awaitable[None]]) -> float:
    """Let PEOPLE ask QUESTIONS each, the next one when the last is answered; return turns a second."""
    source = texts()

    async def person(number: int) -> None:
        for text in source[number * QUESTIONS : (number + 1) * QUESTIONS]:
            await ask(number, text)

    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(PEOPLE):
            group.create_task(person(number))
    return PEOPLE * QUESTIONS / (time.perf_counter() - started)


class Answers:
    """Wakes whoever waits for an answer of the bot: it is stored in the outbox then, and survives a crash."""

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Future[None]] = {}

    def expect(self, chat: str) -> asyncio.Future[None]:
        """Return what is done when the next answer to ``chat`` is stored."""
        self._waiting[chat] = asyncio.get_running_loop().create_future()
        return self._waiting[chat]

    async def watch(self, database_url: str) -> None:
        """Look for answers whenever the bot tells of some; until cancelled."""
        async with (
            await psycopg.AsyncConnection.connect(database_url, autocommit=True) as listener,
            await psycopg.AsyncConnection.connect(database_url, autocommit=True) as reader,
        ):
            await listener.execute(f"LISTEN {OUTBOX}")
            last = (await (await reader.execute("SELECT coalesce(max(id), 0) FROM outbox")).fetchone() or (0,))[0]
            while True:
                async for _ in listener.notifies(timeout=0.02, stop_after=1):
                    break
                cursor = await reader.execute(
                    "SELECT id, chat FROM outbox WHERE id > %s AND position = 1 ORDER BY id", [last]
                )
                for number, chat in await cursor.fetchall():
                    last = number
                    if (waiting := self._waiting.pop(chat, None)) is not None:
                        waiting.set_result(None)


async def ours(address: str, database_url: str, first: int) -> float:
    """Return the turns a second of the bot; ``first`` numbers the updates of this round."""
    answers = Answers()
    watching = asyncio.create_task(answers.watch(database_url))
    await asyncio.sleep(0.3)
    headers = {SECRET_HEADER: webhook_secret(TOKEN)}
    numbers = iter(range(first, first + PEOPLE * QUESTIONS))
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:

        async def ask(person: int, text: str) -> None:
            body: dict[str, Any] = update(text, next(numbers))
            for part in ("from", "chat"):
                body["message"][part]["id"] = first * 1000 + person
            answered = answers.expect(str(first * 1000 + person))
            (await client.post(f"{address}{WEBHOOK_PATH}", json=body, headers=headers)).raise_for_status()
            try:
                await asyncio.wait_for(answered, _ANSWER_WITHIN)
            except TimeoutError as error:
                raise RuntimeError(f"no answer to {text!r} within {_ANSWER_WITHIN:.0f} s") from error

        rate = await closed_loop(ask)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    return rate


async def peers(address: str, round_number: int) -> float:
    """Return the turns a second of Rasa's REST channel."""
    async with httpx.AsyncClient(trust_env=False, timeout=_ANSWER_WITHIN) as client:

        async def ask(person: int, text: str) -> None:
            sent = {"sender": f"{round_number}-{person}", "message": text}
            response = await client.post(f"{address}/webhooks/rest/webhook", json=sent)
            if not response.raise_for_status().json():
                raise RuntimeError(f"Rasa did not answer {text!r}")

        return await closed_loop(ask)


def answers_by_intent(database_url: str) -> dict[str, str]:
    """Return what the bot said to each kind of question, for the peer's table."""
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(
            "SELECT DISTINCT ON (intent) i.understanding ->> 'intent' AS intent, o.body ->> 'text'"
            " FROM inbox AS i JOIN outbox AS o ON o.inbox_id = i.id AND o.position = 1"
            " WHERE i.understanding ->> 'intent' IS NOT NULL ORDER BY intent, o.id DESC"
        ).fetchall()
    found: dict[str, str] = dict(rows)
    return {"other": next(iter(found.values())), **found}


@contextmanager
def peer(folder: Path, answers: dict[str, str]) -> Iterator[str]:
    """Rasa's server with the REST channel, and its action server; gives the address."""
    table = folder / "answers.json"
    table.write_text(json.dumps(answers, ensure_ascii=False), encoding="utf-8")
    action_port, port = free_port(), free_port()
    (folder / "endpoints.yml").write_text(f"action_endpoint:\n  url: http://127.0.0.1:{action_port}/webhook\n")
    (folder / "credentials.yml").write_text("rest:\n")
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "OMP_NUM_THREADS": "1", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
    env = {**os.environ, **quiet, "PEER_ANSWERS": str(table), "PYTHONPATH": str(NLU), "TF_CPP_MIN_LOG_LEVEL": "3"}
    python = str(nlu_python())
    run = [python, "-m", "rasa", "run", "--model", str(folder / "peer.tar.gz"), "--port", str(port), "-i", "127.0.0.1"]
    run += ["--endpoints", str(folder / "endpoints.yml"), "--credentials", str(folder / "credentials.yml")]
    with ExitStack() as stack, (folder / "peer.log").open("ab") as log:
        for command, cwd in (
            ([python, "-m", "rasa_sdk", "--actions", "actions", "--port", str(action_port)], _PEER),
            (run, folder),
        ):
            child = start_child(command, env=env, cwd=cwd, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            stack.callback(stop_child, child)
        for address in (f"http://127.0.0.1:{action_port}/health", f"http://127.0.0.1:{port}/"):
            _await(address, folder / "peer.log")
        yield f"http://127.0.0.1:{port}"


def _await(address: str, log: Path) -> None:
    deadline = time.monotonic() + _READY_WITHIN
    while time.monotonic() < deadline:
        try:
            if httpx.get(address, timeout=2, trust_env=False).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise RuntimeError(f"{address} does not answer: {log.read_text(errors='replace')[-800:]}")


def train_peer(folder: Path) -> None:
    """Train Rasa's whole assistant into ``folder``/peer.tar.gz."""
    command = [str(nlu_python()), str(_PEER / "train.py"), str(NLU), str(folder)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the peer could not be trained: {done.stderr[-1500:]}")


def run() -> list[Table]:
    """Measure."""
    table = Table(
        "Beside Rasa's REST channel",
        f"{PEOPLE} people ask {QUESTIONS} questions each, the next one when the last is answered; {ROUNDS} rounds in"
        " turn. Ours: webhook, one bot process, one Rasa server for reading, the answer stored in PostgreSQL. Rasa's:"
        " `rasa run` with the REST channel, the same pipeline and a rule for each intent, `rasa_sdk` as action server"
        " that looks the same answers up in a table; nothing of it is stored.",
    )
    with server() as (postgres, folder):
        nlu = NluServer(folder, free_port())
        nlu.start(train_model(print, folder / "train.log"))
        try:
            nlu.wait()
            url = new_database(postgres, "peer")
            settings = {
                "TELEGRAM_TOKEN": TOKEN,
                "TELEGRAM_API_URL": f"http://127.0.0.1:{free_port()}",
                "PUBLIC_URL": "https://bot.example",
                "NLU_URL": nlu.url,
                "NLU_TOKEN": nlu.token,
            }
            with bot(url, folder, **settings) as (address, _):
                asyncio.run(ours(address, url, 1_000_000))  # warms both, and gives the peer its answers
                train_peer(folder)
                with peer(folder, answers_by_intent(url)) as rest:
                    asyncio.run(peers(rest, 0))
                    mine, theirs = [], []
                    for number in range(1, ROUNDS + 1):
                        mine.append(asyncio.run(ours(address, url, (number + 1) * 1_000_000)))
                        theirs.append(asyncio.run(peers(rest, number)))
        finally:
            nlu.stop()
    shown = [", ".join(f"{rate:.1f}" for rate in rates) for rates in (mine, theirs)]
    table.add("turns a second, ours (durable)", f"{median(mine):.1f}", f"rounds: {shown[0]}")
    table.add("turns a second, Rasa's REST channel", f"{median(theirs):.1f}", f"rounds: {shown[1]}")
    table.add("ratio", f"{median(mine) / median(theirs):.2f}", "", "≥ 1 ×")
    return [table]
