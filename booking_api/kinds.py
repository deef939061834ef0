"""The kinds of things the service speaks of."""

from __future__ import annotations

from enum import StrEnum


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
