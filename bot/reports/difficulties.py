"""What the report of difficulties says: computed from cases and call-back requests, with nobody in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.reports.suppression import LEAST, Breakdown, Case, break_down

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, timedelta

ERROR = "online.error"
COMPLAINT = "complaint"
WAYS = ("online", "postal", "in_person", "callback")
"""Ways somebody is led to, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class Callback:
    """A call-back request, without who left it.

    Attributes:
        desk: whose list it is on: ``hotline``, ``labour``, ``unit``.
        status: ``open``, ``taken`` or ``closed``.
        reason: what they could not use: ``online``, ``postal``, ``both``, or ``other``.
        procedure: national code, or None.
        area: id of an administrative unit, or None.
        waited: from leaving it to being taken; None where nobody took it.
        withdrawn: whether the person withdrew or erased it before anybody took it.
    """

    desk: str
    status: str
    waited: timedelta | None
    withdrawn: bool = False
    reason: str = "other"
    procedure: str | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast requests were taken; None for so few that it would tell of single ones.

    Attributes:
        taken: requests that were taken.
        median: half of them waited no longer.
        p90: nine of ten waited no longer.
    """

    taken: int
    median: timedelta | None
    p90: timedelta | None

    @classmethod
    def of(cls, waits: Iterable[timedelta]) -> Speed:
        """Count waits; percentiles are waits that occurred (nearest rank)."""
        ordered = sorted(waits)
        if len(ordered) < LEAST:
            return cls(len(ordered), None, None)
        return cls(len(ordered), _rank(ordered, 50), _rank(ordered, 90))


def _rank(ordered: Sequence[timedelta], percent: int) -> timedelta:
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


@dataclass(frozen=True, slots=True)
class Reason:
    """One kind of difficulty and where it occurs."""

    kind: str
    procedures: Breakdown
    areas: Breakdown

    @property
    def total(self) -> int:
        """Cases in all."""
        return self.procedures.total


@dataclass(frozen=True, slots=True)
class Callbacks:
    """The call-back requests of the period."""

    left: int
    waiting: int
    closed: int
    withdrawn: int
    speed: Speed
    desks: Breakdown
    reasons: Breakdown
    procedures: Breakdown
    areas: Breakdown
    speeds: tuple[tuple[str, Speed], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report.

    Attributes:
        start: first day.
        end: last day.
        people: who wrote with a wish that is counted; somebody who wrote in two weeks counts twice.
        led: cases by the way they were led to last.
        kinds: difficulties by kind.
        reasons: the kinds that are told by themselves, each with its procedures and areas.
        errors: portal errors that were told.
        complaints: complaints and feedback.
        callbacks: call-back requests.
    """

    start: date
    end: date
    people: int
    led: Breakdown
    kinds: Breakdown
    reasons: tuple[Reason, ...]
    errors: Reason
    complaints: Reason
    callbacks: Callbacks


def make(
    days: tuple[date, date],
    *,
    people: int,
    cases: Iterable[Case],
    led: Iterable[Case],
    callbacks: Sequence[Callback],
) -> Report:
    """Compute the report.

    Args:
        days: the first and the last, both included.
        people: who is counted in the period.
        cases: difficulties, portal errors (``online.error``) and complaints (``complaint``).
        led: one case for each person and procedure; its kind is the way.
        callbacks: the requests that were left in the period.
    """
    by_kind: dict[str, list[Case]] = {}
    for case in cases:
        by_kind.setdefault(case.kind, []).append(case)
    # Errors have a total of their own: counted here too, a hidden kind would come out by subtraction.
    difficulties = [case for kind, found in by_kind.items() if kind not in (COMPLAINT, ERROR) for case in found]
    kinds = break_down(difficulties, lambda case: case.kind, most=20)
    return Report(
        start=days[0],
        end=days[1],
        people=people,
        led=break_down(led, lambda case: case.kind),
        kinds=kinds,
        reasons=tuple(_reason(kind, by_kind[kind]) for kind, _ in kinds.groups if kind is not None),
        errors=_reason(ERROR, by_kind.get(ERROR, [])),
        complaints=_reason(COMPLAINT, by_kind.get(COMPLAINT, [])),
        callbacks=_callbacks(callbacks),
    )


def _reason(kind: str | None, cases: list[Case]) -> Reason:
    return Reason(kind or "", break_down(cases, lambda case: case.procedure), break_down(cases, lambda case: case.area))


def _callbacks(requests: Sequence[Callback]) -> Callbacks:
    cases = [Case(number, r.desk, r.procedure, r.area) for number, r in enumerate(requests)]
    reasons = [Case(number, request.reason) for number, request in enumerate(requests)]
    desks = break_down(cases, lambda case: case.kind)
    waits = [(request.desk, request.waited) for request in requests if request.waited is not None]
    told = [desk for desk, _ in desks.groups if desk is not None]
    return Callbacks(
        left=len(requests),
        waiting=sum(request.status == "open" for request in requests),
        closed=sum(request.status == "closed" and not request.withdrawn for request in requests),
        withdrawn=sum(request.withdrawn for request in requests),
        speed=Speed.of(wait for _, wait in waits),
        desks=desks,
        reasons=break_down(reasons, lambda case: case.kind),
        procedures=break_down(cases, lambda case: case.procedure),
        areas=break_down(cases, lambda case: case.area),
        speeds=tuple((desk, Speed.of(wait for of, wait in waits if of == desk)) for desk in told),
    )


def as_json(report: Report) -> dict[str, Any]:
    """Return the report as JSON values; times in minutes."""
    return {
        "from": report.start.isoformat(),
        "to": report.end.isoformat(),
        "people": report.people,
        "led": _plain(report.led, "way"),
        "difficulties": _plain(report.kinds, "kind"),
        "reasons": [_reason_json(reason) for reason in report.reasons],
        "portal_errors": _reason_json(report.errors),
        "complaints": _reason_json(report.complaints),
        "callbacks": {
            "left": report.callbacks.left,
            "waiting": report.callbacks.waiting,
            "closed": report.callbacks.closed,
            "withdrawn": report.callbacks.withdrawn,
            **_speed_json(report.callbacks.speed),
            "by_desk": _plain(report.callbacks.desks, "desk"),
            "by_reason": _plain(report.callbacks.reasons, "reason"),
            "by_procedure": _plain(report.callbacks.procedures, "procedure"),
            "by_area": _plain(report.callbacks.areas, "area"),
            "speed_by_desk": [{"desk": desk, **_speed_json(speed)} for desk, speed in report.callbacks.speeds],
        },
    }


def _plain(found: Breakdown, name: str) -> dict[str, Any]:
    return {
        "total": found.total,
        "groups": [{name: key, "count": count} for key, count in found.groups],
        "rest": found.rest,
    }


def _reason_json(reason: Reason) -> dict[str, Any]:
    return {
        "kind": reason.kind,
        "total": reason.total,
        "by_procedure": _plain(reason.procedures, "procedure"),
        "by_area": _plain(reason.areas, "area"),
    }


def _speed_json(speed: Speed) -> dict[str, Any]:
    return {
        "taken": speed.taken,
        "median_minutes": minutes(speed.median),
        "p90_minutes": minutes(speed.p90),
    }


def minutes(wait: timedelta | None) -> float | None:
    """Return a wait in minutes, to a tenth; None where it is not told."""
    return round(wait.total_seconds() / 60, 1) if wait is not None else None
