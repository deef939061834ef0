"""Tables that a spreadsheet opens: CSV with cells that it takes for what they are."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from bot.surfaces import for_cell

if TYPE_CHECKING:
    from collections.abc import Iterable


def as_csv(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as lines of comma separated values, without a byte order mark.

    A text that a spreadsheet would run as a formula gets an apostrophe before it: people choose their names and words.
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([for_cell(cell) for cell in row] for row in rows)
    return text.getvalue()
