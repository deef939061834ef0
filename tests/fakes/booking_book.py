"""A booking service in memory, with the client's interface: fast tests of the conversation, no process.

It keeps the rules that the conversation meets: capacity in dossiers, people by window, holds that end, idempotency
keys, owners and phones, closures, units that end. What a service is in full is tested on the real one, and this one is
held to it: tests/integration/booking/test_booking_both.py and test_booking_model.py ask both the same.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from typing import Any

from booking_api.timetable import Offer, Seats, State, Timetable, offer
from booking_client import (
    Booking,
    BookingError,
    BookingNotActive,
    BookingNotFound,
    BookingPast,
    BookingStatus,
    BookingUnavailable,
    CapacityBelowBooked,
    HalfDay,
    Hold,
    HoldAlreadyConfirmed,
    HoldExpired,
    HoldNotFound,
    IdempotencyConflict,
    Opening,
    OpeningClosed,
    OpeningFull,
    OpeningNotFound,
    OpeningPast,
    OpeningState,
    OwnerData,
    ProcedureNotReceived,
    SameOpening,
    Source,
    Unit,
    UnitLevel,
    UnitNotValid,
    Visitor,
    Window,
)

ZONE = dt.timezone(dt.timedelta(hours=7))
HOURS = {HalfDay.MORNING: (7, 11), HalfDay.AFTERNOON: (13, 17)}


def _slot(row: dict[str, Any]) -> tuple[str, dt.date, HalfDay]:
    return row["unit"], row["date"], row["half"]


class BookingBook:
    """The whole service.

    Attributes:
        now: its calendar where a call brings none.
        clock: its real clock, by which holds end.
        down: raise this for every call.
        lose: names of calls that are carried out although no answer arrives.
        calls: names of the calls made, with their keys.
    """

    def __init__(self, now: dt.datetime, clock: dt.datetime) -> None:
        self.now = now
        self.clock = clock
        self.down: Exception | None = None
        self.lose: set[str] = set()
        self.calls: list[tuple[str, str | None]] = []
        self.as_of: set[dt.datetime | None] = set()
        self.units: dict[str, Unit] = {}
        self.openings: dict[int, dict[str, Any]] = {}
        self.holds: dict[str, dict[str, Any]] = {}
        self.bookings: dict[str, Booking] = {}
        self.answers: dict[str, tuple[Any, Any]] = {}
        self.closed: set[int] = set()
        self._numbers = itertools.count(1)

    # -- for tests

    def unit(self, unit_id: str, name: str, **more: Any) -> None:
        self.units[unit_id] = Unit(id=unit_id, name=name, level=UnitLevel.COMMUNE, area_id=unit_id, **more)

    def announce(
        self, unit_id: str, date: dt.date, half: HalfDay, capacity: int, *, people_limit: int = 50, **hours: Any
    ) -> int:
        """Announce a half-day; again, where it is announced already, for its capacity."""
        first, last = (dt.time(hour) for hour in HOURS[half])
        timetable = Timetable(
            date, hours.get("start") or first, hours.get("end") or last, hours.get("slot_minutes") or 30
        )
        number = next((n for n, row in self.openings.items() if _slot(row) == (unit_id, date, half)), None)
        if number is not None:
            if capacity < self._taken(number):
                raise CapacityBelowBooked("more is taken", extra={"taken": self._taken(number)})
            self.openings[number]["capacity"] = capacity
            return number
        number = next(self._numbers)
        self.openings[number] = {
            "unit": unit_id, "date": date, "half": half, "capacity": capacity, "drawn": 0, "hours": timetable,
            "people_limit": people_limit,
        }  # fmt: skip
        return number

    def fill(self, opening: int, *, but: int = 0) -> None:
        """Take all places but some, as others would."""
        self.openings[opening]["capacity"] = self._taken(opening) + but

    def expire(self) -> None:
        """Let every hold run out."""
        for hold in self.holds.values():
            if hold["state"] == "open":
                hold["state"] = "expired"

    @property
    def kept(self) -> list[str]:
        """Holds that are running."""
        return [hold_id for hold_id, hold in self.holds.items() if hold["state"] == "open"]

    # -- the client's interface

    async def list_units(self, *, ids=None, area_id=None, procedure=None, **options: Any) -> tuple[Unit, ...]:
        self._come("list_units", options)
        return tuple(
            unit
            for unit in self.units.values()
            if (ids is None or unit.id in ids)
            and (area_id is None or unit.area_id == area_id)
            and (procedure is None or unit.procedures is None or procedure in unit.procedures)
        )

    async def list_openings(
        self, units, *, start=None, end=None, procedure=None, dossiers=1, people=1, only_open=False, **options: Any
    ) -> tuple[Opening, ...]:
        now = self._come("list_openings", options)
        first = start or now.astimezone(ZONE).date()
        last = end or first + dt.timedelta(days=14)
        found = [
            self._view(number, now, dossiers, people)
            for number, row in self.openings.items()
            if row["unit"] in units and first <= row["date"] <= last and self._receives(row["unit"], procedure)
        ]
        order = sorted(found, key=lambda o: (o.date, o.start.time(), o.unit_id))
        return tuple(o for o in order if not only_open or o.state is OpeningState.OPEN)

    async def opening(self, opening_id: int, **options: Any) -> Opening:
        now = self._come("opening", options)
        if opening_id not in self.openings:
            raise OpeningNotFound("gone")
        return self._view(opening_id, now)

    async def hold(self, opening_id, *, procedure, dossiers=1, people=1, owner=None, **options: Any) -> Hold:
        body = (opening_id, procedure, dossiers, people, owner)
        return self._once("hold", body, options, lambda now: self._hold(now, *body))

    async def release(self, hold_id: str, **options: Any) -> None:
        self._once("release", (hold_id,), options, lambda _now: self._release(hold_id))

    async def confirm(self, hold_id: str, *, name: str, phone: str, **options: Any) -> Booking:
        body = (hold_id, name, phone)
        return self._once("confirm", body, options, lambda now: self._confirm(now, *body))

    async def booking(self, code: str, *, owner: str | None = None, **options: Any) -> Booking:
        self._come("booking", options)
        found = self._booking(code)
        theirs = owner is not None and found.owner == owner
        return found if theirs else dataclasses.replace(found, owner=None, visitor=None)

    async def look_up(self, code: str, *, owner=None, phone_last4=None, **options: Any) -> Booking:
        self._come("look_up", options)
        found = self._booking(code)
        if owner is not None and found.owner == owner:
            return found
        if phone_last4 is None or found.visitor is None or not found.visitor.phone.endswith(phone_last4):
            raise BookingNotFound("not theirs")
        return dataclasses.replace(found, owner=None, visitor=None)

    async def cancel(self, code, *, owner=None, phone_last4=None, **options: Any) -> Booking:
        body = (code, owner, phone_last4)
        return self._once("cancel", body, options, lambda now: self._cancel(now, *body))

    async def move(self, code, *, opening_id=None, owner=None, phone_last4=None, **options: Any) -> Booking:
        body = (code, opening_id, owner, phone_last4)
        return self._once("move", body, options, lambda now: self._move(now, *body))

    async def owner_data(self, owner: str, **options: Any) -> OwnerData:
        self._come("owner_data", options)
        mine = sorted((b for b in self.bookings.values() if b.owner == owner), key=lambda b: b.window.start)
        held = [h["view"] for h in self.holds.values() if h["state"] == "open" and h["owner"] == owner]
        return OwnerData(owner=owner, bookings=tuple(mine), holds=tuple(held))

    # -- inside

    def _come(self, name: str, options: dict[str, Any]) -> dt.datetime:
        self.calls.append((name, options.get("key")))
        self.as_of.add(options.get("as_of"))
        if self.down is not None:
            raise self.down
        return options.get("as_of") or self.now

    def _once(self, name, body, options, act) -> Any:
        now = self._come(name, options)
        key = options["key"]
        if key in self.answers:
            before, answer = self.answers[key]
            if before != body:
                raise IdempotencyConflict("another body")
        else:
            try:
                answer = act(now)
            except BookingError as error:
                answer = error
            self.answers[key] = (body, answer)
        if name in self.lose:
            raise BookingUnavailable("no answer", outcome_unknown=True)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _receives(self, unit_id: str, procedure: str | None) -> bool:
        procedures = self.units[unit_id].procedures
        return procedure is None or procedures is None or procedure in procedures

    def _taken(self, opening: int) -> int:
        held = sum(h["dossiers"] for h in self.holds.values() if h["opening"] == opening and h["state"] == "open")
        booked = sum(
            b.dossiers
            for b in self.bookings.values()
            if b.opening_id == opening and b.status is not BookingStatus.CANCELLED
        )
        return held + booked

    def _exists(self, number: int) -> bool:
        row = self.openings[number]
        unit = self.units[row["unit"]]
        return (unit.valid_from is None or row["date"] >= unit.valid_from) and (
            unit.valid_to is None or row["date"] <= unit.valid_to
        )

    def _offer(self, number: int, now: dt.datetime, dossiers: int, people: int) -> Offer:
        """The service's own choice of a window, which is pure."""
        row = self.openings[number]
        hours: Timetable = row["hours"]
        taken = [0] * hours.count
        for hold in self.holds.values():
            if hold["opening"] == number and hold["state"] == "open":
                taken[hold["window"]] += hold["people"]
        for booking in self.bookings.values():
            if booking.opening_id == number and booking.status is not BookingStatus.CANCELLED:
                taken[(booking.window.start - hours.start) // dt.timedelta(minutes=hours.slot_minutes)] += (
                    booking.people
                )
        seats = Seats(
            row["capacity"], self._taken(number), row["people_limit"], taken, [number in self.closed] * hours.count
        )
        return offer(hours, seats, dossiers=dossiers, people=people, now=now)

    def _view(self, number: int, now: dt.datetime, dossiers: int = 1, people: int = 1) -> Opening:
        row = self.openings[number]
        hours: Timetable = row["hours"]
        found = self._offer(number, now, dossiers, people)
        if not self._exists(number) and found.state is not State.PAST:
            found = Offer(State.CLOSED)
        left = max(0, row["capacity"] - self._taken(number))
        window = hours.window(found.window) if found.window is not None else None
        return Opening(
            id=number,
            unit_id=row["unit"],
            unit_name=self.units[row["unit"]].name,
            date=row["date"],
            half_day=row["half"],
            start=hours.start,
            end=hours.end,
            slot_minutes=hours.slot_minutes,
            capacity=row["capacity"],
            places_left=left if found.state in (State.OPEN, State.FULL) else 0,
            people_limit=row["people_limit"],
            state=OpeningState(found.state.value),
            next_window=Window(start=window[0], end=window[1]) if window else None,
        )

    def _place(self, now: dt.datetime, opening: int, procedure: str, dossiers: int, people: int) -> int:
        """Return the window that a visit gets there, or refuse it."""
        if opening not in self.openings:
            raise OpeningNotFound("gone")
        if not self._receives(self.openings[opening]["unit"], procedure):
            raise ProcedureNotReceived("not here")
        if not self._exists(opening):
            raise UnitNotValid("not on that day")
        found = self._offer(opening, now, dossiers, people)
        if found.window is not None:
            return found.window
        if found.state is State.PAST:
            raise OpeningPast("over")
        if found.state is State.CLOSED:
            raise OpeningClosed("closed", extra={"reason": "phong tỏa"})
        left = self._view(opening, now).places_left
        raise OpeningFull("full", extra={"places_left": left, "limit": found.limit})

    def _hold(self, now, opening, procedure, dossiers, *who) -> Hold:
        people, owner = who
        index = self._place(now, opening, procedure, dossiers, people)
        view = self._view(opening, now)
        start, end = self.openings[opening]["hours"].window(index)
        hold_id = f"hold-{next(self._numbers):08d}"
        held = Hold(
            id=hold_id,
            opening_id=opening,
            unit_id=view.unit_id,
            unit_name=view.unit_name,
            date=view.date,
            half_day=view.half_day,
            window=Window(start=start, end=end),
            procedure=procedure,
            dossiers=dossiers,
            people=people,
            owner=owner,
            expires_at=self.clock + min(dt.timedelta(minutes=10), end - now),
        )
        self.holds[hold_id] = {
            "opening": opening, "procedure": procedure, "dossiers": dossiers, "people": people, "owner": owner,
            "window": index, "state": "open", "view": held,
        }  # fmt: skip
        return held

    def _required(self, hold_id: str) -> dict[str, Any]:
        if hold_id not in self.holds:
            raise HoldNotFound("no hold")
        hold = self.holds[hold_id]
        if hold["state"] == "confirmed":
            raise HoldAlreadyConfirmed("booked", extra={"code": hold["code"]})
        return hold

    def _release(self, hold_id: str) -> None:
        self._required(hold_id)["state"] = "released"

    def _confirm(self, now, hold_id, name, phone) -> Booking:
        hold = self._required(hold_id)
        if hold["state"] != "open":
            raise HoldExpired("ended")
        opening = hold["opening"]
        if opening in self.closed:
            raise OpeningClosed("closed", extra={"reason": "phong tỏa"})
        view = self._view(opening, now)
        code = f"CM-{next(self._numbers):05d}"
        hold["state"], hold["code"] = "confirmed", code
        self.openings[opening]["drawn"] += 1
        self.bookings[code] = Booking(
            code=code,
            status=BookingStatus.BOOKED,
            queue_number=self.openings[opening]["drawn"],
            opening_id=opening,
            unit_id=view.unit_id,
            unit_name=view.unit_name,
            date=view.date,
            half_day=view.half_day,
            window=hold["view"].window,
            procedure=hold["procedure"],
            dossiers=hold["dossiers"],
            people=hold["people"],
            visitor=Visitor(name=name, phone=phone),
            owner=hold["owner"],
            source=Source.BOT,
            created_by="bot",
            created_at=self.clock,
        )
        return self.bookings[code]

    def _booking(self, code: str) -> Booking:
        plain = "".join(letter for letter in code.upper() if letter.isalnum())
        found = next((b for c, b in self.bookings.items() if c.replace("-", "") == plain), None)
        if found is None:
            raise BookingNotFound("no such code")
        return found

    def _theirs(self, now, code, owner, last4) -> Booking:
        found = self._booking(code)
        visitor = found.visitor
        by_phone = visitor is not None and last4 is not None and visitor.phone.endswith(last4)
        if not (by_phone or (owner is not None and found.owner == owner)):
            raise BookingNotFound("not theirs")
        if found.status is not BookingStatus.BOOKED:
            raise BookingNotActive("not active", extra={"booking_status": found.status.value})
        if self._view(found.opening_id, now).end <= now:
            raise BookingPast("over")
        return found

    def _cancel(self, now, code, owner, phone) -> Booking:
        found = self._theirs(now, code, owner, phone)
        self.bookings[found.code] = dataclasses.replace(found, status=BookingStatus.CANCELLED, cancelled_at=self.clock)
        return self.bookings[found.code]

    def _move(self, now, code, opening, owner, phone) -> Booking:
        found = self._theirs(now, code, owner, phone)
        if opening == found.opening_id:
            raise SameOpening("there already")
        index = self._place(now, opening, found.procedure, found.dossiers, found.people)
        view = self._view(opening, now)
        start, end = self.openings[opening]["hours"].window(index)
        self.openings[opening]["drawn"] += 1
        self.bookings[found.code] = dataclasses.replace(
            found,
            opening_id=opening,
            unit_id=view.unit_id,
            unit_name=view.unit_name,
            date=view.date,
            half_day=view.half_day,
            window=Window(start=start, end=end),
            queue_number=self.openings[opening]["drawn"],
        )
        return self.bookings[found.code]
