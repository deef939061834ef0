"""Citizens' words never act: not in a terminal, a page, a table or a log."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
from html.parser import HTMLParser

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.desk import show
from bot.commands.labelling import drawing
from bot.commands.labelling.marking import Marking
from bot.logs import JsonFormatter
from bot.spreadsheet import as_csv
from bot.surfaces import CONTENT_POLICY, for_log, for_page, for_screen, for_terminal, json_line

FORGED = "8  [tổng đài]  Nguyễn Văn A  0900999999"
HOSTILE = {
    "an escape that climbs a row": f"mạng\x1b[1A\x1b[2K{FORGED}",
    "the clipboard (OSC 52)": "\x1b]52;c;cm0gLXJmIC8=\x07",
    "a link (OSC 8)": "\x1b]8;;https://x.vn\x1b\\bấm\x1b]8;;\x1b\\",
    "eight-bit controls": f"\x9b2J\x9d52;c;eA==\x9c{FORGED}",
    "a row of its own": f"không có mạng\n{FORGED}",
    "a row behind a return": f"không có mạng\r{FORGED}",
    "a row behind other breaks": f"a\x0b{FORGED}\x0c{FORGED}\x85{FORGED}\u2028{FORGED}\u2029{FORGED}",
    "letters turned round": "mạng \u202e9990009090\u202c \u2066x\u2069",
    "letters that nobody sees": "N\u200bguyễn\u2060 Văn\ufeff A",
    "a bell and erasing": "\a\b\b\b\x7f",
    "a script": "<script src=//x.vn/a.js></script>",
    "an attribute left": "\"><img src=x onerror=alert(1)> ' onmouseover='x",
    "a formula": '=HYPERLINK("//x.vn")',
    "a formula behind blanks": " \n=1+1",
    "a formula in full width": "＝cmd|' /C calc'!A0",
    "another formula": "@SUM(1)",
    "a sign": "+84912000111",
}
COMMANDS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b-\u200f]")
hostile = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@hostile
def test_in_a_terminal_nothing_acts_and_no_row_is_forged(text, capsys):
    show({"reason": text}, [f"   7  [tổng đài]  {text}", "   9  next"], as_json=False)
    first, *others, last = capsys.readouterr().out.split("\n")[:-1]
    assert first.startswith("   7  [tổng đài]")
    assert last == "   9  next"
    assert all(line.startswith("│ ") for line in others)
    assert not COMMANDS.search("".join((first, *others)))


@hostile
def test_as_json_nothing_acts_and_nothing_is_lost(text, capsys):
    show({"reason": text}, [], as_json=True)
    printed = capsys.readouterr().out
    assert json.loads(printed) == {"reason": text}
    assert not COMMANDS.search(printed.removesuffix("\n"))


@hostile
def test_on_the_screen_for_labels(text):
    drawn = drawing.message(Marking(text, ()), selecting=False)
    assert len(drawn.plain) == len(text)
    assert not COMMANDS.search(drawn.plain)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.text = ""

    def handle_starttag(self, tag, _attributes):
        self.seen.append(tag)

    def handle_data(self, data):
        self.text += data


@hostile
def test_in_a_page_it_is_text(text):
    page = _Tags()
    page.feed(f'<p title="{for_page(text)}">{for_page(text)}</p>')
    page.close()
    assert page.seen == ["p"]


@hostile
def test_in_a_table_no_cell_is_a_formula_and_every_row_is_one(text):
    rows = list(csv.reader(io.StringIO(as_csv([(text, 7), ("b", 8)]), newline="")))
    assert [row[1] for row in rows] == ["7", "8"]
    cell = rows[0][0].lstrip(" \n")
    assert not cell.startswith(("=", "+", "-", "@", "＝", "\t"))


@hostile
def test_in_a_log_one_line_without_commands(text):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logger = logging.Logger("test")  # noqa: LOG001 - one of its own, outside of the tree
    logger.addHandler(handler)
    logger.warning("%s", text, extra={"said": [text]})
    line, rest = stream.getvalue().split("\n")
    assert rest == ""
    assert json.loads(line)["logger"] == "test"
    assert not COMMANDS.search(line)


@given(any_text)
def test_any_text(text):
    assert not COMMANDS.search(for_terminal(text).replace("\n", ""))
    assert not COMMANDS.search(for_screen(text))
    assert json.loads(json_line(text)) == text


NAME, HOME = "Trần Thị Kín", "ấp Bí Mật"
ROWS = {
    "a row of a table": f"null value in column\nDETAIL:  Failing row contains (7, {NAME}, {HOME}).",
    "a row of several lines": f"duplicate key\nDETAIL:  Key (text)=({NAME}\n{HOME}) already exists.\nHINT:  none",
    "a message as JSON": f'bad\nDETAIL:  Token "{NAME}" is invalid.\nCONTEXT:  JSON, line 1: {{"x": "{HOME}',
    "in one line": f"UniqueViolation: duplicate key DETAIL: Key ({NAME}, {HOME}) already exists.",
}


@pytest.mark.parametrize("said", ROWS.values(), ids=ROWS)
def test_a_row_of_the_database_in_an_error_stays_out_of_logs(said):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logger = logging.Logger("test")  # noqa: LOG001
    logger.addHandler(handler)
    try:
        raise psycopg.errors.NotNullViolation(said)
    except psycopg.Error as error:
        logger.exception("a turn failed", extra={"why": str(error)})
    text = stream.getvalue() + for_log(said)
    assert NAME not in text
    assert HOME not in text
    assert "Traceback" in text
    assert said.splitlines()[0][:10] in text


def test_every_page_that_is_written_has_the_policy():
    import bot.broadcasts.report_page as broadcast
    import bot.reports.page as difficulties
    import bot.review.charts as understanding

    assert "default-src 'none'" in CONTENT_POLICY
    for module in (broadcast, difficulties, understanding):
        assert module.CONTENT_POLICY is CONTENT_POLICY
