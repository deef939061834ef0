"""A million messages passed through the queues: what one costs then and in a new database, without a vacuum of ours.

What passes leaves dead rows and dead entries of indexes where the next claim begins. They are made by a procedure in
the database that does to the rows what the bots' statements do, a message at a time, in transactions of their own;
afterwards real bots answer presses, and the senders' own statement takes messages.
"""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING

import psycopg

from benchmarks.bench import Table, median, new_database, server
from benchmarks.throughput import drain
from bot.db.pool import Database
from bot.delivery import outbox
from bot.delivery.pace import Pace
from bot.delivery.taking import Taken, take

if TYPE_CHECKING:
    from collections.abc import Callable

MESSAGES = int(os.environ.get("BENCH_MESSAGES", "1000000"))
PORTIONS = 20
PEOPLE = 20_000
TAKEN = 1_500
ROUNDS = 3
PLATFORM = "telegram"

_PEOPLE = """
INSERT INTO conversations (platform, chat, sender, profile)
SELECT 'telegram', 'pass-' || n, 'pass-' || n, '{"introduced": true}' FROM generate_series(1, %s) AS n
"""
_PASS = """
CREATE PROCEDURE pass_through(first bigint, many bigint, people bigint) LANGUAGE plpgsql AS $$
DECLARE
    message record;
    answer bigint;
BEGIN
    FOR n IN first .. first + many - 1 LOOP
        INSERT INTO inbox (event_key, conversation_id, platform, sequence, body, as_of, ready)
        SELECT decode(md5('pass-' || n), 'hex'), id, platform, n,
            jsonb_build_object('platform', platform, 'event_id', n::text, 'sender', sender, 'chat', chat, 'text', 'x'),
            now(), false
        FROM conversations WHERE platform = 'telegram' AND chat = 'pass-' || (1 + n % people);
        COMMIT;
        UPDATE inbox SET reading_until = now() + interval '5 s' WHERE id = (
            SELECT id FROM inbox WHERE platform = 'telegram' AND status = 'open' AND NOT ready ORDER BY id LIMIT 1
            FOR UPDATE SKIP LOCKED
        ) RETURNING id INTO message;
        UPDATE inbox SET understanding = '{}', ready = true, reading_until = NULL WHERE id = message.id;
        COMMIT;
        SELECT i.id, c.id AS conversation, c.chat INTO message
        FROM inbox AS i JOIN conversations AS c ON c.id = i.conversation_id
        WHERE i.platform = 'telegram' AND i.status = 'open' AND i.ready ORDER BY i.id LIMIT 1
        FOR NO KEY UPDATE OF c, i SKIP LOCKED;
        INSERT INTO outbox (conversation_id, platform, chat, inbox_id, position, body)
        VALUES (message.conversation, 'telegram', message.chat, message.id, 1, '{"text": "Dạ chào anh/chị."}');
        UPDATE inbox SET status = 'done', done_at = now() WHERE id = message.id;
        UPDATE conversations SET state = '{}', last_turn_at = now() WHERE id = message.conversation;
        COMMIT;
        UPDATE outbox SET status = 'sending', attempts = attempts + 1, lease_until = now() + interval '60 s'
        WHERE id = (
            SELECT id FROM outbox WHERE platform = 'telegram' AND status = 'queued' ORDER BY priority, id LIMIT 1
            FOR UPDATE SKIP LOCKED
        ) RETURNING id INTO answer;
        UPDATE platforms SET next_at = now() WHERE platform = 'telegram';
        COMMIT;
        UPDATE outbox SET status = 'sent', lease_until = NULL, finished_at = now() WHERE id = answer;
        COMMIT;
    END LOOP;
END
$$
"""
_WAITING = """
INSERT INTO outbox (conversation_id, platform, chat, position, body)
SELECT id, 'telegram', chat, 1, '{"text": "Dạ chào anh/chị."}' FROM conversations
WHERE platform = 'telegram' ORDER BY id LIMIT %s
"""


def prepare(url: str) -> None:
    """Make the people and the procedure."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_PEOPLE, [PEOPLE])
        connection.execute(_PASS)
        connection.execute("INSERT INTO platforms (platform) VALUES ('telegram') ON CONFLICT DO NOTHING")


def pass_through(url: str, first: int, many: int) -> float:
    """Pass ``many`` messages through the queues, from number ``first`` on; return the seconds of one."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        began = time.perf_counter()
        connection.execute(f"CALL pass_through({first}, {many}, {PEOPLE})".encode())
        return (time.perf_counter() - began) / many


async def takes(url: str) -> float:
    """Return the seconds for which a message is taken, and its fate noted, by the senders' own statement."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_WAITING, [TAKEN])
    database = Database(url, size=2)
    await database.open()
    began = time.perf_counter()
    fate = outbox.NO_FATE
    count = 0
    while True:
        async with database.turns.connection() as connection:
            taken = await take(connection, PLATFORM, Pace(), fate)
        if not isinstance(taken, Taken):
            break
        fate = outbox.fate(taken.message, "sent")
        count += 1
    spent = time.perf_counter() - began
    await database.close()
    return spent / count


def run(messages: int = MESSAGES) -> list[Table]:
    """Measure."""
    table = Table(
        "Messages passed through the queues",
        f"{messages:,} messages of {PEOPLE:,} people come in, are read, answered and sent, as rows; no vacuum but"
        " PostgreSQL's own. Then that database and a new one take turns, since what else the machine does shall count"
        f" for both: so many rows pass again as make up a portion ({messages // PORTIONS:,}), one bot answers 6,000"
        " presses, and 1,500 messages are taken to be sent; medians of three rounds.",
    )
    with server() as (postgres, folder):
        used, fresh = (new_database(postgres, name) for name in ("queues", "queues_new"))
        for url in (used, fresh):
            prepare(url)
        names = {used: "used", fresh: "new"}
        portion = messages // PORTIONS
        for number in range(PORTIONS):
            pass_through(used, number * portion, portion)
        measures: dict[str, Callable[[str, int], float]] = {
            "a message's rows": lambda url, number: pass_through(url, messages + number * portion, portion),
            "a turn": lambda url, number: 1 / drain(url, folder, 1, f"{names[url]}-{number}"),
            "a taken message": lambda url, _number: asyncio.run(takes(url)),
        }
        for name, measure in measures.items():
            rounds = [(measure(fresh, number), measure(used, number)) for number in range(ROUNDS)]
            new, old = (median(values) for values in zip(*rounds, strict=True))
            table.add(f"{name}, new database", f"{new * 1e6:,.0f} µs", f"used one: {old * 1e6:,.0f} µs")
            table.add(f"cost of {name}, used against new", f"{old / new:.2f}", "", "≤ 1.2")
        with psycopg.connect(used) as connection:
            cleared = connection.execute(
                "SELECT relname, autovacuum_count, n_dead_tup, n_tup_hot_upd, n_tup_upd FROM pg_stat_user_tables"
                " WHERE relname IN ('inbox', 'outbox', 'conversations', 'platforms') ORDER BY relname"
            ).fetchall()
        for name, vacuumed, dead, hot, changed in cleared:
            table.add(
                f"{name}: vacuumed", f"{vacuumed} times", f"{dead:,} dead rows left; {hot:,} of {changed:,} changes HOT"
            )
    return [table]
