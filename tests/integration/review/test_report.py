"""How well people are understood, counted from what they did."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from bot.review import charts
from bot.review.labels import Label
from bot.review.report import figures
from bot.staff.roles import Role
from tests.integration.review.conftest import read, unsure

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.review.queue import ReviewDesk
    from bot.review.report import Report
    from tests.integration.review.conftest import Town

DAY = date(2026, 11, 24)


@pytest.fixture
async def report(town: Town, desk: Callable[..., ReviewDesk]) -> Report:
    for person in "abcdef":
        await town.say(person, "làm khai sinh ở đâu", read("find_procedure"))
    await town.say("a", "không phải", read("deny"))
    await town.say("b", "giấy đất hư rồi đó", unsure("find_procedure"))
    await town.say("c", "xã nào hả <b>em</b>", unsure("ask_office_info"))
    await town.say("d", "phí bao nhiêu", read("ask_procedure_fee", model="nlu-other"), after=86400)
    await town.collect()
    item = (await desk().items())[0]
    await desk().label(item, Label.of("find_procedure"), origin="screen")
    return await figures(desk("Người đọc Demo", Role.READER).office, DAY, DAY)


async def test_shares_count_corrections_against_the_model(report: Report) -> None:
    told = report.to_json()
    assert (told["total"]["understood"], told["total"]["asked"], told["total"]["misread"]) == (7, 2, 1)
    assert told["total"]["share_understood"] == pytest.approx(6 / 9)
    assert told["total"]["share_fallback"] == pytest.approx(2 / 9)
    first = told["intents"][0]
    assert (first["intent"], first["understood"], first["asked"], first["misread"]) == ("find_procedure", 6, 1, 1)
    assert [row["day"] for row in told["days"]] == ["2026-11-24"]
    assert [row["model"] for row in told["models"]] == ["nlu-demo"]
    assert (told["queue"]["open"], told["queue"]["labelled"]) == (2, 1)


async def test_a_longer_period_shows_each_day_and_model(report: Report, desk: Callable[..., ReviewDesk]) -> None:
    longer = (await figures(desk().office, DAY, date(2026, 11, 25))).to_json()
    assert [row["day"] for row in longer["days"]] == ["2026-11-24", "2026-11-25"]
    assert [row["model"] for row in longer["models"]] == ["nlu-demo", "nlu-other"]


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


async def test_the_page_has_charts_and_loads_nothing(report: Report) -> None:
    html = charts.page(report, lambda intent: f"<{intent}>")
    page = Page()
    page.feed(html)
    names = [tag for tag, _ in page.tags]
    assert names.count("svg") == 2
    assert not {"script", "link", "img", "iframe"} & set(names)
    assert not [value for _, attributes in page.tags for name, value in attributes.items() if name in {"src", "href"}]
    assert "http" not in html.replace("http-equiv", "")
    assert "url(" not in html
    assert "&lt;find_procedure&gt;" in html
    for drawing in html.split("<svg")[1:]:
        tree = ET.fromstring(f"<svg{drawing.split('</svg>')[0]}</svg>")
        assert tree.findall(".//rect")
    assert "66,7 %" in html


async def test_nothing_counted_is_a_page_too(desk: Callable[..., ReviewDesk]) -> None:
    empty = await figures(desk().office, DAY, DAY)
    assert empty.to_json()["total"]["share_understood"] is None
    assert "–" in charts.page(empty, str)
    assert charts.lines(empty, str)
