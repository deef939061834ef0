"""When people are reminded: never at night, never after the visit, twice at most."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.reminders import ReminderKind, is_quiet, reminders_of
from bot.guidance.moments import VIETNAM


def at(*parts):
    return datetime(*parts, tzinfo=VIETNAM)


def test_an_afternoon_visit():
    assert reminders_of(at(2021, 8, 24, 13, 30)) == [
        (ReminderKind.EVENING, at(2021, 8, 23, 19)),
        (ReminderKind.SOON, at(2021, 8, 24, 11, 30)),
    ]


def test_two_hours_before_an_early_visit_are_the_night_so_it_goes_out_the_evening_before():
    assert reminders_of(at(2021, 8, 24, 7, 30))[1] == (ReminderKind.SOON, at(2021, 8, 23, 20))
    assert reminders_of(at(2021, 8, 24, 9))[1] == (ReminderKind.SOON, at(2021, 8, 24, 7))


@settings(max_examples=60)
@given(st.integers(0, 3000), st.integers(7 * 60, 20 * 60))
def test_never_at_night_and_never_late(days, minutes):
    visit = at(2021, 1, 2) + timedelta(days=days, minutes=minutes)
    for _, due in reminders_of(visit):
        assert not is_quiet(due)
        assert timedelta(0) < visit - due < timedelta(hours=27)
