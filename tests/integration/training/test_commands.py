"""Commands on models as people type them: `motcua nlu models`, `compare`, `promote`, `rollback`, `cancel`, `log`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.commands.nlu.review import intent_names
from bot.review.domain import Domain
from bot.staff import members
from bot.staff.roles import Role
from bot.training import kept_readings
from bot.training.measuring import Yardstick
from tests import forking

if TYPE_CHECKING:
    from bot.staff.office import Office
    from bot.training.records import Model
    from tests.integration.training.conftest import Served

pytestmark = pytest.mark.timeout(900)
"""Liveness only: starts of Rasa, on a machine that may be busy."""

WHY = "mô hình đang dùng bị lỗi nặng hơn"


def nlu(served: Served, *arguments: str, typed: str = "", **env: str) -> tuple[int, str, str]:
    """Run a command to its end as somebody without a terminal; returns its code, answer, and asides."""
    # Forked programs have no terminal of their own, so that what is asked for is read from their input.
    whole = forking.environment({**served.env, **env})
    done = forking.run("bot", "nlu", *arguments, env=whole, said=typed, timeout=800)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


async def worse(served: Served, office: Office) -> tuple[Model, list[str]]:
    """A model of which it is known that it takes emergencies for thanks; returns them too."""
    twin = await served.twin(office, "d")
    yardstick = Yardstick.of(served.shop.workshop)
    golden = {message.text for message in yardstick.golden}
    lost = [m.text for m in yardstick.labelled if m.intent == "emergency" and m.text not in golden]
    async with office.database.transaction() as connection:
        readings = await kept_readings.of(connection, twin.id, yardstick.checksum)
        assert readings is not None
        changed: dict[str, Any] = {text: readings[text].to_json() for text in lost}
        for text in lost:
            readings[text] = type(readings[text]).from_json({**changed[text], "intent": "thank_bye"})
        await kept_readings.keep(connection, twin.id, yardstick.checksum, readings)
    return twin, lost


async def test_a_worse_model_is_compared_refused_forced_and_rolled_back(served: Served) -> None:
    async with served.office() as office:
        twin, lost = await worse(served, office)
        mine = await members.add(office, "Quản Trị Mô Hình Demo", Role.ADMIN)
        second = await members.add(office, "Người Duyệt Mô Hình Demo", Role.APPROVER)
    before, me = served.live(), {"STAFF_TOKEN": mine}

    code, said, _ = nlu(served, "models", **me)
    assert code == 0
    assert [line for line in said.splitlines() if before in line and "đang dùng" in line]
    code, said, _ = nlu(served, "models", "--json", "--limit", "1", **me)
    assert len(json.loads(said)["models"]) == 1

    danger = compared(served, me, before, twin, lost)

    forced = ("promote", str(twin.id), "--force", "--why", WHY)
    refused(served, me, forced, second)
    assert served.live() == before

    code, said, beside = nlu(served, *forced, typed="không\n", **me, SECOND_STAFF_TOKEN=second)
    assert code != 0
    assert f"Đưa vào dùng: #{twin.id} {twin.version}" in beside
    assert f"Thay cho:     #{note_of(served, before)} {before}" in beside
    assert f"“{lost[0]}”: trước hiểu là “{danger}”" in beside
    assert "Chưa làm gì cả" in beside
    assert served.live() == before

    code, said, beside = nlu(served, *forced, "--yes", typed=f" {second} \n", **me)
    assert code == 0, beside
    assert f"Mô hình #{twin.id} {twin.version} đang được dùng" in said
    assert "đang được dùng" in said
    assert second not in said + beside
    assert served.live() == twin.version
    (note,) = served.rows(
        "SELECT * FROM audit WHERE action = 'nlu.promote' AND details ? 'forced' AND target = %s", twin.version
    )
    assert (note["actor"], note["details"]["second"]) == ("Quản Trị Mô Hình Demo", "Người Duyệt Mô Hình Demo")
    assert note["details"]["why"] == WHY
    assert note["details"]["objections"]

    code, said, beside = nlu(served, "rollback", typed="\n", **me)
    assert code != 0
    assert f"Thay cho:     #{twin.id}" in beside
    async with served.office() as office, served.measured_by_other_code(office):
        code, said, beside = nlu(served, "rollback", "--why", "thử xong", "--yes", **me)
    assert code == 0, beside
    assert f"Đã quay lại #{note_of(served, before)} {before}" in said
    assert served.live() == before
    code, _, beside = nlu(served, "rollback", typed="\n", **me)
    assert code != 0
    assert f"Đưa vào dùng: #{twin.id}" not in beside, "who goes back twice does not get the bad model again"
    assert served.live() == before


def refused(served: Served, me: dict[str, str], forced: tuple[str, ...], second: str) -> None:
    """Promote the worse model in all the ways that are refused."""
    code, _, beside = nlu(served, "promote", forced[1], **me)
    assert code != 0
    assert "ý định emergency" in beside
    assert "--force --why" in beside
    code, _, beside = nlu(served, *forced, **me, SECOND_STAFF_TOKEN=me["STAFF_TOKEN"])
    assert code != 0
    assert "Người thứ hai phải là người khác" in beside
    code, _, beside = nlu(served, *forced, "--second-token", second, **me)
    assert code != 0, "whoever looks at the processes of the machine would read it"
    code, _, beside = nlu(served, *forced, typed="nobody's\n", **me)
    assert code != 0

    code, _, beside = nlu(served, *forced, **me, SECOND_STAFF_TOKEN="mcs_nobodys")
    assert code != 0
    assert "của người thứ hai không đúng" in beside


def compared(served: Served, me: dict[str, str], before: str, twin: Model, lost: list[str]) -> str:
    """Compare the live model with the worse one; returns what danger is called for people."""
    code, said, beside = nlu(served, "compare", before, f"#{twin.id}", **me)
    assert code == 0
    danger, thanks = (intent_names(Domain(("emergency", "thank_bye"), ()))[name] for name in ("emergency", "thank_bye"))
    assert [line for line in said.splitlines() if line.startswith(f"  {danger}") and "kém hơn" in line]
    assert f"Câu của bộ đánh giá đổi cách hiểu ({len(lost)};" in said
    assert f"“{lost[0]}”: trước hiểu là “{danger}”, nay hiểu là “{thanks}” – SAI" in said
    assert "với tên Quản Trị Mô Hình Demo" in beside, "on which system it acts, and as whom"
    code, said, _ = nlu(served, "compare", before, str(twin.id), "--json", **me)
    assert json.loads(said)["b"] == twin.version
    return danger


def note_of(served: Served, version: str) -> int:
    (row,) = served.rows("SELECT id FROM nlu_models WHERE version = %s AND state = 'live'", version)
    return int(row["id"])


def test_a_training_that_waits_is_cancelled_and_its_log_says_so(served: Served) -> None:
    with served.shop.changed() as shop:
        shop.add("greet", "chào buổi tối nghen mấy anh chị một cửa")
        code, said, beside = nlu(served, "train", "--no-wait", "--json")
        assert code == 0, beside
        job = json.loads(said)
        assert (job["state"], job["new"]) == ("queued", True)
        code, said, beside = nlu(served, "cancel")
        assert (code, said) == (0, f"#{job['id']}: đã hủy.\n"), beside
        code, said, _ = nlu(served, "log")
        assert code == 0
        assert said.startswith(f"#{job['id']} đã hủy. đã hủy trước khi bắt đầu")
        code, _, beside = nlu(served, "cancel", str(job["id"]))
        assert code != 0
        assert "đã xong từ trước" in beside
        code, _, beside = nlu(served, "cancel")
        assert code != 0
        assert "Không có việc huấn luyện nào" in beside
        code, said, _ = nlu(served, "log", str(job["id"]), "--json", "--lines", "1")
        assert json.loads(said)["state"] == "cancelled"
