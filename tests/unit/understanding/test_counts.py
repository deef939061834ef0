"""How many dossiers and people."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.counts import Counts, read_counts


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("2 bộ", Counts(dossiers=2)),
        ("mot bo", Counts(dossiers=1)),
        ("hai hồ sơ", Counts(dossiers=2)),
        ("10 hồ sơ", Counts(dossiers=10)),
        ("2 cái khai sinh", Counts(dossiers=2)),
        ("hai thủ tục", Counts(dossiers=2)),
        ("một mình", Counts(people=1)),
        ("mình ên tui", Counts(people=1)),
        ("3 người", Counts(people=3)),
        ("hai vợ chồng", Counts(people=2)),
        ("vợ chồng tui", Counts(people=2)),
        ("hai mẹ con", Counts(people=2)),
        ("tui với vợ", Counts(people=2)),
        ("anh em tui 3 người", Counts(people=3)),
        ("hai anh em", Counts(people=2)),
        ("làm cho ông bà", Counts()),
        ("2 bộ, 3 người đi", Counts(dossiers=2, people=3)),
        ("2", Counts(number=2)),
        ("hai", Counts(number=2)),
        ("mười hai", Counts(number=12)),
        ("vài bộ", Counts(vague=True)),
        ("mấy người", Counts(vague=True)),
        ("8h sáng", Counts()),
        ("1 cửa", Counts()),
        ("con 7 tuổi", Counts()),
        ("không biết nữa", Counts()),
        ("hai ba con", Counts(people=2)),
        ("ba con tui đi chung", Counts(people=2)),
        ("ba con tui di chung", Counts()),
        ("ba con oi cho hoi", Counts()),
        ("ba con", Counts()),
        ("bà con tui", Counts()),
    ],
)
def test_counts(text: str, counts: Counts) -> None:
    assert read_counts(text) == counts


@given(st.integers(1, 99))
@settings(max_examples=60, deadline=None)
def test_digits_before_a_unit(number: int) -> None:
    assert read_counts(f"{number} bộ") == Counts(dossiers=number)
    assert read_counts(f"{number} nguoi") == Counts(people=number)


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_read(text: str) -> None:
    counts = read_counts(text)
    assert all(value is None or value > 0 for value in (counts.dossiers, counts.people, counts.number))
