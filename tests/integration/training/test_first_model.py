"""Which model is live after a start: the one that was, whatever became of the messages; a demo lets the gate say."""

from __future__ import annotations

import asyncio
import shutil
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.conversation.understood import Understanding
from bot.guidance.moments import VIETNAM
from bot.training import kept_readings, records, swaps
from bot.training.first import first_model, try_newer
from bot.training.measuring import Yardstick
from bot.training.swaps import Kind
from tests import shared
from tests.e2e.test_demo import Demo
from tests.rows import Rows
from tests.small_model import Command, SmallWorkshop, await_server, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.db.pool import Database

pytestmark = pytest.mark.timeout(900)
"""Liveness only: several trainings and starts of Rasa, on a machine that may be busy."""


MEASURED_WITHIN = 400.0
"""Seconds for a demo that trains and measures first."""


def soon() -> str:
    """The next time of day that is at least twenty seconds away."""
    return f"{datetime.now(VIETNAM) + timedelta(seconds=80):%H:%M}"


async def test_changed_messages_wait_for_a_person_and_are_trained_at_night(
    database: Database, small_models: Path, tmp_path: Path
) -> None:
    shop, rows = SmallWorkshop.make(tmp_path / "nlu", small_models), Rows(database.url)
    first = (await first_model(database, shop.workshop, lambda _line: None)).version
    (note,) = rows("SELECT * FROM audit WHERE action LIKE 'nlu.%%'")
    assert (note["actor"], note["action"], note["target"]) == ("hệ thống", "nlu.first", first)

    shop.add("greet", "chào cả nhà, sáng nay có ai trực hông")
    changed = shop.workshop.version()
    env = {**shop.env, "DATABASE_URL": database.url, "DATA_DIR": str(tmp_path / "data"), "NLU_TRAIN_AT": soon()}
    with Command(["nlu", "serve", "--no-train"], env, tmp_path / "keeper.log") as keeper:
        assert (await asyncio.to_thread(await_server, database.url, keeper))["version"] == first
        (told,) = [line for line in keeper.said.splitlines() if "stays live" in line]
        assert first in told
        assert "motcua nlu train" in told
        (live,) = rows("SELECT version FROM nlu_models WHERE state = 'live'")
        assert live["version"] == first
        assert len(rows("SELECT 1 FROM nlu_swaps")) == len(rows("SELECT 1 FROM audit")) == 1
        queued = "SELECT * FROM nlu_models WHERE state <> 'live'"
        (night,) = await asyncio.to_thread(wait_until, lambda: rows(queued))
        assert (night["version"], night["state"], night["asked_by"]) == (changed, "queued", "lịch hằng đêm")
    assert not shop.workshop.file(changed).exists()


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with shared.own_folder("demo") as folder:
        yield folder / "data"


def change(shop: SmallWorkshop) -> str:
    """Add a message; the model of it is there already, and reads as the one before. Returns its version."""
    model = shop.workshop.file(shop.workshop.version())
    shop.add("greet", "chào cả nhà, sáng nay có ai trực hông")
    changed = shop.workshop.version()
    shutil.copy(model, shop.workshop.file(changed))
    return changed


async def test_what_the_gate_lets_pass_goes_live_where_nobody_ever_chose(
    database: Database, small_models: Path, tmp_path: Path
) -> None:
    """What a demo does when it starts with newer messages; the readings of both models are there already."""
    shop, rows = SmallWorkshop.make(tmp_path / "nlu", small_models), Rows(database.url)
    env = {**shop.env, "DATABASE_URL": database.url, "DATA_DIR": str(tmp_path / "data")}
    with Command(["nlu", "serve", "--no-train"], env, tmp_path / "keeper.log") as keeper:
        first = (await asyncio.to_thread(await_server, database.url, keeper))["version"]
        changed = change(shop)
        async with database.transaction() as connection:
            for version in (first, changed):
                model = await records.adopt(connection, version, f"{version}.tar.gz", "motcua demo")
                await kept_readings.keep(connection, model.id, Yardstick.of(shop.workshop).checksum, right(shop))
        told: list[str] = []
        await try_newer(database, shop.workshop, told.append)
        assert told[0] == f"the messages have changed: measuring {changed} against {first}, which is live"
        assert told[-1].startswith(f"{changed} passes the gate and is live")
        assert rows("SELECT version FROM nlu_models WHERE state = 'live'") == [{"version": changed}]
        served = "SELECT 1 FROM nlu_servers WHERE version = %s"
        await asyncio.to_thread(wait_until, lambda: rows(served, changed))


def right(shop: SmallWorkshop) -> dict[str, Understanding]:
    """What a model would read that makes no mistake."""
    yardstick = Yardstick.of(shop.workshop)
    return {message.text: Understanding(message.intent, 0.9) for message in (*yardstick.labelled, *yardstick.golden)}


@pytest.mark.soak
def test_a_demo_takes_the_model_of_changed_messages_when_the_gate_lets_it_pass(
    small_models: Path, tmp_path: Path, data_dir: Path
) -> None:
    shop = SmallWorkshop.make(tmp_path / "nlu", small_models)
    env = {**shop.env, "PORT": "0"}
    with Demo(data_dir, **env) as demo:
        demo.ready()
        assert "gate" not in demo.said
    changed = change(shop)
    with Demo(data_dir, **env) as demo:
        demo.ready(MEASURED_WITHIN)
        assert f"{changed} passes the gate and is live" in demo.said


@pytest.mark.parametrize("chosen", [False, True])
async def test_what_the_gate_refuses_or_nobody_asked_for_does_not_go_live(
    database: Database, small_models: Path, tmp_path: Path, chosen: bool
) -> None:
    shop = SmallWorkshop.make(tmp_path / "nlu", small_models)
    first = shop.workshop.version()
    changed = change(shop)
    yardstick, rightly = Yardstick.of(shop.workshop), right(shop)
    wrong = {
        text: Understanding("thank_bye" if read.intent == "emergency" else read.intent, 0.9)
        for text, read in rightly.items()
    }
    async with database.transaction() as connection:
        for version, readings in ((changed, wrong), (first, rightly)):
            model = await records.adopt(connection, version, f"{version}.tar.gz", "Quản trị Demo")
            await kept_readings.keep(connection, model.id, yardstick.checksum, readings)
        if chosen:
            swap = await swaps.ask(connection, Kind.PROMOTE, model.id, asked_by="Quản trị Demo", why=None)
            await swaps.moved(connection, swap.id)
        await records.go_live(connection, model.id)
    told: list[str] = []
    await try_newer(database, shop.workshop, told.append)
    if chosen:
        assert told == [f"{first} was chosen by a person and stays live: 'motcua nlu train' trains the newer messages"]
    else:
        assert f"{changed} does not pass the gate" in told[-1]
        assert "ý định emergency" in told[-1]
        assert told[-1].endswith(f"{first} stays live")
    rows = await database.fetch("SELECT version, state FROM nlu_models ORDER BY id")
    assert [tuple(row.values()) for row in rows] == [(changed, "ready" if chosen else "refused"), (first, "live")]
    assert not await database.fetch("SELECT 1 FROM nlu_swaps WHERE kind = 'first'")
