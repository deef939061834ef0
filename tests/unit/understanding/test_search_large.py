"""Finding one of 6,000 procedures among near twins, of which most have an official name alone."""

from __future__ import annotations

import pytest

from benchmarks import catalogue
from benchmarks.search import labelled, score
from bot.guidance.text import strip_diacritics
from bot.understanding.search.finder import Outcome, ProcedureSearch

LONG = (
    "hôm qua tui đi chợ gặp lại bạn học cũ hai đứa đứng nói chuyện tới trưa trời nắng quá mới rủ nhau vô uống ly cà phê"
    " rồi nó kể con nó mới thi đậu đại học năm nay vui lắm mà tui nghe cũng mừng giùm nó"
)


@pytest.fixture(scope="module")
def search() -> ProcedureSearch:
    return ProcedureSearch(catalogue.large())


def test_there_are_6000_and_each_has_near_twins():
    rows = catalogue.rows()
    assert len(catalogue.large()) == catalogue.SIZE
    assert len({row.code for row in rows}) == len(rows)
    assert len({row.twin for row in rows}) < len(rows) * 0.6


@pytest.mark.parametrize("bare", [False, True])
def test_the_open_queries_are_found(search: ProcedureSearch, bare: bool):
    queries = labelled("queries_open")
    if bare:
        queries = [type(each)(each.id, strip_diacritics(each.text), each.codes, each.tuning) for each in queries]
    for tuning in (True, False):
        got = score(search, [each for each in queries if each.tuning is tuning])
        assert got.first / got.answerable >= 0.92, got.missed
        assert got.in_three / got.answerable >= 0.98, got.missed
        assert got.named / got.none <= 0.05, got.missed


def test_official_names_find_themselves(search: ProcedureSearch):
    twins = catalogue.twins()
    rows = catalogue.rows()[::97]
    found = [twins.get(hits[0].code) for row in rows if (hits := search.search(row.name))]
    right = sum(each == row.twin for each, row in zip(found, rows, strict=True))
    assert right >= 0.9 * len(rows)


def test_a_sentence_of_40_words_about_something_else_names_nothing(search: ProcedureSearch):
    assert len(LONG.split()) >= 40
    assert search.decide(LONG).outcome is Outcome.NONE
    assert search.decide(strip_diacritics(LONG)).outcome is Outcome.NONE


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("xin giấy phép hát karaoke", "Cấp Giấy phép đủ điều kiện kinh doanh dịch vụ karaoke"),
        ("giấy phép karaoke bị mất", "Cấp lại Giấy phép đủ điều kiện kinh doanh dịch vụ karaoke"),
        ("giấy phép karaoke sắp hết hạn", "Gia hạn Giấy phép đủ điều kiện kinh doanh dịch vụ karaoke"),
        ("renew work permit for a korean engineer", "Gia hạn Giấy phép lao động"),
        ("work permit for my korean engineer", "Cấp Giấy phép lao động"),
    ],
)
def test_twins_are_told_apart_by_what_is_done(search: ProcedureSearch, text: str, beginning: str):
    assert search.search(text)[0].name.startswith(beginning)
