"""Turns a second of pressed choices, beside pgbench on the same server; and the cost of a turn in a full database."""

from __future__ import annotations

import re
import subprocess
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import psycopg

from benchmarks.bench import Table, bot, median, new_database, server
from bot.embedded.postgres import EmbeddedPostgres, programs

if TYPE_CHECKING:
    from pathlib import Path

PRESSES = 6000
PEOPLE = 400
STORED = (1_000, 200_000)
ROUNDS = 3

# Presses that wait in the inbox, as the webhook stores them: web chats, whose answers are sent once they are stored.
_FILL = """
WITH people AS (
    INSERT INTO conversations (platform, chat, sender, profile)
    SELECT 'web', 'bench-' || n, 'bench-' || n, '{"introduced": true}' FROM generate_series(1, %(people)s) AS n
    ON CONFLICT (platform, chat, sender) DO UPDATE SET platform = 'web'
    RETURNING id, chat
), numbered AS (SELECT id, chat, row_number() OVER () - 1 AS place FROM people)
INSERT INTO inbox (event_key, conversation_id, sequence, body, as_of, ready)
SELECT decode(md5(%(round)s || '-' || n), 'hex'), p.id, n,
    jsonb_build_object('platform', 'web', 'event_id', n::text, 'sender', p.chat, 'chat', p.chat, 'kind', 'choice',
        'payload', '#ask.proc:1.001193'),
    '2021-08-22 09:00+07', true
FROM generate_series(1, %(presses)s) AS n JOIN numbered AS p ON p.place = n %% %(people)s
"""

_PAST = """
WITH people AS (
    INSERT INTO conversations (platform, chat, sender, state, profile, last_turn_at)
    SELECT 'web', 'past-' || n, 'past-' || n, '{"topic": {"procedure": "1.001193"}}', '{"introduced": true}', now()
    FROM generate_series(1, %(stored)s) AS n RETURNING id, chat
), messages AS (
    INSERT INTO inbox (event_key, conversation_id, body, as_of, ready, status, done_at)
    SELECT decode(md5('past-' || id || '-' || k), 'hex'), id,
        jsonb_build_object('platform', 'web', 'event_id', k::text, 'sender', chat, 'chat', chat, 'text', 'xin chào'),
        now(), true, 'done', now()
    FROM people, generate_series(1, 3) AS k RETURNING id, conversation_id
)
INSERT INTO outbox (conversation_id, platform, chat, inbox_id, position, body, status, finished_at)
SELECT m.conversation_id, 'web', p.chat, m.id, 1, '{"text": "Dạ chào anh/chị."}', 'delivered', now()
FROM messages AS m JOIN people AS p ON p.id = m.conversation_id
"""


def pgbench(postgres: EmbeddedPostgres, clients: int, seconds: int) -> float:
    """Return the transactions a second of ``pgbench -N`` (simple update) on the server."""
    postgres.ensure_database("pgbench")
    base = [str(programs() / "pgbench"), "-h", str(postgres.socket_dir), "-U", "postgres"]
    subprocess.run([*base, "-i", "-q", "-s", "10", "pgbench"], check=True, capture_output=True)
    run = [*base, "-N", "-c", str(clients), "-j", "2", "-T", str(seconds), "pgbench"]
    output = subprocess.run(run, check=True, capture_output=True, text=True).stdout
    found = re.search(r"tps = ([\d.]+)", output)
    if found is None:
        raise RuntimeError(f"pgbench said: {output}")
    return float(found[1])


def drain(url: str, folder: Path, processes: int, round_name: str) -> float:
    """Fill the inbox with presses, let ``processes`` bots answer them, and return turns a second."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_FILL, {"people": PEOPLE, "presses": PRESSES, "round": round_name})
        with ExitStack() as stack:
            for _ in range(processes):
                stack.enter_context(bot(url, folder))
            left = _open(connection)
            started = time.perf_counter()
            while (now := _open(connection)) > 0:
                time.sleep(0.1)
            return left / (time.perf_counter() - started) if left > now else 0.0


def _open(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT count(*) FROM inbox WHERE status = 'open'").fetchone()
    return int(row[0]) if row else 0


def run() -> list[Table]:
    """Measure."""
    with server() as (postgres, folder):
        turns = Table(
            "Pressed choices",
            f"{PRESSES:,} presses of {PEOPLE} people wait in the inbox; two bot processes answer them with the ways to"
            " submit a procedure. pgbench -N, 8 clients, before and after, on the same server.",
        )
        before = pgbench(postgres, 8, 10)
        url = new_database(postgres, "presses")
        rate = drain(url, folder, 2, "two")
        after = pgbench(postgres, 8, 10)
        tps = (before + after) / 2
        turns.add("turns a second", f"{rate:,.0f}", f"pgbench -N: {tps:,.0f} tps ({before:,.0f}, {after:,.0f})")
        turns.add("ratio", f"{rate / tps:.2f}", "", "≥ 0.1")

        costs = Table(
            "A full database",
            f"The same presses, one bot process, with {STORED[0]:,} and with {STORED[1]:,} stored conversations (three"
            " messages and answers each), in turn.",
        )
        urls = {stored: new_database(postgres, f"stored_{stored}") for stored in STORED}
        for stored, url in urls.items():
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(_PAST, {"stored": stored})
                connection.execute("ANALYZE")
                connection.execute("CHECKPOINT")
        rates: dict[int, list[float]] = {stored: [] for stored in STORED}
        for number in range(ROUNDS):
            for stored, url in urls.items():
                rates[stored].append(drain(url, folder, 1, f"{stored}-{number}"))
        few, many = (median(rates[stored]) for stored in STORED)
        for stored in STORED:
            shown = ", ".join(f"{rate:,.0f}" for rate in rates[stored])
            costs.add(f"turns a second with {stored:,}", f"{median(rates[stored]):,.0f}", f"rounds: {shown}")
        costs.add("cost per turn, ratio of medians", f"{few / many:.2f}", "", "≤ 1.2")
        return [turns, costs]
