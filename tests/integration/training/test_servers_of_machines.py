"""The list of Rasa servers: whose keeper lives, what their tokens look like to others, what a server is told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.db import nlu_servers
from bot.db.nlu_servers import NluServerRow, in_order
from bot.training import records, swaps, watching
from tests.small_model import descendants

if TYPE_CHECKING:
    from bot.db.pool import Database
    from tests.integration.training.conftest import Served

SECRET = b"only-for-tests" * 3
HERE = NluServerRow("here", "http://127.0.0.1:5005", "nlu-a", "a-token-of-here")
THERE = NluServerRow("there", "http://10.0.0.5:5005", "nlu-a", "a-token-of-there")


async def put(database: Database, *rows: NluServerRow) -> None:
    async with database.transaction() as connection:
        for row in rows:
            await nlu_servers.put(connection, row, SECRET)


async def found(database: Database, secret: bytes = SECRET) -> list[NluServerRow]:
    async with database.intake.connection() as connection:
        return in_order(await nlu_servers.find(connection, secret), "here", "a process")


async def test_a_servers_token_is_read_with_the_secret_key_and_not_without(database: Database) -> None:
    await put(database, HERE, THERE)
    assert await found(database) == [HERE, THERE]
    stored = await database.fetch("SELECT token FROM nlu_servers")
    assert all(b"a-token" not in bytes(row["token"]) for row in stored)
    assert await found(database, b"another key") == []


async def test_a_machine_that_died_is_asked_last_until_its_keeper_says_that_it_lives(database: Database) -> None:
    await put(database, HERE, THERE)
    async with database.transaction() as connection:
        await connection.execute(
            b"UPDATE nlu_servers SET seen_at = now() - interval '20 seconds' WHERE machine = 'here'"
        )
    assert [row.machine for row in await found(database)] == ["there", "here"]
    async with database.transaction() as connection:
        assert await nlu_servers.say_alive(connection, "here", HERE.url)
        assert not await nlu_servers.say_alive(connection, "here", "http://127.0.0.1:9"), "another server's"
    assert [row.machine for row in await found(database)] == ["here", "there"]


async def test_what_a_keeper_of_an_earlier_version_wrote_down_can_be_asked(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute(
            b"INSERT INTO nlu_servers (machine, url, version) VALUES ('here', 'http://127.0.0.1:5005', 'nlu-a')"
        )
    (row,) = await found(database)
    assert row.token == nlu_servers.token_of_earlier_keepers(SECRET)


async def test_a_machine_that_never_came_back_is_forgotten_after_a_day(database: Database) -> None:
    await put(database, THERE)
    async with database.transaction() as connection:
        await connection.execute(b"UPDATE nlu_servers SET seen_at = now() - interval '25 hours'")
    await put(database, HERE)
    assert await found(database) == [HERE]


def test_a_running_rasa_server_is_told_none_of_our_secrets(served: Served) -> None:
    assert served.keeper.process is not None
    servers = [
        told
        for pid in descendants(served.keeper.process.pid)
        if b"serve.py" in Path(f"/proc/{pid}/cmdline").read_bytes()
        for told in [Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")]
    ]
    assert servers, "the keeper's server runs"
    for told in servers:
        ours = {entry.partition(b"=")[0] for entry in told if entry.startswith(b"MOTCUA_")}
        assert ours <= {b"MOTCUA_NLU_TOKEN"}
        assert not any(served.shop.workshop.secret in entry for entry in told)


async def test_a_jump_is_seen_however_many_messages_came_since_the_change(database: Database) -> None:
    async with database.transaction() as connection:
        before = await records.adopt(connection, "nlu-a", "nlu-a.tar.gz", "Quản trị Demo")
        await records.go_live(connection, before.id)
        after = await records.adopt(connection, "nlu-b", "nlu-b.tar.gz", "Quản trị Demo")
        swap = await swaps.ask(connection, swaps.Kind.PROMOTE, after.id, asked_by="Quản trị Demo", why=None)
        await swaps.take(connection, "here")
        await connection.execute(b"INSERT INTO conversations (platform, chat, sender) VALUES ('web', 'w', 'w')")
        await connection.execute(b"UPDATE nlu_swaps SET from_id = %s WHERE id = %s", [before.id, swap.id])
        await swaps.moved(connection, swap.id)
        await records.go_live(connection, after.id)
        for source, count in (("rasa", 9_000), ("none", 2_000)):
            await connection.execute(
                b"INSERT INTO inbox (event_key, conversation_id, body, as_of, status, ready, done_at, understanding)"
                b" SELECT sha256((%(source)s || n)::bytea), (SELECT id FROM conversations), '{}', now(), 'done', true,"
                b" now(), jsonb_build_object('source', %(source)s::text, 'intent', 'greet')"
                b" FROM generate_series(1, %(count)s) AS n",
                {"source": source, "count": count},
            )
        _, tally = await watching.tallies(connection, 0, "nlu-b")
    assert tally.read == watching.LATEST, "no more are read than tell it"
    assert await watching.undo_where_it_jumps(database, "here", timedelta(minutes=10))
