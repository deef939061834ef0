"""The kinds of things the service speaks of."""

from __future__ import annotations

from enum import StrEnum

MOST_PEOPLE = 1000
"""People at once in one window: what any counter can mean. Rules of a time are the caller's, who knows the day."""


class HalfDay(StrEnum):
    """A "buổi"."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


class Level(StrEnum):
    """The administrative level of a unit."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class BookingStatus(StrEnum):
    """Where a booking stands."""

    BOOKED = "booked"
    CHECKED_IN = "checked_in"
    CANCELLED = "cancelled"
