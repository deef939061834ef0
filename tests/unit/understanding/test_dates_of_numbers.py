""" "So thu tu" is "số thứ tự", a number in the queue, and no Wednesday."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.guidance.moments import VIETNAM
from bot.understanding.dates.reading import read_when

SUNDAY = datetime(2021, 8, 22, 9, tzinfo=VIETNAM)


@pytest.mark.parametrize("text", ["lay so thu tu", "cho hoi so thu tu cua em", "lấy số thứ tự giùm con nghen"])
def test_a_number_in_the_queue_names_no_day(text):
    assert read_when(text, SUNDAY).dates == ()


@pytest.mark.parametrize("text", ["thu tu", "thứ tư", "sang thu tu", "lay so thu tu thu 4", "lay so thứ tư"])
def test_wednesday_stays_wednesday(text):
    assert read_when(text, SUNDAY).dates == (date(2021, 8, 25),)
