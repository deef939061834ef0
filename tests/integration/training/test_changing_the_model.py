"""The model changes while people write: nothing is lost, and whatever goes wrong leaves the old model answering."""

from __future__ import annotations

import asyncio
import io
import json
import os
import re
import resource
import shutil
import signal
import sys
import tarfile
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg.rows import dict_row

from bot.db import nlu_servers
from bot.guidance.moments import VIETNAM
from bot.staff.errors import Refused
from bot.training import promotion, records, swaps
from bot.training.measuring import read_all
from bot.training.swaps import Kind, SwapState
from bot.understanding.rasa import FALLBACK
from tests.e2e.citizens import WebCitizen
from tests.integration.training.asker import MANY_PER_SECOND, PER_SECOND, Asker, p99
from tests.processes import BotProcess
from tests.small_model import Command, SmallWorkshop, await_server, command_line, rasa_servers, resident, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.staff.office import Office
    from bot.training.swaps import Swap
    from tests.integration.training.conftest import Served
    from tests.rows import Rows


pytestmark = pytest.mark.timeout(900)
"""Liveness only: several trainings and starts of Rasa, on a machine that may be busy."""


LITTLE = 200_000
"""Bytes: a model's parts are larger."""


async def changes(served: Served, rounds: int, per_second: int) -> tuple[list[float], list[float], list[int]]:
    """Change there and back ``rounds`` times.

    Args:
        served: the keeper.
        rounds: how many changes.
        per_second: messages that are read meanwhile.

    Returns:
        Seconds of readings idle and meanwhile, and memory after each change.
    """
    memory = []
    async with served.office() as office, Asker(served, per_second) as asker:
        twin = await served.twin(office, "b")
        await asker.more(5 * per_second)
        idle, before = list(asker.seconds), served.live()
        for _ in range(rounds):
            if served.live() != twin.version:
                swap = await served.promoted(office, twin.id)
            else:
                async with served.measured_by_other_code(office):
                    swap = await served.settled(office, (await promotion.rollback(office, served.shop.workshop))[0])
            assert swap.state is SwapState.MOVED, swap.reason
            await asker.until(served.live())
            await drained(served)
            memory.append(resident(served.keeper.pid))
        assert asker.failed == []
        assert {before, twin.version} <= set(asker.models)
        assert None not in asker.models, "an answer does not say which model read it"
        return idle, asker.seconds[len(idle) :], memory


async def drained(served: Served) -> None:
    """Wait until the old server has ended."""
    await asyncio.to_thread(wait_until, lambda: len(rasa_servers(served.keeper.pid)) == 1)


def told(idle: list[float], meanwhile: list[float], memory: list[int], per_second: int) -> str:
    return (
        f"{len(memory)} changes under {per_second} messages a second: p99 {p99(meanwhile) / p99(idle):.1f} x idle"
        f" ({p99(idle) * 1000:.0f} ms), memory of the tree {memory[-1] / memory[0]:.2f} x after the first change"
        f" ({memory[0] / 2**20:.0f} MiB)\n"
    )


@dataclass
class Town:
    """A bot process that asks the keeper's server, and somebody who writes to it."""

    bot: BotProcess
    rows: Rows
    now: datetime = datetime(2021, 8, 22, 9, tzinfo=VIETNAM)

    def read_by(self) -> str:
        """Have somebody write; returns the version of the model that read it."""
        with WebCitizen(self) as citizen:  # type: ignore[arg-type]
            citizen.start()
            citizen.say("mai tui kẹt đám giỗ bên vợ")
        (row,) = self.rows("SELECT understanding FROM inbox ORDER BY id DESC LIMIT 1")
        return str(row["understanding"]["model"])


async def test_a_change_and_its_undoing_under_load_lose_nothing(served: Served, tmp_path: Path) -> None:
    """What undoes it is a jump of fallbacks, though the way back fails at first."""
    async with served.office() as office, Asker(served) as asker:
        other, before = await another(served, office), served.live()
        with BotProcess(served.url, tmp_path, {**served.env, "DATA_DIR": str(tmp_path / "data")}) as bot:
            town, process = Town(bot, served.rows), bot.process
            swap = await served.promoted(office, other)
            assert swap.state is SwapState.MOVED, swap.reason
            after = served.live()
            read = [await seen(served, asker, town)]
            memory = [resident(served.keeper.pid)]
            async with served.measured_by_other_code(office):
                await undone_by_a_jump(served, swap, before)
            read.append(await seen(served, asker, town))
            memory.append(resident(served.keeper.pid))
            assert bot.process is process
            assert bot.alive, "the bot was restarted"
    served.rows("DELETE FROM nlu_reviews")  # what was said: the gate would have two servers read it from now on
    assert read == [after, before]
    assert after != before
    assert asker.failed == []
    assert {before, after} <= set(asker.models)
    assert None not in asker.models, "an answer does not say which model read it"
    assert memory[1] <= 1.1 * memory[0]
    moved = served.rows("SELECT mark FROM nlu_swaps WHERE state = 'moved' ORDER BY id DESC LIMIT 2")
    assert all(row["mark"] is not None for row in moved)


async def seen(served: Served, asker: Asker, town: Town) -> str:
    """Wait until everybody asks the live model and the one before has ended; returns which reads what is written."""
    await asker.until(served.live())
    by = await asyncio.to_thread(town.read_by)
    await drained(served)
    return by


async def undone_by_a_jump(served: Served, swap: Swap, before: str) -> None:
    """Have the live model understand nothing: the one before comes back, once its file is there again."""
    file = served.shop.workshop.file(before)
    away = file.rename(file.with_suffix(".away"))
    told = json.dumps({"source": "rasa", "intent": FALLBACK, "confidence": 0.1, "model": served.live()})
    served.rows(
        "INSERT INTO inbox (event_key, as_of, status, ready, understanding)"
        " SELECT decode(md5(%s || n), 'hex'), now(), 'done', true, %s::jsonb FROM generate_series(1, 40) AS n",
        f"jump of {swap.id}",
        told,
    )
    back = "SELECT * FROM nlu_swaps WHERE kind = 'return' AND id > %s ORDER BY id"
    failed = "UPDATE nlu_swaps SET asked_at = asked_at - interval '1 minute' WHERE id > %s AND state = 'failed'"
    await asyncio.to_thread(wait_until, lambda: [row for row in served.rows(back, swap.id) if row["reason"]])
    assert served.live() != before
    away.rename(file)
    served.rows(failed, swap.id)
    await asyncio.to_thread(wait_until, lambda: served.live() == before)
    (undone,) = served.rows("SELECT * FROM nlu_swaps WHERE id = %s", swap.id)
    assert re.search(r"4[01]/41", undone["reason"]), "the 40, and what somebody has written"
    assert undone["settled_at"] is not None
    first, second = served.rows(back, swap.id)
    assert (first["state"], second["state"], second["asked_by"]) == ("failed", "moved", "hệ thống")
    assert "không còn tệp mô hình" in first["reason"]
    (note,) = served.rows("SELECT * FROM audit WHERE action = 'nlu.return' ORDER BY id DESC LIMIT 1")
    assert (note["actor"], note["details"]["tries"]) == ("hệ thống", 2)


@pytest.mark.soak
@pytest.mark.timeout(3600)
async def test_fifty_changes_under_load_lose_nothing(served: Served) -> None:
    idle, meanwhile, memory = await changes(served, 50, MANY_PER_SECOND)
    sys.stdout.write(told(idle, meanwhile, memory, MANY_PER_SECOND))
    assert max(memory) <= 1.1 * memory[0]
    assert p99(meanwhile) <= 3 * p99(idle)


async def test_a_file_cut_in_half_leaves_the_old_model_answering(served: Served) -> None:
    async with served.office() as office, Asker(served) as asker:
        broken = await served.twin(office, "c")
        file = served.shop.workshop.file(broken.version)
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
        before = served.live(), served.server()["url"]
        swap = await served.promoted(office, broken.id)
        assert swap.state is SwapState.FAILED
        assert "cannot load" in (swap.reason or "")
        await goes_on(served, asker, before)


async def test_a_server_killed_while_warming_leaves_the_old_model_answering(served: Served) -> None:
    async with served.office() as office, Asker(served) as asker:
        other = await another(served, office)
        before = served.live(), served.server()["url"]
        old = set(rasa_servers(served.keeper.pid))
        swap, _ = await promotion.promote(office, served.shop.workshop, str(other))
        fresh = await asyncio.to_thread(wait_until, lambda: set(rasa_servers(served.keeper.pid)) - old)
        os.kill(fresh.pop(), signal.SIGKILL)
        swap = await served.settled(office, swap)
        assert swap.state is SwapState.FAILED
        assert "không chạy được" in (swap.reason or "")
        await goes_on(served, asker, before)


async def test_a_disk_that_is_full_while_a_server_warms_leaves_the_old_model_answering(served: Served) -> None:
    """The second server unpacks its model; no file of it may grow, as on a full disk."""
    async with served.office() as office, Asker(served) as asker:
        other = await another(served, office)
        before = served.live(), served.server()["url"]
        most = resource.prlimit(served.keeper.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(served.keeper.pid, resource.RLIMIT_FSIZE, (LITTLE, most[1]))
        try:
            swap = await served.promoted(office, other)
        finally:
            resource.prlimit(served.keeper.pid, resource.RLIMIT_FSIZE, most)
        assert swap.state is SwapState.FAILED
        assert "hết chỗ trên đĩa" in (swap.reason or "")
        await goes_on(served, asker, before)


async def another(served: Served, office: Office) -> int:
    """A model that could go live: the twin, or the first one where the twin is live."""
    twin = await served.twin(office, "b")
    (row,) = served.rows(
        "SELECT id FROM nlu_models WHERE state IN ('ready', 'retired') AND file IS NOT NULL"
        " AND (id = %s OR asked_by = 'motcua nlu serve') LIMIT 1",
        twin.id,
    )
    return int(row["id"])


async def goes_on(served: Served, asker: Asker, before: tuple[str, str]) -> None:
    await asker.more(PER_SECOND)
    assert asker.failed == []
    assert (served.live(), served.server()["url"]) == before
    assert set(asker.models) == {before[0]}
    await asyncio.to_thread(wait_until, lambda: len(rasa_servers(served.keeper.pid)) == 1)


async def test_a_live_server_that_dies_is_started_anew(served: Served) -> None:
    # The one before may still be answering what it was asked last, after a change that another test made.
    await asyncio.to_thread(wait_until, lambda: len(rasa_servers(served.keeper.pid)) == 1)
    (old,) = rasa_servers(served.keeper.pid)
    url, version = served.server()["url"], served.live()
    os.kill(old, signal.SIGKILL)
    await asyncio.to_thread(wait_until, lambda: served.server()["url"] != url)
    assert served.server()["version"] == version
    assert not command_line(old)
    async with Asker(served) as asker:
        await asker.more(PER_SECOND)
        assert asker.failed == []


async def test_with_an_outside_server_nothing_is_changed_and_it_is_said(served: Served) -> None:
    promote = served.command("promote", "1", NLU_URL="http://127.0.0.1:1").start()
    serve = served.command("serve", NLU_URL="http://127.0.0.1:1").start()
    assert promote.wait() == 2
    assert "MOTCUA_NLU_URL" in promote.said
    assert serve.wait() == 2
    assert "no swap" in serve.said
    async with served.office() as office:
        with pytest.raises(Refused, match="đang được dùng"):
            await promotion.promote(office, served.shop.workshop, served.live())


async def test_one_keeper_a_machine(served: Served) -> None:
    second = served.command("serve").start()
    assert second.wait() == 4
    assert "another 'motcua nlu serve'" in second.said


async def test_a_live_model_that_the_code_reads_no_more_gives_way_at_the_start(
    served: Served, bot_template: str, clone_database: Callable[[str], tuple[str, str]], tmp_path: Path
) -> None:
    """After an update of the code the chosen model may be of another make: the present data's takes its place."""
    _, url = clone_database(bot_template)
    shop = SmallWorkshop(tmp_path / "nlu")
    shutil.copytree(served.shop.folder, shop.folder)
    old = "nlu-" + "c" * 16
    of_another_make(shop.workshop.file(shop.workshop.version()), shop.workshop.file(old))
    keeper = Command(
        ["nlu", "serve", "--no-train"],
        {**served.env, **shop.env, "DATABASE_URL": url, "DATA_DIR": str(tmp_path / "data")},
        tmp_path / "keeper.log",
    )
    async with await psycopg.AsyncConnection.connect(url, row_factory=dict_row, autocommit=True) as connection:
        model = await records.adopt(connection, old, f"{old}.tar.gz", "Quản trị Demo")
        swap = await swaps.ask(connection, Kind.PROMOTE, model.id, asked_by="Quản trị Demo", why=None)
        await records.go_live(connection, model.id)
        await swaps.moved(connection, swap.id)
        with keeper:
            row = await asyncio.to_thread(await_server, url, keeper)
            live = await records.live(connection)
            assert live is not None
            assert live.version == row["version"] == shop.workshop.version()
            told = await (await connection.execute("SELECT why FROM nlu_swaps ORDER BY id DESC LIMIT 1")).fetchone()
            assert "không chạy được" in told["why"]
            noted = await connection.execute("SELECT * FROM audit WHERE action = 'nlu.first'")
            (note,) = await noted.fetchall()
            assert (note["actor"], note["target"], note["details"]["before"]) == ("hệ thống", live.version, old)
            (server,) = await nlu_servers.find(connection, shop.workshop.secret)
            found = await read_all(server.url, server.token, ["xin chào"])
            assert found["xin chào"].intent == "greet"


def of_another_make(model: Path, copy: Path) -> None:
    """Copy a model as one whose classifier was written by other code."""
    with tarfile.open(model) as whole, tarfile.open(copy, "w:gz") as changed:
        for member in whole:
            content = whole.extractfile(member)
            data = content.read() if content is not None else b""
            if member.name.endswith("intents.json"):
                data = b'{"make": 1}'
                member.size = len(data)
            changed.addfile(member, io.BytesIO(data))
