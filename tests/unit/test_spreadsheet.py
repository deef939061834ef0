"""Tables for spreadsheets: every cell comes back as it was, and none runs."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.spreadsheet import as_csv

cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(st.lists(cells, min_size=2, max_size=4), max_size=5))
def test_every_cell_comes_back_and_none_is_a_formula(rows):
    read = list(csv.reader(io.StringIO(as_csv(rows), newline="")))
    assert [[cell.removeprefix("'") for cell in row] for row in read] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in read for cell in row)


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+84", "-1", "@SUM(A1)", "\t=1"])
def test_what_a_spreadsheet_would_run_is_marked_as_text(name):
    assert list(csv.reader(io.StringIO(as_csv([(name, 7)]), newline=""))) == [[f"'{name}", "7"]]
