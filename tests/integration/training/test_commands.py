"""Commands on models as people type them: `motcua nlu models`, `compare`, `promote`, `rollback`, `cancel`, `log`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

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

    code, said, _ = nlu(served, "compare", before, f"#{twin.id}", **me)
    assert code == 0
    assert [line for line in said.splitlines() if line.startswith("  emergency") and "kém hơn" in line]
    assert f"Câu đổi cách hiểu ({len(lost)})" in said
    assert f"- “{lost[0]}”: emergency → thank_bye (đúng: emergency)" in said
    code, said, _ = nlu(served, "compare", before, str(twin.id), "--json", **me)
    assert json.loads(said)["b"] == twin.version

    code, said, beside = nlu(served, "promote", str(twin.id), **me)
    assert code != 0
    assert "ý định emergency" in beside
    assert "--force --why" in beside
    forced = ("promote", str(twin.id), "--force", "--why", WHY)
    code, _, beside = nlu(served, *forced, **me, SECOND_STAFF_TOKEN=mine)
    assert code != 0
    assert "Người thứ hai phải là người khác" in beside
    code, _, beside = nlu(served, *forced, "--second-token", second, **me)
    assert code != 0, "whoever looks at the processes of the machine would read it"
    code, _, beside = nlu(served, *forced, typed="nobody's\n", **me)
    assert code != 0
    assert served.live() == before

    code, said, beside = nlu(served, *forced, typed=f" {second} \n", **me)
    assert code == 0, beside
    assert "đang được dùng" in said
    assert second not in said + beside
    assert served.live() == twin.version
    (note,) = served.rows(
        "SELECT * FROM audit WHERE action = 'nlu.promote' AND details ? 'forced' AND target = %s", twin.version
    )
    assert (note["actor"], note["details"]["second"]) == ("Quản Trị Mô Hình Demo", "Người Duyệt Mô Hình Demo")
    assert note["details"]["why"] == WHY
    assert note["details"]["objections"]

    code, said, beside = nlu(served, "rollback", "--why", "thử xong", **me)
    assert code == 0, beside
    assert f"Đã quay lại #{note_of(served, before)} {before}" in said
    assert served.live() == before


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
