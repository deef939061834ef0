"""JSON lines out and in: several people label, and the queue says where they differ."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.review.exchange import bring_in, to_line
from bot.review.labels import Label, State, Verdict
from tests.integration.review.conftest import unsure

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.review.queue import ReviewDesk
    from tests.integration.review.conftest import Town


@pytest.fixture
async def lines(town: Town, desk: Callable[..., ReviewDesk]) -> list[dict[str, object]]:
    await town.say("a", "xin cai giay dat hu", unsure("find_procedure"))
    await town.say("b", "tàu cao tốc mấy giờ chạy", unsure("ask_office_info"))
    await town.say("c", "nước ngập vô nhà rồi", unsure("emergency"))
    await town.collect()
    return [to_line(item) for item in await desk().items()]


def filled(lines: list[dict[str, object]], *labels: object) -> list[str]:
    return [json.dumps({**line, "label": label}, ensure_ascii=False) for line, label in zip(lines, labels, strict=True)]


async def test_labels_come_back_with_who_gave_them(
    lines: list[dict[str, object]], desk: Callable[..., ReviewDesk]
) -> None:
    texts = [line["text"] for line in lines]
    an = desk("An Demo")
    done = await bring_in(an, filled(lines, {"intent": "find_procedure"}, {"wanted": "giờ tàu"}, {"verdict": "skip"}))
    assert (done.labelled, done.refused) == (3, [])
    found = {item.text: item for item in await an.items(states=frozenset(State))}
    assert [found[text].given[0].label for text in texts] == [
        Label.of("find_procedure"),
        Label(Verdict.NEW_INTENT, wanted="giờ tàu"),
        Label(Verdict.SKIP),
    ]
    again = await bring_in(an, filled(lines, {"intent": "find_procedure"}, {"wanted": "giờ tàu"}, None))
    assert (again.labelled, again.unchanged, again.empty) == (0, 2, 1)


async def test_where_people_differ_is_told(lines: list[dict[str, object]], desk: Callable[..., ReviewDesk]) -> None:
    await bring_in(desk("An Demo"), filled(lines, {"intent": "find_procedure"}, {"intent": "out_of_scope"}, None))
    done = await bring_in(
        desk("Bình Demo"), filled(lines, {"intent": "ask_procedure_fee"}, {"intent": "out_of_scope"}, None)
    )
    assert done.disputed == [lines[0]["group"]]
    disputed, _ = await desk("Chi Demo").items(mine=True)
    assert disputed.text == lines[0]["text"]
    assert {label["by"] for label in to_line(disputed)["labels"]} == {"An Demo", "Bình Demo"}


async def test_bad_lines_are_told_and_the_others_taken(
    lines: list[dict[str, object]], desk: Callable[..., ReviewDesk]
) -> None:
    first, second, third = lines
    rows = [
        "no json",
        json.dumps({**first, "label": {"intent": "no_such_intent"}}),
        json.dumps({**second, "text": "khác", "label": {"intent": "out_of_scope"}}),
        json.dumps({**second, "group": 999, "label": {"intent": "out_of_scope"}}),
        "",
        json.dumps({**third, "label": {"intent": "emergency", "entities": [{"entity": "date", "start": 0, "end": 2}]}}),
        json.dumps({**third, "label": {"intent": "emergency"}}),
    ]
    done = await bring_in(desk(), rows)
    assert [number for number, _ in done.refused] == [1, 2, 3, 4, 6]
    assert done.labelled == 1


async def test_no_line_of_a_tool_can_end_the_others(
    lines: list[dict[str, object]], desk: Callable[..., ReviewDesk]
) -> None:
    first, *_, last = lines
    labels = [{}, {"wanted": 5}, {"wanted": {"vi": "giờ tàu"}}, {"wanted": "giờ\0tàu"}, {"wanted": "giờ \ud800"}]
    rows = [json.dumps({**first, "label": label}) for label in labels]
    rows += [json.dumps({**first, "group": float("inf"), "label": {"verdict": "skip"}})]
    rows += [json.dumps({**first, "label": {"intent": "emergency", "entities": [{"entity": "date", "start": 1e999}]}})]
    rows += [json.dumps({**last, "label": {"verdict": "skip"}})]
    done = await bring_in(desk(), rows)
    assert [number for number, _ in done.refused] == [1, 2, 3, 4, 5, 6, 7]
    assert done.labelled == 1
    assert not [why for _, why in done.refused if "object" in why or "Error" in why], "in words for people"
