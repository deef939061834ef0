"""A broadcast beside a plain loop of python-telegram-bot's AIORateLimiter, to the same fake Telegram, in one run."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import httpx
import psycopg

from benchmarks.bench import CHECKOUT, SECRET_KEY, Table, bot, milliseconds, new_database, percentile, server
from benchmarks.latency import TOKEN, update
from benchmarks.telegram import Fake, fake
from bot.platforms.telegram import WEBHOOK_PATH, webhook_secret
from bot.platforms.telegram.platform import SECRET_HEADER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bot.embedded.postgres import EmbeddedPostgres

LIMIT = 30.0
AT_LIMIT, UNLIMITED = 900, 4000
REPLIES = 60
ASKERS = 50
"""People besides, whose questions are answered meanwhile."""
_QUIET_SECONDS = 4.0
"""Nothing is asked so long before the end, so that the last message is one of the broadcast."""

_PEOPLE = """
WITH people AS (
    INSERT INTO conversations (platform, chat, sender, profile, last_turn_at)
    SELECT 'telegram', chat, chat, '{"introduced": true}', now() FROM unnest(%s::text[]) AS chat RETURNING id
)
INSERT INTO subscriptions (contact_id, topic, consent_text, consent_version) SELECT id, 'service', 'x', '1' FROM people
"""
_REPLY_SECONDS = """
SELECT extract(epoch FROM o.finished_at - i.received_at) FROM outbox AS o JOIN inbox AS i ON i.id = o.inbox_id
WHERE o.status = 'sent' AND i.received_at > %s
"""


@contextlib.contextmanager
def loop(telegram: Fake, per_second: float) -> Iterator[subprocess.Popen[str]]:
    """The plain loop, sending to everybody."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.telegram_loop"], cwd=CHECKOUT, stdin=subprocess.PIPE, text=True
    )
    try:
        if process.stdin is None:
            raise RuntimeError("the loop has no pipe")
        order = {"url": telegram.url, "token": TOKEN, "chats": telegram.chats, "per_second": per_second}
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.close()
        yield process
    finally:
        process.kill()
        process.wait()


def looped(telegram: Fake, per_second: float) -> float:
    """Let the plain loop send to everybody; return the seconds from its first message to its last."""
    with loop(telegram, per_second) as process:
        process.wait()
    return telegram.seconds


def prepare(postgres: EmbeddedPostgres, name: str, telegram: Fake) -> str:
    """Make a database with the fake's people in it, each with a subscription."""
    url = new_database(postgres, name)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_PEOPLE, [[str(chat) for chat in telegram.chats]])
    return url


def motcua(url: str, folder: Path, *arguments: str) -> dict[str, Any]:
    """Run a command as the machine's owner and return its JSON."""
    own = {"DATABASE_URL": url, "DATA_DIR": str(folder / "data"), "SECRET_KEY": SECRET_KEY, "AS_OF": "2021-08-22T09:00"}
    env = {**os.environ, **{f"MOTCUA_{name}": value for name, value in own.items()}}
    command = [sys.executable, "-m", "bot", "broadcast", *arguments, "--json"]
    done = subprocess.run(command, cwd=CHECKOUT, env=env, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def approve(url: str, folder: Path) -> str:
    """Write and approve a broadcast to everybody; return its number."""
    text = folder / "text.txt"
    text.write_text("Từ ngày mai Một cửa nhận hồ sơ theo lịch hẹn.", encoding="utf-8")
    new = ["new", "--title", "Thử", "--text-file", str(text), "--audience", "topic=service"]
    number = str(motcua(url, folder, *new)["id"])
    code = motcua(url, folder, "approve", number, "--urgent")["confirm"]
    motcua(url, folder, "approve", number, "--urgent", "--confirm", code)
    return number


def settings(telegram: Fake, per_second: float) -> dict[str, str]:
    """Return what a bot process needs to send to the fake at that rate."""
    return {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": telegram.url,
        "TELEGRAM_PER_SECOND": str(per_second),
        "TELEGRAM_CHAT_PER_SECOND": "1" if per_second else "0",
        "PUBLIC_URL": "https://bot.example",
    }


def ask(address: str, people: Sequence[int], count: int, per_second: float = 2.0) -> None:
    """Ask for the menu so many times, one of ``people`` after the other, however long each answer takes."""
    headers = {SECRET_HEADER: webhook_secret(TOKEN)}
    began = time.monotonic()
    with httpx.Client(trust_env=False) as client:
        for number in range(count):
            body = update("menu", int(time.time() * 1000) % 10**9 + number)
            for part in ("from", "chat"):
                body["message"][part]["id"] = people[number % len(people)]
            client.post(f"{address}{WEBHOOK_PATH}", json=body, headers=headers).raise_for_status()
            time.sleep(max(0.0, began + (number + 1) / per_second - time.monotonic()))


def until_done(url: str, number: str) -> None:
    """Wait until a broadcast is done."""
    with psycopg.connect(url, autocommit=True) as connection:
        while True:
            row = connection.execute("SELECT state FROM broadcasts WHERE id = %s", [number]).fetchone()
            if row is not None and row[0] == "done":
                return
            time.sleep(0.05)


def replies_since(url: str, moment: object) -> list[float]:
    """Return the seconds from each question to its sent answer."""
    with psycopg.connect(url, autocommit=True) as connection:
        return [float(row[0]) for row in connection.execute(_REPLY_SECONDS, [moment]).fetchall()]


def _now(url: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute("SELECT now()").fetchone()
        return row[0] if row is not None else None


def _alone(postgres: EmbeddedPostgres, folder: Path) -> tuple[float, float]:
    """Both at Telegram's 30 a second, and nothing else said; return the seconds of both."""
    with fake(LIMIT, AT_LIMIT) as telegram:
        url = prepare(postgres, "alone", telegram)
        number = approve(url, folder)
        with bot(url, folder, **settings(telegram, LIMIT)):
            motcua(url, folder, "send", number, "--yes")
            until_done(url, number)
            ours = telegram.seconds
        telegram.tell("forget")
        time.sleep(2)
        return ours, looped(telegram, LIMIT)


def at_limit(postgres: EmbeddedPostgres, folder: Path) -> Table:
    """Both at Telegram's 30 a second; then ours with replies meanwhile."""
    table = Table(
        "A broadcast at the limit",
        f"{AT_LIMIT} people, {LIMIT:.0f} messages a second with a burst of {LIMIT:.0f}, one bot process; the loop sends"
        " to the same people with AIORateLimiter at the same rate. Then ours again, while menus are asked for, two a"
        " second; their answers take their share of the allowance.",
    )
    alone, theirs = _alone(postgres, folder)
    with fake(LIMIT, AT_LIMIT + ASKERS) as telegram:
        askers, telegram.chats = telegram.chats[AT_LIMIT:], telegram.chats[:AT_LIMIT]
        url = prepare(postgres, "at_limit", telegram)
        number = approve(url, folder)
        with bot(url, folder, **settings(telegram, LIMIT)) as (address, _):
            ask(address, askers, ASKERS)  # everybody is greeted once, before anything is measured
            time.sleep(2)
            before = _now(url)
            ask(address, askers, REPLIES)
            time.sleep(2)
            idle = percentile(replies_since(url, before), 0.99)
            telegram.tell("forget")
            during = _now(url)
            asking = threading.Thread(target=ask, args=(address, askers, int((AT_LIMIT / LIMIT - _QUIET_SECONDS) * 2)))
            motcua(url, folder, "send", number, "--yes")
            asking.start()
            until_done(url, number)
            ours = telegram.seconds
            asking.join()
            busy = percentile(replies_since(url, during), 0.99)
            told = telegram.tell("forget")
        # A bucket of one second's messages, full at the start, that fills up all the time.
        used = told["arrived"] / (LIMIT + LIMIT * ours)
    table.add("seconds", f"{alone:.2f}", f"the loop: {theirs:.2f}", "at least as fast")
    table.add("seconds, with replies", f"{ours:.2f}", "", "")
    table.add("of the allowed messages used (replies with them)", f"{used:.1%}", "", "≥ 97 %")
    table.add("refused as too many", str(told["floods"]), "", "0")
    table.add("p99 of a reply", milliseconds(busy), f"idle: {milliseconds(idle)}", "≤ 2 × idle")
    return table


def unlimited(postgres: EmbeddedPostgres, folder: Path) -> Table:
    """Both as fast as they can, then both killed halfway and started again."""
    table = Table(
        "A broadcast without a limit, and killed halfway",
        f"{UNLIMITED:,} people; the fake refuses nothing. Ours records every message before and after; the loop"
        " remembers nothing. Killed with SIGKILL at half of the messages; the bot is started again, the loop is not.",
    )
    with fake(0, UNLIMITED) as telegram:
        url = prepare(postgres, "unlimited", telegram)
        number = approve(url, folder)
        with bot(url, folder, **settings(telegram, 0)):
            motcua(url, folder, "send", number, "--yes")
            until_done(url, number)
            ours = UNLIMITED / telegram.seconds
        telegram.tell("forget")
        theirs = UNLIMITED / looped(telegram, 0)
        telegram.tell("forget")
        table.add(
            "messages a second", f"{ours:,.0f}", f"the loop: {theirs:,.0f} (ratio {ours / theirs:.2f})", "ratio ≥ 0.5"
        )
        killed = _killed(postgres, folder, telegram)
        telegram.tell("forget")
        with loop(telegram, 0):
            while telegram.arrived < UNLIMITED // 2:
                time.sleep(0.02)
        lost = telegram.tell()
    table.add("lost after the kill", str(killed["missing"]), f"the loop: {lost['missing']}", "0, or listed as unknown")
    table.add("listed as unknown", str(killed["unknown"]), "the loop lists nothing", "")
    table.add("doubled", str(killed["doubled"]), f"the loop, if it begins anew: {UNLIMITED - lost['missing']}", "0")
    return table


def _killed(postgres: EmbeddedPostgres, folder: Path, telegram: Fake) -> dict[str, int]:
    url = prepare(postgres, "killed", telegram)
    number = approve(url, folder)
    with bot(url, folder, **settings(telegram, 0)) as (_, pid):
        motcua(url, folder, "send", number, "--yes")
        while telegram.arrived < UNLIMITED // 2:
            time.sleep(0.02)
        os.kill(pid, 9)
    with bot(url, folder, **settings(telegram, 0)):
        until_done(url, number)
    counted = motcua(url, folder, "status", number)
    told = telegram.tell()
    return {"missing": told["missing"], "doubled": told["doubled"], "unknown": counted["unknown"]}


def run() -> Iterator[Table]:
    """Measure."""
    with server() as (postgres, folder):
        yield at_limit(postgres, folder)
        yield unlimited(postgres, folder)
