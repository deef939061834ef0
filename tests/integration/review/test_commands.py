"""`motcua nlu review` as a process: what it lists and writes, by how far the messages are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.review.labels import Label, State, Verdict
from bot.staff.roles import Role
from tests import commands
from tests.integration.review.conftest import unsure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.review.queue import ReviewDesk
    from tests.commands import Answer
    from tests.integration.review.conftest import Town


@pytest.fixture
def motcua(bot_database: str, tmp_path: Path) -> Callable[..., Answer]:
    """A function that runs `motcua nlu review` as whoever runs the machine."""
    settings = {"DATABASE_URL": bot_database, "DATA_DIR": str(tmp_path / "data")}
    return lambda *arguments: commands.run("nlu", "review", *arguments, settings=settings)


@pytest.fixture
async def wanted(town: Town, desk: Callable[..., ReviewDesk]) -> None:
    """A message for which two people want an intent that is missing, one labelled, one nobody has seen."""
    await town.say("a", "tàu cao tốc mấy giờ chạy", unsure("ask_office_info"))
    await town.say("b", "xin cai giay dat hu", unsure("find_procedure"))
    await town.say("c", "câu này chưa ai xem tới luôn", unsure("find_procedure"))
    await town.collect()
    an, author = desk("An Demo"), desk("Bình Demo", Role.AUTHOR)
    found = {item.text.split()[0]: item for item in await an.items()}
    await an.label(found["tàu"], Label(Verdict.NEW_INTENT, wanted="giờ tàu, xe"), origin="screen")
    await author.label(found["tàu"], Label(Verdict.NEW_INTENT, wanted="hỏi tàu chạy lúc nào"), origin="screen")
    await an.label(found["xin"], Label.of("ask_procedure_fee"), origin="screen")


@pytest.mark.usefixtures("wanted")
async def test_wanted_intents_are_listed_with_everybodys_words(motcua: Callable[..., Answer]) -> None:
    listed = motcua("--list", "--state", "wanted")
    assert listed.code == 0, listed.err
    assert "tàu cao tốc mấy giờ chạy" in listed.out
    assert "An Demo: cần ý định mới: giờ tàu, xe" in listed.out
    assert "Bình Demo: cần ý định mới: hỏi tàu chạy lúc nào" in listed.out
    assert "xin cai giay dat hu" not in listed.out
    both = motcua("--state", "wanted", "--state", "labelled", "--json").json["queue"]
    assert {row["text"]: row["state"] for row in both} == {
        "tàu cao tốc mấy giờ chạy": State.WANTED,
        "xin cai giay dat hu": State.LABELLED,
    }
    assert "câu này chưa ai xem tới luôn" in motcua("--list").out
    assert motcua("--list", "--state", "applied").out.strip() == "Không có câu nào ở trạng thái này."
    refused = motcua("--export", "/khong/co/thu-muc/cau.jsonl")  # D7: a traceback
    assert refused.code == 2
    assert "Không ghi được tệp" in refused.err
    assert "Traceback" not in refused.err


@pytest.mark.usefixtures("wanted")
async def test_wanted_intents_are_written_to_a_file_and_labelled_once_the_intent_is_there(
    motcua: Callable[..., Answer], desk: Callable[..., ReviewDesk], tmp_path: Path
) -> None:
    file = tmp_path / "wanted.jsonl"
    assert motcua("--export", str(file), "--state", "wanted").code == 0
    (row,) = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [label["wanted"] for label in row["labels"]] == ["giờ tàu, xe", "hỏi tàu chạy lúc nào"]
    file.write_text(json.dumps({**row, "label": {"intent": "ask_office_info"}}), encoding="utf-8")
    assert motcua("--import", str(file), "--json").json["labelled"] == 1
    assert (await desk().item(row["group"])).given[-1].label == Label.of("ask_office_info")


@pytest.mark.usefixtures("wanted")
async def test_a_file_that_an_editor_saved_in_its_own_way_is_read_or_told(
    motcua: Callable[..., Answer], tmp_path: Path
) -> None:
    file = tmp_path / "wanted.jsonl"
    assert motcua("--export", str(file), "--state", "wanted").code == 0
    (row,) = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    filled = json.dumps({**row, "label": {"intent": "ask_office_info"}})
    file.write_text(filled, encoding="utf-16")
    refused = motcua("--import", str(file), "--json")
    assert (refused.code, refused.out) == (2, "")
    assert "UTF-8" in refused.err
    file.write_text(filled, encoding="utf-8-sig")
    assert motcua("--import", str(file), "--json").json["labelled"] == 1


@pytest.mark.usefixtures("wanted")
async def test_a_state_needs_a_list_or_a_file(motcua: Callable[..., Answer], tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    file.touch()
    for arguments in (["--state", "wanted"], ["--state", "wanted", "--import", str(file)]):
        refused = motcua(*arguments)
        assert (refused.code, refused.out) == (2, "")
        assert "--list" in refused.err
    assert motcua("--list", "--state", "no_such_state").code == 2
