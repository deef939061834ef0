"""Trainings: one at a time, killed and taken up again, judged by the gate, which nobody overrules alone."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.staff import members
from bot.staff.errors import NotAllowed, Refused
from bot.staff.roles import Role
from bot.training import jobs, promotion, recent, records
from bot.training.promotion import Force
from tests.integration.training.asker import PER_SECOND, Asker, p99
from tests.small_model import command_line, descendants, wait_until

if TYPE_CHECKING:
    from tests.integration.training.conftest import Served
    from tests.small_model import Command

pytestmark = pytest.mark.timeout(900)
"""Liveness only: several trainings and starts of Rasa, on a machine that may be busy."""

WHY = "mô hình đang dùng bị lỗi nặng hơn"


def model(served: Served, number: int) -> dict[str, Any]:
    (row,) = served.rows("SELECT * FROM nlu_models WHERE id = %s", number)
    return row


def await_state(served: Served, *states: str, process: Command | None = None) -> dict[str, Any]:
    """Wait until the last job is in one of these states."""
    deadline = time.monotonic() + 400
    while True:
        rows = served.rows("SELECT * FROM nlu_models ORDER BY id DESC LIMIT 1")
        if rows and rows[0]["state"] in states and (rows[0]["state"] != "training" or rows[0]["step"]):
            return rows[0]
        assert time.monotonic() < deadline, rows
        if process is not None and process.process is not None and process.process.poll() is not None:
            raise AssertionError(process.said)
        time.sleep(0.05)


async def test_killed_taken_up_refused_and_not_trained_twice(served: Served) -> None:
    with served.shop.changed() as shop:
        shop.confuse("cancel_appointment", "thank_bye")
        killed = served.command("train").start()
        job = await_state(served, "training", process=killed)
        assert job["seconds_left"] > 0
        assert trainers(killed)
        assert all(_nice(pid) == 19 for pid in trainers(killed))
        killed.kill()
        assert model(served, job["id"])["state"] == "training", "nobody could know yet"

        again = served.command("train", "--json").start()
        assert again.wait() == 1, again.said
        worse = json.loads(again.said.splitlines()[-1])
        assert (worse["id"], worse["state"], worse["new"]) == (job["id"], "refused", False)
        assert "cancel_appointment" in worse["reason"]
        row = model(served, job["id"])
        assert row["tries"] == 2
        assert "nlu: trained" in row["log"]
        assert row["messages"] > 300
        assert not list(shop.models.glob(".training-*")), "what the killed training left is swept away"
        assert not (shop.models / "jobs" / str(job["id"])).exists()

        unchanged = served.command("train", "--json").start()
        assert unchanged.wait() == 1
        assert json.loads(unchanged.said.splitlines()[-1])["id"] == job["id"]
        async with served.office() as office:
            first, second, found, _ = await promotion.compare(office, shop.workshop, served.live(), str(job["id"]))
        assert (first.version, second.id) == (served.live(), job["id"])
        assert found.overall.messages > 100
    await nobody_alone_overrules(served, job["id"])


async def nobody_alone_overrules(served: Served, worse: int) -> None:
    """What the gate refused goes live by a second person's token and a reason only; test_commands.py does it."""
    before = served.live()
    async with served.office() as office:
        tokens = {
            name: await members.add(office, name, role)
            for name, role in (
                ("Quản trị Demo", Role.ADMIN),
                ("Người Thứ Hai Demo", Role.APPROVER),
                ("Tổng đài Demo", Role.OPERATOR),
            )
        }
        with pytest.raises(Refused, match="hội thoại mẫu"):
            await promotion.promote(office, served.shop.workshop, str(worse))
        for token in (tokens["Quản trị Demo"], tokens["Tổng đài Demo"], "nobodys-token"):
            with pytest.raises(NotAllowed):
                await served.promoted(office, worse, force=Force(token, WHY))
        with pytest.raises(Refused, match=r"(?i)lý do"):
            await served.promoted(office, worse, force=Force(tokens["Người Thứ Hai Demo"], "ok"))
        assert served.live() == before


def _nice(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[16])


async def test_what_the_gate_lets_pass_is_ready_and_was_asked_for_what_people_wrote_lately(served: Served) -> None:
    """The model of the changed messages is there already, so that nothing is trained; it reads as the live one."""
    wrote = ("câu đã che của người dân số một", "câu đã che của người dân số hai")
    with served.shop.changed() as shop:
        shop.add("greet", "chào buổi sớm mơi nghen mấy anh chị một cửa")
        version = shop.workshop.version()
        shutil.copy(shop.workshop.file(served.live()), shop.workshop.file(version))
        job = json.loads(nlu(served, "train", "--no-wait", "--json").splitlines()[-1])
        assert (job["version"], job["state"]) == (version, "queued")
        async with served.office() as office, office.database.transaction() as connection:
            await served.reads_as_the_live_one(connection, job["id"])
            live, numbers = await records.live(connection), [reviewed(served, text) for text in wrote]
            assert live is not None
            await recent.keep(connection, live.id, {numbers[0]: "no_such_intent", numbers[1]: "no_such_intent"})
        try:
            done = json.loads(nlu(served, "train", "--json").splitlines()[-1])
        finally:
            served.rows("DELETE FROM nlu_reviews")
        assert (done["id"], done["state"]) == (job["id"], "ready"), done
        assert "tin thật gần đây: 2/2 đổi cách hiểu" in done["reason"]
        stored = served.rows("SELECT readings FROM nlu_readings WHERE model_id = %s", job["id"])
        assert set(map(str, numbers)) in [set(row["readings"]) for row in stored]
        assert not [text for text in wrote if text in str(stored)], "nobody's words are kept beside the review"


def nlu(served: Served, *arguments: str) -> str:
    command = served.command(*arguments).start()
    assert command.wait() == 0, command.said
    return command.said


def reviewed(served: Served, text: str) -> int:
    """Put a masked message into the review; returns its number."""
    (group,) = served.rows("INSERT INTO nlu_groups DEFAULT VALUES RETURNING id")
    (row,) = served.rows(
        "INSERT INTO nlu_reviews (group_id, text, key, reading, reasons, received_at)"
        " VALUES (%s, %s, %s, '{}', '{}', now()) RETURNING id",
        group["id"],
        text,
        text,
    )
    return int(row["id"])


async def test_one_at_a_time_across_processes(served: Served) -> None:
    with served.shop.changed() as shop:
        shop.add("greet", "chào buổi trưa nghen mấy anh chị một cửa")
        one = served.command("train").start()
        first = await_state(served, "training", process=one)
        shop.add("greet", "chào buổi xế nghen mấy anh chị một cửa")
        two = served.command("train").start()
        second = await_state(served, "queued", process=two)
        assert second["id"] > first["id"]
        assert second["version"] != first["version"]
        seen = set()
        while len(seen) < 2:  # it has moved on; a small model is soon trained, and is then tested
            working = model(served, first["id"])
            seen.add(working["step"])
            assert working["state"] == "training"
            assert model(served, second["id"])["state"] == "queued"
            assert len({command_line(pid) for pid in trainers(one, two)} - {""}) <= 1
            await asyncio.sleep(0.1)
        async with served.office() as office:
            await jobs.cancel(office, str(first["id"]))
            assert await asyncio.to_thread(one_ends, served, first["id"])
            await_state(served, "training")
            ended, begun = model(served, first["id"]), model(served, second["id"])
            assert begun["started_at"] >= ended["finished_at"]
            assert len({command_line(pid) for pid in trainers(one, two)} - {""}) <= 1
            await jobs.cancel(office, None)
        assert await asyncio.to_thread(one.wait) == await asyncio.to_thread(two.wait) == 1
        assert model(served, second["id"])["state"] == "cancelled"


def trainers(*commands: Command) -> list[int]:
    return [pid for command in commands for pid in descendants(command.pid) if "train.py" in command_line(pid)]


def one_ends(served: Served, number: int) -> bool:
    return bool(wait_until(lambda: model(served, number)["state"] == "cancelled"))


async def test_cancelled(served: Served) -> None:
    with served.shop.changed() as shop:
        shop.add("greet", "chào anh chị em trực tổng đài nghen")
        training = served.command("train").start()
        job = await_state(served, "training", process=training)
        async with served.office() as office:
            assert (await jobs.cancel(office, None)).id == job["id"]
        assert training.wait() == 1
        row = model(served, job["id"])
        assert (row["state"], row["stop_asked_by"], row["file"]) == ("cancelled", "Quản trị Demo", None)


async def test_a_full_disk_is_said_and_the_old_model_answers(served: Served) -> None:
    with served.shop.changed() as shop:
        shop.add("greet", "kính chào quý cơ quan hành chính công")
        async with Asker(served) as asker:
            before = served.live()
            training = served.command("train", largest_file=200_000).start()
            assert await asyncio.to_thread(training.wait) == 1
            row = await_state(served, "failed")
            assert "hết chỗ trên đĩa" in row["reason"]
            assert "hết chỗ trên đĩa" in training.said
            await asker.more(PER_SECOND)
            assert asker.failed == []
            assert served.live() == before
        assert not shop.workshop.file(row["version"]).exists()


@pytest.mark.soak
@pytest.mark.timeout(3600)
async def test_answers_keep_their_speed_while_a_model_is_trained(served: Served) -> None:
    with served.shop.changed() as shop:
        shop.add("greet", "xin được chào các anh chị cán bộ tiếp dân")
        async with Asker(served) as asker:
            await asker.more(30 * PER_SECOND)
            idle = list(asker.seconds)
            training = served.command("train").start()
            assert await asyncio.to_thread(training.wait) == 0, training.said
            meanwhile = asker.seconds[len(idle) :]
            assert asker.failed == []
    sys.stdout.write(f"p99 of readings while a model is trained: {p99(meanwhile) / p99(idle):.1f} x idle\n")
    assert p99(meanwhile) <= 2 * p99(idle)
