"""Where words of people are shown: a terminal, a page, a table for a spreadsheet, a log. One function for each.

Citizens choose their words and names, and staff theirs. None of them may move the cursor, pose as another row, run in a
page or as a formula, or bring a whole row of the database into a log.
"""

from __future__ import annotations

import json
import re
import unicodedata
from html import escape
from typing import Any

_TURNS = frozenset((*range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0x061C, 0xFEFF))
"""Separators of lines and signs that nobody sees; some turn the direction of writing: a text poses as another."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # full-width signs are read as the plain ones
_SKIPPED = " \u00a0\u3000\u200b\ufeff\n"
"""What programs leave out before they look whether a cell is a formula."""
_ROW = re.compile(r"(?m)(?:^|(?<=\s))(DETAIL|CONTEXT): .*(?:\n(?![A-Z]{4,}: |Traceback |\S+Error|  File ).*)*")

CONTENT_POLICY = (
    """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">"""
)
"""Stands in the head of every page that is written to a file: nothing runs in it, nothing is fetched."""


def for_terminal(text: str) -> str:
    """Return what stands for one row in a terminal, with nothing in it that a terminal obeys.

    A text of several lines keeps them, each but the first behind a mark, so that none looks like a row of ours.
    """
    return "\n│ ".join(_harmless(line) for line in text.splitlines() or [""])


def for_screen(text: str) -> str:
    """Return ``text`` with a dot for each sign that a terminal obeys or nobody sees: as long as it was."""
    return "".join(character if _is_seen(character) else "·" for character in text)


def json_line(value: Any, **options: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return a value as JSON on one line, in which what a terminal would obey is written by its number."""
    text = json.dumps(value, ensure_ascii=False, **options)
    return "".join(character if _is_seen(character) else _escaped(character) for character in text)


def for_page(text: str) -> str:
    """Return ``text`` for HTML, between tags or inside a quoted attribute."""
    return escape(text, quote=True)


def for_cell(cell: object) -> object:
    """Return a cell of a table that a spreadsheet opens: a text that it would run as a formula behind an apostrophe."""
    runs = isinstance(cell, str) and cell.lstrip(_SKIPPED).startswith(_FORMULA)
    return f"'{cell}" if runs else cell


def for_log(text: str) -> str:
    """Return what is written to a log without PostgreSQL's DETAIL and CONTEXT: they hold rows, names and messages too.

    Line breaks and signs that a terminal obeys need nothing here: logs are JSON, in which they are written out.
    """
    return _ROW.sub(r"\1: …", text)


def _harmless(line: str) -> str:
    if line.isprintable() and _TURNS.isdisjoint(map(ord, line)):
        return line
    return "".join(character for character in line.replace("\t", " ") if _is_seen(character))


def _is_seen(character: str) -> bool:
    return ord(character) not in _TURNS and unicodedata.category(character)[0] != "C"


def _escaped(character: str) -> str:
    code = ord(character)
    if code > 0xFFFF:  # noqa: PLR2004 - beyond it JSON writes a pair
        return json.dumps(character)[1:-1]
    return f"\\u{code:04x}"
