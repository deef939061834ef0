"""What the API takes and answers. Moments are written with +07:00; dates and times without a zone are local."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from booking_api.contact import normalise_phone
from booking_api.kinds import MOST_PEOPLE, BookingStatus, HalfDay, Level
from booking_api.timetable import State

FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
"""Days beyond are mistakes, and sums with them leave what a date can hold."""
_FIRST_MOMENT = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_LAST_MOMENT = dt.datetime(2101, 1, 1, tzinfo=dt.UTC)


def _wall_clock(time: dt.time) -> dt.time:
    if time.tzinfo is not None:
        raise ValueError("a time of the day is local and has no zone")
    return time


Day = Annotated[dt.date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Moment = Annotated[AwareDatetime, Field(ge=_FIRST_MOMENT, le=_LAST_MOMENT)]
WallClock = Annotated[dt.time, AfterValidator(_wall_clock)]
BigId = Annotated[int, Field(ge=0, le=2**63 - 1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}$")]
Owner = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9:_.\-]{1,128}$")]
ProcedureCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.\-]{1,32}$")]
Phone = Annotated[str, StringConstraints(max_length=40), AfterValidator(normalise_phone)]
PRINTABLE = r"^[^\x00-\x1f\x7f]+$"
_Line = StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=PRINTABLE)
Line = Annotated[str, _Line]
LastDigits = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]


class Schema(BaseModel):
    """Common to all: nothing unknown is taken."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class UnitBody(Schema):
    """A one-stop unit."""

    id: Slug = Field(description="A slug the caller chooses.", examples=["w32041"])
    name: Line
    level: Level
    area_id: Slug
    procedures: list[ProcedureCode] | None = Field(None, description="Codes it receives; null means all.")
    address: Line | None = None
    valid_from: Day | None = Field(None, description="First day it exists.")
    valid_to: Day | None = Field(None, description="Last day it exists.")


class UnitsBody(Schema):
    """Units to create or replace."""

    units: list[UnitBody] = Field(min_length=1, max_length=500)


class UnitsOut(Schema):
    """Units as they were put, and the bookings to come that do not fit them any more: somebody is to ring them up."""

    items: list[UnitBody]
    affected: list[BookingOut] = Field(description="Without names and phones.")


class AnnounceBody(Schema):
    """What a unit announces for a half-day. What is left out stays as it was, else becomes the usual."""

    capacity: int = Field(ge=0, le=10_000, description="Dossiers it takes.")
    people_limit: int | None = Field(None, ge=1, le=MOST_PEOPLE, description="People at once, that is in one window.")
    start: WallClock | None = None
    end: WallClock | None = None
    slot_minutes: int | None = Field(None, ge=5, le=240)


class HoldBody(Schema):
    """What to hold."""

    opening_id: BigId
    procedure: ProcedureCode
    dossiers: int = Field(1, ge=1, le=100)
    people: int = Field(1, ge=1, le=MOST_PEOPLE)
    owner: Owner | None = Field(None, description="The caller's opaque key of the person who books.")
    newcomer: bool = Field(
        False,
        description="The caller knows nothing of this person, for example a web session that is new. A hold of role bot"
        " without an owner counts as one.",
    )


class ConfirmBody(Schema):
    """Who comes."""

    name: Line
    phone: Phone
    phone_proven: bool = Field(
        False,
        description="The caller has it from the platform that the phone is this person's own, not from their word.",
    )


class SearchBody(Schema):
    """Whose bookings to find."""

    phone: Phone
    upcoming_only: bool = False


class ProofBody(Schema):
    """What shows that a booking is the citizen's; a caller of role bot must give one that fits."""

    owner: Owner | None = Field(None, description="Who asks: proves it where the booking is theirs.")
    phone: Phone | None = None
    phone_last4: LastDigits | None = Field(None, description="The last four digits of the phone that booked.")


class SelectionBody(Schema):
    """Which bookings to come are meant: all that is given must fit."""

    owner: Owner | None = None
    phone: Phone | None = None
    created_from: Moment | None = Field(None, description="Made at this moment or later, on the real clock.")
    created_to: Moment | None = Field(None, description="Made before this moment.")
    unit: Slug | None = None
    newcomers_only: bool = Field(False, description="Only those of new web sessions.")

    @model_validator(mode="after")
    def _narrow(self) -> Self:
        if self.owner is None and self.phone is None and (self.created_from is None or self.created_to is None):
            raise ValueError("give an owner, a phone, or both created_from and created_to")
        return self


class CancelManyBody(SelectionBody):
    """What was previewed."""

    token: str = Field(pattern=r"^[0-9a-f]{12}$", description="Of the preview: cancels just what it showed.")


class MoveBody(ProofBody):
    """Where to move to: a half-day, or places held there before."""

    opening_id: BigId | None = None
    hold_id: uuid.UUID | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.opening_id is None) == (self.hold_id is None):
            raise ValueError("give either opening_id or hold_id")
        return self


class ClosureBody(Schema):
    """When which units take nobody."""

    unit_ids: list[Slug] = Field(min_length=1, max_length=500)
    start: Moment
    end: Moment
    reason: Line

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.end <= self.start:
            raise ValueError("end must be later than start")
        return self


class TransferBody(Schema):
    """Whom to give an owner's bookings to."""

    to: Owner


class WindowOut(Schema):
    """A window: from start up to but not including end."""

    start: dt.datetime
    end: dt.datetime


class ClosureNotice(Schema):
    """The closure that covers an opening."""

    id: str
    reason: str
    start: dt.datetime
    end: dt.datetime


class OpeningOut(Schema):
    """An announced half-day as it stands."""

    id: int
    unit_id: str
    unit_name: str
    date: dt.date
    half_day: HalfDay
    start: dt.datetime
    end: dt.datetime
    slot_minutes: int
    capacity: int
    places_left: int = Field(description="Dossiers still free; 0 when closed or past.")
    people_limit: int
    state: State
    next_window: WindowOut | None
    closure: ClosureNotice | None


class WithdrawnOut(Schema):
    """What was taken away, and what stays because of bookings or holds, taking nobody more."""

    items: list[OpeningOut]
    stopped: list[OpeningOut]


class AvailableDayOut(Schema):
    """A day with places for a visit of the size asked for."""

    date: dt.date
    units: list[str] = Field(description="Ids of the units that have places.")
    places_left: int = Field(description="Dossiers still free there, of all half-days that could take the visit.")


class HoldOut(Schema):
    """Places kept until expires_at."""

    id: uuid.UUID
    opening_id: int
    unit_id: str
    unit_name: str
    date: dt.date
    half_day: HalfDay
    window: WindowOut
    procedure: str
    dossiers: int
    people: int
    owner: str | None
    expires_at: dt.datetime


class VisitorOut(Schema):
    """Who comes to the counter."""

    name: str
    phone: str


class BookingOut(Schema):
    """A confirmed appointment."""

    code: str
    status: BookingStatus
    queue_number: int
    opening_id: int
    unit_id: str
    unit_name: str
    date: dt.date
    half_day: HalfDay
    window: WindowOut
    procedure: str
    dossiers: int
    people: int
    visitor: VisitorOut | None = Field(description="Null when erased, or when the caller may not see it.")
    owner: str | None
    source: Literal["bot", "operator"]
    created_by: str
    created_at: dt.datetime
    checked_in_at: dt.datetime | None
    cancelled_at: dt.datetime | None


class ClosureOut(Schema):
    """A closure; ``affected`` is filled when it is put."""

    id: str
    unit_ids: list[str]
    start: dt.datetime
    end: dt.datetime
    reason: str
    affected: list[BookingOut]


class DayOpeningOut(Schema):
    """A half-day with its bookings by queue number."""

    opening: OpeningOut
    bookings: list[BookingOut]


class DayOut(Schema):
    """A unit's list for a date."""

    unit: UnitBody
    date: dt.date
    openings: list[DayOpeningOut]


class OwnerOut(Schema):
    """All that is kept about an owner."""

    owner: str
    bookings: list[BookingOut]
    holds: list[HoldOut]


class SelectionOut(Schema):
    """Bookings to come that fit, the earliest made first."""

    token: str
    count: int
    dossiers: int
    more: bool = Field(description="More fit than are cancelled at once; ask again afterwards.")
    items: list[BookingOut]


class CancelledOut(Schema):
    """What was cancelled at once."""

    count: int
    dossiers: int
    codes: list[str]


class EventOut(Schema):
    """What happened to a booking; ``owner`` and ``asker`` are null once they are erased, or where there was none."""

    number: int
    at: dt.datetime
    kind: Literal["booked", "moved", "cancelled", "checked_in"]
    code: str
    owner: str | None = Field(description="Whose booking it is.")
    asker: str | None = Field(description="The owner key of whoever asked for it, as the caller gave it.")
    role: str = Field(description="The caller's.")
    details: dict[str, object]


class EventsOut(Schema):
    """Events in their order, and the number to go on from."""

    items: list[EventOut]
    next: int


class ErasureOut(Schema):
    """What an erasure did."""

    anonymised: int
    cancelled: list[str]
    kept: list[str]
    released: int


class TransferOut(Schema):
    """How much changed hands."""

    bookings: int
    holds: int


class SettledState(StrEnum):
    """What came of a change."""

    DONE = "done"
    REFUSED = "refused"
    NOT_DONE = "not_done"


class SettledOut(Schema):
    """What came of a change under a key: its answer, its refusal, or that it was not made and never will be."""

    state: SettledState
    status: int | None = Field(description="The HTTP status of the answer; null where there is none.")
    answer: dict[str, object] | None = Field(description="The answer's body; null where it has none.")


class AuditOut(Schema):
    """One change: who, what, when."""

    id: int
    at: dt.datetime
    token: str
    acting_staff: str | None
    action: str
    subject: str
    details: dict[str, object]
    request_id: str


class ReadyOut(Schema):
    """Whether requests can be served, and how its parts are."""

    status: Literal["ready", "not ready"]
    database: str
    housekeeping: str = Field(description="ok, or which parts of tidying up fail or were not done for long.")


class Items[T](Schema):
    """A list."""

    items: list[T]
