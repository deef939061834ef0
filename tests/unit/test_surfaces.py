"""Citizens' words never act: not in a terminal, a page, a table or a log."""

from __future__ import annotations

import ast
import csv
import io
import json
import logging
from pathlib import Path

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot.commands.desk import show
from bot.commands.labelling import drawing
from bot.commands.labelling.marking import Marking
from bot.logs import JsonFormatter
from bot.spreadsheet import as_csv
from bot.surfaces import CONTENT_POLICY, for_log, for_page, for_screen, for_terminal, json_line
from tests.acting import COMMANDS, HOSTILE, Tags

BOT = Path(bot.__file__).parent
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


@hostile
def test_in_a_page_it_is_text(text):
    page = Tags()
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


PAGES = {"bot/broadcasts/report_page.py", "bot/reports/page.py", "bot/review/charts.py"}


def test_every_page_that_is_written_has_the_policy():
    """Each module that begins an HTML page puts the policy into it, by its name."""
    assert "default-src 'none'" in CONTENT_POLICY
    found = {}
    for path in sorted(BOT.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        nodes = list(ast.walk(tree))
        if any(isinstance(one, ast.Constant) and str(one.value).lower().startswith("<!doctype html") for one in nodes):
            used = any(isinstance(one, ast.Name) and one.id == "CONTENT_POLICY" for one in nodes)
            found[path.relative_to(BOT.parent).as_posix()] = used
    assert found == dict.fromkeys(PAGES, True)


OURS = {
    "broadcast/app.py": "a code that was just made",
    "chat.py": "a citizen's own words, on their own terminal",
    "db.py": "names of revisions, numbers, kinds of rows",
    "demo.py": "addresses of this machine",
    "docs.py": "paths of the checkout",
    "nlu/evaluate.py": "figures by intent",
    "nlu/train.py": "steps of a training, numbers of models",
    "rules/at.py": "where it was asked, and the ladder in words of the rulebook",
    "rules/drafts.py": "YAML to be written to a file, in which PyYAML writes controls out",
    "zalo.py": "addresses and codes of the login",
}
"""Modules of ``bot/commands`` that print something as it is, and whose words that are."""


def test_every_command_prints_through_a_surface():
    """What is printed is a constant, or has passed one of the functions for a terminal."""
    raw: dict[str, list[str]] = {}
    commands = BOT / "commands"
    for path in sorted(commands.rglob("*.py")):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        calls = [one for one in nodes if isinstance(one, ast.Call) and ast.unparse(one.func) in ("typer.echo", "print")]
        if bare := [ast.unparse(one) for one in calls if one.args and not _is_harmless(one.args[0])]:
            raw[path.relative_to(commands).as_posix()] = bare
    assert {name: calls for name, calls in raw.items() if name not in OURS} == {}
    assert set(OURS) - set(raw) == set(), "prints nothing as it is any more"


def _is_harmless(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.BinOp):
        return _is_harmless(node.left) and _is_harmless(node.right)
    if isinstance(node, ast.JoinedStr):
        return all(_is_harmless(one.value) for one in node.values if isinstance(one, ast.FormattedValue))
    return isinstance(node, ast.Call) and ast.unparse(node.func) in ("json_line", "for_terminal")
