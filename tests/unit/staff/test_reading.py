"""What staff type: days, half-days, moments, phones, names."""

from __future__ import annotations

import contextlib
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking_client import HalfDay
from bot.guidance.moments import VIETNAM
from bot.staff.errors import Refused
from bot.staff.reading import (
    day_start,
    half_day_start,
    read_day,
    read_half,
    read_moment,
    read_name,
    read_phone_number,
)
from bot.staff.words import masked_phone, until_words

NOW = datetime(2021, 8, 22, 9, tzinfo=VIETNAM)
TUESDAY = date(2021, 8, 24)


@pytest.mark.parametrize("text", ["24/8", "24/8/2021", "24-8-2021", "24.08.2021", "2021-08-24", " thứ 3 ", "mốt"])
def test_a_day(text: str) -> None:
    assert read_day(text, NOW) == TUESDAY


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("tuần sau", "nhiều ngày"),
        ("20/8", "đã qua"),
        ("31/2", "không có ngày"),
        ("31/2/2021", "Không có ngày"),
        ("2021-02-30", "Không có ngày"),
        ("rằm", "âm lịch"),
        ("abc", "không đọc được"),
        ("", "không đọc được"),
    ],
)
def test_what_is_no_day_is_said(text: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read_day(text, NOW)


def test_a_day_that_is_over_where_it_may_be() -> None:
    assert read_day("20/8", NOW, past=True) == date(2021, 8, 20)
    assert read_day("hôm qua", NOW, past=True) == date(2021, 8, 21)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
@settings(max_examples=60)
def test_a_written_day_is_read_back_whenever_it_is(day: date) -> None:
    assert read_day(day.isoformat(), NOW) == day
    assert read_day(f"{day.day}/{day.month}/{day.year}", NOW) == day
    assert read_moment(day.isoformat(), NOW) == datetime.combine(day, time(0), VIETNAM)
    assert read_moment(day.isoformat(), NOW, end=True) == day_start(day + timedelta(days=1))


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("morning", HalfDay.MORNING),
        ("Sáng", HalfDay.MORNING),
        ("afternoon", HalfDay.AFTERNOON),
        ("chieu", HalfDay.AFTERNOON),
    ],
)
def test_a_half_day(text: str, half: HalfDay) -> None:
    assert read_half(text) is half


def test_no_half_day() -> None:
    with pytest.raises(Refused, match="morning"):
        read_half("tối")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2021-08-24T12:00", datetime(2021, 8, 24, 12, tzinfo=VIETNAM)),
        ("2021-08-24 12:00", datetime(2021, 8, 24, 12, tzinfo=VIETNAM)),
        ("2021-08-24T05:00+00:00", datetime(2021, 8, 24, 12, tzinfo=VIETNAM)),
        ("12h ngày 24/8", datetime(2021, 8, 24, 12, tzinfo=VIETNAM)),
        ("20/8", datetime(2021, 8, 20, tzinfo=VIETNAM)),
        ("0h ngày 24/8", datetime(2021, 8, 24, tzinfo=VIETNAM)),
        ("từ 0 giờ ngày 24/8/2021", datetime(2021, 8, 24, tzinfo=VIETNAM)),
        ("00h00 ngày 24/8", datetime(2021, 8, 24, tzinfo=VIETNAM)),
        ("24/8 00:30", datetime(2021, 8, 24, 0, 30, tzinfo=VIETNAM)),
        ("0h ngày 20/8", datetime(2021, 8, 20, tzinfo=VIETNAM)),
        ("24h ngày 31/8", datetime(2021, 9, 1, tzinfo=VIETNAM)),
        ("24 giờ ngày 31/12", datetime(2022, 1, 1, tzinfo=VIETNAM)),
        ("24h 20/8", datetime(2021, 8, 21, tzinfo=VIETNAM)),
        ("5h sáng 24/8", datetime(2021, 8, 24, 5, tzinfo=VIETNAM)),
        ("5h chiều 24/8", datetime(2021, 8, 24, 17, tzinfo=VIETNAM)),
        ("1h đêm 24/8", datetime(2021, 8, 24, 1, tzinfo=VIETNAM)),
        ("11h đêm 24/8", datetime(2021, 8, 24, 23, tzinfo=VIETNAM)),
        ("21h ngày 24/8", datetime(2021, 8, 24, 21, tzinfo=VIETNAM)),
        ("7 giờ rưỡi 24/8", datetime(2021, 8, 24, 7, 30, tzinfo=VIETNAM)),
        ("7h 31/8", datetime(2021, 8, 31, 7, tzinfo=VIETNAM)),
    ],
)
def test_a_moment(text: str, moment: datetime) -> None:
    assert read_moment(text, NOW) == moment


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("5h ngày 24/8", "5h sáng hay 17h"),
        ("12h đêm 24/8", "0h .* hoặc 24h"),
        ("25h ngày 24/8", "không có giờ 25h00"),
        ("24h30 ngày 24/8", "không có giờ 24h30"),
        ("7h60 ngày 24/8", "không có giờ 7h60"),
    ],
)
def test_an_hour_that_may_be_another_is_asked_for_again(text: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_moment(text, NOW)


@pytest.mark.parametrize(
    "text",
    ["chiều 24/8", "sáng mai", "trưa 24/8/2021", "tối 24/8", "chiều nay", "khuya 24/8", "bây giờ", "sang 20/8"],
)
def test_a_part_of_a_day_is_neither_its_beginning_nor_its_end(text: str) -> None:
    for end in (False, True):
        with pytest.raises(Refused, match="lúc mấy giờ"):
            read_moment(text, NOW, end=end)


@pytest.mark.parametrize("text", ["31/12/9999", "9999-12-31", "1/1/0001"])
def test_a_year_beyond_all_use_is_refused_in_words(text: str) -> None:
    for read in (lambda: read_moment(text, NOW, end=True), lambda: read_day(text, NOW)):
        with pytest.raises(Refused, match="bỏ trống --to"):
            read()


def test_an_end_takes_its_day_in_and_an_hour_does_not() -> None:
    assert read_moment("24/8", NOW, end=True) == datetime(2021, 8, 25, tzinfo=VIETNAM)
    assert until_words(read_moment("24/8", NOW, end=True)) == "hết ngày 24/8/2021"
    assert read_moment("2021-08-24T12:00", NOW, end=True) == datetime(2021, 8, 24, 12, tzinfo=VIETNAM)
    with pytest.raises(Refused):
        read_moment("2021-08-24T99:00", NOW)


def test_half_days_begin_when_the_offices_do() -> None:
    assert half_day_start(TUESDAY, HalfDay.MORNING).hour == 7
    assert half_day_start(TUESDAY, HalfDay.AFTERNOON).hour == 13


@pytest.mark.parametrize("text", ["0912000111", "0912 000 111", "+84 912 000 111", "84912000111"])
def test_a_phone(text: str) -> None:
    assert read_phone_number(text) == "0912000111"


def test_a_phone_from_abroad() -> None:
    assert read_phone_number("+855 12 345 678") == "+85512345678"


@pytest.mark.parametrize("text", ["", "091200", "09120001112", "abc", "0012"])
def test_no_phone(text: str) -> None:
    with pytest.raises(Refused, match="Số điện thoại chưa đúng"):
        read_phone_number(text)


def test_names() -> None:
    assert read_name("  Nguyễn   Văn Demo ") == "Nguyễn Văn Demo"
    for text in ("", "   ", "Demo 079123456789", "D\x00emo", "x" * 101):
        with pytest.raises(Refused):
            read_name(text)


@given(st.text(alphabet="0123456789+", min_size=0, max_size=15))
@settings(max_examples=60)
def test_a_masked_phone_shows_three_digits_at_most(phone: str) -> None:
    masked = masked_phone(phone)
    assert len(masked) == len(phone)
    assert sum(character != "•" for character in masked) <= 3


@given(st.text(max_size=30))
@settings(max_examples=100)
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    for read in (lambda: read_day(text, NOW), lambda: read_moment(text, NOW, end=True), lambda: read_half(text)):
        with contextlib.suppress(Refused):
            assert read() is not None
