"""Windows of an opening, and which one a visit is given."""

from __future__ import annotations

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from booking_api.timetable import Offer, Seats, State, Timetable, offer

ZONE = dt.timezone(dt.timedelta(hours=7))
DAY = dt.date(2021, 8, 23)


@st.composite
def timetables(draw) -> Timetable:
    start = draw(st.integers(0, 22 * 60))
    end = draw(st.integers(start + 1, 23 * 60 + 59))
    times = [dt.time(minute // 60, minute % 60) for minute in (start, end)]
    return Timetable(DAY, *times, draw(st.integers(5, 240)))


@st.composite
def openings(draw) -> tuple[Timetable, Seats]:
    timetable = draw(timetables())
    limit = draw(st.integers(1, 10))
    size = timetable.count
    people = draw(st.lists(st.integers(0, limit), min_size=size, max_size=size))
    closed = draw(st.lists(st.booleans(), min_size=size, max_size=size))
    capacity = draw(st.integers(0, 30))
    return timetable, Seats(capacity, draw(st.integers(0, capacity)), limit, people, closed)


EVENING_BEFORE = dt.datetime(2021, 8, 22, 20, tzinfo=ZONE)
moments = st.integers(0, 32 * 60).map(lambda minutes: EVENING_BEFORE + dt.timedelta(minutes=minutes))


@given(timetables())
def test_windows_follow_each_other_from_start_to_end(timetable):
    windows = [timetable.window(index) for index in range(timetable.count)]
    assert windows[0][0] == timetable.start
    assert windows[-1][1] == timetable.end
    assert all(start < end for start, end in windows)
    assert all(before[1] == after[0] for before, after in itertools.pairwise(windows))


@given(openings(), st.integers(1, 12), st.integers(1, 10), moments)
def test_the_window_given_is_the_earliest_that_fits(opening, dossiers, people, now):
    timetable, seats = opening
    found = offer(timetable, seats, dossiers=dossiers, people=people, now=now)
    fits = [
        index
        for index in range(timetable.count)
        if timetable.window(index)[0] >= now
        and not seats.closed[index]
        and seats.people[index] + people <= seats.people_limit
        and seats.taken + dossiers <= seats.capacity
    ]
    assert found.window == (fits[0] if fits else None)
    assert (found.state is State.OPEN) == bool(fits)


@given(openings(), moments)
def test_why_there_is_no_window(opening, now):
    timetable, seats = opening
    found = offer(timetable, seats, dossiers=1, people=1, now=now)
    coming = [index for index in range(timetable.count) if timetable.window(index)[0] >= now]
    assert (found.state is State.PAST) == (not coming)
    if coming:
        assert (found.state is State.CLOSED) == all(seats.closed[index] for index in coming)
    assert (found.limit is not None) == (found.state is State.FULL)


@given(timetables(), moments, st.integers(1, 600))
def test_a_span_covers_exactly_the_windows_it_meets(timetable, start, minutes):
    end = start + dt.timedelta(minutes=minutes)
    covered = timetable.covered([(start, end)])
    for index, is_covered in enumerate(covered):
        begins, ends = timetable.window(index)
        assert is_covered == (max(start, begins) < min(end, ends))


def test_dossiers_are_told_before_people():
    timetable = Timetable(DAY, dt.time(7), dt.time(8), 60)
    noon_before = dt.datetime(2021, 8, 22, 12, tzinfo=ZONE)
    both = Seats(1, 1, 1, [1], [False])
    assert offer(timetable, both, dossiers=1, people=1, now=noon_before) == Offer(State.FULL, limit="dossiers")
