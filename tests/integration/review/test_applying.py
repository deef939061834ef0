"""Labels become training data: by the NLU project's own program, once, with its reasons kept."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from bot.review.applying import Project, apply
from bot.review.labels import Label, Span, State, Verdict
from bot.staff.errors import Away, NotAllowed, Refused
from bot.staff.roles import Role
from tests.integration.review.conftest import NLU, unsure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.review.person_names import PlaceNames
    from bot.review.queue import ReviewDesk
    from tests.integration.review.conftest import Town


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A few of the real files, and an evaluation set of one message."""
    data = tmp_path / "data"
    data.mkdir()
    for intent in ("find_procedure", "out_of_scope", "greet"):
        shutil.copy(NLU / "data" / f"{intent}.yml", data)
    asked = tmp_path / "asked.jsonl"
    asked.write_text(json.dumps({"text": "sao bữa nay trời mưa hoài vậy ta"}), encoding="utf-8")
    return Project(NLU, data, (asked,))


@pytest.fixture
async def labelled(town: Town, desk: Callable[..., ReviewDesk]) -> ReviewDesk:
    texts = {
        "tui tên Trần Thị Mẫu, giấy ghe máy chìm mất tiêu hết trọi": "find_procedure",
        "sao bua nay troi mua hoai vay ta": "out_of_scope",
        "xin chao": "greet",
        "tàu cao tốc mấy giờ chạy": None,
        "câu này chưa ai xem tới luôn": "",
    }
    for number, text in enumerate(texts):
        await town.say(str(number), text, unsure("ask_office_info"))
    await town.collect()
    admin = desk()
    for item in sorted(await admin.items(), key=lambda item: "tàu cao tốc" in item.text):
        intent = next(found for text, found in texts.items() if text.endswith(item.text[-12:]))
        if intent is None:
            await admin.label(item, Label(Verdict.NEW_INTENT, wanted="giờ tàu"), origin="screen")
        elif intent:
            start = item.text.find("giấy ghe máy")
            spans = [Span(start, start + 12, "procedure")] if start > 0 else []
            await admin.label(item, Label.of(intent, *spans), origin="screen")
    return admin


async def test_labels_are_written_once_and_what_stays_out_is_told_why(
    labelled: ReviewDesk, project: Project, places: PlaceNames, query: Callable[..., list[dict[str, Any]]]
) -> None:
    tried = await apply(labelled, project, places, dry=True)
    before = {file.name: file.read_bytes() for file in project.data.iterdir()}
    done = await apply(labelled, project, places)
    assert tried.to_json() == done.to_json()
    assert {outcome.item.text: outcome.how for outcome in done.outcomes} == {
        "tui tên [tên], giấy ghe máy chìm mất tiêu hết trọi": "added",
        "sao bua nay troi mua hoai vay ta": "evaluation",
        "xin chao": "known",
    }
    line = "    - tui tên Nguyễn Văn Demo, [giấy ghe máy](procedure) chìm mất tiêu hết trọi"
    assert f"+{line}" in done.diff.splitlines()
    assert line in (project.data / "find_procedure.yml").read_text(encoding="utf-8").splitlines()
    changed = {file.name for file in project.data.iterdir() if file.read_bytes() != before[file.name]}
    assert changed == {"find_procedure.yml"}
    again = await apply(labelled, project, places)
    assert (again.outcomes, again.diff) == ((), "")
    states = [item.state for item in await labelled.items(states=frozenset(State))]
    assert sorted(states) == [State.APPLIED] * 3 + [State.OPEN, State.WANTED]
    (audited,) = query("SELECT actor, details FROM audit WHERE action = 'nlu.apply'")
    assert len(audited["details"]["labels"]) == 3
    assert await labelled.undo() is not None, "the wanted intent, labelled last, is not applied"
    with pytest.raises(Refused, match="đã vào dữ liệu"):
        await labelled.undo()


async def test_after_a_crash_between_file_and_database_nothing_goes_in_twice(
    labelled: ReviewDesk, project: Project, places: PlaceNames, query: Callable[..., list[dict[str, Any]]]
) -> None:
    await apply(labelled, project, places)
    before = (project.data / "find_procedure.yml").read_bytes()
    query("UPDATE nlu_groups SET applied_at = NULL, applied = NULL, applied_by = NULL")
    done = await apply(labelled, project, places)
    assert {outcome.how for outcome in done.outcomes} == {"known", "evaluation"}
    assert (project.data / "find_procedure.yml").read_bytes() == before


async def test_what_is_personal_by_todays_rules_stays_out(
    labelled: ReviewDesk, project: Project, places: PlaceNames, query: Callable[..., list[dict[str, Any]]]
) -> None:
    query("UPDATE nlu_reviews SET text = 'giấy ghe của Lý Thị Mẫu 0912 000 111' WHERE text LIKE '%%ghe%%'")
    query("UPDATE nlu_labels SET entities = '[]'")
    done = await apply(labelled, project, places)
    assert "personal" in {outcome.how for outcome in done.outcomes}
    assert "Mẫu 0912" not in done.diff


async def test_without_the_nlu_projects_environment_it_says_what_to_do(
    labelled: ReviewDesk, project: Project, places: PlaceNames, tmp_path: Path
) -> None:
    with pytest.raises(Away, match="make setup"):
        await apply(labelled, Project(tmp_path, project.data, ()), places)


async def test_authors_label_and_admins_apply(
    desk: Callable[..., ReviewDesk], project: Project, places: PlaceNames
) -> None:
    with pytest.raises(NotAllowed):
        await apply(desk("Tác giả Demo", Role.AUTHOR), project, places)
