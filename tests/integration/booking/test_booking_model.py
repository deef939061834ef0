"""Whatever is asked in whatever order, the service agrees with a simple model of one unit's two half-days."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import functools
import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from booking_client import (
    BookingNotActive,
    BookingProblem,
    CapacityBelowBooked,
    HalfDay,
    HoldAlreadyConfirmed,
    HoldExpired,
    OpeningClosed,
    OpeningFull,
    OpeningState,
    Unit,
    UnitLevel,
)
from tests.integration.booking.booking_offices import BookOffice, RealOffice
from tests.integration.booking.booking_serving import SUNDAY_NOON, ZONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.booking.booking_offices import Office

DAY = dt.date(2021, 8, 23)
LIMIT = 4
WINDOWS = 3
_numbers = itertools.count(1)
STATES = {OpeningClosed: OpeningState.CLOSED, OpeningFull: OpeningState.FULL}
pick = st.integers(0, 1_000_000)


@dataclasses.dataclass
class Place:
    """Something that takes places: a hold or a booking."""

    half: int
    window: int
    dossiers: int
    people: int
    state: str = "open"
    name: str = ""


@dataclasses.dataclass
class Half:
    """One half-day of the model."""

    id: int
    capacity: int
    numbers: int = 0
    closed: bool = False


class Model(RuleBasedStateMachine):
    """Asks a booking service, and keeps books by hand."""

    open_office: Callable[[], Office]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.office = type(self).open_office()
        self.client = self.office.client
        self.unit = f"model-{next(_numbers)}"
        self.holds: list[Place] = []
        self.bookings: list[Place] = []
        unit = Unit(id=self.unit, name="UBND xã Mẫu", level=UnitLevel.COMMUNE, area_id="model")
        self.ask(self.client.put_units([unit]))
        self.halves = [Half(self.ask(self.announcing(half, 5)).id, 5) for half in (0, 1)]

    def teardown(self) -> None:
        self.ask(self.office.close())
        self.runner.close()

    def ask(self, call):
        return self.runner.run(call)

    def refusal(self, call) -> type[BookingProblem] | None:
        """Ask for something and return the class of its refusal."""
        try:
            self.answer = self.ask(call)
        except BookingProblem as refused:
            return type(refused)
        return None

    def announcing(self, half: int, capacity: int):
        start = dt.time(7) if half == 0 else dt.time(13)
        hours = {"start": start, "end": start.replace(minute=30), "slot_minutes": 10, "people_limit": LIMIT}
        day = list(HalfDay)[half]
        return self.client.announce(self.unit, DAY, day, capacity, as_of=SUNDAY_NOON, **hours)

    def taking(self, half: int) -> list[Place]:
        holds = [one for one in self.holds if one.state == "open"]
        bookings = [one for one in self.bookings if one.state != "cancelled"]
        return [one for one in holds + bookings if one.half == half]

    def expected(self, half: int, dossiers: int, people: int) -> int | type[BookingProblem]:
        """Return the window a visit must get, or the refusal."""
        if self.halves[half].closed:
            return OpeningClosed
        taking = self.taking(half)
        if sum(one.dossiers for one in taking) + dossiers > self.halves[half].capacity:
            return OpeningFull
        for window in range(WINDOWS):
            if sum(one.people for one in taking if one.window == window) + people <= LIMIT:
                return window
        return OpeningFull

    def window_of(self, answer) -> int:
        minutes = answer.window.start.minute
        return minutes // 10

    @rule(half=st.integers(0, 1), dossiers=st.integers(1, 3), people=st.integers(1, LIMIT))
    def hold(self, half: int, dossiers: int, people: int) -> None:
        expected = self.expected(half, dossiers, people)
        call = self.client.hold(
            self.halves[half].id, procedure="1", dossiers=dossiers, people=people, as_of=SUNDAY_NOON
        )
        refused = self.refusal(call)
        if isinstance(expected, int):
            assert (refused, self.window_of(self.answer)) == (None, expected)
            self.holds.append(Place(half, expected, dossiers, people, name=self.answer.id))
        else:
            assert refused is expected

    @precondition(lambda self: self.holds)
    @rule(pick=pick)
    def confirm(self, pick: int) -> None:
        held = self.holds[pick % len(self.holds)]
        half = self.halves[held.half]
        refused = self.refusal(self.client.confirm(held.name, name="Demo", phone="0912000111"))
        if held.state == "confirmed":
            assert refused is HoldAlreadyConfirmed
        elif held.state == "ended":
            assert refused is HoldExpired
        elif half.closed:
            assert refused is OpeningClosed
        else:
            half.numbers += 1
            assert (refused, self.answer.queue_number) == (None, half.numbers)
            held.state = "confirmed"
            self.bookings.append(dataclasses.replace(held, state="booked", name=self.answer.code))

    @precondition(lambda self: self.holds)
    @rule(pick=pick)
    def release(self, pick: int) -> None:
        held = self.holds[pick % len(self.holds)]
        refused = self.refusal(self.client.release(held.name))
        assert refused is (HoldAlreadyConfirmed if held.state == "confirmed" else None)
        if held.state == "open":
            held.state = "ended"

    @precondition(lambda self: any(one.state == "open" for one in self.holds))
    @rule(pick=pick)
    def let_a_hold_run_out(self, pick: int) -> None:
        running = [one for one in self.holds if one.state == "open"]
        held = running[pick % len(running)]
        self.office.run_out(held.name)
        held.state = "ended"

    @precondition(lambda self: self.bookings)
    @rule(pick=pick)
    def cancel(self, pick: int) -> None:
        booking = self.bookings[pick % len(self.bookings)]
        refused = self.refusal(self.client.cancel(booking.name, as_of=SUNDAY_NOON))
        assert refused is (None if booking.state == "booked" else BookingNotActive)
        booking.state = "cancelled"

    @precondition(lambda self: any(one.state == "booked" for one in self.bookings))
    @rule(pick=pick)
    def move(self, pick: int) -> None:
        booked = [one for one in self.bookings if one.state == "booked"]
        booking = booked[pick % len(booked)]
        target = 1 - booking.half
        expected = self.expected(target, booking.dossiers, booking.people)
        call = self.client.move(booking.name, opening_id=self.halves[target].id, as_of=SUNDAY_NOON)
        refused = self.refusal(call)
        if isinstance(expected, int):
            self.halves[target].numbers += 1
            assert refused is None
            assert (self.window_of(self.answer), self.answer.queue_number) == (expected, self.halves[target].numbers)
            booking.half, booking.window = target, expected
        else:
            assert refused is expected

    @rule(half=st.integers(0, 1), capacity=st.integers(0, 9))
    def announce_again(self, half: int, capacity: int) -> None:
        taken = sum(one.dossiers for one in self.taking(half))
        refused = self.refusal(self.announcing(half, capacity))
        assert refused is (CapacityBelowBooked if capacity < taken else None)
        if refused is None:
            self.halves[half].capacity = capacity

    @rule(half=st.integers(0, 1))
    def close_or_open(self, half: int) -> None:
        name = f"{self.unit}-{half}"
        closing = not self.halves[half].closed
        if closing:
            start = dt.datetime.combine(DAY, dt.time(12 * half), ZONE)
            closure = self.ask(
                self.client.put_closure(name, [self.unit], start, start + dt.timedelta(hours=12), "phong tỏa")
            )
            assert closure.affected == ()
        else:
            self.ask(self.client.delete_closure(name))
        self.halves[half].closed = closing

    @invariant()
    def the_service_agrees(self) -> None:
        openings = self.ask(self.client.list_openings([self.unit], as_of=SUNDAY_NOON))
        for half, (own, seen) in enumerate(zip(self.halves, openings, strict=True)):
            taken = sum(one.dossiers for one in self.taking(half))
            expected = self.expected(half, 1, 1)
            assert (seen.id, seen.state) == (own.id, STATES.get(expected, OpeningState.OPEN))
            assert seen.places_left == (0 if own.closed else own.capacity - taken)


@pytest.mark.parametrize("kind", ["real", "book"])
def test_the_service_agrees_with_the_model(server, kind):
    """Both the service and the book that stands for it in tests of the conversation."""

    class Asked(Model):
        open_office = staticmethod(BookOffice if kind == "book" else functools.partial(RealOffice, server))

    run_state_machine_as_test(
        Asked,
        settings=settings(
            max_examples=10,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
