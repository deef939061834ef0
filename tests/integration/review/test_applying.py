"""Labels become training data: by the NLU project's own program, once, with its reasons kept."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from textual.widgets import Static

from bot.commands.labelling.screen import LabellingScreen
from bot.commands.nlu.review import intent_names
from bot.review import applying
from bot.review.applying import Project, apply, take_back
from bot.review.exchange import bring_in, to_line
from bot.review.labels import Label, Span, State, Verdict
from bot.review.report import figures
from bot.staff.actor import Actor
from bot.staff.errors import Away, NotAllowed, Refused
from bot.staff.roles import Role
from tests.integration.review.conftest import NLU, unsure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.review.person_names import PlaceNames
    from bot.review.queue import ReviewDesk
    from tests.integration.review.conftest import Town

BEGINNING = 60
"""Lines of a file. The program that writes compares each label with each message, in each of thirty calls here."""
RAIN = "sao bua nay troi mua hoai vay ta"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The beginning of a few of the real files, and an evaluation set of one message."""
    data = tmp_path / "data"
    data.mkdir()
    for intent in ("find_procedure", "out_of_scope", "greet"):
        lines = (NLU / "data" / f"{intent}.yml").read_text(encoding="utf-8").splitlines(keepends=True)
        (data / f"{intent}.yml").write_text("".join(lines[:BEGINNING]), encoding="utf-8")
    asked = tmp_path / "asked.jsonl"
    asked.write_text(json.dumps({"text": "sao bữa nay trời mưa hoài vậy ta"}), encoding="utf-8")
    return Project(NLU, data, (asked,))


@pytest.fixture
async def labelled(town: Town, desk: Callable[..., ReviewDesk]) -> ReviewDesk:
    texts = {
        "tui tên Trần Thị Mẫu, giấy ghe máy chìm mất tiêu hết trọi": "find_procedure",
        RAIN: "out_of_scope",
        "xin chao": "greet",
        "tàu cao tốc mấy giờ chạy": None,
        "câu này chưa ai xem tới luôn": "",
    }
    for number, text in enumerate(texts):
        await town.say(str(number), text, unsure("ask_office_info"))
    await town.collect()
    admin = desk()
    for item in sorted(await admin.items(), key=lambda item: (item.text == RAIN, "tàu cao tốc" in item.text)):
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
        RAIN: "evaluation",
        "xin chao": "known",
    }
    line = "    - tui tên Nguyễn Văn Demo, [giấy ghe máy](procedure) chìm mất tiêu hết trọi"
    assert f"+{line}" in done.diff.splitlines()
    assert line in (project.data / "find_procedure.yml").read_text(encoding="utf-8").splitlines()
    changed = {file.name for file in project.data.iterdir() if file.read_bytes() != before[file.name]}
    assert changed == {"find_procedure.yml"}
    again = await apply(labelled, project, places)
    assert (again.outcomes, again.diff) == ((), "")
    states = {item.text: item.state for item in await labelled.items(states=frozenset(State))}
    assert states.pop(RAIN) is State.REFUSED
    assert sorted(states.values()) == [State.APPLIED] * 2 + [State.OPEN, State.WANTED]
    (audited,) = query("SELECT actor, details FROM audit WHERE action = 'nlu.apply'")
    assert len(audited["details"]["labels"]) == 3
    assert await labelled.undo() is not None, "what the data refused, labelled last, is not in them"
    assert await labelled.undo() is not None, "the wanted intent neither"
    with pytest.raises(Refused, match="đã vào dữ liệu"):
        await labelled.undo()


async def test_what_somebody_decides_while_the_files_are_written_is_not_lost(
    labelled: ReviewDesk,
    project: Project,
    places: PlaceNames,
    desk: Callable[..., ReviewDesk],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = applying._run

    async def and_meanwhile(*arguments: Any, **more: Any) -> dict[str, Any]:
        answer = await run(*arguments, **more)
        (item,) = [one for one in await labelled.items(states=frozenset({State.LABELLED})) if one.text == "xin chao"]
        await labelled.label(item, Label.of("out_of_scope"), origin="screen")
        return answer

    monkeypatch.setattr(applying, "_run", and_meanwhile)
    done = await apply(labelled, project, places)
    assert {outcome.item.text: outcome.how for outcome in done.outcomes}["xin chao"] == "changed"
    monkeypatch.undo()
    (left,) = await desk().items(states=frozenset({State.LABELLED}))
    assert (left.text, left.given[-1].label.intent) == ("xin chao", "out_of_scope")
    (told,) = (await apply(labelled, project, places)).outcomes
    assert told.how == "other_intent"


async def test_what_the_data_refuse_comes_back_with_the_reason_and_is_not_sent_again_by_itself(
    labelled: ReviewDesk, project: Project, places: PlaceNames, desk: Callable[..., ReviewDesk]
) -> None:
    await apply(labelled, project, places)
    back = next(item for item in await labelled.items(mine=True) if item.text == RAIN)
    assert back.state is State.REFUSED
    assert back.applied == "evaluation: 'sao bữa nay trời mưa hoài vậy ta'"
    assert [(given.labeller, given.label.intent) for given in back.given] == [("Quản trị Demo", "out_of_scope")]
    assert (await apply(labelled, project, places)).outcomes == ()
    async with LabellingScreen(labelled, intent_names(labelled.domain)).run_test(size=(110, 34)) as pilot:
        async with asyncio.timeout(20):
            while RAIN not in str(pilot.app.query_one("#message", Static).render()):
                await pilot.pause(0.02)
        others = str(pilot.app.query_one("#others", Static).render())
    assert "thuộc bộ đề kiểm tra" in others
    assert "Quản trị Demo: Ngoài phạm vi" in others

    other = desk("Tác giả Demo", Role.AUTHOR)
    await other.label(back, Label.of("greet"), origin="screen")
    assert (await labelled.item(back.group_id)).state is State.LABELLED, "what was refused is no side any more"
    (again,) = (await apply(labelled, project, places)).outcomes
    assert again.how == "evaluation"
    back = await labelled.item(back.group_id)
    assert back.state is State.REFUSED
    await labelled.label(back, Label(Verdict.SKIP), origin="screen")
    assert back.group_id not in {item.group_id for item in await labelled.items(mine=True)}
    assert back.group_id in {item.group_id for item in await other.items(mine=True)}
    assert (await apply(labelled, project, places)).outcomes == ()


async def test_a_label_that_stands_against_another_intent_can_be_mended_or_taken_back(
    town: Town, desk: Callable[..., ReviewDesk], project: Project, places: PlaceNames
) -> None:
    admin = desk()
    await town.say("a", "Xin  Chào", unsure("ask_office_info"))
    await town.collect()
    (item,) = await admin.items()
    await admin.label(item, Label.of("out_of_scope"), origin="screen")
    (refused,) = (await apply(admin, project, places)).outcomes
    assert refused.how == "other_intent"
    (report,) = (await figures(admin.office, date(2026, 1, 1), date(2026, 12, 31))).queue.items()
    assert report == (State.REFUSED, 1)
    assert await admin.undo() == item.group_id, "a label that did not go in can be undone"
    (back,) = await admin.items(mine=True)
    assert back.applied is not None
    await admin.label(back, Label.of("greet"), origin="screen")
    (taken,) = (await apply(admin, project, places)).outcomes
    assert taken.how == "known"
    assert (await admin.item(item.group_id)).state is State.APPLIED


async def test_an_old_file_sends_no_refused_label_again_but_one_that_tells_of_the_refusal_does(
    labelled: ReviewDesk, project: Project, places: PlaceNames
) -> None:
    (item,) = [item for item in await labelled.items(states=frozenset({State.LABELLED})) if item.text == RAIN]
    old = json.dumps({**to_line(item), "label": {"intent": "out_of_scope"}})
    await apply(labelled, project, places)
    done = await bring_in(labelled, [old])
    assert (done.labelled, done.unchanged) == (0, 1)
    (back,) = await labelled.items(states=frozenset({State.REFUSED}))
    line = to_line(back)
    assert (line["state"], str(line["outcome"]).split(":")[0]) == (State.REFUSED, "evaluation")
    done = await bring_in(labelled, [json.dumps({**line, "label": {"intent": "out_of_scope"}})])
    assert (done.labelled, done.unchanged) == (1, 0)
    (item,) = await labelled.items(states=frozenset({State.LABELLED}))
    assert item.text == RAIN


@pytest.mark.parametrize("ending", ["", " nha"])
async def test_what_is_misread_again_after_it_was_applied_is_shown_again(
    labelled: ReviewDesk, project: Project, places: PlaceNames, town: Town, ending: str
) -> None:
    await apply(labelled, project, places)
    (before,) = [item for item in await labelled.items(states=frozenset({State.APPLIED})) if "ghe máy" in item.text]
    for person in ("x", "y"):
        text = f"tui tên Trần Thị Mẫu, giấy ghe máy chìm mất tiêu hết trọi{ending}"
        await town.say(person, text, unsure("ask_office_info"))
        await town.collect()
    (again,) = [item for item in await labelled.items(mine=True) if "ghe máy" in item.text]
    assert (again.state, again.people, again.given) == (State.OPEN, 2, ())
    await labelled.label(again, Label.of("find_procedure"), origin="screen")
    (outcome,) = (await apply(labelled, project, places)).outcomes
    assert outcome.how == ("near" if ending else "known")
    states = {item.group_id: item.state for item in await labelled.items(states=frozenset({State.APPLIED}))}
    assert states[before.group_id] is states[again.group_id] is State.APPLIED


async def test_after_a_crash_between_file_and_database_nothing_goes_in_twice(
    labelled: ReviewDesk, project: Project, places: PlaceNames, query: Callable[..., list[dict[str, Any]]]
) -> None:
    await apply(labelled, project, places)
    before = (project.data / "find_procedure.yml").read_bytes()
    query("UPDATE nlu_groups SET applied_at = NULL, refused_at = NULL, applied = NULL, applied_by = NULL")
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


async def test_what_was_applied_is_taken_back(
    labelled: ReviewDesk, project: Project, places: PlaceNames, query: Callable[..., list[dict[str, Any]]]
) -> None:
    before = {file.name: file.read_bytes() for file in project.data.iterdir()}
    await apply(labelled, project, places)
    applied = {item.text: item for item in await labelled.items(states=frozenset({State.APPLIED}))}
    for item in applied.values():
        diff = await take_back(labelled, project, item.group_id)
        assert bool(diff) == (item.applied == "added")
        with pytest.raises(Refused, match="không ở trong dữ liệu"):
            await take_back(labelled, project, item.group_id)
    assert {file.name: file.read_bytes() for file in project.data.iterdir()} == before
    again = {item.text: item for item in await labelled.items(mine=True)}
    assert applied.keys() <= again.keys(), "they wait for other labels"
    assert all(not again[text].given for text in applied)
    done = await apply(labelled, project, places)
    assert not [outcome for outcome in done.outcomes if outcome.item.text in applied]
    assert len(query("SELECT * FROM audit WHERE action = 'nlu.take-back'")) == len(applied)


async def test_what_somebody_took_out_of_the_file_by_hand_is_told(
    labelled: ReviewDesk, project: Project, places: PlaceNames
) -> None:
    before = {file: file.read_bytes() for file in project.data.iterdir()}
    await apply(labelled, project, places)
    for file, content in before.items():
        file.write_bytes(content)
    (item,) = [item for item in await labelled.items(states=frozenset({State.APPLIED})) if item.applied == "added"]
    with pytest.raises(Refused, match=r"find_procedure\.yml nữa"):
        await take_back(labelled, project, item.group_id)
    assert (await labelled.item(item.group_id)).state is State.APPLIED
    with pytest.raises(NotAllowed):
        await take_back(
            replace(labelled, office=replace(labelled.office, actor=Actor("Ai đó", Role.AUTHOR))), project, 1
        )
