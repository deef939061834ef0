"""What of a field may be told to a citizen, how, or why not: all rules of that are here.

``at`` is the moment that is asked about, ``known_at`` the real one. An answer for both never changes.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from bot.guidance.catalogue.field import Field, State
from bot.guidance.catalogue.values import Deadline, Fee, FieldKind, Office, Receiver, Time, TimeUnit
from bot.guidance.moments import local

FRESH_MONTHS: Final = 6
"""How many months after its source's date an unconfirmed field passes for fresh."""

COUNTED: Final = frozenset({FieldKind.FEE, FieldKind.TIME, FieldKind.DEADLINE})
"""Kinds that tell money or days: they are never told of a moment before they were known, nor when they are old."""

OFFICE_SINCE: Final = {
    office: date(2025, 7, 1) for office in (Office.COMMUNE_CENTRE, Office.PROVINCE_CENTRE, Office.ONE_STOP)
}
"""Centres of public administration service take dossiers in since Nghị định 118/2025/NĐ-CP, in force from 1/7/2025."""


class How(StrEnum):
    """How a field is told."""

    PLAIN = "plain"
    """An official confirmed it."""
    UNCONFIRMED = "unconfirmed"
    """"Theo Cổng DVCQG, cán bộ chưa xác nhận"."""
    MAYBE_CHANGED = "maybe_changed"
    """Besides being unconfirmed it is old: "có thể đã đổi"."""
    LATER_COPY = "later_copy"
    """"Theo bản năm 2026, lúc đó có thể khác": the moment asked about lies before the first day it is known for."""


class Reason(StrEnum):
    """Why a field is not told."""

    UNKNOWN = "unknown"
    """Nothing is written down."""
    UNREAD = "unread"
    """The procedure is named only ("chỉ theo cổng"): no two people read its page."""
    REFUSED = "refused"
    """Readers looked and say why it cannot be told."""
    ONE_READER = "one_reader"
    DISPUTED = "disputed"
    HIDDEN = "hidden"
    TOO_OLD = "too_old"
    BEFORE_KNOWN = "before_known"
    """Money or days, of a moment before the first day that they are known for; a law, of one before it is in force."""
    OVER = "over"
    """The source states it up to a day that is over."""
    UNKNOWN_HERE = "unknown_here"
    """"Chưa rõ mức ở Cà Mau": the province sets it, or the source shows 0 or nothing."""
    NO_UNIT = "no_unit"
    """A number of days without a unit: only a field that was read in the cited law, which has one, tells the days."""
    REPEALED = "repealed"
    AGENCY_GONE = "agency_gone"
    AGENCY_NOT_YET = "agency_not_yet"
    """The moment asked about lies before the agency took dossiers in."""
    OTHER_PROVINCE = "other_province"


@dataclass(frozen=True, slots=True)
class Told:
    """A field that may be told, and how."""

    field: Field
    how: How


@dataclass(frozen=True, slots=True)
class Untold:
    """A field that may not be told, and why."""

    field: Field
    reason: Reason


def judged(field: Field, *, at: datetime, known_at: datetime) -> Told | Untold:
    """Say how a field that is known at ``known_at`` is told of the moment ``at``, or why it is not."""
    day = local(at).date()
    reason = (
        _untrusted(field)
        or _of_another_place(field)
        or _not_of_the_day(field, day)
        or _says_nothing(field)
        or _too_old(field, max(day, local(known_at).date()))
    )
    return Untold(field, reason) if reason else Told(field, _how(field, day, local(known_at).date()))


def _untrusted(field: Field) -> Reason | None:
    return {State.PROPOSED: Reason.ONE_READER, State.DISPUTED: Reason.DISPUTED, State.HIDDEN: Reason.HIDDEN}.get(
        field.state
    )


def _of_another_place(field: Field) -> Reason | None:
    if field.agency_gone:
        return Reason.AGENCY_GONE
    if field.other_province and field.kind in {FieldKind.FEE, FieldKind.TIME, FieldKind.RECEIVER}:
        return Reason.OTHER_PROVINCE
    return None


def _not_of_the_day(field: Field, day: date) -> Reason | None:
    if isinstance(field.value, Receiver) and day < OFFICE_SINCE.get(field.value.office, date.min):
        return Reason.AGENCY_NOT_YET
    not_in_force = field.source.since is not None and day < field.source.since
    if not_in_force or (day < field.first_day and field.kind in COUNTED):
        return Reason.BEFORE_KNOWN
    return Reason.OVER if field.until and day > field.until else None


def _says_nothing(field: Field) -> Reason | None:
    value = field.value
    if isinstance(value, Fee) and not value.known:
        return Reason.UNKNOWN_HERE
    unit = value.unit if isinstance(value, Time | Deadline) else None
    if unit is TimeUnit.UNSAID or (isinstance(value, Time) and value.number is None and unit is not TimeUnit.SAME_DAY):
        return Reason.NO_UNIT
    return None


def _too_old(field: Field, day: date) -> Reason | None:
    return Reason.TOO_OLD if field.kind in {FieldKind.FEE, FieldKind.TIME} and _aged(field, day) else None


def _aged(field: Field, day: date) -> bool:
    return field.state is not State.CONFIRMED and day >= months_after(field.source.day, FRESH_MONTHS)


def _how(field: Field, day: date, today: date) -> How:
    if day < _first_fresh(field):
        return How.LATER_COPY
    if _aged(field, max(day, today)):
        return How.MAYBE_CHANGED
    return How.PLAIN if field.state is State.CONFIRMED else How.UNCONFIRMED


def _first_fresh(field: Field) -> date:
    """Return the first day of which a field is told as of its source: a law is read long after it came into force."""
    if field.source.since is None or field.state is State.CONFIRMED:
        return field.first_day
    return max(field.source.since, months_after(field.first_day, -FRESH_MONTHS))


def months_after(day: date, months: int) -> date:
    """Return the day ``months`` later, or the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
