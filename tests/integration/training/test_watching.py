"""A change that is watched: errors and fallbacks undo it, ten quiet minutes end it, and a way back that fails is tried
again."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.training import records, swaps
from bot.training.swaps import Kind, Swap, SwapState
from bot.training.watching import MOST_TRIES, undo_where_it_jumps
from bot.understanding.rasa import FALLBACK

if TYPE_CHECKING:
    from bot.db.pool import Database

TEN_MINUTES = timedelta(minutes=10)
ERROR: dict[str, Any] = {"source": "none", "intent": FALLBACK, "confidence": 0.0}
READ = {"source": "rasa", "intent": "greet", "confidence": 0.9}
NOT_UNDERSTOOD = {"source": "rasa", "intent": FALLBACK, "confidence": 0.1, "model": "nlu-new"}


@pytest.fixture
async def change(database: Database) -> Swap:
    """A model that somebody has just put live, after a quiet day."""
    await said(database, 100, {**READ, "model": "nlu-old"})
    async with database.transaction() as connection:
        old = await records.adopt(connection, "nlu-old", "nlu-old.tar.gz", "Quản trị Demo")
        new = await records.adopt(connection, "nlu-new", "nlu-new.tar.gz", "Quản trị Demo")
        await records.go_live(connection, old.id)
        return await moved(connection, await swaps.ask(connection, Kind.PROMOTE, new.id, asked_by="A Demo", why=None))


async def moved(connection: records.Connection, swap: Swap) -> Swap:
    assert await swaps.take(connection, "here") == replace(swap, state=SwapState.WARMING, machine="here")
    await records.go_live(connection, swap.model_id)
    await swaps.moved(connection, swap.id)
    found = await swaps.get(connection, swap.id)
    assert found is not None
    return found


async def said(database: Database, count: int, understood: dict[str, Any]) -> None:
    async with database.transaction() as connection:
        await connection.execute(
            b"INSERT INTO inbox (event_key, as_of, status, ready, understanding)"
            b" SELECT decode(md5(random()::text), 'hex'), now(), 'done', true, %s::jsonb FROM generate_series(1, %s)",
            [json.dumps(understood), count],
        )


async def asked(database: Database) -> list[dict[str, Any]]:
    return await database.fetch("SELECT * FROM nlu_swaps WHERE kind = 'return' ORDER BY id")


async def the(database: Database, swap: Swap) -> Swap:
    async with database.intake.connection() as connection:
        found = await swaps.get(connection, swap.id)
    assert found is not None
    return found


async def fails(database: Database, reason: str) -> None:
    """The keeper tries, in vain; that was a while ago."""
    async with database.transaction() as connection:
        taken = await swaps.take(connection, "here")
        assert taken is not None
        await swaps.fail(connection, taken.id, reason)
    await later(database)


async def later(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute(b"UPDATE nlu_swaps SET asked_at = asked_at - interval '1 minute'")


@pytest.mark.parametrize(
    ("understood", "told"),
    [(ERROR, "40/40 câu không đọc được (trước đó 0/100)"), (NOT_UNDERSTOOD, "40/40 câu không hiểu (trước đó 0/100)")],
)
async def test_a_jump_asks_for_the_model_before(
    database: Database, change: Swap, understood: dict[str, Any], told: str
) -> None:
    await said(database, 40, understood)
    assert not await undo_where_it_jumps(database, "another machine", TEN_MINUTES)
    assert await undo_where_it_jumps(database, "here", TEN_MINUTES)
    (back,) = await asked(database)
    assert (back["model_id"], back["why"]) == (change.from_id, told)
    assert not await undo_where_it_jumps(database, "here", TEN_MINUTES), "it is asked for once"
    async with database.transaction() as connection:
        await moved(connection, Swap.of(back))
    undone = await the(database, change)
    assert undone.settled_at is not None
    assert undone.reason == f"tự quay lại: {told}"
    assert not await undo_where_it_jumps(database, "here", TEN_MINUTES), "the way back is not watched"


@pytest.mark.parametrize("understood", [{**READ, "model": "nlu-new"}, {**NOT_UNDERSTOOD, "model": "nlu-old"}])
async def test_what_the_new_model_understands_and_what_the_old_one_read_undo_nothing(
    database: Database, change: Swap, understood: dict[str, Any]
) -> None:
    await said(database, 40, understood)
    assert not await undo_where_it_jumps(database, "here", TEN_MINUTES)
    assert (await the(database, change)).settled_at is None


async def test_after_ten_minutes_nothing_is_undone_any_more(database: Database, change: Swap) -> None:
    async with database.transaction() as connection:
        await connection.execute(b"UPDATE nlu_swaps SET moved_at = moved_at - interval '9 minutes'")
    assert not await undo_where_it_jumps(database, "here", TEN_MINUTES)
    assert (await the(database, change)).settled_at is None
    async with database.transaction() as connection:
        await connection.execute(b"UPDATE nlu_swaps SET moved_at = moved_at - interval '2 minutes'")
    await said(database, 40, ERROR)
    assert not await undo_where_it_jumps(database, "here", TEN_MINUTES)
    settled = await the(database, change)
    assert settled.settled_at is not None
    assert settled.reason is None
    assert await asked(database) == []


async def test_a_way_back_that_fails_is_tried_again(database: Database, change: Swap) -> None:
    await said(database, 40, ERROR)
    assert await undo_where_it_jumps(database, "here", TEN_MINUTES)
    async with database.transaction() as connection:
        assert await swaps.take(connection, "here") is not None
        await swaps.give_up(connection, "here")  # the keeper was ended meanwhile
    assert not await undo_where_it_jumps(database, "here", TEN_MINUTES), "not in the same instant"
    await later(database)
    assert await undo_where_it_jumps(database, "here", timedelta(0)), "though the ten minutes are over"
    first, second = await asked(database)
    assert (second["model_id"], second["why"]) == (first["model_id"], first["why"])
    assert (await the(database, change)).settled_at is None
    async with database.transaction() as connection:
        await moved(connection, Swap.of(second))
    assert (await the(database, change)).settled_at is not None


async def test_a_way_back_that_never_works_is_given_up_and_people_are_told(
    database: Database, change: Swap, caplog: pytest.LogCaptureFixture
) -> None:
    await said(database, 40, ERROR)
    for _ in range(MOST_TRIES):
        assert await undo_where_it_jumps(database, "here", TEN_MINUTES)
        await fails(database, "không còn tệp mô hình nlu-old")
    with caplog.at_level(logging.ERROR):
        assert not await undo_where_it_jumps(database, "here", TEN_MINUTES)
    assert "a person must look" in caplog.text
    settled = await the(database, change)
    assert settled.settled_at is not None
    assert "không tự quay lại được sau 5 lần: không còn tệp" in (settled.reason or "")
    notes = await database.fetch("SELECT * FROM audit WHERE action = 'nlu.return' ORDER BY id")
    assert [note["details"]["tries"] for note in notes] == [1, 2, 3, 4, 5, 5]
    assert notes[-1]["details"]["failed"] == "không còn tệp mô hình nlu-old"
    assert not await undo_where_it_jumps(database, "here", TEN_MINUTES)
    assert len(await asked(database)) == MOST_TRIES
