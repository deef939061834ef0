"""Days and counts in English, as people answer a form's questions with them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from booking_client import HalfDay
from bot.guidance.moments import VIETNAM
from bot.understanding.counts import read_counts
from bot.understanding.dates.model import DateFlag
from bot.understanding.dates.reading import read_when

TUESDAY = datetime(2026, 12, 1, 9, tzinfo=VIETNAM)
MORNING, AFTERNOON = HalfDay.MORNING, HalfDay.AFTERNOON


def dec(number: int) -> date:
    return date(2026, 12, number)


@pytest.mark.parametrize(
    ("text", "day", "half"),
    [
        ("next Monday", dec(7), None),
        ("Monday morning", dec(7), MORNING),
        ("on friday afternoon please", dec(4), AFTERNOON),
        ("this Friday", dec(4), None),
        ("Wednesday next week", dec(9), None),
        ("tomorrow", dec(2), None),
        ("tomorrow morning", dec(2), MORNING),
        ("the day after tomorrow", dec(3), None),
        ("the 5th of December", dec(5), None),
        ("December 5", dec(5), None),
        ("Dec 5th, afternoon", dec(5), AFTERNOON),
        ("5 December 2026", dec(5), None),
        ("on the 8th", dec(8), None),
        ("May 5th", date(2027, 5, 5), None),
        ("morning", None, MORNING),
        ("in the afternoon", None, AFTERNOON),
        ("at 9 am", None, MORNING),
        ("2 p.m.", None, AFTERNOON),
        ("9:30 am tomorrow", dec(2), MORNING),
        ("11 a.m. on Thursday", dec(3), MORNING),
    ],
)
def test_a_day_and_a_half_day(text, day, half):
    when = read_when(text, TUESDAY)
    assert (when.dates, when.half_day) == ((day,) if day else (), half)


def test_wishes_and_stretches():
    assert read_when("as soon as possible", TUESDAY).earliest
    assert read_when("any day is fine", TUESDAY).any_day
    assert DateFlag.RANGE in read_when("next week", TUESDAY).flags
    assert len(read_when("next Friday", TUESDAY).dates) == 2, "this week's or the next one's: asked"
    assert DateFlag.PAST in read_when("last Monday", TUESDAY).flags
    assert DateFlag.EVENING in read_when("this evening", TUESDAY).flags


@pytest.mark.parametrize(
    "text",
    ["good morning", "may 5 cai", "thu tuc nay may ngay", "em ten mon", "toi o gan cho", "sat ben nha", "5 bo ho so"],
)
def test_what_only_looks_english_names_no_day(text):
    assert read_when(text, TUESDAY).dates == ()
    assert read_when(text, TUESDAY).half_day is None


def test_a_day_of_the_moon_stays_one():
    assert DateFlag.LUNAR in read_when("ngay 5 am", TUESDAY).flags
    assert DateFlag.LUNAR in read_when("20/10 am", TUESDAY).flags


@pytest.mark.parametrize(
    ("text", "dossiers", "people"),
    [
        ("two people", None, 2),
        ("there are three of us", None, 3),
        ("one person", None, 1),
        ("just me", None, 1),
        ("I will come alone", None, 1),
        ("me and my wife", None, 2),
        ("my husband and I", None, 2),
        ("both of us", None, 2),
        ("three dossiers", 3, None),
        ("only one file", 1, None),
        ("two sets", 2, None),
        ("2 copies", 2, None),
        ("one set, two people", 1, 2),
    ],
)
def test_how_many(text, dossiers, people):
    counts = read_counts(text)
    assert (counts.dossiers, counts.people) == (dossiers, people)


@pytest.mark.parametrize(("text", "number"), [("two", 2), ("three", 3), ("one moment", None), ("two days", None)])
def test_a_bare_number(text, number):
    assert read_counts(text).number == number
