"""What the booking API speaks of, as frozen values.

Moments are aware and carry the service's zone (+07:00); dates and times without a zone are local to Cà Mau.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class HalfDay(StrEnum):
    """A "buổi": what a unit announces openings for."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


class UnitLevel(StrEnum):
    """The administrative level a one-stop unit belongs to (districts ended on 30/6/2025)."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class OpeningState(StrEnum):
    """Whether an opening can take a booking of the size asked for."""

    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"
    PAST = "past"


class BookingStatus(StrEnum):
    """Where a booking stands."""

    BOOKED = "booked"
    CHECKED_IN = "checked_in"
    CANCELLED = "cancelled"


class ChangeState(StrEnum):
    """What came of a change."""

    DONE = "done"
    REFUSED = "refused"
    NOT_DONE = "not_done"


class Source(StrEnum):
    """Who made a booking: the assistant for a citizen, or an operator for a caller."""

    BOT = "bot"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A one-stop unit.

    Attributes:
        id: a slug the caller chose, for example ``w32041``.
        procedures: codes it receives; None means all.
        valid_from: first day it exists, None when unbounded.
        valid_to: last day it exists, None when unbounded.
    """

    id: str
    name: str
    level: UnitLevel
    area_id: str
    procedures: tuple[str, ...] | None = None
    address: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A "khung giờ" inside an opening: from ``start`` up to but not including ``end``."""

    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureNotice:
    """Why an opening shows no places: the closure that covers it."""

    id: str
    reason: str
    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A unit's announced half-day.

    Attributes:
        capacity: dossiers it takes.
        places_left: dossiers still free; 0 when closed or past.
        people_limit: people at once, that is in one window.
        next_window: the earliest window free for the number of people asked for, None when there is none.
        closure: set when ``state`` is CLOSED.
    """

    id: int
    unit_id: str
    unit_name: str
    date: dt.date
    half_day: HalfDay
    start: dt.datetime
    end: dt.datetime
    slot_minutes: int
    capacity: int
    places_left: int
    people_limit: int
    state: OpeningState
    next_window: Window | None = None
    closure: ClosureNotice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailableDay:
    """A day with places for a visit of the size asked for.

    Attributes:
        units: ids of the units that have places.
        places_left: dossiers still free there, of all half-days that could take the visit.
    """

    date: dt.date
    units: tuple[str, ...]
    places_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Places kept for a short time; free again by themselves at ``expires_at`` (real clock)."""

    id: str
    opening_id: int
    unit_id: str
    unit_name: str
    date: dt.date
    half_day: HalfDay
    window: Window
    procedure: str
    dossiers: int
    people: int
    owner: str | None
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who comes to the counter; not always the person who booked."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A confirmed appointment.

    Attributes:
        code: what the visitor shows, for example ``CM-7K3P9``.
        queue_number: the "số thứ tự", counted per opening and never given twice.
        visitor: None when the caller may not see it, or when it was erased.
        owner: the caller's own opaque key of the person who booked.
        created_by: the acting staff member, or the service token's name.
    """

    code: str
    status: BookingStatus
    queue_number: int
    opening_id: int
    unit_id: str
    unit_name: str
    date: dt.date
    half_day: HalfDay
    window: Window
    procedure: str
    dossiers: int
    people: int
    visitor: Visitor | None
    owner: str | None
    source: Source
    created_by: str
    created_at: dt.datetime
    checked_in_at: dt.datetime | None = None
    cancelled_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """A time in which units take nobody, for example a lock-down of their area.

    Attributes:
        affected: the bookings that stand inside it, for somebody to ring up; filled when it is put.
    """

    id: str
    unit_ids: tuple[str, ...]
    start: dt.datetime
    end: dt.datetime
    reason: str
    affected: tuple[Booking, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsChanged:
    """Units as they were put.

    Attributes:
        affected: bookings to come that do not fit them any more (the unit's last day, its procedures), for somebody to
            ring up; without names and phones.
    """

    units: tuple[Unit, ...]
    affected: tuple[Booking, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOpening:
    """One half-day of a day's list, with its bookings by queue number (cancelled ones included)."""

    opening: Opening
    bookings: tuple[Booking, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A unit's list for one date."""

    unit: Unit
    date: dt.date
    openings: tuple[DayOpening, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerData:
    """All that the service keeps about one owner."""

    owner: str
    bookings: tuple[Booking, ...]
    holds: tuple[Hold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Bookings to come that fit some terms, the earliest made first.

    Attributes:
        token: cancels just these.
        more: more fit than are cancelled at once.
        items: the first of them.
    """

    token: str
    count: int
    dossiers: int
    more: bool
    items: tuple[Booking, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened to a booking.

    Attributes:
        number: its place among all; what to go on from.
        kind: ``booked``, ``moved``, ``cancelled`` or ``checked_in``.
        owner: whose booking it is; None where there is none, or once erased.
        asker: the owner key of whoever asked for it, as the caller gave it.
        role: of the caller: ``bot``, ``operator``, ``unit`` or ``admin``.
    """

    number: int
    at: dt.datetime
    kind: str
    code: str
    owner: str | None
    asker: str | None
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What an erasure did.

    Attributes:
        anonymised: how many bookings lost their name and phone.
        cancelled: codes of future bookings that were cancelled with it.
        kept: codes of future bookings left as they are, because the caller asked for that.
        released: how many holds were given back.
    """

    anonymised: int
    cancelled: tuple[str, ...]
    kept: tuple[str, ...]
    released: int
