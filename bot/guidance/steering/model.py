"""The ladder's words: rungs, their states, reasons, what remains."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.guidance.channels import Channel
    from bot.guidance.offers import Offering
    from bot.guidance.rulebook.advice import Advice, Citation, Silence, VisitWarning


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock-down of the place somebody or some unit is in: from `since` up to, not including, `until`."""

    since: datetime
    until: datetime | None = None
    """None: no end is known."""

    def covers(self, moment: datetime) -> bool:
        """Whether the place is locked down at `moment`."""
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of the one who asks, beyond the moment and the procedure."""

    citizen_lock: Lock | None = None
    """The lock-down of the citizen's own area, when there is one."""
    unit_lock: Lock | None = None
    """The lock-down of the unit's area, when a unit is chosen and there is one."""
    visit: datetime | None = None
    """Start of the half-day of the visit, when one is chosen; rules and locks are then those of that moment."""
    cannot: frozenset[Channel] = frozenset()
    """Ways this person says they cannot use ("không có mạng", "bưu điện xa")."""
    must_come: bool | None = None
    """Their answer to `Ladder.question`, for a duty to come that depends on the case."""


class StepState(StrEnum):
    """How a rung stands."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    DUTY = "duty"
    """Open, and coming is a duty."""


class Appointment(StrEnum):
    """Whether a visit needs an appointment."""

    COMPULSORY = "compulsory"
    AGENCY_CALLS = "agency_calls"
    """The agency calls and sets the time; no slot is given out."""
    NOT_REGULATED = "not_regulated"
    """No published rule demands one; a unit's announced openings can be booked."""


class Why(StrEnum):
    """Reasons for a rung's state or for there being no slot; each but `OFFERED` names a phrase `ladder.<value>`."""

    OFFERED = "offered"
    NOT_OFFERED = "not_offered"
    OFFER_UNKNOWN = "offer_unknown"
    OTHER_WAY_OPEN = "other_way_open"
    NO_OTHER_WAY = "no_other_way"
    MUST_APPEAR = "must_appear"
    PRESENCE_DEPENDS = "presence_depends"
    PRESENCE_UNKNOWN = "presence_unknown"
    PRESENCE_UNRULED = "presence_unruled"
    """The table says that the person must come, and no rule in force opens the counter for that."""
    BY_APPOINTMENT = "by_appointment"
    UNIT_LOCKED = "unit_locked"
    CITIZEN_LOCKED = "citizen_locked"
    AGENCY_CALLS = "agency_calls"
    PROCEDURE_OPEN = "procedure_open"
    """No procedure was named yet."""
    UNITS_RECEIVE = "units_receive"
    NO_RULE = "no_rule"
    ELSEWHERE = "elsewhere"
    """Handed in at an office that is no one-stop unit: the offers table's note says at which."""
    NOT_EVERYWHERE = "not_everywhere"
    """A one-stop unit may take it in, another office too: the offers table's note says which."""


class Remedy(StrEnum):
    """What remains for somebody; each names a phrase `remedy.<value>`."""

    ONLINE = "online"
    POSTAL = "postal"
    IN_PERSON = "in_person"
    POST_PICKUP = "post_pickup"
    RELATIVE = "relative"
    HOTLINE = "hotline"
    AGENCY = "agency"
    WAIT_FOR_UNLOCK = "wait_for_unlock"
    CALLBACK = "callback"


class Desk(StrEnum):
    """Whose list a call-back request goes to."""

    HOTLINE = "hotline"
    LABOUR = "labour"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, with the rules it stands on; no citation where it stands on the offers table or on staff's word."""

    why: Why
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Rung:
    """One way of submission."""

    channel: Channel
    state: StepState
    reasons: tuple[Reason, ...]
    note: str | None = None
    """Vietnamese remark of the offers table."""
    usable: bool = True
    """False when this person said they cannot use it."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """How to submit: three rungs in order, whether a slot may be booked, and what else there is to say."""

    moment: datetime
    """The moment the answer is for: the visit's, when one was given."""
    procedure: str | None
    steps: tuple[Rung, Rung, Rung]
    first: tuple[Channel, ...]
    """The ways to go, in order; for a marriage: online, then in person. Empty when none is known to be open."""
    binding: bool
    """True when a rule in force closes the other ways; False when the ladder is advice."""
    may_book: bool
    appointment: Appointment
    why_not: tuple[Reason, ...]
    """Why no slot, when `may_book` is False."""
    not_before: datetime | None
    """The first moment a slot could begin, when a lock-down with a known end is in the way."""
    question: str | None
    """A yes/no question that decides whether the person must come, when that depends on the case."""
    no_exception: bool
    """The person can use none of the open ways, and the rules name no exception for that."""
    remains: tuple[Remedy, ...]
    callback: Desk | None
    """The desk a call-back request would go to, when leaving one is a way on."""
    unsaid: tuple[Silence, ...]
    """What people in this situation will ask next and no document answers."""
    warnings: tuple[VisitWarning, ...]
    basis: tuple[str, ...]
    """Where the offers table knows it from ("danh mục năm 2026; năm 2021 … chưa xác nhận")."""
    offering: Offering
    advice: Advice

    def step(self, channel: Channel) -> Rung:
        """The rung of `channel`."""
        return next(rung for rung in self.steps if rung.channel is channel)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation behind this ladder, each once, in order."""
        reasons = [reason for rung in self.steps for reason in rung.reasons] + list(self.why_not)
        found = {citation.rule: citation for reason in reasons for citation in reason.citations}
        return tuple(found.values())
