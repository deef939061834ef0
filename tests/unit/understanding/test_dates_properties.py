"""Days read from every form they are written in, against the calendar."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.guidance.moments import VIETNAM
from bot.understanding.dates.reading import DateFlag, read_when
from bot.understanding.fold import strip_diacritics

DAYS = st.dates(date(2021, 1, 1), date(2027, 12, 31))
WEEKDAYS = ["thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật"]
FORMS = [
    "{d}/{m}/{y}",
    "{d:02}/{m:02}/{y}",
    "{d}-{m}-{y}",
    "{d}.{m}.{y}",
    "ngày {d} tháng {m} năm {y}",
    "{y}-{m:02}-{d:02}",
]
PHRASES = [
    "sáng mai",
    "mốt",
    "thứ 6 tuần sau",
    "chiều 24/8",
    "bữa nào trống",
    "mùng 5",
    "cuối tuần",
    "8 giờ rưỡi",
    "tuần sau",
    "thứ 3",
    "hôm nay",
    "ngày kia",
    "3h chiều",
    "vài bữa nữa",
    "sớm nhất",
    "31/2",
    "tháng sau",
]


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 6, 0, tzinfo=VIETNAM)


@given(DAYS, DAYS, st.sampled_from(FORMS))
@settings(max_examples=150, deadline=None)
def test_a_written_day_is_that_day(today: date, meant: date, form: str) -> None:
    when = read_when(form.format(d=meant.day, m=meant.month, y=meant.year), morning(today))
    assert when.dates == (meant,)
    assert (DateFlag.PAST in when.flags) == (meant < today)


@given(DAYS, st.integers(0, 6))
@settings(max_examples=100, deadline=None)
def test_a_bare_weekday_comes_within_a_week(today: date, number: int) -> None:
    (found,) = read_when(WEEKDAYS[number], morning(today)).dates
    assert found.weekday() == number
    assert timedelta(days=1) <= found - today <= timedelta(days=7)


@given(DAYS, st.integers(0, 6))
@settings(max_examples=100, deadline=None)
def test_a_weekday_of_next_week_lies_in_the_next_calendar_week(today: date, number: int) -> None:
    (found,) = read_when(f"{WEEKDAYS[number]} tuần sau", morning(today)).dates
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
    assert found == monday + timedelta(days=number)


@given(DAYS, st.integers(1, 31), st.integers(1, 12))
@settings(max_examples=150, deadline=None)
def test_day_and_month_without_a_year(today: date, number: int, month: int) -> None:
    when = read_when(f"{number}/{month}", morning(today))
    if when.dates:
        (found,) = when.dates
        assert (found.day, found.month) == (number, month)
        assert found >= today or DateFlag.PAST in when.flags
    else:
        assert DateFlag.IMPOSSIBLE in when.flags
        assert number > calendar.monthrange(today.year, month)[1] or (number, month) == (29, 2)


@given(DAYS, st.sampled_from(PHRASES))
@settings(max_examples=150, deadline=None)
def test_diacritics_make_no_difference(today: date, phrase: str) -> None:
    assert read_when(strip_diacritics(phrase), morning(today)) == read_when(phrase, morning(today))


@given(DAYS, st.sampled_from(PHRASES))
@settings(max_examples=150, deadline=None)
def test_a_certain_day_is_never_over(today: date, phrase: str) -> None:
    when = read_when(phrase, morning(today))
    assert when.day is None or when.day >= today
    assert list(when.dates) == sorted(set(when.dates))


@given(st.text(max_size=200), DAYS)
@settings(max_examples=300, deadline=None)
def test_reading_never_raises_and_is_pure(text: str, today: date) -> None:
    assert read_when(text, morning(today)) == read_when(text, morning(today))


TIME_WORDS = "sáng mai mốt thứ 6 2 tuần sau tới này ngày 31 tháng 13 giờ kém rưỡi mùng h / t cn hôm qua 24/8"
WORDS = st.lists(st.sampled_from(re.findall(r"\S+", TIME_WORDS)), max_size=10)


@given(WORDS, DAYS)
@settings(max_examples=300, deadline=None)
def test_any_order_of_the_words_of_time_can_be_read(words: list[str], today: date) -> None:
    read_when(" ".join(words), morning(today))
    read_when("".join(words), morning(today))
