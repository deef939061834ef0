"""The report as a page, a table and lines: the same numbers, whole in itself, nothing of anybody."""

from __future__ import annotations

import csv
import io
import re
from xml.etree import ElementTree as ET

import pytest

from bot.reports.difficulties import make
from bot.reports.page import page
from bot.reports.rows import as_csv, as_lines
from bot.reports.suppression import Case
from bot.reports.words import KINDS, REST, UNKNOWN, share_words, wait_words
from tests.unit.reports.reports import DAYS, NAMES, filled, minutes


def charts(text):
    return [ET.fromstring(found) for found in re.findall(r"<svg.*?</svg>", text, re.DOTALL)]


def test_the_page_needs_nothing_from_elsewhere_and_escapes_what_it_shows():
    text = page(filled(), NAMES)
    assert not re.search(r"(?:\b(?:src|href)=|url\(|@import|<script|https?://)", text)
    assert "default-src 'none'" in text
    assert "Thủ tục &lt;1.001193&gt;" in text
    assert '<html lang="vi">' in text


def test_every_chart_tells_its_values_in_words_and_its_bars_fit():
    found = charts(page(filled(), NAMES))
    assert len(found) == 3
    for chart in found:
        told = chart.find("desc").text
        labels = [node.text for node in chart.findall("text")]
        assert all(label in told for label in labels)
        assert len(labels) == len(chart.findall("rect"))
        width = float(chart.get("viewBox").split()[2])
        assert all(0 < float(bar.get("width")) <= width for bar in chart.findall("rect"))


def test_charts_have_ids_of_their_own():
    ids = re.findall(r' id="([^"]+)"', page(filled(), NAMES))
    assert len(ids) == len(set(ids))


def test_the_table_has_the_pages_numbers_and_opens_in_a_spreadsheet():
    text = as_csv(filled(), NAMES)
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert {len(row) for row in rows} == {6}
    network = [row for row in rows if row[1] == KINDS["online.no_network"] and row[2] == "thủ tục"]
    assert [(row[3], row[4], row[5]) for row in network] == [
        ("Tất cả", "20", ""),
        ("Thủ tục <1.001193>", "14", "70,0%"),
        ("Thủ tục <2.000815>", "6", "30,0%"),
    ]
    assert ["Số chung", "Một nửa được nhận trong", "", "", "30 phút", ""] in rows
    assert not any(cell[:1] in "=+-@\t" for row in rows for cell in row if cell)


def test_what_too_few_people_met_is_a_total_only():
    few = make(DAYS, people=2, cases=[Case(n, "postal.far", "1", "a") for n in (1, 2)], led=[], callbacks=[])
    assert "Tất cả: 2; ít người quá nên không tách." in page(few, NAMES)
    assert REST not in page(few, NAMES) + as_csv(few, NAMES)


def test_lines_for_a_terminal_name_the_days_and_the_ways():
    text = "\n".join(as_lines(filled(), NAMES))
    assert "từ 16/8/2021 đến 22/8/2021" in text
    assert re.search(r"12 +48,0% +Nộp qua mạng", text)


def test_a_week_without_anything_is_a_report_too():
    nothing = make(DAYS, people=0, cases=[], led=[], callbacks=[])
    assert "Không có." in page(nothing, NAMES)
    assert charts(page(nothing, NAMES)) == []
    assert "Yêu cầu gọi lại: 0" in "\n".join(as_lines(nothing, NAMES))
    assert UNKNOWN not in as_csv(nothing, NAMES)


@pytest.mark.parametrize(
    ("wait", "said"),
    [(0, "0 phút"), (45, "45 phút"), (60, "1 giờ"), (200, "3 giờ 20 phút"), (1440, "1 ngày"), (3120, "2 ngày 4 giờ")],
)
def test_waits_are_said_as_people_say_them(wait, said):
    assert wait_words(minutes(wait)[0]) == said


def test_shares():
    assert (share_words(1, 3), share_words(0, 0)) == ("33,3%", "")
