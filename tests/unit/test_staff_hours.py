"""When clerks are there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.hours import Hours
from bot.guidance.moments import VIETNAM

OFFICE = Hours.parse("1-5 7:00-11:00 13:00-17:00; 6 7:00-11:00")
ALWAYS = Hours.parse("1-7 0:00-24:00")
MONDAY = datetime(2026, 11, 23, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (MONDAY.replace(hour=6, minute=59), False),
        (MONDAY.replace(hour=7), True),
        (MONDAY.replace(hour=10, minute=59), True),
        (MONDAY.replace(hour=11), False),
        (MONDAY.replace(hour=16, minute=59), True),
        (MONDAY.replace(day=28, hour=8), True),
        (MONDAY.replace(day=28, hour=14), False),
        (MONDAY.replace(day=29, hour=8), False),
    ],
)
def test_hours_begin_and_end(moment: datetime, is_open: bool) -> None:
    assert OFFICE.is_open(moment) is is_open


@pytest.mark.parametrize(
    "text",
    ["", "8 7:00-11:00", "1-5", "1-5 11:00-7:00", "1-5 7:00-25:00", "1-5 7:60-9:00", "1-5 7h-11h", "5-1 7:00-11:00 x"],
)
def test_what_says_something_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not hours|no stretch"):
        Hours.parse(text)


MOMENTS = st.integers(0, 3 * 7 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes))


@given(MOMENTS)
def test_the_next_opening_is_the_first_one(moment: datetime) -> None:
    opens = OFFICE.next_opening(moment)
    assert opens >= moment
    assert OFFICE.is_open(opens)
    assert not OFFICE.is_open(opens - timedelta(minutes=1))
    between = (opens - moment) // timedelta(minutes=1)
    closed_again = False
    for minute in range(0, between, 7):
        is_open = OFFICE.is_open(moment + timedelta(minutes=minute))
        assert not (is_open and closed_again)
        closed_again = closed_again or not is_open


@given(MOMENTS)
def test_always_is_always(moment: datetime) -> None:
    assert ALWAYS.is_open(moment)
