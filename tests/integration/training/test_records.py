"""The rows of models and their changes, without any Rasa: order, tries, one version once, what is cleaned up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from psycopg.errors import UniqueViolation

from bot.conversation.understood import Understanding
from bot.training import cleaning, kept_readings, records, swaps
from bot.training.records import State
from bot.training.swaps import Kind, SwapState
from bot.training.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.db.pool import Database
    from bot.training.records import Connection, Model


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[Connection]:
    async with database.intake.connection() as opened:
        yield opened


async def test_the_queue_is_first_come_first_served(connection: Connection) -> None:
    first = await records.queue(connection, "nlu-a", "Quản trị Demo")
    second = await records.queue(connection, "nlu-b", "Quản trị Demo")
    with pytest.raises(UniqueViolation):
        await records.queue(connection, "nlu-a", "Người Khác Demo")
    taken = await records.take_next(connection, "here:1")
    assert taken is not None
    assert (taken.id, taken.state, taken.tries, taken.trainer) == (first.id, State.TRAINING, 1, "here:1")
    assert not await records.tell(connection, first.id, step="học", seconds_left=5, log="một\nhai")
    assert (await records.stop(connection, second.id, "Quản trị Demo")).state is State.CANCELLED
    assert (await records.stop(connection, first.id, "Quản trị Demo")).state is State.TRAINING
    assert await records.tell(connection, first.id, step="học", seconds_left=4, log="")
    await records.queue(connection, "nlu-b", "Quản trị Demo")


async def test_a_killed_training_is_taken_up_three_times_at_most(connection: Connection) -> None:
    job = await records.queue(connection, "nlu-a", "Quản trị Demo")
    for tries in (1, 2, 3):
        taken = await records.take_next(connection, "here:1")
        assert taken is not None
        assert taken.tries == tries
        (found,) = await records.take_up(connection, most_tries=3)
        assert found.state is (State.QUEUED if tries < 3 else State.FAILED)
    assert await records.take_next(connection, "here:1") is None
    assert "bị ngắt" in ((await records.get(connection, job.id)).reason or "")
    assert await records.of_version(connection, "nlu-a") is None, "its data may be trained again"


async def trained(connection: Connection, version: str, state: State = State.READY) -> Model:
    job = await records.queue(connection, version, "Quản trị Demo")
    await records.take_next(connection, "here:1")
    await records.trained(connection, job.id, f"{version}.tar.gz")
    await records.finish(connection, job.id, state, "xong")
    return await records.get(connection, job.id)


async def test_a_failed_one_keeps_no_file(connection: Connection) -> None:
    assert (await trained(connection, "nlu-a", State.FAILED)).file is None
    again = await trained(connection, "nlu-a")
    assert again.file == "nlu-a.tar.gz"
    assert await records.of_version(connection, "nlu-a") == again
    assert await records.finish(connection, again.id, State.FAILED, "too late") is None
    assert (await records.get(connection, again.id)).state is State.READY


async def test_readings_are_kept_for_one_set_of_messages(connection: Connection) -> None:
    model = await trained(connection, "nlu-a")
    found = {"chào": Understanding("greet", 0.9, model="nlu-a")}
    await kept_readings.keep(connection, model.id, "one", found)
    assert await kept_readings.of(connection, model.id, "one") == found
    assert await kept_readings.of(connection, model.id, "other") is None
    await kept_readings.keep(connection, model.id, "other", found)
    assert await kept_readings.of(connection, model.id, "one") is None
    assert await kept_readings.of(connection, model.id, "other") == found


async def moved(connection: Connection, model: Model, kind: Kind = Kind.PROMOTE) -> int:
    swap = await swaps.ask(connection, kind, model.id, asked_by="Quản trị Demo", why=None)
    taken = await swaps.take(connection, "here")
    assert taken is not None
    assert taken.id == swap.id
    await records.go_live(connection, model.id)
    await swaps.moved(connection, swap.id)
    return swap.id


async def test_going_live_back_and_forth(connection: Connection) -> None:
    one, two = await trained(connection, "nlu-a"), await trained(connection, "nlu-b")
    await swaps.first(connection, one.id, None)
    await records.go_live(connection, one.id)
    assert await swaps.before_live(connection) is None
    assert not await swaps.chosen_by_people(connection)
    assert await swaps.watched(connection) is None
    number = await moved(connection, two)
    assert (await records.live(connection)).id == two.id
    assert (await records.get(connection, one.id)).state is State.RETIRED
    assert await swaps.before_live(connection) == one.id
    assert await swaps.chosen_by_people(connection)
    watched = await swaps.watched(connection)
    assert watched is not None
    assert (watched.id, watched.state, watched.from_id) == (number, SwapState.MOVED, one.id)
    await swaps.settle(connection, number)
    assert await swaps.watched(connection) is None
    await moved(connection, one, Kind.ROLLBACK)
    assert await swaps.before_live(connection) is None, "who goes back twice does not get the model they left"


async def test_what_was_undone_by_itself_is_not_what_one_goes_back_to(connection: Connection) -> None:
    one, two, bad = [await trained(connection, f"nlu-{letter}") for letter in "abc"]
    await swaps.first(connection, one.id, None)
    await records.go_live(connection, one.id)
    await moved(connection, bad)
    await moved(connection, one, Kind.RETURN)
    assert await swaps.before_live(connection) is None, "the model that failed was never good enough"
    await moved(connection, two)
    await moved(connection, bad)
    await moved(connection, two, Kind.RETURN)
    assert await swaps.before_live(connection) == one.id


async def test_one_change_at_a_time(connection: Connection) -> None:
    one = await trained(connection, "nlu-a")
    for _ in range(2):
        await swaps.ask(connection, Kind.PROMOTE, one.id, asked_by="Quản trị Demo", why=None)
    first = await swaps.take(connection, "here")
    assert first is not None
    assert await swaps.take(connection, "there") is None, "another machine is at one"
    await swaps.give_up(connection, "there")
    assert (await swaps.get(connection, first.id)).state is SwapState.WARMING
    await swaps.give_up(connection, "here")
    assert (await swaps.get(connection, first.id)).state is SwapState.FAILED
    assert (await swaps.take(connection, "there")).id != first.id


async def test_old_models_are_cleaned_up_but_never_the_last_two_that_were_live(
    database: Database, connection: Connection, tmp_path: Path
) -> None:
    workshop = Workshop(tmp_path, tmp_path, tmp_path / "x", tmp_path, secret=b"only-for-tests", keep=2)
    models = [await trained(connection, f"nlu-{letter}") for letter in "abcdefg"]
    for model in models:
        workshop.file(model.version).write_bytes(b"a model")
    await records.go_live(connection, models[0].id)
    await moved(connection, models[1])
    assert sorted(await cleaning.clean(database, workshop)) == ["nlu-c", "nlu-d", "nlu-e"]
    assert files(tmp_path) == {f"nlu-{letter}.tar.gz" for letter in "abfg"}
    assert (await records.get(connection, models[2].id)).file is None
    assert await cleaning.clean(database, workshop) == []


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.tar.gz")}


async def test_models_are_named_by_number_or_beginning(connection: Connection) -> None:
    one, two = await trained(connection, "nlu-abc1"), await trained(connection, "nlu-abd2")
    assert [model.id for model in await records.named(connection, f"#{one.id}")] == [one.id]
    assert [model.id for model in await records.named(connection, "abd")] == [two.id]
    assert {model.id for model in await records.named(connection, "nlu-ab")} == {one.id, two.id}
    assert await records.named(connection, "zzz") == []


@pytest.mark.parametrize("stopped", [False, True])
async def test_a_test_that_was_killed_leaves_no_claim_on_the_file_of_the_next_model_of_its_version(
    database: Database, connection: Connection, tmp_path: Path, stopped: bool
) -> None:
    job = await records.queue(connection, "nlu-a", "Quản trị Demo")
    for _ in range(1 if stopped else 3):
        await records.take_next(connection, "here:1")
        await records.trained(connection, job.id, "nlu-a.tar.gz")
        if stopped:
            await records.stop(connection, job.id, "Quản trị Demo")
        await records.take_up(connection, most_tries=3)
    live = await trained(connection, "nlu-a")
    await records.go_live(connection, live.id)
    for letter in "bc":
        await trained(connection, f"nlu-{letter}")
    workshop = Workshop(tmp_path, tmp_path, tmp_path / "x", tmp_path, secret=b"only-for-tests", keep=2)
    workshop.file("nlu-a").write_bytes(b"the live model")
    await cleaning.clean(database, workshop)
    assert files(tmp_path) == {"nlu-a.tar.gz"}, "it is the live model's file"


async def test_a_file_that_cannot_be_removed_is_told_and_ends_nobody(
    database: Database, connection: Connection, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stuck = await trained(connection, "nlu-a")
    workshop = Workshop(tmp_path, tmp_path, tmp_path / "x", tmp_path, secret=b"only-for-tests", keep=0)
    (workshop.file("nlu-a") / "inside").mkdir(parents=True)
    assert await cleaning.clean(database, workshop) == []
    assert "nlu-a" in caplog.text
    assert (await records.get(connection, stuck.id)).file == "nlu-a.tar.gz", "it is tried again"


async def test_a_number_that_is_none_names_no_model(connection: Connection) -> None:
    one = await trained(connection, "nlu-3abcb5a5a38e8582")
    two = await trained(connection, "nlu-9985170000000000")
    for number in ("3", "99", "#99", "998517", "#3abc", "²"):
        assert await records.named(connection, number) == []
    for name, model in (
        (str(one.id), one),
        (f"#{two.id}", two),
        ("3a", one),
        ("nlu-99", two),
        ("9985170000000000", two),
    ):
        assert [found.id for found in await records.named(connection, name)] == [model.id]
