"""The calendar: real, another day at the real time of day, or a moment that stands still."""

from __future__ import annotations

import time
from datetime import datetime

import pytest

from bot.clock import AsOf
from bot.guidance.moments import VIETNAM


def test_today_is_the_real_clock():
    for text in (None, "", "today"):
        calendar = AsOf.parse(text)
        assert calendar.is_today
        assert abs((calendar.now() - datetime.now(VIETNAM)).total_seconds()) < 5


def test_a_day_has_the_real_time_of_day():
    now = AsOf.parse("2021-08-22").now()
    real = datetime.now(VIETNAM)
    assert now.date().isoformat() == "2021-08-22"
    assert abs((now.hour * 60 + now.minute) - (real.hour * 60 + real.minute)) in {0, 1, 1439}


def test_a_moment_stands_still_and_is_vietnam_time():
    calendar = AsOf.parse("2021-08-22T09:00")
    first = calendar.now()
    time.sleep(0.01)
    assert calendar.now() == first == datetime(2021, 8, 22, 9, tzinfo=VIETNAM)


def test_a_moment_with_a_zone_is_converted():
    assert AsOf.parse("2021-08-22T02:00+00:00").now() == datetime(2021, 8, 22, 9, tzinfo=VIETNAM)


@pytest.mark.parametrize("text", ["22/8/2021", "yesterday", "2021-13-01", "2021-08-22T25:00"])
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - whatever datetime says of it
        AsOf.parse(text)
